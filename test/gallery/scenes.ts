import { diagnose } from '../../src/analyzer/index.ts';
import type { Diagnosed, RemedyId } from '../../src/analyzer/model/index.ts';
import { planIn, type TriageEvent } from '../../src/triage/index.ts';
import { recorded, withObservation } from '../analyzer/recorded.ts';
import { type Bench, id } from '../slack/support.ts';

/** One thing that a person sees: how it comes about, and where it is looked at. */
export type Scene = {
  name: string;
  /** More configuration than the approvers. */
  yaml?: string;
  play: (stage: Stage) => Promise<void>;
  /** Takes back what stands beyond the scene's own triage. */
  after?: (stage: Stage) => Promise<void>;
  /** Whose page, and what it shows; absent: the asker's, with the thread. */
  seen?: { as: string; at: 'thread' | 'channel' | 'direct' | 'home' };
};

/** A bench on which one question was asked, and what may happen to it. */
export type Stage = {
  bench: Bench;
  triage: string;
  /** What a worker would record. */
  happen(...events: TriageEvent[]): Promise<void>;
  /** Presses the first button of the channel or of the person's direct messages whose action begins so. */
  press(person: string, action: string): Promise<void>;
};

const soon = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

function seenAs(name: string): Diagnosed {
  return diagnose(recorded(name));
}

function verdict(name: string): TriageEvent {
  return verdictOf(seenAs(name));
}

/** A final verdict, with some of what was collected. */
function verdictOf(diagnosis: Diagnosed): TriageEvent {
  const text = '$ ip -4 route show\ndefault via 172.16.4.1 dev eth0\n172.16.5.0/24 dev eth1 src 172.16.5.4';
  return { kind: 'diagnosed', diagnosis, final: true, transcripts: [{ host: 'server-b', text }] };
}

/** What the state alone tells of the case, before a packet was seen. */
function likely(): TriageEvent {
  const { peer: _, ...asked } = withObservation(recorded('strict-seed'), {
    captures: [],
    counters: [],
    oracle: [],
  });
  return { kind: 'diagnosed', diagnosis: diagnose(asked), final: false, transcripts: [] };
}

async function chosen(
  { bench, triage, happen }: Stage,
  remedy: RemedyId = 'policy-routing',
  found = seenAs('strict-seed'),
): Promise<string> {
  await happen(verdictOf(found));
  const plan = found.remedies.find(({ id: name }) => name === remedy)?.plan;
  if (!plan) throw new Error(`no plan for ${remedy}`);
  const { hash } = planIn('en', plan);
  const asker = `slack:${id(bench.workspace.users, 'on-call')}` as const;
  const result = await bench.triages.chooseRemedy(triage, asker, remedy, hash);
  if (!result.done) throw new Error(result.because);
  return hash;
}

/** From the verdict to the verified fix. */
export async function playWhole(stage: Stage, found: Diagnosed): Promise<void> {
  await approve(stage, await chosen(stage, 'policy-routing', found));
  await change(stage);
}

async function approve({ bench, triage }: Stage, hash: string): Promise<void> {
  const approver = `slack:${id(bench.workspace.users, 'net-admin')}` as const;
  const result = await bench.triages.approve(triage, approver, hash);
  if (!result.done) throw new Error(result.because);
}

async function approved(stage: Stage): Promise<void> {
  await approve(stage, await chosen(stage));
}

async function applied(stage: Stage): Promise<void> {
  await approved(stage);
  await begin(stage);
}

/** The change is made, and not verified yet. */
async function begin({ bench, triage, happen }: Stage): Promise<void> {
  const planHash = (await bench.triages.read(triage))?.change?.plan.hash ?? '';
  await happen(
    { kind: 'apply-started', planHash, attempt: 1 },
    { kind: 'undo-armed', seconds: 180, method: 'systemd timer' },
    { kind: 'applied', transcript: 'ip -4 rule add from 172.16.5.4/32 lookup 1001 priority 1001' },
  );
}

async function change(stage: Stage): Promise<void> {
  await begin(stage);
  const diagnosis = seenAs('healthy-by-policy');
  await stage.happen(
    { kind: 'verified', ok: true, how: 'probe', said: proof(true), diagnosis },
    { kind: 'committed', said: proof(true) },
  );
}

/** What a new probe after the change showed. */
function proof(ok: boolean) {
  const { told, scene } = seenAs(ok ? 'healthy-by-policy' : 'strict-seed');
  return {
    key: 'proof.probe' as const,
    ok,
    found: { told, scene },
    counted: { received: ok ? 3 : 0, sent: 3 },
  };
}

async function committed(stage: Stage): Promise<void> {
  await approved(stage);
  await change(stage);
}

async function changeFreeze({ bench }: Stage, freeze: boolean): Promise<void> {
  const by = `slack:${id(bench.workspace.users, 'net-admin')}` as const;
  await bench.triages.changeFreeze({ freeze, by, reason: 'Year-end close' });
}

const shows = (...names: string[]): Scene[] =>
  names.map((name) => ({ name: `verdict-${name}`, play: ({ happen }) => happen(verdict(name)) }));

