import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { attemptFor, createTriages, type TriageState, type Triages } from '../../src/triage/index.ts';
import { type Child, startChild, testData, until } from '../store/support.ts';
import { createWorld, directory, settingsWith, type World, type WorldFile } from './world.ts';

const ASKER = 'slack:U0ASKER';
const OTHER = 'slack:U0OTHER';

const data = testData();
let store: Store;
let triages: Triages;
const children: Child[] = [];
const worlds: WorldFile[] = [];
beforeAll(async () => {
  store = await data.open();
  triages = createTriages({ events: store.events, directory, settings: settingsWith() });
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
});
afterAll(async () => {
  for (const world of worlds) world.remove();
  await data.remove();
});

async function startWorkerProcess(world: WorldFile, wait: number): Promise<Child> {
  const child = startChild('../../triage/children/worker', [data.directory, world.file, '-', String(wait)]);
  children.push(child);
  await child.line(/ready/);
  return child;
}

async function kill(child: Child): Promise<void> {
  if (child.process.exitCode === null && child.process.signalCode === null)
    process.kill(child.pid, 'SIGKILL');
  await child.ended;
}

async function waitingFor(wait: number, changes: Partial<World> = {}) {
  const world = createWorld({ listens: true, ...changes });
  worlds.push(world);
  const child = await startWorkerProcess(world, wait);
  const { id } = await triages.request({ host: 'server-b', interface: 'eth1', protocol: 'icmp' }, ASKER, {
    kind: 'cli',
  });
  const state = await when(id, ({ waiting, diagnosis }) => waiting !== undefined && diagnosis !== undefined);
  return { world, child, id, state };
}

function when(id: string, is: (state: TriageState) => boolean, seconds = 30): Promise<TriageState> {
  return until(async () => {
    const state = await triages.read(id);
    return state && is(state) ? state : undefined;
  }, seconds);
}

const isOver = ({ status, diagnosisFinal }: TriageState) => status === 'diagnosed' && diagnosisFinal;

test('who has to ping is told until when that is waited for; without a packet it ends then', async () => {
  const { id, state } = await waitingFor(3);
  const left = Date.parse(state.waiting?.until ?? '') - (await store.events.now()).getTime();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(3000);
  expect(attemptFor(state)).toEqual({ command: 'ping -c 5 172.16.5.4' });

  const ended = await when(id, isOver);
  expect(ended.diagnosis?.certainty).toBe('likely');
  expect(ended.waiting).toBeUndefined();
  const late = await triages.waitLonger(id, OTHER);
  expect(late).toMatchObject({ done: false, because: 'settled' });
}, 60_000);

test('another minute is waited where somebody asks for it, and a packet in it proves the verdict', async () => {
  const { world, id, state } = await waitingFor(4);
  const before = Date.parse(state.waiting?.until ?? '');
  expect(await triages.waitLonger(id, OTHER)).toMatchObject({ done: true });
  const longer = await when(id, ({ waiting }) => waiting?.extended === 1);
  expect(Date.parse(longer.waiting?.until ?? '')).toBe(before + 60_000);

  // The first time is over, and it is still listened.
  await until(async () => ((await store.events.now()).getTime() > before + 1500 ? true : undefined), 20);
  expect((await triages.read(id))?.status).toBe('collecting');
  world.set({ traffic: true });
  expect((await when(id, isOver)).diagnosis?.certainty).toBe('proven');
}, 60_000);

test('it is put off four times at the most, and can be stopped at any time', async () => {
  const { world, id } = await waitingFor(30);
  for (let count = 0; count < 4; count += 1)
    expect(await triages.waitLonger(id, ASKER)).toMatchObject({ done: true });
  expect(await triages.waitLonger(id, ASKER)).toMatchObject({ done: false, because: 'not-offered' });

  expect(await triages.stop(id, ASKER)).toMatchObject({ done: true });
  const stopped = await when(id, ({ status }) => status === 'diagnosed');
  expect(stopped.waiting).toBeUndefined();
  expect(world.log()).toEqual(['watch', 'listens for 30 s']);
}, 60_000);

test('a worker that is killed in mid-wait is replaced by one that waits for what is left of it', async () => {
  const { world, child, id, state } = await waitingFor(60);
  await triages.waitLonger(id, OTHER);
  await when(id, ({ waiting }) => waiting?.extended === 1);
  await kill(child);
  await startWorkerProcess(world, 60);

  const again = await when(id, ({ sequence }) => sequence > state.sequence + 1, 40);
  const left = (Date.parse(again.waiting?.until ?? '') - (await store.events.now()).getTime()) / 1000;
  expect(again.waiting?.extended).toBe(1);
  expect(left).toBeLessThan(120);
  expect(left).toBeGreaterThan(60);
  const [, listened] = world.log().filter((line) => line.startsWith('listens'));
  expect(Number(listened?.split(' ')[2])).toBeGreaterThan(60);

  world.set({ traffic: true });
  expect((await when(id, isOver)).diagnosis?.certainty).toBe('proven');
}, 90_000);
