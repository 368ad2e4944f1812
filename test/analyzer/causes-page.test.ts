import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../src/analyzer/model/index.ts';
import { COMMAND, causePages, causesPage, FOLDER, PAGE } from '../causes/page.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';

const page = readFileSync(PAGE, 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| [`'));
const rowOf = (cause: string) =>
  rows.find((row) => row.startsWith(`| [\`${cause}\`](causes/${cause}.md) `)) ?? '';

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
    const old = page.replace('| [`healthy`](causes/healthy.md) |', '| `hale` |');

    expect(old).not.toBe(page);
    expect(causesPage(old)).toBe(page);
    expect(() => causesPage('# A page without a table')).toThrow('does not hold');
  });
});

describe('docs/causes', () => {
  const pages = causePages();

  it(`has the pages that "${COMMAND}" makes, and no others`, () => {
    const kept = new Map(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));

    expect([...kept.keys()].toSorted()).toEqual([...pages.keys()].toSorted());
    const old = [...pages].filter(([name, text]) => kept.get(name) !== text).map(([name]) => name);
    expect(old.length === 0 || `run "${COMMAND}": ${old.join(', ')}`).toBe(true);
  });

  it('says of each cause what it is, how it is recognised, what helps, and shows what is really printed', () => {
    for (const [name, text] of pages) {
      for (const part of ['## How it is recognised', '## What helps', '$ roundtrip ', '## Proved by'])
        expect({ name, part, has: text.includes(part) }).toEqual({ name, part, has: true });
    }
  });
});