/** Every message and view in every state; each is played on a bench of its own. */
export const SCENES: readonly Scene[] = [
  {
    name: 'looking',
    play: ({ happen }) =>
      happen({ kind: 'progress', said: { key: 'progress.listening', host: 'server-b', device: 'eth1' } }),
  },
  {
    name: 'likely-and-waiting-for-a-ping',
    play: ({ happen }) =>
      happen(likely(), {
        kind: 'packet-awaited',
        until: soon(25),
      }),
  },
  ...shows(
    'strict-seed',
    'healthy-eth0',
    'not-arriving-behind-acl',
    'firewall-strict-then-input',
    'policy-table-empty',
    'gateway-wrong-default',
    'tcp-nobody-listens',
    'arp-flux',
    'asymmetric-ipv6',
  ),
  {
    name: 'host-out-of-reach',
    play: ({ happen }) =>
      happen({
        kind: 'failed',
        code: 'host-unreachable',
        facts: {
          at: 'host',
          host: 'server-b',
          alias: 'server-b',
          hostname: '172.16.4.4',
          port: 22,
          user: 'root',
          because: { seconds: 5 },
        },
      }),
  },
  { name: 'approval-asked', play: async (stage) => void (await chosen(stage)) },
  {
    name: 'approval-asked-directly',
    play: async (stage) => void (await chosen(stage)),
    seen: { as: 'net-admin', at: 'direct' },
  },
  {
    name: 'approval-of-loose-rp-filter-directly',
    play: async (stage) => void (await chosen(stage, 'loose-rp-filter')),
    seen: { as: 'net-admin', at: 'direct' },
  },
  { name: 'approved', play: approved },
  { name: 'applied-and-being-verified', play: applied },
  { name: 'fixed', play: committed },
  { name: 'fixed-in-the-channel', play: committed, seen: { as: 'visitor', at: 'channel' } },
  {
    name: 'fixed-told-to-the-approver',
    play: async (stage) => {
      const hash = await chosen(stage);
      await stage.bench.workspace.waitFor(() => stage.bench.directMessages('net-admin').length > 0);
      await approve(stage, hash);
      await change(stage);
    },
    seen: { as: 'net-admin', at: 'direct' },
  },
  {
    name: 'not-fixed-and-undone',
    play: async (stage) => {
      await applied(stage);
      await stage.happen(
        { kind: 'verified', ok: false, how: 'probe', said: proof(false) },
        { kind: 'rolled-back', said: proof(false) },
      );
    },
  },
  {
    name: 'outcome-unknown',
    play: async (stage) => {
      await applied(stage);
      const because = { key: 'reason.gave-up', said: 'ECONNRESET' } as const;
      const last = { key: 'reason.host-said', host: 'server-b', said: 'EHOSTUNREACH' } as const;
      const said = { key: 'outcome.host-not-asked', host: 'server-b', last, because } as const;
      await stage.happen({ kind: 'outcome-unknown', said });
    },
  },
  {
    name: 'waiting-for-a-client',
    play: async (stage) => {
      await applied(stage);
      await stage.happen({ kind: 'confirmation-awaited', until: soon(90), said: { key: 'proof.awaited' } });
    },
  },
  {
    name: 'rejected',
    play: async (stage) => {
      await chosen(stage);
      const by = `slack:${id(stage.bench.workspace.users, 'net-admin')}` as const;
      await stage.happen({ kind: 'rejected', by, reason: 'Wait for the change window at 06:00.' });
    },
  },
  {
    name: 'expired',
    play: async (stage) => {
      await chosen(stage);
      await stage.happen({ kind: 'expired' });
    },
  },
  {
    name: 'refused-by-the-host',
    play: async (stage) => {
      await approved(stage);
      await stage.happen({
        kind: 'apply-refused',
        said: { key: 'reason.host-said', host: 'server-b', said: 'table 101 is in use' },
      });
    },
  },
  {
    name: 'made-permanent',
    yaml: 'persist: ask',
    play: async (stage) => {
      await committed(stage);
      const paths = ['/etc/systemd/network/10-eth1.network.d/roundtrip.conf'];
      const by = `slack:${id(stage.bench.workspace.users, 'net-admin')}` as const;
      await stage.happen(
        { kind: 'permanence-asked', by, self: false },
        { kind: 'files-written', paths, transcript: '' },
        { kind: 'made-permanent', paths, said: proof(true) },
      );
    },
  },
  {
    name: 'undone',
    play: async (stage) => {
      await committed(stage);
      const by = `slack:${id(stage.bench.workspace.users, 'net-admin')}` as const;
      await stage.happen({ kind: 'undo-asked', by, self: false }, { kind: 'undone', by });
    },
  },
  {
    name: 'frozen',
    play: async (stage) => {
      await changeFreeze(stage, true);
      await stage.happen(verdict('strict-seed'));
    },
    after: (stage) => changeFreeze(stage, false),
  },
  {
    name: 'refused-to-who-asked',
    play: async (stage) => {
      await chosen(stage);
      await stage.press('on-call', 'approve');
    },
  },
  {
    name: 'form',
    play: async ({ bench }) => void (await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip')),
    seen: { as: 'on-call', at: 'channel' },
  },
  {
    name: 'dialog-wrong-verdict',
    play: async (stage) => {
      await stage.happen(verdict('strict-seed'));
      await stage.press('on-call', 'judge-wrong');
    },
  },
  {
    name: 'dialog-reject',
    play: async (stage) => {
      await chosen(stage);
      await stage.press('net-admin', 'reject-with');
    },
    seen: { as: 'net-admin', at: 'thread' },
  },
  {
    name: 'home',
    play: async (stage) => {
      await committed(stage);
      stage.bench.workspace.as('net-admin').openHome();
    },
    seen: { as: 'net-admin', at: 'home' },
  },
  {
    name: 'help',
    play: async ({ bench }) =>
      void (await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip help')),
    seen: { as: 'on-call', at: 'channel' },
  },
  {
    name: 'asked-back',
    play: async ({ bench }) => void bench.workspace.as('on-call').say('#net-ops', '@roundtrip eth1 is dead'),
    seen: { as: 'on-call', at: 'channel' },
  },
];
