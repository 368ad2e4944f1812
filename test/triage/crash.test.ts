import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { createTriages, type TriageId, type TriageState, type Triages } from '../../src/triage/index.ts';
import { type Child, startChild, testData, until } from '../store/support.ts';
import { createWorld, directory, settingsWith, type World, type WorldFile } from './world.ts';

const ASKER = 'slack:U0ASKER';
const ADMIN = 'slack:U0ADMIN';
const PLAN = 'hash-with-172.16.5.1';

const data = testData();
let store: Store;
let triages: Triages;
const children: Child[] = [];
const worlds: WorldFile[] = [];
beforeAll(async () => {
  store = await data.open();
  triages = createTriages({ events: store.events, directory, settings: settingsWith() });
});
afterAll(async () => {
  for (const child of children) await kill(child);
  for (const world of worlds) world.remove();
  await data.remove();
});

function newWorld(changes: Partial<World> = {}): WorldFile {
  const world = createWorld(changes);
  worlds.push(world);
  return world;
}

async function startWorkerProcess(world: WorldFile, ...watchEvery: string[]): Promise<Child> {
  const words = [data.directory, world.file, ...watchEvery];
  const child = startChild('../../triage/children/worker', words);
  children.push(child);
  await child.line(/ready/);
  return child;
}

async function kill(child: Child): Promise<void> {
  if (child.process.exitCode === null && child.process.signalCode === null)
    process.kill(child.pid, 'SIGKILL');
  await child.ended;
}

function reaches(id: TriageId, status: TriageState['status'], seconds = 45): Promise<TriageState> {
  return until(async () => {
    const state = await triages.read(id);
    return state?.status === status ? state : undefined;
  }, seconds);
}

async function awaitingApproval(): Promise<TriageId> {
  const { id } = await triages.request(
    { host: 'server-b', interface: 'eth1', protocol: 'icmp', from: { kind: 'host', host: 'server-a' } },
    ASKER,
    { kind: 'cli' },
  );
  await reaches(id, 'diagnosed');
  await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
  return id;
}

const applies = (world: WorldFile) => world.log().filter((line) => line.startsWith('apply')).length;

test('a worker killed while approval is awaited is not missed', { timeout: 90_000 }, async () => {
  const world = newWorld();
  const first = await startWorkerProcess(world);
  const id = await awaitingApproval();

  await kill(first);
  const given = await triages.approve(id, ADMIN, PLAN);
  const second = await startWorkerProcess(world);
  const state = await reaches(id, 'committed');
  await kill(second);

  expect(given).toMatchObject({ done: true });
  expect(state.verified).toMatchObject({ ok: true });
});

test.each<[string, Partial<World>, number]>([
  ['before the host was told, the change is made once', { hang: 'before-apply' }, 1],
  ['when the host has made the change, it is not made twice', { hang: 'applied' }, 1],
])('a worker killed %s', { timeout: 90_000 }, async (_when, changes, expected) => {
  const world = newWorld(changes);
  const first = await startWorkerProcess(world);
  const id = await awaitingApproval();
  await triages.approve(id, ADMIN, PLAN);
  await reaches(id, 'applying');
  if (changes.hang === 'applied') await until(() => world.read().change, 30);

  await kill(first);
  const killed = Date.now();
  world.set({ hang: 'nowhere' });
  const second = await startWorkerProcess(world);
  const state = await reaches(id, 'committed');
  await kill(second);

  expect(applies(world)).toBe(expected);
  expect(state.verified).toMatchObject({ ok: true, how: 'probe' });
  expect(Date.now() - killed).toBeLessThan(40_000);
  expect(await store.audit.verify()).toMatchObject({ ok: true });
});

test('a worker killed as it looks at a committed fix again: the next one looks, and reports once', {
  timeout: 90_000,
}, async () => {
  const world = newWorld({ hang: 'recheck' });
  const looks = () => world.log().filter((line) => line === 'recheck').length;
  const first = await startWorkerProcess(world, '500');
  const id = await awaitingApproval();
  await triages.approve(id, ADMIN, PLAN);
  await reaches(id, 'committed');
  await until(async () => (looks() > 0 ? true : undefined), 30);

  await kill(first);
  const text = 'alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/sbin/ip rule flush';
  world.set({ hang: 'nowhere', drift: { identifier: 'sudo', text } });
  const others = [await startWorkerProcess(world, '500'), await startWorkerProcess(world, '500')];
  await until(async () => (await triages.read(id))?.recheck?.last, 45);
  const reported = looks();
  await until(async () => (looks() >= reported + 3 ? true : undefined), 45);
  for (const worker of others) await kill(worker);

  const found = (await store.events.read(id)).flatMap(({ event }) =>
    event.kind === 'rechecked' ? [event.found] : [],
  );
  expect(found).toMatchObject([
    { standing: 'gone', removedBy: [{ kind: 'command', by: 'alice (sudo)', exact: true }] },
  ]);
  await triages.undo(id, ADMIN);
});

test('two workers on one queue make one change', { timeout: 60_000 }, async () => {
  const world = newWorld();
  const workers = [await startWorkerProcess(world), await startWorkerProcess(world)];

  const id = await awaitingApproval();
  await triages.approve(id, ADMIN, PLAN);
  await reaches(id, 'committed');
  for (const worker of workers) await kill(worker);

  const kinds = (await store.events.read(id)).map(({ event }) => event.kind);
  expect(applies(world)).toBe(1);
  expect(kinds.filter((kind) => kind === 'committed')).toHaveLength(1);
});

test('the same approval, given 100 times at once over three replicas, makes one change', {
  timeout: 90_000,
}, async () => {
  const world = newWorld();
  const workers = await Promise.all([1, 2, 3].map(() => startWorkerProcess(world)));
  const replicas = [
    triages,
    ...(await Promise.all(
      [1, 2].map(async () => {
        const { events } = await data.open();
        return createTriages({ events, directory, settings: settingsWith() });
      }),
    )),
  ];

  const id = await awaitingApproval();
  const given = await Promise.all(
    Array.from({ length: 100 }, (_, number) => replicas[number % 3]?.approve(id, ADMIN, PLAN)),
  );
  await reaches(id, 'committed');
  for (const worker of workers) await kill(worker);

  const kinds = (await store.events.read(id)).map(({ event }) => event.kind);
  const times = (kind: string) => kinds.filter((each) => each === kind).length;
  expect(given.filter((each) => each?.done)).toHaveLength(1);
  expect({ approved: times('approved'), started: times('apply-started'), kept: times('committed') }).toEqual({
    approved: 1,
    started: 1,
    kept: 1,
  });
  expect(applies(world)).toBe(1);
  expect(await store.audit.verify()).toMatchObject({ ok: true });
});
