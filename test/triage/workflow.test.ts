import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RoundtripError } from '../../src/errors.ts';
import type { Store } from '../../src/store/index.ts';
import type { FailedRun } from '../../src/texts/failures/index.ts';
import {
  createTriages,
  type Directory,
  type HostRules,
  type PolicyQuestion,
  type Settings,
  startWorker,
  type Timing,
  type TriageId,
  type TriageRequest,
  type TriageState,
  type Triages,
} from '../../src/triage/index.ts';
import { whyNotStanding } from '../../src/triage/standing.ts';
import { testData, until } from '../store/support.ts';
import {
  createWorld,
  directory,
  fakeAnalyze,
  fakeHosts,
  RULES,
  settingsWith,
  type World,
  type WorldFile,
} from './world.ts';

const ASKER = 'slack:U0ASKER';
const ADMIN = 'slack:U0ADMIN';
const VISITOR = 'slack:U0VISITOR';
const PLAN = 'hash-with-172.16.5.1';
const ORIGIN = { kind: 'slack', channel: 'C1' } as const;
const asked: TriageRequest = { host: 'server-b', interface: 'eth1', protocol: 'icmp' };
const probed: TriageRequest = { ...asked, from: { kind: 'host', host: 'server-a' } };

const data = testData();
let store: Store;
const endings: (() => Promise<void>)[] = [];
const worlds: WorldFile[] = [];
beforeAll(async () => {
  store = await data.open();
});
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});
afterAll(async () => {
  for (const world of worlds) world.remove();
  await data.remove();
});

type Setup = { triages: Triages; world: WorldFile };

async function setUp(
  options: {
    continues?: WorldFile;
    world?: Partial<World>;
    rules?: Partial<HostRules>;
    settings?: Partial<Settings>;
    timing?: Partial<Timing>;
    takes?: (state: TriageState) => boolean;
    directory?: Directory;
  } = {},
): Promise<Setup> {
  const world = options.continues ?? createWorld(options.world);
  const settings = settingsWith(options.rules, options.settings);
  const working = await data.open();
  const end = await startWorker(
    {
      ...working,
      hosts: fakeHosts(world),
      analyze: fakeAnalyze,
      settings,
      directory: options.directory ?? directory,
      timing: { askAgain: 100, heldAgain: 200, roundSeconds: 1, lateNewsEvery: 300, ...options.timing },
    },
    options.takes ? { takes: options.takes } : {},
  );
  endings.push(async () => {
    await end();
    await working.close();
  });
  worlds.push(world);
  const who = options.directory ?? directory;
  return { triages: createTriages({ events: store.events, directory: who, settings }), world };
}

/** Longer than work takes that a worker had fetched when it ended: another one has it within 15 s. */
const WITHIN = 30;

function reaches(
  triages: Triages,
  triage: TriageId,
  status: TriageState['status'],
  seconds = WITHIN,
): Promise<TriageState> {
  return until(async () => {
    const state = await triages.read(triage);
    return state?.status === status && (status !== 'diagnosed' || state.diagnosisFinal) ? state : undefined;
  }, seconds);
}

function tickets(pattern: RegExp): NonNullable<HostRules['ticket']> {
  return { required: true, pattern: pattern.source, fits: (ticket) => pattern.test(ticket) };
}

async function kinds(triage: TriageId): Promise<string[]> {
  const events = await store.events.read(triage);
  return events.map(({ event }) => event.kind).filter((kind) => kind !== 'progress');
}

async function approved(setup: Setup, request = probed): Promise<TriageId> {
  const { id } = await setup.triages.request(request, ASKER, ORIGIN);
  await reaches(setup.triages, id, 'diagnosed');
  expect(await setup.triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN)).toMatchObject({ done: true });
  expect(await setup.triages.approve(id, ADMIN, PLAN)).toMatchObject({ done: true });
  return id;
}

