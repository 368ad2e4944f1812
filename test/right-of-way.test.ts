import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRightOfWay } from '../src/right-of-way.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

async function isOver(yielding: Promise<void>, milliseconds: number): Promise<boolean> {
  let over = false;
  void yielding.then(() => (over = true));
  await vi.advanceTimersByTimeAsync(milliseconds);
  return over;
}

test('work goes on at once where nobody waits', async () => {
  expect(await isOver(createRightOfWay().yield(), 0)).toBe(true);
});

test('work waits for all who wait for an answer, and a moment longer', async () => {
  const rightOfWay = createRightOfWay();
  const [one, other] = [rightOfWay.claim(), rightOfWay.claim()];
  const yielding = rightOfWay.yield();

  one();
  one();
  expect(await isOver(yielding, 500)).toBe(false);
  other();
  expect(await isOver(yielding, 1)).toBe(false);
  expect(await isOver(yielding, 100)).toBe(true);
});

test('work is not held up for ever', async () => {
  const rightOfWay = createRightOfWay();
  rightOfWay.claim();

  expect(await isOver(rightOfWay.yield(), 5_000)).toBe(true);
});
