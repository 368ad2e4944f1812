import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import {
  createTriages,
  type StoredEvent,
  startWorker,
  type TriageId,
  type TriageState,
  type Triages,
} from '../../src/triage/index.ts';
import { testData, until } from '../store/support.ts';
import {
  createWorld,
  directory,
  fakeAnalyze,
  fakeHosts,
  settingsWith,
  type World,
  type WorldFile,
} from './world.ts';

const ASKER = 'slack:U0ASKER';
const ADMIN = 'slack:U0ADMIN';
const PLAN = 'hash-with-172.16.5.1';
/** So often a fix is looked at here (ms). */
const EVERY = 400;
/** Longer than work takes that a worker had fetched when it ended: another one has it within 15 s. */
const WITHIN = 30;
const BY_ALICE = {
  identifier: 'sudo',
  text: 'alice : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/sbin/ip rule del pref 100',
};

const data = testData();
let store: Store;
const endings: (() => Promise<void>)[] = [];
beforeAll(async () => {
  store = await data.open();
});
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});
afterAll(() => data.remove());

type Setup = { triages: Triages; world: WorldFile; made: TriageId[] };
type Watch = { every: number; for: number } | undefined;

async function setUp(watch: Watch, { replicas = 1, world = {} as Partial<World> } = {}): Promise<Setup> {
  const file = createWorld(world);
  const settings = settingsWith({}, { watch });
  const triages = createTriages({ events: store.events, directory, settings });
  const made: TriageId[] = [];
  endings.push(async () => file.remove());
  for (let replica = 0; replica < replicas; replica += 1) {
    const working = await data.open();
    const end = await startWorker({
      ...working,
      hosts: fakeHosts(file),
      analyze: fakeAnalyze,
      settings,
      directory,
      timing: { askAgain: 100, heldAgain: 200, roundSeconds: 1 },
    });
    endings.unshift(async () => {
      await end();
      await working.close();
    });
  }
  // Nothing is left for the next test's workers to watch.
  endings.unshift(async () => {
    file.set({ reachable: true });
    for (const id of made) {
      if ((await triages.undo(id, ADMIN)).done)
        await reaches(triages, id, ({ status }) => status === 'undone');
    }
  });
  return { triages, world: file, made };
}

const reaches = (triages: Triages, triage: TriageId, is: (state: TriageState) => boolean) =>
  until(async () => {
    const state = await triages.read(triage);
    return state && is(state) ? state : undefined;
  }, WITHIN);

async function committed({ triages, made }: Setup): Promise<TriageId> {
  const request = {
    host: 'server-b',
    interface: 'eth1',
    protocol: 'icmp',
    from: { kind: 'host', host: 'server-a' },
  } as const;
  const { id } = await triages.request(request, ASKER, { kind: 'slack', channel: 'C1' });
  await reaches(triages, id, ({ diagnosisFinal }) => diagnosisFinal);
  made.push(id);
  await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
  await triages.approve(id, ADMIN, PLAN);
  await reaches(triages, id, ({ status }) => status === 'committed');
  return id;
}

type Rechecked = Extract<StoredEvent['event'], { kind: 'rechecked' }>;
const recheckedOf = async (triage: TriageId): Promise<Rechecked[]> =>
  (await store.events.read(triage)).flatMap(({ event }) => (event.kind === 'rechecked' ? [event] : []));
const looks = (world: WorldFile) => world.log().filter((line) => line === 'recheck').length;
const untilLooks = (world: WorldFile, count: number) =>
  until(async () => (looks(world) >= count ? true : undefined), WITHIN);

