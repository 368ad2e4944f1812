import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import {
  createTriages,
  startWorker,
  type TriageId,
  type TriageRequest,
  type TriageState,
  type Triages,
} from '../../src/triage/index.ts';
import { testData, until } from '../store/support.ts';
import { createWorld, directory, fakeAnalyze, fakeHosts, settingsWith, type WorldFile } from './world.ts';

const ASKER = 'slack:U0ASKER';
const ADMIN = 'slack:U0ADMIN';
const PLAN = 'hash-with-172.16.5.1';
/** Longer than a job that was left to others is left alone (ms). */
const LEFT = 4000;

const data = testData();
const settings = settingsWith();
let store: Store;
let triages: Triages;
let world: WorldFile;
const endings: (() => Promise<void>)[] = [];
beforeAll(async () => {
  store = await data.open();
  triages = createTriages({ events: store.events, directory, settings });
});
afterEach(async () => {
  await endWork();
  world.remove();
});
afterAll(() => data.remove());

/** The one worker from now on: it begins nothing on a host, as that of a command which only asks; or it does. */
async function work(begins: boolean): Promise<void> {
  await endWork();
  const working = await data.open();
  const ports = { ...working, hosts: fakeHosts(world), analyze: fakeAnalyze, settings, directory };
  const stop = await startWorker(
    { ...ports, timing: { askAgain: 100, heldAgain: 200, roundSeconds: 1 } },
    { begins: () => begins },
  );
  endings.push(async () => {
    await stop();
    await working.close();
  });
}

async function endWork(): Promise<void> {
  for (const end of endings.splice(0)) await end();
}

const reaches = (id: TriageId, status: TriageState['status']): Promise<TriageState> =>
  until(async () => {
    const state = await triages.read(id);
    return state?.status === status ? state : undefined;
  }, 45);

/** A change that enough people have approved, with a worker that begins nothing. */
async function approved(): Promise<TriageId> {
  world = createWorld();
  await work(false);
  const request: TriageRequest = {
    ...{ host: 'server-b', interface: 'eth1', protocol: 'icmp' },
    from: { kind: 'host', host: 'server-a' },
  };
  const { id } = await triages.request(request, ASKER, { kind: 'cli' });
  await reaches(id, 'diagnosed');
  await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
  await triages.approve(id, ADMIN, PLAN);
  return id;
}

const changes = () => world.log().filter((line) => /^(apply|undo|confirm)/.test(line));

test('an approved change is left to whoever may begin it', { timeout: 120_000 }, async () => {
  const id = await approved();

  await delay(LEFT);
  const left = await triages.read(id);
  const touched = changes();
  await work(true);
  const state = await reaches(id, 'committed');

  expect(left?.status).toBe('approved');
  expect(touched).toEqual([]);
  expect(state.verified).toMatchObject({ ok: true });
});

test('an approval that is revoked leaves nothing to begin', { timeout: 120_000 }, async () => {
  const id = await approved();

  await triages.reject(id, ASKER, PLAN, undefined);
  await work(true);
  await delay(LEFT);

  expect((await triages.read(id))?.status).toBe('diagnosed');
  expect(changes()).toEqual([]);
});

test('a change of which the host knows nothing is settled, not made', { timeout: 120_000 }, async () => {
  const id = await approved();
  const { sequence = 0 } = (await triages.read(id)) ?? {};

  // As a worker leaves it that is killed before the host was told.
  await store.events.append(
    id,
    sequence,
    [{ kind: 'apply-started', planHash: PLAN, attempt: 1 }],
    [{ kind: 'apply', triage: id }],
  );
  const state = await reaches(id, 'diagnosed');

  expect(state.lastRefusal?.kind).toBe('apply-refused');
  expect(changes()).toEqual([]);
});

test('an undo that somebody asked for is left to whoever may begin it', { timeout: 120_000 }, async () => {
  const id = await approved();
  await work(true);
  await reaches(id, 'committed');
  await work(false);

  await triages.undo(id, ADMIN);
  await delay(LEFT);
  const touched = changes();
  await work(true);
  await reaches(id, 'undone');

  expect(touched).not.toContain('undo');
  expect(changes()).toContain('undo');
});
