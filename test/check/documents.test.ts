import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runRoundtrip } from '../cli/run-roundtrip.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { scripts, dependencies, devDependencies, optionalDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

function matchesOf(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))];
}

describe.each(['README.md', 'docs/architecture.md'])('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');

  test('names npm scripts that exist', () => {
    const named = matchesOf(text, /\bnpm (?:run )?(start|test|(?<=run )[a-z:-]+)/g);

    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('links to files that exist', () => {
    const linked = matchesOf(text, /\]\((?!https?:)([^)#]+)/g);

    expect(linked.filter((link) => !existsSync(join(root, dirname(file), link)))).toEqual([]);
  });

  test('names commands that exist', () => {
    const help = runRoundtrip(['--help']).stdout;
    const named = matchesOf(text, /bin\/roundtrip\.js ([a-z]+)/g);

    expect(named.filter((name) => !new RegExp(`^  ${name}\\b`, 'm').test(help))).toEqual([]);
  });
});

test('the architecture page tells the versions that are pinned', () => {
  const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
  const pinned: Record<string, string> = { ...dependencies, ...devDependencies, ...optionalDependencies };

  const told = matchesOf(page, /^(\| [a-z-]+(?:, [a-z-]+)* \| \d+\.\d+\.\d+ \|)/gm);

  expect(told.length).toBeGreaterThan(0);
  for (const row of told) {
    const [, names = '', version] = row.split('|').map((cell) => cell.trim());
    for (const name of names.split(', ')) expect({ [name]: pinned[name] }).toEqual({ [name]: version });
  }
});

test('.ci/run can be run', () => {
  expect(() => accessSync(join(root, '.ci', 'run'), constants.X_OK)).not.toThrow();
});