describe('the watch of a committed fix', () => {
  test('says nothing while it stands; says once that it is gone and who removed it, and once that it is back', async () => {
    const setup = await setUp({ every: EVERY, for: 600_000 });
    const id = await committed(setup);

    await untilLooks(setup.world, 2);
    const quiet = await recheckedOf(id);
    setup.world.set({ drift: BY_ALICE });
    await reaches(setup.triages, id, ({ recheck }) => recheck?.last?.found.standing === 'gone');
    await untilLooks(setup.world, looks(setup.world) + 2);
    const gone = await recheckedOf(id);
    setup.world.set({ drift: undefined });
    await reaches(setup.triages, id, ({ recheck }) => recheck?.last?.found.standing === 'stands');
    await untilLooks(setup.world, looks(setup.world) + 2);
    const all = await recheckedOf(id);

    expect(quiet).toEqual([]);
    expect(gone).toHaveLength(1);
    expect(gone[0]).toMatchObject({
      by: 'system',
      found: {
        standing: 'gone',
        answered: false,
        missing: [{ command: 'ip rule add pref 100 from 172.16.5.4/32 lookup 1001' }],
        removedBy: [{ kind: 'command', by: 'alice (sudo)', command: 'ip rule del pref 100', exact: true }],
      },
      diagnosis: { cause: 'strict-rp-filter' },
    });
    expect(all.map(({ found }) => found.standing)).toEqual(['gone', 'stands']);
    expect(setup.world.log().filter((line) => line.startsWith('apply') || line === 'undo')).toHaveLength(1);
  });

  test('says that it does not work any more though it stands', async () => {
    const setup = await setUp({ every: EVERY, for: 600_000 });
    const id = await committed(setup);

    setup.world.set({ silent: ['eth1'] });
    const state = await reaches(setup.triages, id, ({ recheck }) => recheck?.last !== undefined);

    expect(state.recheck?.last?.found).toMatchObject({
      standing: 'fails',
      interface: 'eth1',
      answered: false,
      missing: [],
    });
  });

  test('is one for all replicas, and ends when the fix is undone', async () => {
    const setup = await setUp({ every: EVERY, for: 600_000 }, { replicas: 3 });
    const id = await committed(setup);

    await untilLooks(setup.world, 2);
    setup.world.set({ drift: BY_ALICE });
    await reaches(setup.triages, id, ({ recheck }) => recheck?.last !== undefined);
    await untilLooks(setup.world, looks(setup.world) + 3);
    const reported = await recheckedOf(id);
    await setup.triages.undo(id, ADMIN);
    await reaches(setup.triages, id, ({ status }) => status === 'undone');
    await delay(EVERY);
    const atTheEnd = looks(setup.world);
    await delay(8 * EVERY);

    expect(reported).toHaveLength(1);
    expect(looks(setup.world)).toBe(atTheEnd);
  });

  test('ends when its time is over', async () => {
    const setup = await setUp({ every: EVERY, for: 2.5 * EVERY });
    await committed(setup);

    await untilLooks(setup.world, 1);
    await delay(12 * EVERY);

    expect(looks(setup.world)).toBeLessThanOrEqual(2);
  });
});

describe('a recheck that somebody asks for', () => {
  test('is answered whatever is found, and changes nothing', async () => {
    const setup = await setUp(undefined);
    const id = await committed(setup);

    const asked = await setup.triages.recheck(id, ASKER);
    const twice = await setup.triages.recheck(id, ADMIN);
    const stands = await reaches(setup.triages, id, ({ recheck }) => recheck?.asked === undefined);
    setup.world.set({ reachable: false });
    await setup.triages.recheck(id, ADMIN);
    const unknown = await reaches(
      setup.triages,
      id,
      ({ recheck }) => recheck?.last?.found.standing === 'unknown',
    );

    expect(asked).toMatchObject({ done: true });
    expect(twice).toMatchObject({ done: false, because: 'settled' });
    expect(stands.recheck?.last).toMatchObject({ by: ASKER, found: { standing: 'stands', answered: true } });
    expect(unknown.recheck?.last).toMatchObject({ by: ADMIN, found: { standing: 'unknown' } });
    expect(unknown.status).toBe('committed');
  });

  test('looks for who removed it since it stood, however often it was looked at after that', async () => {
    const setup = await setUp(undefined);
    const id = await committed(setup);
    const look = async () => {
      await setup.triages.recheck(id, ASKER);
      const { recheck } = await reaches(setup.triages, id, (state) => state.recheck?.asked === undefined);
      return recheck?.last;
    };

    const stood = await look();
    setup.world.set({ drift: BY_ALICE });
    const gone = [await look(), await look()];

    for (const one of gone) {
      expect(one?.found).toMatchObject({ standing: 'gone', since: stood?.at });
      expect(one?.found.removedBy).toMatchObject([{ by: 'alice (sudo)' }]);
    }
  });

  test('needs a committed fix', async () => {
    const setup = await setUp(undefined);
    const request = { host: 'server-b', interface: 'eth1', protocol: 'icmp' } as const;
    const { id } = await setup.triages.request(request, ASKER, { kind: 'cli' });

    expect(await setup.triages.recheck(id, ASKER)).toMatchObject({ done: false, because: 'settled' });
  });
});