describe('the story', () => {
  test.each([
    [
      'slow to be read: what it tells is said as soon as it is',
      [1_200, 800, 1_000],
      ['diagnosed', 'diagnosed'],
    ],
    ['quick, and the packets too: the proof is the first that is said', [0, 200, 5_000], ['diagnosed']],
  ] as const)(
    'with a probe on its way the state is %s',
    async (_what, [stateMs, probeMs, earlyAfter], said) => {
      const setup = await setUp({ world: { stateMs, probeMs }, timing: { earlyAfter } });

      const { id } = await setup.triages.request(probed, ASKER, ORIGIN);
      await reaches(setup.triages, id, 'diagnosed');

      expect((await kinds(id)).filter((kind) => kind === 'diagnosed')).toEqual(said);
    },
  );

  test('from the question to a fix that is proved and kept, each refusal on record', async () => {
    const setup = await setUp();
    const { triages, world } = setup;

    const { id, status } = await triages.request(probed, ASKER, ORIGIN);
    const diagnosed = await reaches(triages, id, 'diagnosed');
    const chosen = await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
    const own = await triages.approve(id, ASKER, PLAN);
    const visitors = await triages.approve(id, VISITOR, PLAN);
    const given = await triages.approve(id, ADMIN, PLAN);
    const committed = await reaches(triages, id, 'committed');

    expect(status).toBe('collecting');
    expect(diagnosed.diagnosis).toMatchObject({ cause: 'strict-rp-filter', certainty: 'proven' });
    expect(chosen).toMatchObject({ done: true });
    expect(own).toMatchObject({ done: false, because: 'asker-may-not-approve' });
    expect(visitors).toMatchObject({ done: false, because: 'not-an-approver' });
    expect(given).toMatchObject({ done: true, state: { status: 'approved' } });
    expect(committed.verified).toMatchObject({ ok: true, how: 'probe' });
    expect(world.read().change?.state).toBe('confirmed');
    expect(world.log()).toEqual([
      'watch from server-a',
      'watch from server-a',
      `apply ${id}`,
      'watch from server-a',
      'confirm',
    ]);
    expect(await kinds(id)).toEqual([
      'requested',
      'diagnosed',
      'remedy-chosen',
      'approval-refused',
      'approval-refused',
      'approved',
      'apply-started',
      'undo-armed',
      'applied',
      'verified',
      'committed',
    ]);
  });

  test('a fix that does not help is rolled back, with the reason', async () => {
    const setup = await setUp({ world: { fixWorks: false } });

    const id = await approved(setup);
    const state = await reaches(setup.triages, id, 'rolled-back');

    expect(state.verified).toMatchObject({ ok: false });
    expect(state.result).toContain('still fails');
    expect(setup.world.log().at(-1)).toBe('undo');
    expect(await setup.triages.approve(id, 'slack:U0SECOND', PLAN)).toMatchObject({ because: 'settled' });
  });

  test.each([
    ['at once', false],
    ['later', true],
  ])('what others put in the place of a change is told where that is undone %s', async (_when, fixWorks) => {
    const setup = await setUp({ world: { fixWorks, left: ['default via 10.0.1.9 dev eth1'] } });

    const id = await approved(setup);
    const state = await reaches(setup.triages, id, fixWorks ? 'committed' : 'rolled-back');
    if (fixWorks) await setup.triages.undo(id, ADMIN);
    const undone = fixWorks ? await reaches(setup.triages, id, 'undone') : state;

    expect(undone.result).toMatch(
      /What others put in its place was left alone: default via 10\.0\.1\.9 dev eth1$/,
    );
  });

  test('a committed fix is undone by an approver, not by the asker', async () => {
    const setup = await setUp();
    const id = await approved(setup);
    await reaches(setup.triages, id, 'committed');

    const own = await setup.triages.undo(id, ASKER);
    const admins = await setup.triages.undo(id, ADMIN);
    const state = await reaches(setup.triages, id, 'undone');

    expect(own).toMatchObject({ because: 'asker-may-not-approve' });
    expect(admins).toMatchObject({ done: true });
    expect(state.result).toBe('The fix was removed');
    expect(setup.world.read().change?.state).toBe('undone');
  });

  test('with undo: asker who asked for it takes it back alone, however many had to approve; not once that is withdrawn', async () => {
    const rules: Partial<HostRules> = { undo: 'asker', minimum: 2, approvers: ['U0ADMIN', 'U0SECOND'] };
    const setup = await setUp({ rules });
    const { id } = await setup.triages.request(probed, ASKER, ORIGIN);
    await reaches(setup.triages, id, 'diagnosed');
    await setup.triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
    for (const by of [ADMIN, 'slack:U0SECOND'] as const) await setup.triages.approve(id, by, PLAN);
    await reaches(setup.triages, id, 'committed');

    const visitors = await setup.triages.undo(id, VISITOR);
    const own = await setup.triages.undo(id, ASKER);
    const state = await reaches(setup.triages, id, 'undone');

    expect(visitors).toMatchObject({ because: 'not-an-approver' });
    expect(own).toMatchObject({ done: true });
    expect(state.undo?.wishes).toMatchObject([{ by: ASKER, alone: true }]);
    expect(setup.world.read().change?.state).toBe('undone');
    const withdrawn: HostRules = { ...RULES, ...rules, undo: 'approver' };
    expect(await whyNotStanding('undo', state, withdrawn, directory)).toBeDefined();
    expect(await whyNotStanding('undo', state, { ...withdrawn, undo: 'asker' }, directory)).toBeUndefined();
  });

  test('in the terminal, where allowed, whoever asks may approve, and that is on record', async () => {
    const { triages } = await setUp({ rules: { terminal: true, approvers: [] } });
    const me = 'cli:root@laptop';
    const { id } = await triages.request(probed, me, { kind: 'cli' });
    await reaches(triages, id, 'diagnosed');

    await triages.chooseRemedy(id, me, 'policy-routing', PLAN);
    const given = await triages.approve(id, me, PLAN);
    await reaches(triages, id, 'committed');

    expect(given).toMatchObject({ done: true, state: { change: { approvals: [{ by: me, self: true }] } } });
  });
});

