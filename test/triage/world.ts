import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Change as AnyChange,
  type Diagnosed,
  emptyHostState,
  type Message,
  type Observation,
  stepFor,
  type Testimony,
  type Told,
} from '../../src/analyzer/model/index.ts';
import { RoundtripError } from '../../src/errors.ts';
import {
  type Analyze,
  type ChangeOnHost,
  type HostRules,
  type Hosts,
  type Settings,
  TriageId,
  type Watched,
} from '../../src/triage/index.ts';

/** Stands in for the hosts; kept in a file, so that it outlives a worker that is killed. */
export type World = {
  /** Whether the interface fails to answer before any change. */
  broken: boolean;
  /** Whether the change repairs it. */
  fixWorks: boolean;
  reachable: boolean;
  /** What the plan rests on. */
  gateway: string;
  /** Whether a real client's packets are seen without a probe. */
  traffic: boolean;
  /** Other interfaces that the plan repairs as well; those on which nothing is answered or seen after all. */
  also?: string[];
  silent?: string[];
  /** A look without a probe listens for as long as it is asked to, or until traffic is seen. */
  listens?: boolean;
  /** Milliseconds that a look takes, and one with a probe (30). */
  watchMs: number;
  probeMs?: number;
  /** Milliseconds until the state is read; a probe takes its own from then on. */
  stateMs?: number;
  /** The worker hangs here: `applied` = the host has made the change and the answer never comes; `recheck` = as it looks again. */
  hang?: 'nowhere' | 'before-apply' | 'applied' | 'recheck';
  /** The connection breaks before or once the host has made the change, and the host cannot be reached from then on. */
  breaks?: 'before-apply' | 'after-apply';
  refuses?: string;
  /** Another store's change stands on the host, neither confirmed nor undone: the triage it is of. */
  heldBy?: string;
  /** What others have put in the place of a change by the time that it is undone, as the host prints it. */
  left?: readonly string[];
  /** The host is restarted before the change is confirmed, and knows nothing of it from then on. */
  restarts?: boolean;
  change?: Change | undefined;
  /** Somebody has taken the kept change away: what the host's journal says of it. */
  drift?: { identifier: string; text: string } | undefined;
  /** The plan can be kept after a restart; the files that keep it, once they were written. */
  keepable?: boolean;
  files?: Change | undefined;
  /** The host refuses to write them, or nothing is answered with them. */
  refusesFiles?: string;
  filesBreakIt?: boolean;
};

type Change = { state: 'applied' | 'undone' | 'confirmed'; because: string; undoAt: number };

/** Files are a change of their own on the host, under an id that no triage has. */
function partOf(id: string): 'change' | 'files' {
  return TriageId.safeParse(id).success ? 'change' : 'files';
}

export type WorldFile = {
  file: string;
  read(): World;
  set(changes: Partial<World>): void;
  /** What the hosts were asked to do, in order. */
  log(): string[];
  remove(): void;
};

const INITIAL: World = {
  broken: true,
  fixWorks: true,
  reachable: true,
  gateway: '172.16.5.1',
  traffic: false,
  watchMs: 60,
};

export function createWorld(changes: Partial<World> = {}): WorldFile {
  return createWorldAt(join(mkdtempSync(join(tmpdir(), 'roundtrip-world-')), 'world.json'), changes);
}

export function createWorldAt(file: string, changes: Partial<World> = {}): WorldFile {
  writeFileSync(`${file}.log`, '');
  writeFileSync(file, JSON.stringify({ ...INITIAL, ...changes }));
  return openWorld(file);
}

export function openWorld(file: string): WorldFile {
  const read = (): World => {
    const world: World = JSON.parse(readFileSync(file, 'utf8'));
    // The undo that fires by itself.
    for (const part of ['change', 'files'] as const) {
      const made = world[part];
      if (made?.state === 'applied' && Date.now() >= made.undoAt)
        world[part] = { ...made, state: 'undone', because: 'it was not confirmed in time' };
    }
    return world;
  };
  return {
    file,
    read,
    set(changes) {
      writeFileSync(`${file}.new`, JSON.stringify({ ...read(), ...changes }));
      renameSync(`${file}.new`, file);
    },
    log: () => readFileSync(`${file}.log`, 'utf8').split('\n').filter(Boolean),
    remove: () => rmSync(dirname(file), { recursive: true, force: true }),
  };
}

