import { expect, test } from 'vitest';
import { clear, faultsIn, lastWords, runStoreFaults } from './store-faults.ts';

test('what was acknowledged comes to its end once, whatever is killed (npm run test:faults -- store kills 1,000 times)', {
  timeout: 120_000,
}, async () => {
  const outcome = await runStoreFaults({
    seed: 7,
    bots: 2,
    kills: 8,
    requests: 5,
    every: 900,
    within: 60_000,
  });

  const faults = faultsIn(outcome);
  if (faults.length > 0) console.error(lastWords(outcome));
  expect(faults).toEqual([]);
  expect(outcome.acknowledged).toBeGreaterThan(0);
  expect(outcome.committed).toBeGreaterThan(0);
  clear(outcome);
});
