import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { foldScan, type Settings, startWorker } from '../../src/triage/index.ts';
import { recorded } from '../analyzer/recorded.ts';
import { testData, until } from '../store/support.ts';
import { createWorld, directory, fakeAnalyze, fakeHosts, openWorld, settingsWith } from './world.ts';

const data = testData();
const world = createWorld({});
let store: Store;
beforeAll(async () => {
  store = await data.open();
});
afterAll(async () => {
  world.remove();
  await data.remove();
});

test('of two bots one begins each scan of the schedule, and the next tells of the one before', {
  timeout: 60_000,
}, async () => {
  const { observation } = recorded('strict-seed');
  const settings: Settings = {
    ...settingsWith(),
    scan: {
      words: 'web',
      channel: 'C0123',
      hosts: () => ['server-b'],
      next: (after) => new Date(after.getTime() + 1500),
    },
  };
  const begun: string[] = [];
  const unsubscribe = await store.events.subscribe((id, sequence) => {
    if (sequence === 1) begun.push(id);
  });
  const other = await data.open();
  const parts = {
    hosts: fakeHosts(openWorld(world.file)),
    surveyor: { survey: async () => ({ observation, transcript: '' }) },
    ...{ analyze: fakeAnalyze, directory, settings },
  };
  const ends = [await startWorker({ ...store, ...parts }), await startWorker({ ...other, ...parts })];
  const scans = async () =>
    (await Promise.all([...new Set(begun)].map(async (id) => foldScan(await store.events.read(id))))).flatMap(
      (scan) => (scan?.ended ? [scan] : []),
    );
  const done = await until(async () => {
    const found = await scans();
    return found.length >= 3 ? found : undefined;
  }, 40);
  settings.scan = undefined;
  for (const end of ends) await end();
  await delay(100);
  await unsubscribe();

  expect(done.map(({ requestedBy, hosts }) => [requestedBy, ...hosts])).toEqual(
    done.map(() => ['system', 'server-b']),
  );
  const [first, second, third] = done.toSorted((one, two) => one.requestedAt.localeCompare(two.requestedAt));
  expect([first?.schedule?.before, second?.schedule?.before, third?.schedule?.before]).toEqual([
    undefined,
    first?.id,
    second?.id,
  ]);
});