/** Hosts that live in the world's file. */
export function fakeHosts(world: WorldFile): Hosts {
  const note = (text: string) => appendFileSync(`${world.file}.log`, `${text}\n`);
  const reach = () => {
    if (!world.read().reachable) {
      throw new RoundtripError('host-unreachable', 'server-b cannot be reached.', 'Check the network.', {
        exitStatus: 3,
      });
    }
  };
  return {
    async watch(watch, { signal, onProgress, onState, onWaiting } = {}) {
      reach();
      note(`watch${watch.probeFrom ? ` from ${watch.probeFrom}` : ''}`);
      onProgress?.({ key: 'progress.connecting', host: 'server-b' });
      const early = seen(world.read(), undefined);
      await delay(world.read().stateMs ?? 0, undefined, signal ? { signal } : {});
      onState?.(() => early);
      const { watchMs, probeMs = 30 } = world.read();
      if (world.read().listens && !watch.probeFrom) {
        note(`listens for ${watch.seconds} s`);
        let end = Date.now() + watch.seconds * 1000;
        onWaiting?.((seconds) => {
          end = Math.max(end, Date.now() + seconds * 1000);
        });
        while (Date.now() < end && !world.read().traffic)
          await delay(50, undefined, signal ? { signal } : {});
      } else {
        await delay(watch.probeFrom ? probeMs : watchMs, undefined, signal ? { signal } : {});
      }
      reach();
      const now = world.read();
      const silent = now.silent?.includes(watch.interface);
      return seen(silent ? { ...now, broken: true, fixWorks: false, traffic: false } : now, watch.probeFrom);
    },
    async apply(_host, triage, _plan, undoAfter) {
      reach();
      const { hang, refuses: no, refusesFiles, breaks, heldBy } = world.read();
      const refuses = partOf(triage) === 'files' ? refusesFiles : no;
      if (breaks === 'before-apply') world.set({ reachable: false });
      reach();
      if (hang === 'before-apply') await new Promise(() => undefined);
      if (heldBy !== undefined) return { kind: 'held', by: heldBy };
      if (refuses !== undefined) return { kind: 'refused', reason: refuses, transcript: '' };
      note(`apply ${triage}`);
      world.set({
        [partOf(triage)]: { state: 'applied', because: '', undoAt: Date.now() + undoAfter * 1000 },
      });
      if (breaks === 'after-apply') world.set({ reachable: false });
      reach();
      if (hang === 'applied') await new Promise(() => undefined);
      return { kind: 'applied', undoMethod: 'detached process', transcript: 'ip rule add …' };
    },
    async confirm(_host, triage) {
      reach();
      if (world.read().restarts) world.set({ change: undefined });
      const part = partOf(triage);
      const made = world.read()[part];
      if (made?.state === 'applied') {
        note(part === 'files' ? 'confirm files' : 'confirm');
        world.set({ [part]: { ...made, state: 'confirmed' } });
      }
      return stateOf(world.read()[part]);
    },
    async undo(_host, triage) {
      reach();
      const part = partOf(triage);
      note(part === 'files' ? 'undo files' : 'undo');
      world.set({ [part]: { state: 'undone', because: 'it was asked for', undoAt: 0 } });
      const { left } = world.read();
      return { kind: 'undone', ...(left ? { left } : {}) };
    },
    async status(_host, triage) {
      reach();
      return stateOf(world.read()[partOf(triage)]);
    },
    async recheck(_host, _triage, { steps }) {
      reach();
      note('recheck');
      const { drift, hang } = world.read();
      if (hang === 'recheck') await new Promise(() => undefined);
      return {
        steps: steps.map(() => ({ standing: drift ? 'gone' : 'there', instead: [] })),
        uptime: 1_000_000,
        journal: 'read',
        traces: drift ? [{ secondsAgo: 5, ...drift }] : [],
      };
    },
  };
}

function stateOf(change: Change | undefined): ChangeOnHost {
  if (!change) return { kind: 'none' };
  if (change.state === 'applied') return { kind: 'applied', armed: true };
  return change.state === 'undone' ? { kind: 'undone', because: change.because } : { kind: 'confirmed' };
}

function seen(world: World, probeFrom: string | undefined): Watched {
  const fixed =
    world.fixWorks && world.change !== undefined && world.change.state !== 'undone' && !world.drift;
  const brokenByFiles = world.filesBreakIt === true && world.files?.state === 'applied';
  const answers = (!world.broken || fixed) && !brokenByFiles;
  const observation = (extra: Partial<Observation> = {}): Observation => ({
    state: emptyHostState(),
    captures: [],
    oracle: [],
    counters: [],
    probes: [],
    evidence: [],
    gaps: [],
    ...extra,
  });
  const told = {
    answers,
    seen: probeFrom !== undefined || world.traffic,
    gateway: world.gateway,
    also: world.also ?? [],
    keepable: world.keepable ?? false,
  };
  const probe = { to: '172.16.5.4', sent: 3, received: answers ? 3 : 0, errors: [] };
  return {
    observation: observation({ evidence: [{ id: 'world', command: 'world', output: JSON.stringify(told) }] }),
    ...(probeFrom === undefined ? {} : { peer: observation({ probes: [probe] }) }),
    to: '172.16.5.4',
    from: '172.16.0.4',
    transcripts: [{ host: 'server-b', text: 'as heard' }],
  };
}

