import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

type Violation = { from: string; to: string; rule: { name: string } };
type Report = { modules: { source: string }[]; summary: { violations: Violation[] } };

function cruise(directory: string): Report {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, 'src', 'packages', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
    { cwd: directory, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(`dependency-cruiser printed nothing: ${stderr}`);
  return JSON.parse(stdout);
}

describe('the rules, on a small program of their own', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'roundtrip-boundaries-'));
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json'])
      cpSync(join(root, file), join(directory, file));
    write('package.json', JSON.stringify({ dependencies: { zod: '*' }, devDependencies: { vitest: '*' } }));
    mkdirSync(join(directory, 'packages'));
    for (const name of ['zod', 'vitest']) {
      write(
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, main: 'index.js', version: '1.0.0' }),
      );
      write(`node_modules/${name}/index.js`, '');
    }
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }

  /** Writes each `[file, what it imports]`, and every file of the program that is imported. */
  function writeImports(imports: readonly (readonly [string, string])[]): void {
    for (const [from, specifier] of imports) {
      const target = join(dirname(from), specifier);
      if (specifier.startsWith('.')) write(target, 'export const here = true;\n');
    }
    for (const [from, specifier] of imports)
      write(from, `import * as it from '${specifier}';\nexport const seen = it;\n`);
  }

  const FORBIDDEN = [
    ['src/analyzer/a1.ts', 'node:fs', 'analyzer-is-pure'],
    ['src/analyzer/a2.ts', '../errors.ts', 'analyzer-is-pure'],
    ['src/analyzer/a3.ts', '../transcript/index.ts', 'analyzer-is-pure'],
    ['src/analyzer/a4.ts', '../texts/index.ts', 'analyzer-is-pure'],
    ['src/analyzer/diagnose.ts', '../transcript/index.ts', 'analyzer-is-pure'],
    ['src/transcript/t1.ts', 'node:path', 'transcript-is-pure'],
    ['src/transcript/t2.ts', 'zod', 'transcript-is-pure'],
    ['src/transcript/t3.ts', '../analyzer/routes/index.ts', 'transcript-is-pure'],
    ['src/transcript/t4.ts', '../analyzer/model/flow.ts', 'transcript-is-pure'],
    ['src/texts/x1.ts', '../log.ts', 'texts-know-the-model-only'],
    ['src/texts/en/failures/x2.ts', '../words.ts', 'failures-are-light'],
    ['src/triage/w1.ts', '../host/index.ts', 'triage-knows-the-analyzer-only'],
    ['src/triage/w2.ts', '../transcript/index.ts', 'triage-knows-the-analyzer-only'],
    ['src/library.ts', './triage/index.ts', 'library-is-the-pure-part'],
    ['src/triage/w3.ts', 'node:child_process', 'triage-knows-the-analyzer-only'],
    ['src/triage/w4.ts', '../analyzer/inner.ts', 'not-past-the-index'],
    ['src/host/h1.ts', '../store/index.ts', 'adapters-do-not-know-each-other'],
    ['src/store/s1.ts', '../slack/index.ts', 'adapters-do-not-know-each-other'],
    ['src/slack/s2.ts', '../host/index.ts', 'adapters-do-not-know-each-other'],
    ['src/slack/sentence/s4.ts', '../listeners/ask.ts', 'sentences-are-read-without-slack'],
    ['src/slack/sentence/s5.ts', 'zod', 'sentences-are-read-without-slack'],
    ['src/slack/s3.ts', '../cli/main.ts', 'nothing-imports-a-composition-root'],
    ['src/host/h2.ts', '../demo/index.ts', 'nothing-imports-a-composition-root'],
    ['src/config/c0.ts', '../texts/index.ts', 'config-and-shared-files-are-leaves'],
    ['src/config/c1.ts', '../host/index.ts', 'config-and-shared-files-are-leaves'],
    ['src/log.ts', './triage/index.ts', 'config-and-shared-files-are-leaves'],
    ['src/cli/c2.ts', '../host/connection.ts', 'not-past-the-index'],
    ['src/demo/d1.ts', '../slack/views/card.ts', 'not-past-the-index'],
    ['src/slack/s6.ts', '../../packages/local-slack/src/index.ts', 'local-slack-is-for-the-demo'],
    ['src/demo/d2.ts', '../../packages/local-slack/src/state.ts', 'packages-are-entered-by-their-index'],
    ['packages/local-slack/src/p1.ts', '../../../src/errors.ts', 'local-slack-stands-alone'],
    ['packages/local-slack/src/p2.ts', 'vitest', 'no-development-packages-in-the-program'],
    ['src/cli/c3.ts', 'vitest', 'no-development-packages-in-the-program'],
    ['src/cli/c4.ts', 'no-such-package', 'resolvable'],
  ] as const;

  test('every forbidden import is refused by the rule that forbids it', () => {
    writeImports(FORBIDDEN.map(([from, specifier]) => [from, specifier]));

    const { violations } = cruise(directory).summary;

    const refused = FORBIDDEN.map(([from, specifier, name]) => ({
      from,
      specifier,
      refused: violations.some((violation) => violation.from === from && violation.rule.name === name),
    }));
    expect(refused.filter((one) => !one.refused)).toEqual([]);
  });

  test('an import of types alone is an import too', () => {
    write('src/host/index.ts', 'export type Host = string;\n');
    write('src/analyzer/a.ts', "import type { Host } from '../host/index.ts';\nexport type It = Host;\n");

    const { violations } = cruise(directory).summary;

    expect(violations.map(({ rule }) => rule.name)).toContain('analyzer-is-pure');
  });

  test('what goes in a circle is refused', () => {
    write('src/host/one.ts', "import './two.ts';\n");
    write('src/host/two.ts', "import './one.ts';\n");

    const { violations } = cruise(directory).summary;

    expect(violations.map(({ rule }) => rule.name)).toContain('no-cycles');
  });

  test('what is allowed passes', () => {
    writeImports([
      ['src/analyzer/a1.ts', 'zod'],
      ['src/analyzer/a2.ts', './model/index.ts'],
      ['src/triage/w0.ts', '../texts/index.ts'],
      ['src/transcript/t1.ts', '../analyzer/model/index.ts'],
      ['src/triage/w1.ts', '../analyzer/index.ts'],
      ['src/triage/w2.ts', '../config/index.ts'],
      ['src/triage/w3.ts', '../library.ts'],
      ['src/library.ts', './analyzer/index.ts'],
      ['src/host/h1.ts', '../triage/index.ts'],
      ['src/texts/failures/x1.ts', '../../errors.ts'],
      ['src/config/c1.ts', '../texts/failures/index.ts'],
      ['src/host/h2.ts', 'node:child_process'],
      ['src/host/h3.ts', '../transcript/index.ts'],
      ['src/slack/s1.ts', '../analyzer/routes/index.ts'],
      ['src/cli/c1.ts', '../demo/lab/index.ts'],
      ['src/cli/c2.ts', '../host/index.ts'],
      ['src/demo/d1.ts', '../slack/index.ts'],
      ['src/demo/d2.ts', '../../packages/local-slack/src/index.ts'],
      ['packages/local-slack/src/p1.ts', 'zod'],
    ]);

    expect(cruise(directory).summary.violations).toEqual([]);
  });
});

test('on this program the cruiser sees every source there is', () => {
  const sources = globSync(['src/**/*.ts', 'packages/**/*.ts'], { cwd: root });

  const seen = new Set(cruise(root).modules.map(({ source }) => source));

  expect(sources.length).toBeGreaterThan(0);
  expect(sources.filter((source) => !seen.has(source))).toEqual([]);
});
