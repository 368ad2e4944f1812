import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../src/analyzer/model/index.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/causes.md'), 'utf8');

describe('docs/causes.md', () => {
  it('names every cause', () => {
    expect(CAUSES.filter((cause) => !page.includes(`\`${cause}\``))).toEqual([]);
  });

  it('names every scenario in the row of its cause', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const missing = SCENARIOS.filter(
      ({ name, expect: { cause } }) =>
        !rows.some((row) => row.startsWith(`| \`${cause}\` `) && row.split(/[\s,|]+/).includes(name)),
    );

    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});
