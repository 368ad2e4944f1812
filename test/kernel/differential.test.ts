import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compare } from './compare.ts';
import { type Regression, runDifferential } from './differential.ts';
import { stateOf } from './observation.ts';

const folder = new URL('./regressions/', import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

describe('the route model and the kernel', () => {
  test('agree on a sample of random hosts', { timeout: 180_000 }, async () => {
    const seed = Number(process.env['KERNEL_SEED'] ?? 20_000);

    const result = await runDifferential({ seed, configurations: 100, queriesEach: 60 });

    expect(result.failure?.disagreements, `seed ${result.failure?.seed}`).toBeUndefined();
    expect(result.queries).toBe(6000);
    expect(result.unknown.length / result.queries).toBeLessThan(0.05);
  });

  test.each(files)('agree where they once differed, or on a recorded fact: %s', (file) => {
    const regression = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Regression;
    const { configuration, listings, answers } = regression;

    const result = compare(configuration.queries, { state: stateOf(listings), answers, listings });

    expect(result.disagreements).toEqual([]);
    expect(result.unknown).toEqual([]);
  });
});