describe('asking', () => {
  test('an unknown host is refused before anything is recorded', async () => {
    const { triages } = await setUp();

    await expect(triages.request({ ...asked, host: 'nowhere' }, ASKER, ORIGIN)).rejects.toMatchObject({
      code: 'host-unknown',
    });
  });

  test('a host that cannot be reached is a failure that everybody can see', async () => {
    const { triages } = await setUp({ world: { reachable: false } });

    const { id } = await triages.request(probed, ASKER, ORIGIN);
    const state = await reaches(triages, id, 'failed');

    expect(state.failure).toEqual({
      code: 'host-unreachable',
      message: 'server-b cannot be reached.',
      nextStep: 'Check the network.',
    });
  });

  test('with nobody sending, the state alone speaks first, and a probe that is asked for proves it', async () => {
    const { triages } = await setUp({ world: { watchMs: 60_000 } });
    const { id } = await triages.request(asked, ASKER, ORIGIN);
    const early = await until(async () => {
      const state = await triages.read(id);
      return state?.diagnosis ? state : undefined;
    });

    const probing = await triages.probeFrom(id, VISITOR, 'server-a');
    const state = await reaches(triages, id, 'diagnosed');

    expect(early).toMatchObject({
      status: 'collecting',
      diagnosisFinal: false,
      diagnosis: { certainty: 'likely' },
    });
    expect(probing).toMatchObject({ done: true });
    expect(state.diagnosis?.certainty).toBe('proven');
    expect(await kinds(id)).toEqual(['requested', 'diagnosed', 'probe-asked', 'diagnosed']);
  });

  test('waiting for packets can be stopped by the asker, not by anybody', async () => {
    const { triages } = await setUp({ world: { watchMs: 60_000 } });
    const { id } = await triages.request(asked, ASKER, ORIGIN);
    await until(async () => (await triages.read(id))?.diagnosis);

    const visitors = await triages.stop(id, VISITOR);
    const askers = await triages.stop(id, ASKER);

    expect(visitors).toMatchObject({ because: 'not-your-triage' });
    expect(askers).toMatchObject({ done: true, state: { status: 'diagnosed', diagnosisFinal: true } });
  });

  test('the configured prober is used where the asker names nobody', async () => {
    const { triages } = await setUp({ settings: { probeFrom: 'server-a' } });

    const state = await triages.request(asked, ASKER, ORIGIN);

    expect(state.request.from).toEqual({ kind: 'host', host: 'server-a' });
    await reaches(triages, state.id, 'diagnosed');
  });

  test('an unexpected fault is told once the retries have ended', { timeout: 60_000 }, async () => {
    const world = createWorld();
    const settings = settingsWith();
    const working = await data.open();
    const end = await startWorker({
      ...working,
      hosts: { ...fakeHosts(world), watch: () => Promise.reject(new TypeError('a bug')) },
      analyze: fakeAnalyze,
      settings,
      directory,
    });
    endings.push(async () => {
      await end();
      await working.close();
      world.remove();
    });
    const triages = createTriages({ events: store.events, directory, settings });

    const { id } = await triages.request(probed, ASKER, ORIGIN);
    const state = await reaches(triages, id, 'failed', 40);

    expect(state.failure).toMatchObject({
      code: 'diagnosis-given-up',
      message: expect.stringContaining('a bug'),
    });
  });
});

