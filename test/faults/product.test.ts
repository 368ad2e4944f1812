import { expect, test } from 'vitest';
import type { ProductRun } from './product/faults.ts';
import { runProduct } from './product/suite.ts';
import { isSafe } from './table.ts';

const SAMPLE: readonly ProductRun[] = [
  { fault: 'connection-cut', boundary: 'apply, command 9', outage: 'short' },
  { fault: 'bot-killed', boundary: 'after apply', outage: 'noticed' },
];

test('whatever is killed or cut at a boundary of a change, the host and the trail say the same (npm run test:faults has all boundaries)', {
  timeout: 240_000,
}, async () => {
  const ended = await runProduct(() => SAMPLE, 2);

  expect(ended).toHaveLength(SAMPLE.length);
  expect(ended.filter(({ outcome }) => !isSafe(outcome))).toEqual([]);
  // A bot that comes back in time goes on with what stands.
  expect(ended.find(({ fault }) => fault === 'bot-killed')?.outcome).toBe('kept');
});
