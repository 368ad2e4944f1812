import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { tell } from '../../src/texts/index.ts';
import {
  createTriages,
  type HostRules,
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
const SECOND = 'slack:U0SECOND';
const PLAN = 'hash-with-172.16.5.1';
const WITH_FILES = 'hash-with-files';
const PATH = '/etc/netplan/90-roundtrip-eth1.yaml';

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

type Setup = { triages: Triages; world: WorldFile };

async function setUp(world: Partial<World> = {}, rules: Partial<HostRules> = {}): Promise<Setup> {
  const file = createWorld({ keepable: true, ...world });
  const settings = settingsWith(rules);
  const working = await data.open();
  const timing = { askAgain: 100, heldAgain: 200, roundSeconds: 1 };
  const end = await startWorker({
    ...working,
    hosts: fakeHosts(file),
    analyze: fakeAnalyze,
    settings,
    directory,
    timing,
  });
  endings.push(async () => {
    await end();
    await working.close();
    file.remove();
  });
  return { triages: createTriages({ events: store.events, directory, settings }), world: file };
}

/** Longer than work takes that a worker had fetched when it ended: another one has it within 15 s. */
const WITHIN = 30;

const reaches = (triages: Triages, triage: TriageId, is: (state: TriageState) => boolean) =>
  until(async () => {
    const state = await triages.read(triage);
    return state && is(state) ? state : undefined;
  }, WITHIN);

async function committed({ triages }: Setup, planHash = PLAN): Promise<TriageId> {
  const request = {
    host: 'server-b',
    interface: 'eth1',
    protocol: 'icmp',
    from: { kind: 'host', host: 'server-a' },
  } as const;
  const { id } = await triages.request(request, ASKER, { kind: 'slack', channel: 'C1' });
  await reaches(triages, id, ({ diagnosisFinal }) => diagnosisFinal);
  const chosen = await triages.chooseRemedy(id, ASKER, 'policy-routing', planHash);
  if (!chosen.done) throw new Error(tell(chosen.said));
  const { minimum = 1, plan } = chosen.state.change ?? {};
  for (const by of [ADMIN, SECOND].slice(0, minimum)) await triages.approve(id, by, plan?.hash ?? '');
  await reaches(triages, id, ({ status }) => status === 'committed');
  return id;
}

const isOver = ({ permanence }: TriageState) => permanence?.end !== undefined;
const kinds = async (triage: TriageId) =>
  (await store.events.read(triage)).map(({ event }) => event.kind).filter((kind) => kind !== 'progress');

describe('a committed fix', () => {
  test('is made permanent by an approver, not by the asker: written, tried again and then kept', async () => {
    const setup = await setUp();
    const id = await committed(setup);

    const own = await setup.triages.makePermanent(id, ASKER);
    const admins = await setup.triages.makePermanent(id, ADMIN);
    const state = await reaches(setup.triages, id, isOver);
    const again = await setup.triages.makePermanent(id, SECOND);

    expect(own).toMatchObject({ done: false, because: 'asker-may-not-approve' });
    expect(admins).toMatchObject({ done: true });
    expect(state.status).toBe('committed');
    expect(state.permanence?.end).toMatchObject({ kind: 'made', paths: [PATH] });
    expect(again).toMatchObject({ done: false, because: 'not-offered' });
    expect(setup.world.log().slice(-3)).toEqual([`apply ${id}K`, 'watch from server-a', 'confirm files']);
    expect((await kinds(id)).slice(-4)).toEqual([
      'approval-refused',
      'permanence-asked',
      'files-written',
      'made-permanent',
    ]);
  });

  test('needs as many as its approval did', async () => {
    const setup = await setUp({}, { minimum: 2 });
    const id = await committed(setup);

    await setup.triages.makePermanent(id, ADMIN);
    const twice = await setup.triages.makePermanent(id, ADMIN);
    const before = setup.world.read().files;
    await setup.triages.makePermanent(id, SECOND);
    const state = await reaches(setup.triages, id, isOver);

    expect(twice).toMatchObject({ done: false, because: 'already-approved-by-you' });
    expect(before).toBeUndefined();
    expect(state.permanence?.end?.kind).toBe('made');
  });

  test('stands, and its files do not, where nothing is answered with them', async () => {
    const setup = await setUp({ filesBreakIt: true });
    const id = await committed(setup);

    await setup.triages.makePermanent(id, ADMIN);
    const state = await reaches(setup.triages, id, isOver);

    expect(state.status).toBe('committed');
    expect(state.permanence?.end?.kind).toBe('failed');
    expect(setup.world.read()).toMatchObject({ change: { state: 'confirmed' }, files: { state: 'undone' } });
  });

  test('stands where the host refuses to write, and can be asked again', async () => {
    const setup = await setUp({ refusesFiles: 'puppet decides what stands in the files of this host' });
    const id = await committed(setup);

    await setup.triages.makePermanent(id, ADMIN);
    const refused = await reaches(setup.triages, id, isOver);
    setup.world.set({ refusesFiles: undefined as unknown as string });
    await setup.triages.makePermanent(id, ADMIN);
    const state = await reaches(setup.triages, id, ({ permanence }) => permanence?.end?.kind === 'made');

    expect(refused.permanence?.end).toMatchObject({ kind: 'failed' });
    expect(state.status).toBe('committed');
  });

  test('is taken back with its files, which go first', async () => {
    const setup = await setUp();
    const id = await committed(setup);
    await setup.triages.makePermanent(id, ADMIN);
    await reaches(setup.triages, id, isOver);

    await setup.triages.undo(id, ADMIN);
    await reaches(setup.triages, id, ({ status }) => status === 'undone');

    expect(setup.world.log().slice(-2)).toEqual(['undo files', 'undo']);
  });
});

describe('a fix that is chosen with its files', () => {
  test('is approved with them, and they are written once it is verified and kept', async () => {
    const setup = await setUp();
    const id = await committed(setup, WITH_FILES);
    const state = await reaches(setup.triages, id, isOver);

    expect(state.change?.plan).toMatchObject({ hash: WITH_FILES, files: [{ path: PATH }] });
    expect(state.permanence?.end?.kind).toBe('made');
    expect(setup.world.log().slice(-4)).toEqual([
      'confirm',
      `apply ${id}K`,
      'watch from server-a',
      'confirm files',
    ]);
  });

  test('is chosen so by itself where the configuration says always', async () => {
    const setup = await setUp({}, { persist: 'always' });
    const id = await committed(setup);

    expect((await reaches(setup.triages, id, isOver)).permanence?.end?.kind).toBe('made');
  });

  test('is never made permanent where the configuration says never', async () => {
    const setup = await setUp({}, { persist: 'never' });
    const id = await committed(setup, PLAN);

    expect(setup.world.read().files).toBeUndefined();
    expect(await setup.triages.makePermanent(id, ADMIN)).toMatchObject({
      done: false,
      because: 'not-offered',
    });
  });

  test('is not approved by the hash of the plan without them', async () => {
    const setup = await setUp();
    const request = { host: 'server-b', interface: 'eth1', protocol: 'icmp' } as const;
    const { id } = await setup.triages.request(request, ASKER, { kind: 'slack', channel: 'C1' });
    await reaches(setup.triages, id, ({ diagnosisFinal }) => diagnosisFinal);

    await setup.triages.chooseRemedy(id, ASKER, 'policy-routing', WITH_FILES);

    expect(await setup.triages.approve(id, ADMIN, PLAN)).toMatchObject({
      done: false,
      because: 'stale-plan',
    });
  });
});