describe('choosing and approving', () => {
  async function diagnosed(options: Parameters<typeof setUp>[0] = {}): Promise<Setup & { id: TriageId }> {
    const setup = await setUp(options);
    const { id } = await setup.triages.request(probed, ASKER, ORIGIN);
    await reaches(setup.triages, id, 'diagnosed');
    return { ...setup, id };
  }

  test('what would not repair it, another plan and an unknown triage are refused with a sentence', async () => {
    const { triages, id } = await diagnosed();

    expect(await triages.chooseRemedy(id, ASKER, 'loose-rp-filter', 'loose')).toMatchObject({
      because: 'not-offered',
    });
    expect(await triages.chooseRemedy(id, ASKER, 'reboot', PLAN)).toMatchObject({ because: 'not-offered' });
    expect(await triages.chooseRemedy(id, ASKER, 'policy-routing', 'old')).toMatchObject({
      because: 'stale-plan',
    });
    expect(await triages.chooseRemedy('T0000000000', ASKER, 'policy-routing', PLAN)).toMatchObject({
      because: 'unknown-triage',
    });
    expect(await triages.read('nonsense')).toBeUndefined();
    expect(await kinds(id)).toEqual(['requested', 'diagnosed']);
  });

  test('a request for approval expires by itself, and can be made again', async () => {
    const { triages, id, world } = await diagnosed({ rules: { expiresAfter: 600 } });
    await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);

    const state = await until(async () => {
      const now = await triages.read(id);
      return now?.lastRefusal?.kind === 'expired' ? now : undefined;
    });
    const late = await triages.approve(id, ADMIN, PLAN);
    const again = await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);

    expect(state.status).toBe('diagnosed');
    expect(late).toMatchObject({ because: 'expired' });
    expect(again).toMatchObject({ done: true });
    expect(world.log()).not.toContain(`apply ${id}`);
  });

  test('two approvals where two are needed; a third finds it settled', async () => {
    const { triages, id } = await diagnosed({ rules: { minimum: 2 } });
    await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);

    const first = await triages.approve(id, ADMIN, PLAN);
    const twice = await triages.approve(id, ADMIN, PLAN);
    const second = await triages.approve(id, 'slack:U0GROUPED', PLAN);
    const third = await triages.approve(id, 'slack:U0SECOND', PLAN);
    await reaches(triages, id, 'committed');

    expect(first).toMatchObject({ done: true, state: { status: 'awaiting-approval' } });
    expect(twice).toMatchObject({ because: 'already-approved-by-you' });
    expect(second).toMatchObject({ done: true, state: { status: 'approved' } });
    expect(third).toMatchObject({ because: 'settled' });
  });

  test('two who approve at the same moment start one change', async () => {
    const { triages, id, world } = await diagnosed();
    await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);

    const answers = await Promise.all([
      triages.approve(id, ADMIN, PLAN),
      triages.approve(id, 'slack:U0SECOND', PLAN),
    ]);
    await reaches(triages, id, 'committed');

    expect(answers.filter(({ done }) => done)).toHaveLength(1);
    expect(world.log().filter((line) => line.startsWith('apply'))).toHaveLength(1);
  });

  test('an approval is taken back as long as the work has not begun', async () => {
    const setup = await setUp();
    let go: () => void = () => undefined;
    await new Promise<void>((held) => {
      void store.leases.withLease('host:server-b', async () => {
        held();
        await new Promise<void>((resolve) => (go = resolve));
      });
    });
    const { triages, world } = setup;
    const id = await approved(setup);

    const visitors = await triages.reject(id, VISITOR, PLAN, 'no');
    const answer = await triages.reject(id, ADMIN, PLAN, 'not now');
    go();
    await delay(1_500);

    expect(visitors).toMatchObject({ because: 'not-an-approver' });
    expect(answer).toMatchObject({ done: true, state: { status: 'diagnosed' } });
    expect(world.log()).not.toContain(`apply ${id}`);
    expect(await kinds(id)).not.toContain('apply-started');
  });

  test('two presses of a remedy open one round, and nobody else puts another look in its place', async () => {
    const { triages, id } = await diagnosed();

    const presses = await Promise.all([
      triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN),
      triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN),
    ]);
    const again = await triages.chooseRemedy(id, VISITOR, 'policy-routing', PLAN);
    const others = await triages.probeFrom(id, VISITOR, 'server-a');
    const gateways = await triages.nameGateway(id, VISITOR, '172.16.5.9');

    expect([...presses, again].map(({ done }) => done)).toEqual([true, true, true]);
    expect((await kinds(id)).filter((kind) => kind === 'remedy-chosen')).toHaveLength(1);
    expect([others, gateways]).toMatchObject([{ because: 'settled' }, { because: 'settled' }]);
    expect(await triages.read(id)).toMatchObject({ status: 'awaiting-approval' });
    expect(await triages.probeFrom(id, ASKER, 'server-a')).toMatchObject({ done: true });
  });

  test('a rejected plan is not applied', async () => {
    const { triages, id, world } = await diagnosed();
    await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);

    const answer = await triages.reject(id, ADMIN, PLAN, 'not on a Friday');

    expect(answer).toMatchObject({
      done: true,
      state: { status: 'diagnosed', lastRefusal: { reason: 'not on a Friday' } },
    });
    expect(await triages.approve(id, ADMIN, PLAN)).toMatchObject({ because: 'settled' });
    expect(world.log()).not.toContain(`apply ${id}`);
  });
});

