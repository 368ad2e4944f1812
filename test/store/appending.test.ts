import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import type { Job } from '../../src/triage/index.ts';
import { freshId, requested, testData } from './support.ts';

const data = testData();
let store: Store;
beforeAll(async () => {
  store = await data.open();
});
afterAll(() => data.remove());

/** How many transactions recorded these triages. */
async function transactionsOf(triages: readonly string[]): Promise<number> {
  const [row] = await data.query(
    'select count(distinct xmin::text)::int as count from events where triage = any($1)',
    [triages],
  );
  return Number(row?.['count']);
}

test('what comes while something is recorded is recorded together, as one chain', async () => {
  const triages = Array.from({ length: 50 }, freshId);

  const outcomes = await Promise.all(triages.map((triage) => store.events.append(triage, 0, [requested])));

  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['appended']));
  expect(await transactionsOf(triages)).toBeLessThanOrEqual(3);
  expect(await store.audit.verify()).toMatchObject({ ok: true });
});

test('each of them comes to what it would have come to alone', async () => {
  const [first, second, third, fourth] = [freshId(), freshId(), freshId(), freshId()];
  const until = new Date(Date.now() + 60_000);
  const uses = { key: `button:${first}`, until };
  const append = (triage: string, expected: number, once?: string, used = false) =>
    store.events.append(
      triage,
      expected,
      [requested],
      [],
      once === undefined ? undefined : { once, ...(used ? { uses } : {}) },
    );

  const outcomes = await Promise.all([
    append(first, 0, `one:${first}`, true),
    append(second, 0, `one:${first}`),
    append(third, 0, `two:${first}`, true),
    append(first, 1),
    append(first, 1),
    append(fourth, 0, `three:${first}`),
    append(fourth, 0, `four:${first}`),
  ]);

  const kinds = outcomes.map(({ kind }) => kind);
  // Those that somebody waits for come before the others.
  expect(kinds).toEqual(['appended', 'duplicate', 'used', 'appended', 'conflict', 'appended', 'conflict']);
  expect(outcomes[1]).toEqual({ kind: 'duplicate', triage: first });
  expect(await append(third, 0, `two:${first}`)).toMatchObject({ kind: 'appended' });
  expect(await append(freshId(), 0, `four:${first}`)).toMatchObject({ kind: 'appended' });
});

test('one that the database does not take spoils no other', async () => {
  const triages = [freshId(), freshId(), freshId()] as const;
  const unfit: Job = { kind: 'undo', triage: '\u0000' };

  const outcomes = await Promise.allSettled(
    triages.map((triage, index) =>
      store.events.append(triage, 0, [requested], index === 1 ? [unfit] : [{ kind: 'undo', triage }]),
    ),
  );

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const recorded = await Promise.all(triages.map((triage) => store.events.read(triage)));
  expect(recorded.map(({ length }) => length)).toEqual([1, 0, 1]);
});

test('one that is no longer wanted is not recorded, and the others are', async () => {
  const triages = [freshId(), freshId(), freshId()] as const;
  const leaving = new AbortController();
  const late = new Error('answered by now');

  const appending = triages.map((triage, index) =>
    store.events.append(triage, 0, [requested], [{ kind: 'undo', triage }], {
      once: `late:${triage}`,
      ...(index === 1 ? { signal: leaving.signal } : {}),
    }),
  );
  // The transaction is under way by the next turn, or has not begun: it must not matter.
  setImmediate(() => leaving.abort(late));
  const outcomes = await Promise.allSettled(appending);

  expect(outcomes[1]).toEqual({ status: 'rejected', reason: late });
  const recorded = await Promise.all(triages.map((triage) => store.events.read(triage)));
  expect(recorded.map(({ length }) => length)).toEqual([1, 0, 1]);
});
