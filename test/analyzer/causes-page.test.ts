import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../src/analyzer/model/index.ts';
import { COMMAND, causesPage, PAGE } from '../causes/page.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';

const page = readFileSync(PAGE, 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `'));
const rowOf = (cause: string) => rows.find((row) => row.startsWith(`| \`${cause}\` `)) ?? '';

describe('docs/causes.md', () => {
  it(`is what "${COMMAND}" makes`, () => {
    expect(page === causesPage(page) || `run "${COMMAND}"`).toBe(true);
  });

  it('has a row for every cause, with every scenario that proves it', () => {
    expect(CAUSES.filter((cause) => rowOf(cause) === '')).toEqual([]);
    const missing = SCENARIOS.filter(
      ({ name, expect: { cause } }) =>
        !rowOf(cause)
          .split(/[\s,|]+/)
          .includes(name),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('is made anew where its table is not the one of the causes', () => {
    const old = page.replace('| `healthy` |', '| `hale` |');

    expect(old).not.toBe(page);
    expect(causesPage(old)).toBe(page);
    expect(() => causesPage('# A page without a table')).toThrow('does not hold');
  });
});