describe('the change on the host', () => {
  test('is planned anew when what the plan rests on has changed: says what differs, and asks for the new plan', async () => {
    const setup = await setUp({ rules: { minimum: 2 } });
    const { triages, world } = setup;
    const { id } = await triages.request(probed, ASKER, ORIGIN);
    await reaches(triages, id, 'diagnosed');
    await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
    await triages.approve(id, ADMIN, PLAN);
    world.set({ gateway: '172.16.5.254' });

    await triages.approve(id, 'slack:U0SECOND', PLAN);
    const state = await until(async () => {
      const now = await triages.read(id);
      return now?.lastRefusal?.kind === 'apply-refused' ? now : undefined;
    });

    expect(state.lastRefusal?.reason).toContain('gateway was 172.16.5.1 and is 172.16.5.254');
    expect(world.log()).not.toContain(`apply ${id}`);
    expect(state).toMatchObject({
      status: 'awaiting-approval',
      change: { chosenBy: ASKER, minimum: 2, approvals: [], plan: { hash: 'hash-with-172.16.5.254' } },
    });
    expect((await kinds(id)).slice(-3)).toEqual(['apply-refused', 'diagnosed', 'remedy-chosen']);
    expect(await triages.approve(id, ADMIN, PLAN)).toMatchObject({ because: 'stale-plan' });

    await triages.approve(id, ADMIN, 'hash-with-172.16.5.254');
    await triages.approve(id, 'slack:U0SECOND', 'hash-with-172.16.5.254');
    await reaches(triages, id, 'committed');
  });

  test('is not asked for again where the new look finds that it works by now', async () => {
    const setup = await setUp({ rules: { minimum: 2 } });
    const { triages, world } = setup;
    const { id } = await triages.request(probed, ASKER, ORIGIN);
    await reaches(triages, id, 'diagnosed');
    await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
    await triages.approve(id, ADMIN, PLAN);
    world.set({ broken: false });

    await triages.approve(id, 'slack:U0SECOND', PLAN);
    const state = await until(async () => {
      const now = await triages.read(id);
      return now?.lastRefusal?.kind === 'apply-refused' ? now : undefined;
    });

    expect(state).toMatchObject({ status: 'diagnosed', diagnosis: { cause: 'healthy' } });
    expect(world.log()).not.toContain(`apply ${id}`);
  });

  test('is not made when the host refuses it', async () => {
    const setup = await setUp({ world: { refuses: 'table 1001 is in use' } });

    const id = await approved(setup);
    const state = await until(async () => {
      const now = await setup.triages.read(id);
      return now?.lastRefusal?.kind === 'apply-refused' ? now : undefined;
    });

    expect(state.lastRefusal?.reason).toContain('table 1001 is in use');
  });

  test('waits until the other change on that host has ended', async () => {
    const setup = await setUp();
    const id = await approved(await holdHost(setup));
    await until(async () =>
      (await setup.triages.read(id))?.progress?.includes('another change') ? true : undefined,
    );
    const during = setup.world.log();

    release();
    await reaches(setup.triages, id, 'committed');

    expect(during).not.toContain(`apply ${id}`);
  });

  test('is not made where the change of another store does not end in time, and says whose it is', async () => {
    const setup = await setUp({ world: { heldBy: 'T0THERSTORE' }, timing: { heldFor: 1000 } });
    const id = await approved(setup);

    const refused = await until(async () => {
      const now = await setup.triages.read(id);
      return now?.lastRefusal?.kind === 'apply-refused' ? now : undefined;
    });

    expect(refused.lastRefusal?.reason).toContain('T0THERSTORE');
    expect(setup.world.log()).not.toContain(`apply ${id}`);
  });

  test('is not made when the approval expired before the work could begin', async () => {
    const setup = await setUp({ rules: { expiresAfter: 2000 } });
    const id = await approved(await holdHost(setup));
    await delay(2000);

    release();
    const state = await until(async () => {
      const now = await setup.triages.read(id);
      return now?.lastRefusal?.kind === 'apply-refused' ? now : undefined;
    });

    expect(state.lastRefusal?.reason).toContain('expired before the work could begin');
    expect(setup.world.log()).not.toContain(`apply ${id}`);
  });

  test('is left to another worker by one that takes other triages only', async () => {
    const world = createWorld();
    const looking = await setUp({ continues: world, takes: ({ status }) => status === 'collecting' });
    const id = await approved(looking);
    await delay(1500);
    const before = await looking.triages.read(id);

    const { triages } = await setUp({ continues: world });
    await reaches(triages, id, 'committed');

    expect(before?.status).toBe('approved');
  });

  let release: () => void = () => undefined;
  async function holdHost(setup: Setup): Promise<Setup> {
    await new Promise<void>((held) => {
      void store.leases.withLease('host:server-b', async () => {
        held();
        await new Promise<void>((resolve) => (release = resolve));
      });
    });
    return setup;
  }

  test('is not approved where the policy program refuses; that is told and recorded', async () => {
    const askPolicy = async () => ({ how: 'too-slow', seconds: 10 }) as const;
    const { triages } = await setUp({ settings: { askPolicy }, rules: { breakGlass: true } });
    const { id } = await triages.request(probed, ASKER, ORIGIN);
    await reaches(triages, id, 'diagnosed');
    await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);

    const because = 'policy-refuses';
    expect(await triages.approve(id, VISITOR, PLAN)).toMatchObject({ because: 'not-an-approver' });
    expect(await triages.approve(id, ADMIN, PLAN)).toMatchObject({ done: false, because });
    expect(await triages.breakGlass(id, ADMIN, PLAN, 'it burns')).toMatchObject({ done: false, because });
    expect((await kinds(id)).slice(-4)).toEqual(['remedy-chosen', ...Array(3).fill('approval-refused')]);
  });

  describe('is not made when, between the approval and its beginning,', () => {
    const GROUPED = 'slack:U0GROUPED';
    type Change = (rules: Partial<HostRules>, group: { members: readonly string[] | undefined }) => void;

    test.each<[what: string, by: string, change: Change]>([
      ['the approver is removed', ADMIN, (rules) => (rules.approvers = ['U0SECOND'])],
      ['all approvers are removed', ADMIN, (rules) => (rules.approvers = [])],
      ['the minimum is raised', ADMIN, (rules) => (rules.minimum = 2)],
      ['the group member is removed', GROUPED, (_, group) => (group.members = [])],
      ['the group cannot be read any more', GROUPED, (_, group) => (group.members = undefined)],
      ['changes are frozen', ADMIN, (rules) => (rules.frozen = true)],
      ['the host is observed only', ADMIN, (rules) => (rules.apply = false)],
      ['the host is in shadow mode', ADMIN, (rules) => (rules.shadow = true)],
      [
        'its verdicts must have been judged first',
        ADMIN,
        (rules) => (rules.unlock = { verdicts: 1000, precision: 0.9 }),
      ],
      ['a ticket is demanded that begins so', ADMIN, (rules) => (rules.ticket = tickets(/^CHG\d\d/))],
      ['the ticket that was named is none any more', ADMIN, (rules) => (rules.ticket = tickets(/^INC/))],
      ["the host's name must be typed", ADMIN, (rules) => (rules.mistapGuard = true)],
      ['the host belongs to another group', ADMIN, (rules) => (rules.group = 'db')],
    ])('%s', async (_what, by, change) => {
      const rules: Partial<HostRules> = { approvers: ['U0ADMIN', 'S0GROUP'] };
      const group: { members: readonly string[] | undefined } = { members: [GROUPED] };
      const setup = await setUp({ rules, directory: { groupMembers: async () => group.members } });
      const { triages, world } = await holdHost(setup);
      const { id } = await triages.request(probed, ASKER, ORIGIN);
      await reaches(triages, id, 'diagnosed');
      await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
      const given = { ticket: 'CHG1' };
      expect(await triages.approve(id, by, PLAN, undefined, given)).toMatchObject({ done: true });

      change(rules, group);
      release();
      const state = await until(async () => {
        const now = await triages.read(id);
        return now?.lastRefusal?.kind === 'apply-refused' ? now : undefined;
      });

      expect(state.lastRefusal?.reason).toMatch(/^Nothing was changed: /);
      expect(world.log()).not.toContain(`apply ${id}`);
    });

    test('an approver has frozen all changes', async () => {
      const setup = await holdHost(await setUp({ settings: { approvers: () => ['U0SECOND'] } }));
      const id = await approved(setup);
      const wish = { by: 'slack:U0SECOND', reason: 'quarter end' } as const;
      expect(await setup.triages.changeFreeze({ ...wish, by: VISITOR, freeze: true })).toMatchObject({
        done: false,
      });
      expect(await setup.triages.changeFreeze({ ...wish, freeze: true })).toEqual({ done: true });

      release();
      const state = await until(async () => (await setup.triages.read(id))?.lastRefusal);
      expect(await setup.triages.changeFreeze({ ...wish, freeze: false })).toEqual({ done: true });

      expect(state.reason).toContain('frozen');
      expect(setup.world.log()).not.toContain(`apply ${id}`);
    });

    test('a ticket is demanded, and none was named', async () => {
      const rules: Partial<HostRules> = {};
      const setup = await holdHost(await setUp({ rules }));
      const id = await approved(setup);

      rules.ticket = tickets(/./);
      release();
      const state = await until(async () => (await setup.triages.read(id))?.lastRefusal);

      expect(state.reason).toContain('named no change ticket');
      expect(setup.world.log()).not.toContain(`apply ${id}`);
    });

    test('the policy program has another mind, and it was asked about this plan', async () => {
      const questions: PolicyQuestion[] = [];
      let objection: FailedRun | undefined;
      const askPolicy = async (question: PolicyQuestion) => {
        questions.push(question);
        return objection;
      };
      const setup = await holdHost(await setUp({ settings: { askPolicy } }));
      const id = await approved(setup);

      objection = { how: 'ended', status: 1, said: 'outside of the window' };
      release();
      const state = await until(async () => (await setup.triages.read(id))?.lastRefusal);

      expect(state.reason).toContain('outside of the window');
      expect(setup.world.log()).not.toContain(`apply ${id}`);
      const about = { triage: id, host: 'server-b', hash: PLAN, approvals: [{ by: ADMIN, self: false }] };
      expect(questions).toMatchObject([
        { ...about, stage: 'approval' },
        { ...about, stage: 'execution' },
      ]);
    });

    test('the configuration cannot be read any more', async () => {
      let readable = true;
      const rulesFor: Settings['rulesFor'] = (host) => {
        if (!readable)
          throw new RoundtripError('config-invalid', 'roundtrip.yaml is not valid.', 'Correct it.');
        return settingsWith().rulesFor(host);
      };
      const setup = await holdHost(await setUp({ settings: { rulesFor } }));
      const id = await approved(setup);

      readable = false;
      release();
      const state = await until(async () => (await setup.triages.read(id))?.lastRefusal);

      expect(state.reason).toContain('roundtrip.yaml is not valid');
      expect(setup.world.log()).not.toContain(`apply ${id}`);
    });
  });

  test('is not made when the approver is removed while the host is looked at again', async () => {
    const rules: Partial<HostRules> = { approvers: ['U0ADMIN'] };
    const setup = await setUp({ rules });
    const { triages, world } = await holdHost(setup);
    const id = await approved({ triages, world });
    const looks = world.log().length;

    release();
    await until(() => (world.log().length > looks ? true : undefined));
    rules.approvers = [];
    const state = await until(async () => (await triages.read(id))?.lastRefusal);

    expect(state.reason).toContain('slack:U0ADMIN is no approver any more');
    expect(world.log()).not.toContain(`apply ${id}`);
  });

  test('that cannot be reached any more ends unknown, and the truth is told when it is known', async () => {
    const setup = await setUp({
      world: { breaks: 'after-apply' },
      timing: { verifySeconds: 1, marginSeconds: 1 },
    });

    const id = await approved(setup);
    const unknown = await reaches(setup.triages, id, 'outcome-unknown');
    // A new look would hide what the host still owes.
    expect(await setup.triages.lookAgain(id, ASKER)).toMatchObject({ because: 'settled' });
    setup.world.set({ reachable: true });
    const state = await reaches(setup.triages, id, 'rolled-back');

    expect(unknown.result).toContain('could not be asked');
    expect(state.result).toContain('not confirmed in time');
    expect(await kinds(id)).not.toContain('committed');
  });

  test('whose outcome is not known is asked for at once by whoever looks', async () => {
    const setup = await setUp({
      world: { breaks: 'after-apply' },
      timing: { verifySeconds: 1, marginSeconds: 1, lateNewsEvery: 600_000 },
    });
    const id = await approved(setup);
    await reaches(setup.triages, id, 'outcome-unknown');
    setup.world.set({ reachable: true });

    await setup.triages.askHost(id);
    await reaches(setup.triages, id, 'rolled-back');
    await setup.triages.askHost(id);

    expect((await setup.triages.read(id))?.status).toBe('rolled-back');
  });

  test('that never came to the host ends unknown, is said so once, and then that nothing was changed', async () => {
    const setup = await setUp({
      world: { breaks: 'before-apply' },
      timing: { verifySeconds: 1, marginSeconds: 1 },
    });

    const id = await approved(setup);
    await reaches(setup.triages, id, 'outcome-unknown');
    // Asked again some times meanwhile.
    await delay(1500);
    setup.world.set({ reachable: true });
    const refusal = await until(async () => (await setup.triages.read(id))?.lastRefusal, WITHIN);

    expect(refusal.reason).toContain('Nothing was changed');
    expect((await kinds(id)).filter((kind) => kind === 'outcome-unknown')).toHaveLength(1);
    expect(setup.world.log()).not.toContain(`apply ${id}`);
  });
});

