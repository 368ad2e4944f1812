import { describe, expect, test } from 'vitest';
import { compareChange } from './real.ts';
import { CHANGES } from './scenario.ts';

/** Those that lean on most of the kernel's side effects; `npm run test:changes` makes them all. */
const SAMPLE = [
  'the only rule of a policy table goes',
  'link down and up loses its static routes',
  'a line that fails, and the next is run all the same',
];

describe('a planned change, made for real', () => {
  test.each(SAMPLE)('%s', async (name) => {
    const scenario = CHANGES.find((one) => one.name === name);
    if (scenario === undefined) throw new Error(`there is no change "${name}"`);

    const { rows, wrongLines } = await compareChange(scenario);

    expect(rows.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
    expect(wrongLines).toEqual([]);
    expect(rows.some(({ row }) => row.outcome === 'stops')).toBe(true);
    expect(rows.filter(({ row }) => row.outcome === 'unknown')).toEqual([]);
  });
});
