import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Plan } from '../../src/analyzer/model/index.ts';
import type { Store } from '../../src/store/index.ts';
import { isExpiryNear, warningsFor } from '../../src/triage/expiry.ts';
import {
  type Actor,
  createTriages,
  startWorker,
  type TriageEvent,
  type TriageId,
  type TriageState,
} from '../../src/triage/index.ts';
import { testData, until } from '../store/support.ts';
import { createWorld, directory, fakeAnalyze, fakeHosts, settingsWith } from './world.ts';

const ASKER = 'slack:U0ASKER';
const PLAN = 'hash-with-172.16.5.1';
const MINUTE = 60_000;

const data = testData();
let store: Store;
beforeAll(async () => {
  store = await data.open();
});
afterAll(() => data.remove());

test('it is said ten minutes before; of a short request half of its time before, of a very short one never', () => {
  const now = new Date('2026-11-27T02:00:00Z');
  const minutes = (expiresAfter: number) =>
    warningsFor(now, expiresAfter * MINUTE).map((at) => (at.getTime() - now.getTime()) / MINUTE);
  expect(minutes(30)).toEqual([20]);
  expect(minutes(20)).toEqual([10]);
  expect(minutes(8)).toEqual([4]);
  expect(minutes(0.1)).toEqual([]);
});

async function kinds(id: TriageId): Promise<TriageEvent['kind'][]> {
  const events = await store.events.read(id);
  return events.flatMap(({ event }) => (event.kind === 'unknown' ? [] : event.kind));
}

test('it is recorded once, also by a worker that was started after it was asked for; then it expires', async () => {
  const world = createWorld();
  const settings = settingsWith({ expiresAfter: 16_000 });
  const start = async () => {
    const own = await data.open();
    const end = await startWorker({
      ...own,
      hosts: fakeHosts(world),
      analyze: fakeAnalyze,
      settings,
      directory,
    });
    return async () => {
      await end();
      await own.close();
    };
  };
  const triages = createTriages({ events: store.events, directory, settings });
  const endFirst = await start();
  const { id } = await triages.request(
    { host: 'server-b', interface: 'eth1', protocol: 'icmp', from: { kind: 'host', host: 'server-a' } },
    ASKER,
    { kind: 'cli' },
  );
  await until(async () => ((await triages.read(id))?.status === 'diagnosed' ? true : undefined), 30);
  await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
  await endFirst();
  expect(await kinds(id)).not.toContain('expiry-near');

  const endSecond = await start();
  const warned = await until(async () => {
    const state = await triages.read(id);
    return state?.change?.expiryNear ? state : undefined;
  }, 20);
  const left = Date.parse(warned.change?.expiresAt ?? '') - (await store.events.now()).getTime();
  expect(warned.status).toBe('awaiting-approval');
  expect(left).toBeLessThanOrEqual(8000);
  await endSecond();

  const endThird = await start();
  await until(async () => ((await kinds(id)).includes('expired') ? true : undefined), 40);
  expect((await kinds(id)).filter((kind) => kind === 'expiry-near')).toHaveLength(1);
  await endThird();
  world.remove();
}, 90_000);

test('a request that took the place of another is warned of by its own time', () => {
  const change = {
    remedy: 'policy-routing' as const,
    plan: { hash: PLAN, restsOn: {}, steps: [], files: [], blastRadius: [], flowsConsidered: 0 } as Plan,
    chosenBy: ASKER as Actor,
    chosenAt: '2026-11-27T02:05:00.000Z',
    expiresAt: '2026-11-27T02:13:00.000Z',
    minimum: 1,
    approvers: [],
    approvals: [],
  } satisfies TriageState['change'];
  const state: Pick<TriageState, 'status' | 'change'> = { status: 'awaiting-approval', change };
  // The job of the one before comes now.
  expect(isExpiryNear(state, new Date('2026-11-27T02:08:00Z'))).toBe(false);
  expect(isExpiryNear(state, new Date('2026-11-27T02:09:00Z'))).toBe(true);
  expect(isExpiryNear(state, new Date('2026-11-27T02:13:00Z'))).toBe(false);
  expect(isExpiryNear({ ...state, status: 'approved' }, new Date('2026-11-27T02:10:00Z'))).toBe(false);
});