describe('where nobody can send a probe', () => {
  test('a real client’s answered request keeps the change', async () => {
    const setup = await setUp();
    const id = await approved(setup, asked);
    await reaches(setup.triages, id, 'awaiting-confirmation');

    setup.world.set({ traffic: true });
    const state = await reaches(setup.triages, id, 'committed');

    expect(state.verified).toMatchObject({ ok: true, how: 'capture' });
  });

  test('the asker’s word keeps it, a visitor’s does not', async () => {
    const setup = await setUp({ world: { watchMs: 400 } });
    const id = await approved(setup, asked);
    await reaches(setup.triages, id, 'awaiting-confirmation');

    const visitors = await setup.triages.confirmWorks(id, VISITOR);
    const askers = await setup.triages.confirmWorks(id, ASKER);
    const state = await reaches(setup.triages, id, 'committed');

    expect(visitors).toMatchObject({ because: 'not-your-triage' });
    expect(askers).toMatchObject({ done: true });
    expect(state.verified).toMatchObject({
      ok: true,
      how: 'person',
      detail: `${ASKER} confirmed that it works`,
    });
  });

  test('a worker that stops while it waits leaves the waiting to the next', async () => {
    const setup = await setUp({ settings: { confirmWithin: 20_000 } });
    const id = await approved(setup, asked);
    await reaches(setup.triages, id, 'awaiting-confirmation');

    for (const end of endings.splice(0)) await end();
    setup.world.set({ traffic: true });
    const before = await setup.triages.read(id);
    const next = await setUp({ continues: setup.world, settings: { confirmWithin: 20_000 } });
    const state = await reaches(next.triages, id, 'committed');

    expect(before?.status).toBe('awaiting-confirmation');
    expect(state.attempts).toBe(1);
    expect(setup.world.log().filter((line) => line.startsWith('apply'))).toHaveLength(1);
  });

  test('silence undoes it', async () => {
    const setup = await setUp({ settings: { confirmWithin: 3000 } });

    const id = await approved(setup, asked);
    const state = await reaches(setup.triages, id, 'rolled-back');

    expect(state.result).toContain('nobody confirmed that it works');
    expect(setup.world.read().change?.state).toBe('undone');
  });
});