/** Reads the diagnosis off the world: the analyzer has its own tests. */
export const fakeAnalyze: Analyze = ({ host, flow, observation }) => {
  const world = JSON.parse(observation.evidence[0]?.output ?? '{}');
  const healthy = world.answers === true;
  const { gateway, also, keepable } = world;
  return diagnosisOf({
    host,
    flow,
    healthy,
    proven: world.seen === true,
    gateway: String(gateway),
    also,
    keepable,
  });
};

function diagnosisOf(found: {
  host: string;
  flow: Diagnosed['flow'];
  healthy: boolean;
  proven: boolean;
  gateway: string;
  also: string[];
  keepable: boolean;
}): Diagnosed {
  const { host, flow, healthy, proven, gateway, also, keepable } = found;
  const repairs = ['eth1', ...also].map((name) => ({ interface: name, to: '172.16.5.4' }));
  const detail: Message = { key: 'capture.not-listened', requests: 3 };
  const says: Testimony = { says: healthy ? 'accepts' : 'refuses', detail };
  const unknown: Testimony = { says: 'unknown', detail: { key: 'capture.none', listening: false } };
  const told: Told =
    healthy && proven
      ? { cause: 'healthy', facts: { how: 'returned' } }
      : { cause: 'strict-rp-filter', facts: { ways: ['eth0'] } };
  const blastRadius = { changes: [], considered: 0, truncated: false };
  return {
    schema: 'roundtrip.diagnosed/1',
    host,
    scene: { host, interface: 'eth1', ingress: 'eth1', to: flow.to, protocol: flow.protocol, family: 4 },
    cause: told.cause,
    told,
    stage: healthy ? null : 'source-validation',
    certainty: proven ? 'proven' : 'likely',
    scope: 'round-trip',
    flow,
    stages: [],
    next: [],
    witnesses: { model: says, kernel: says, counters: says, capture: proven ? says : unknown },
    candidates: [],
    alsoAffected: [],
    evidence: [],
    remedies:
      told.cause === 'healthy'
        ? []
        : [
            {
              id: 'policy-routing',
              recommended: true,
              outcome: 'repairs',
              because: { key: 'outcome.on-unread' },
              risks: [],
              plan: {
                hash: `hash-with-${gateway}`,
                restsOn: { gateway },
                steps: [stepFor('1', RULE)],
                ...(also.length === 0 ? {} : { repairs }),
                files: [],
                ...(keepable ? { permanent: PERMANENT } : {}),
                blastRadius,
              },
            },
            {
              id: 'loose-rp-filter',
              recommended: false,
              outcome: 'does-not-repair',
              because: { key: 'outcome.no-way-back', sender: '172.16.0.4' },
              risks: [],
              plan: { hash: 'loose', restsOn: {}, steps: [], files: [], blastRadius },
            },
          ],
    remarks: [],
  };
}

const RULE: AnyChange = { kind: 'rule', family: 4, preference: 100, from: '172.16.5.4/32', table: 1001 };

const FILE = { path: '/etc/netplan/90-roundtrip-eth1.yaml', before: null, after: 'network:\n' };
const PERMANENT = { hash: 'hash-with-files', steps: [], files: [FILE], withheld: [] };

export const RULES: HostRules = {
  approvers: ['U0ADMIN', 'U0SECOND', 'S0GROUP'],
  minimum: 1,
  selfApproval: false,
  expiresAfter: 1_800_000,
  terminal: false,
  breakGlass: false,
  frozen: false,
  apply: true,
};

/** Settings for the hosts server-a and server-b. */
export function settingsWith(rules: Partial<HostRules> = {}, others: Partial<Settings> = {}): Settings {
  return {
    rulesFor(host) {
      if (host !== 'server-a' && host !== 'server-b') {
        throw new RoundtripError('host-unknown', `There is no host ${host}.`, 'Add it to roundtrip.yaml.', {
          exitStatus: 2,
        });
      }
      return { ...RULES, ...rules };
    },
    capture: { seconds: 8, wait: 30, packets: 50 },
    confirmWithin: 5000,
    ...others,
  };
}

/** A group of one: U0GROUPED. */
export const directory = {
  groupMembers: async (group: string) => (group === 'S0GROUP' ? (['slack:U0GROUPED'] as const) : undefined),
};
