import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stripsTypes } from '../../bin/pinned-node.js';
import * as library from '../../src/library.ts';
import { machineNode, root, runRoundtrip } from '../cli/run-roundtrip.ts';
import { pasted } from '../explain/fixtures.ts';

/*
 * The package as somebody gets it: built, packed, and installed outside of the repository by npm, which fetches nothing (`--offline`,
 * without the optional packages: the pinned Node, PostgreSQL and the drawing library; what a test needs of them is linked).
 */

const directory = mkdtempSync(join(tmpdir(), 'roundtrip-package-'));
const project = join(directory, 'project');
const prefix = join(directory, 'prefix');
const installed = join(prefix, 'lib', 'node_modules', 'roundtrip');
const { file, text } = pasted('aws-two-eni');

/** A script that somebody may write, type-checked and run: a paste diagnosed, and the answer's way before and after the remedy. */
const SCRIPT = `// @ts-check
import { explain, kernelModel, whatIf } from 'roundtrip/analyzer';
import { text } from './console.mjs';

const explained = explain(text);
if (explained.kind !== 'explained') throw new Error(explained.kind);
const { diagnosis, found, question } = explained;

const { from = '', to } = diagnosis.flow;
const plan = found.remedies.find(({ recommended }) => recommended)?.plan;
if (!plan) throw new Error('no plan');
const ways = [question.host.state, whatIf(question.host.state, plan)].map((state) => {
  const way = kernelModel(state).lookup({ family: 4, from: to, to: from });
  return way.kind === 'route' ? way.dev : way.kind;
});
globalThis.console.log(JSON.stringify({ diagnosis, ways }));
// @ts-expect-error a diagnosis has no such field: it is typed
diagnosis.reason;
`;

const start = promisify(execFile);

async function npm(args: readonly string[], cwd: string): Promise<string> {
  const options = ['--offline', '--omit=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  // A cache of its own: so nothing optional is found by chance.
  const env = { ...process.env, npm_config_cache: join(directory, 'cache') };
  return (await start('npm', [...args, ...options], { cwd, env })).stdout;
}

beforeAll(async () => {
  mkdirSync(project);
  const built = join(directory, 'built');
  await start(process.execPath, [join(root, 'scripts', 'build.js'), '--out', built]);
  const tarball = join(directory, (await npm(['pack', '--silent', built], directory)).trim());
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  writeFileSync(join(project, 'diagnose.mjs'), SCRIPT);
  writeFileSync(join(project, 'console.mjs'), `export const text = ${JSON.stringify(text)};`);
  await Promise.all([
    npm(['install', tarball], project),
    npm(['install', '--global', '--prefix', prefix, tarball], directory),
  ]);
}, 240_000);

afterAll(() => rmSync(directory, { recursive: true }));

describe('a project that has only the packed tarball', () => {
  const nodes = [...new Set([process.execPath, machineNode()])];

  test.each(nodes)('diagnoses a paste and asks what a remedy would change, in %s', (node) => {
    const stdout = execFileSync(node, ['diagnose.mjs'], { cwd: project, encoding: 'utf8' });

    const explained = library.explain(text);
    if (explained.kind !== 'explained') throw new Error(explained.kind);
    const diagnosis = JSON.parse(JSON.stringify(explained.diagnosis));
    expect(JSON.parse(stdout)).toEqual({ diagnosis, ways: ['ens5', 'ens6'] });
  });

  test('is type-checked against its declarations, which are checked as well', () => {
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const strict = ['--strict', '--noEmit', '--checkJs', '--module', 'nodenext', '--target', 'es2022'];

    const { status, stdout } = spawnSync(
      process.execPath,
      [compiler, ...strict, '--lib', 'es2022,dom', 'diagnose.mjs'],
      { cwd: project, encoding: 'utf8' },
    );

    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  test('runs the program by npx', () => {
    const run = ['--no', '--offline', 'roundtrip', 'explain', file, '--json'];

    const { status, stdout } = spawnSync('npx', run, { cwd: project, encoding: 'utf8' });

    expect(status).toBe(0);
    expect(stdout).toBe(runRoundtrip(['explain', file, '--json']).stdout);
  });
});

describe('the program that is installed for everybody', () => {
  const program = join(prefix, 'bin', 'roundtrip');
  const run = (args: readonly string[], node = process.execPath, input = '') =>
    spawnSync(node, [program, ...args], { cwd: '/', encoding: 'utf8', input });

  test.each([
    ['the help', ['--help']],
    ['the script that a host runs, whose parts are files', ['collect', '-', 'eth1']],
    ['the schema of the configuration', ['config', 'schema']],
    ['a diagnosis', ['explain', file, '--verbose']],
  ])('prints %s as the repository does', (_title, args) => {
    const { status, stdout, stderr } = run(args);

    expect({ status, stdout, stderr }).toEqual(runRoundtrip(args));
    expect(status).toBe(0);
  });

  test('draws a picture in a process of its own', () => {
    const modules = join(installed, 'node_modules');
    symlinkSync(join(root, 'node_modules', '@resvg'), join(modules, '@resvg'));
    const picture = join(directory, 'picture.png');

    const { status, stderr } = run(['explain', file, '--picture', picture]);

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
  });

  test('goes on in the pinned Node where the running one is too old', () => {
    const node = machineNode();
    const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
    const without = run(['--version'], node);
    const pinned = join('node_modules', `node-linux-${process.arch}`);
    symlinkSync(join(root, pinned), join(installed, pinned));

    expect(run(['--version'], node)).toMatchObject({ status: 0, stdout: run(['--version']).stdout });
    if (!stripsTypes(version)) {
      expect(without.status).toBe(1);
      expect(without.stderr).toContain('Install the package roundtrip again with its optional packages');
    }
  });

  test('brings the licences of all that is in it', () => {
    const read = (name: string) => readFileSync(join(installed, name), 'utf8');

    expect(read('LICENSE')).toContain('MIT License');
    for (const name of ['commander', 'ssh2', 'pg', '@slack/bolt', 'yaml'])
      expect(read('THIRD-PARTY-LICENCES.txt')).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    expect(read('src/picture/font/OFL.txt')).toContain('SIL OPEN FONT LICENSE');
    expect(read('node_modules/zod/LICENSE')).toContain('MIT License');
    expect(dirname(installed)).toBe(join(prefix, 'lib', 'node_modules'));
  });
});
