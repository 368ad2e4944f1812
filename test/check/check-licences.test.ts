import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLicences } from '../../scripts/check-licences.js';
import { root } from '../cli/run-roundtrip.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roundtrip-licences-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(entry: object): string[] {
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({
      packages: { '': { license: 'MIT' }, 'node_modules/one': { version: '1.0.0', ...entry } },
    }),
  );
  return readLicences(folder).problems;
}

describe('licences', () => {
  test('every package of this lock has one that is allowed', () => {
    const { problems, packages, byLicence } = readLicences(root);

    expect(problems).toEqual([]);
    expect(packages).toBeGreaterThan(300);
    expect([...byLicence.values()].flat()).toHaveLength(packages);
  });

  test.each(['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND ISC', 'MPL-2.0'])('%s is allowed', (license) => {
    expect(problemsOf({ license })).toEqual([]);
  });

  test.each([
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'MIT AND GPL-2.0-only',
    'UNLICENSED',
    'SEE LICENSE IN terms.txt',
  ])('%s is not', (license) => {
    expect(problemsOf({ license })).toEqual([`one 1.0.0: ${license}`]);
  });

  test('a package that names none is not, unless its own package.json does', () => {
    expect(problemsOf({})).toEqual(['one 1.0.0: undefined']);

    mkdirSync(join(folder, 'node_modules', 'one'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', 'one', 'package.json'), '{"licenses":[{"type":"MIT"}]}');
    expect(problemsOf({})).toEqual([]);
  });
});