test('a host that was restarted before the change was kept is as it was, and the trail says so', async () => {
  const setup = await setUp({ world: { restarts: true } });
  const id = await approved(setup);

  const state = await reaches(setup.triages, id, 'rolled-back');

  expect(state.result).toContain('server-b has no record of the change any more');
  expect(setup.world.log().slice(-1)).toEqual(['undo']);
});

describe('a plan that repairs several interfaces', () => {
  const also = ['eth2', 'eth3'];

  test('is made by a new look that somebody asks for, and overtakes what was asked before', async () => {
    const { triages, world } = await setUp();
    const { id } = await triages.request(probed, ASKER, ORIGIN);
    await reaches(triages, id, 'diagnosed');
    await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
    world.set({ also });

    const visitors = await triages.includeOthers(id, VISITOR);
    const included = await triages.includeOthers(id, ASKER);
    const state = await reaches(triages, id, 'diagnosed');

    expect(visitors).toMatchObject({ done: false });
    expect(included).toMatchObject({ done: true });
    expect(state.request.also).toBe('affected');
    expect(await kinds(id)).toEqual([
      'requested',
      'diagnosed',
      'remedy-chosen',
      'others-included',
      'diagnosed',
    ]);
    expect(await triages.approve(id, ADMIN, PLAN)).toMatchObject({ done: false });
  });

  test('is kept where each of them answers a probe of its own', async () => {
    const setup = await setUp({ world: { also } });
    const id = await approved(setup);

    const state = await reaches(setup.triages, id, 'committed');

    for (const name of ['eth1', ...also]) expect(state.result).toContain(`${name}: A new probe`);
  });

  test('is undone where one of them does not', async () => {
    const setup = await setUp({ world: { also, silent: ['eth3'] } });
    const id = await approved(setup);

    const state = await reaches(setup.triages, id, 'rolled-back');

    expect(state.result).toMatch(/eth2: A new probe .* is answered.*eth3: After the change a new probe/);
    expect(setup.world.read().change?.state).toBe('undone');
  });

  test.each([
    ['committed', []],
    ['rolled-back', ['eth2']],
  ] as const)('waits for a real client of each: %s', async (status, silent) => {
    const setup = await setUp({
      world: { also: ['eth2'], silent: [...silent], traffic: true },
      settings: { confirmWithin: 5000 },
    });
    const id = await approved(setup, asked);

    const state = await reaches(setup.triages, id, status);

    expect(state.result).toMatch(status === 'committed' ? /eth1: .*; eth2: / : /was seen on eth2, and/);
  });
});
