import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import type { TriageEvent } from '../../src/triage/index.ts';
import { words } from '../support/words.ts';
import { freshId, requested, testData, until } from './support.ts';

const data = testData();
let store: Store;
beforeAll(async () => {
  store = await data.open();
});
afterAll(() => data.remove());

const progress = (text: string): TriageEvent => ({ kind: 'progress', said: words(text) });

test('what was appended is read back in order, each carrying the hash of the one before', async () => {
  const triage = freshId();

  await store.events.append(triage, 0, [requested, progress('one')]);
  await store.events.append(triage, 2, [progress('two ü \u2028 \n')]);
  const events = await store.events.read(triage);

  expect(events.map(({ event }) => event)).toEqual([requested, progress('one'), progress('two ü \u2028 \n')]);
  expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  expect(events[1]?.previousHash).toBe(events[0]?.hash);
  expect(events[2]?.previousHash).toBe(events[1]?.hash);
});

test('of two writers that saw the same state one is told of the conflict, and writes nothing', async () => {
  const other = await data.open();
  const triage = freshId();
  await store.events.append(triage, 0, [requested]);

  const outcomes = await Promise.all([
    store.events.append(triage, 1, [progress('mine')]),
    other.events.append(triage, 1, [progress('theirs')]),
  ]);

  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['appended', 'conflict']);
  expect(await store.events.read(triage)).toHaveLength(2);
});

test('many writers at once leave one unbroken chain', async () => {
  const stores = [store, await data.open(), await data.open()];

  await Promise.all(
    stores.flatMap((one) =>
      Array.from({ length: 10 }, async () => {
        const triage = freshId();
        await one.events.append(triage, 0, [requested]);
        await one.events.append(triage, 1, [progress('more')]);
      }),
    ),
  );

  expect(await store.audit.verify()).toMatchObject({ ok: true });
});

test('an event that is none is refused before anything is written', async () => {
  const triage = freshId();

  const appending = store.events.append(triage, 0, [
    requested,
    { kind: 'progress' } as unknown as TriageEvent,
  ]);

  await expect(appending).rejects.toThrow();
  expect(await store.events.read(triage)).toEqual([]);
});

test('a subscriber hears of every event, those of other processes too, in order', async () => {
  const other = await data.open();
  const heard: string[] = [];
  const unsubscribe = await store.events.subscribe((triage, sequence) => heard.push(`${triage}/${sequence}`));
  const triage = freshId();

  await other.events.append(triage, 0, [requested, progress('one')]);
  await store.events.append(triage, 2, [progress('two')]);
  await until(() => heard.find((one) => one === `${triage}/3`));
  await unsubscribe();

  expect(heard.filter((one) => one.startsWith(triage))).toEqual([1, 2, 3].map((n) => `${triage}/${n}`));
});

test('who asks for what this process recorded hears of nothing else', async () => {
  const other = await data.open();
  const heard: string[] = [];
  const end = store.events.onAppended((triage, sequence) => heard.push(`${triage}/${sequence}`));
  const triage = freshId();

  await store.events.append(triage, 0, [requested, progress('one')]);
  await other.events.append(triage, 2, [progress('two')]);
  await store.events.append(triage, 2, [progress('late')]);
  end();
  await store.events.append(triage, 3, [progress('three')]);

  expect(heard).toEqual([`${triage}/2`]);
});

test('a subscriber that lost its connection is told of what it missed', async () => {
  const heard: string[] = [];
  const unsubscribe = await store.events.subscribe((triage, sequence) => heard.push(`${triage}/${sequence}`));
  const triage = freshId();

  await data.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen roundtrip%'",
  );
  await store.events.append(triage, 0, [requested]);
  await until(() => heard.find((one) => one === `${triage}/1`));
  await unsubscribe();

  expect(heard).toContain(`${triage}/1`);
});

test.each([
  ['update', "update events set event = '{}'"],
  ['delete', 'delete from events'],
  ['truncate', 'truncate events'],
])('the database itself forbids %s', async (_name, statement) => {
  await store.events.append(freshId(), 0, [requested]);

  await expect(data.query(statement)).rejects.toThrow('append-only');
});
