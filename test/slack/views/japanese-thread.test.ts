import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/analyzer/index.ts';
import type { Diagnosed, ProposedPlan } from '../../../src/analyzer/model/index.ts';
import { render } from '../../../src/slack/views/render.ts';
import { tellStory } from '../../../src/slack/views/story.ts';
import type { Surroundings } from '../../../src/slack/views/surroundings.ts';
import { withheldStory } from '../../../src/slack/views/withheld.ts';
import type { Language, WorkflowMessage } from '../../../src/texts/index.ts';
import { readEvent, type StoredEvent, type TriageEvent, writeEvent } from '../../../src/triage/index.ts';
import { recorded } from '../../analyzer/recorded.ts';
import { SCENARIOS } from '../../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../../lab/scenarios/recording.ts';
import { hasEnglish, hasNoText, JAPANESE } from '../../support/english.ts';

const ASKER = 'slack:U1';
const ADMIN = 'slack:U2';
const HOST = 'server-b';
const NAMES = new Map([
  [ASKER, 'on-call'],
  [ADMIN, 'net-admin'],
]);

const strict = diagnose(recorded('strict-seed'));
const plan = planOf(strict);

function planOf({ remedies }: Diagnosed): ProposedPlan {
  const planned = remedies.find(({ id, plan: made }) => id === 'policy-routing' && made)?.plan;
  if (!planned) throw new Error('the recording of the case has a plan');
  return planned;
}

const requested: TriageEvent = {
  ...{ kind: 'requested', by: ASKER, origin: { kind: 'slack', channel: 'C1' } },
  request: { host: HOST, interface: 'eth1', protocol: 'icmp', from: { kind: 'host', host: 'server-a' } },
  language: 'ja-JP',
};
const diagnosed: TriageEvent = { kind: 'diagnosed', diagnosis: strict, final: true, transcripts: [] };
const chosen = (hash: string): TriageEvent => ({
  ...{ kind: 'remedy-chosen', by: ASKER, remedy: 'policy-routing', plan: { ...plan, hash } },
  ...{ minimum: 1, approvers: ['U2'], expiresAt: '2026-11-27T03:17:00.000Z' },
});
const approved = (planHash: string): TriageEvent => ({ kind: 'approved', by: ADMIN, planHash, self: false });
const progress = (said: Extract<TriageEvent, { kind: 'progress' }>['said']): TriageEvent => ({
  kind: 'progress',
  said,
});
const found = { told: strict.told, scene: strict.scene };
const works = {
  key: 'proof.probe',
  ok: true,
  found,
  counted: { received: 3, sent: 3 },
} satisfies WorkflowMessage;
const lost = { code: 'host-lost', facts: { host: HOST, because: 'closed', during: 'change' } };

/** Whole stories, each with what goes wrong and what becomes of it. */
const STORIES: Record<string, readonly TriageEvent[]> = {
  'refused, expired, planned anew, fixed and undone': [
    requested,
    progress({ key: 'progress.connecting', host: HOST, from: 'server-a' }),
    progress({ key: 'progress.probing', from: 'server-a', to: '172.16.5.4' }),
    diagnosed,
    chosen('h1'),
    {
      ...{ kind: 'approval-refused', by: ASKER, because: 'asker-may-not-approve' },
      said: { key: 'refusal.own-request', to: 'approve', terminal: false },
    },
    { kind: 'expiry-near' },
    { kind: 'expired' },
    chosen('h2'),
    approved('h2'),
    progress({ key: 'progress.other-change' }),
    {
      kind: 'apply-refused',
      said: {
        key: 'outcome.unchanged',
        because: {
          key: 'reason.ground-moved',
          changes: [{ name: 'gateway', before: '172.16.5.1', now: '172.16.5.254' }],
        },
      },
    },
    diagnosed,
    chosen('h3'),
    approved('h3'),
    { kind: 'apply-started', planHash: 'h3', attempt: 1 },
    { kind: 'undo-armed', seconds: 90, method: 'systemd-run' },
    { kind: 'applied', transcript: '', verifier: 'bot' },
    { kind: 'verified', ok: true, how: 'probe', said: works },
    { kind: 'committed', said: works },
    { kind: 'permanence-asked', by: ADMIN, self: false },
    {
      kind: 'permanence-failed',
      said: { key: 'reason.host-said', host: HOST, said: 'read-only file system' },
    },
    { kind: 'recheck-asked', by: ASKER },
    {
      ...{ kind: 'rechecked', by: ASKER },
      found: {
        ...{ standing: 'unknown', missing: [], removedBy: [] },
        because: { key: 'reason.failure', failure: lost },
      },
    },
    { kind: 'undo-asked', by: ADMIN, self: false },
    { kind: 'undo-failed', said: { key: 'reason.failure', failure: lost, whole: true } },
    { kind: 'undo-asked', by: ADMIN, self: false },
    { kind: 'undone', by: ADMIN, said: { key: 'outcome.nothing-was-there' } },
  ],
  'SSH fails, and somebody looks again': [
    requested,
    progress({ key: 'progress.once-more', failure: lost }),
    {
      ...{ kind: 'failed', code: 'host-unreachable' },
      facts: {
        ...{ at: 'host', alias: HOST, user: 'root', hostname: '172.16.0.5', port: 22 },
        because: { seconds: 10 },
      },
    },
    { kind: 'look-asked', by: ASKER },
    { kind: 'failed', code: 'host-unknown', facts: { host: HOST } },
  ],
  'nobody can send a probe, and nobody confirms it': [
    { ...requested, request: { host: HOST, interface: 'eth1', protocol: 'icmp' } },
    diagnosed,
    chosen('h1'),
    { kind: 'approved', by: ADMIN, planHash: 'h1', self: false, ticket: 'CHG1' },
    { kind: 'apply-started', planHash: 'h1', attempt: 1 },
    { kind: 'applied', transcript: '' },
    { kind: 'confirmation-awaited', until: '2026-11-27T02:27:00.000Z', said: { key: 'proof.awaited' } },
    {
      ...{ kind: 'verified', ok: false, how: 'capture' },
      said: { key: 'proof.nobody', seconds: 600, devices: [] },
    },
    { kind: 'rolled-back', said: { key: 'proof.nobody', seconds: 600, devices: [] } },
  ],
  'the host is lost in the middle of a change': [
    requested,
    diagnosed,
    chosen('h1'),
    { kind: 'rejected', by: ADMIN },
    chosen('h1'),
    approved('h1'),
    { kind: 'apply-started', planHash: 'h1', attempt: 1 },
    {
      kind: 'outcome-unknown',
      said: {
        ...{ key: 'outcome.host-not-asked', host: HOST },
        last: { key: 'reason.failure', failure: lost },
        because: { key: 'reason.worker-ended' },
      },
    },
    {
      kind: 'rolled-back',
      said: {
        key: 'outcome.host-undid',
        because: { key: 'reason.asked-again', host: HOST },
        said: 'time is up',
      },
    },
  ],
};

/** The events as they come back from the store. */
function stored(events: readonly TriageEvent[]): StoredEvent[] {
  return events.map((event, index) => ({
    ...{ triage: 'T0000000001', sequence: index + 1, hash: 'h', previousHash: '' },
    at: `2026-11-27T02:17:${String(index).padStart(2, '0')}.000Z`,
    event: readEvent(writeEvent(event)),
  }));
}

/** Everything that somebody reads in the messages: texts, buttons, dialogs that confirm, and what stands in their place. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner === 'string') return key === 'text' || key === 'alt_text' ? [inner] : [];
    return textsIn(inner);
  });
}

function read(
  events: readonly TriageEvent[],
  language: Language,
  evidence: 'thread' | 'store',
  changes: Surroundings['changes'] = 'allowed',
): string[] {
  const told = tellStory(stored(events), language);
  if (!told) throw new Error('no story');
  const story = evidence === 'store' ? withheldStory(told, language) : told;
  const around: Surroundings = {
    ...{ language, names: NAMES, probeHosts: ['server-a'], changes, breakGlass: true, evidence },
    ...{ asked: [{ user: 'U2', reached: true }], groupsUnread: ['S1'], standing: [], permanence: 'offered' },
  };
  return render(story, around).flatMap(({ text, blocks }) => [text, ...textsIn(blocks)]);
}

describe.each(Object.entries(STORIES))('%s', (_name, events) => {
  test.each(['thread', 'store'] as const)('reads in either language at every moment (%s)', (evidence) => {
    const names = [HOST, 'server-a', ...NAMES.values()];
    const wrong = events.flatMap((event, index) => {
      const so = events.slice(0, index + 1);
      const [ja, en] = [read(so, 'ja', evidence), read(so, 'en', evidence)];
      return [
        ...ja.filter((text) => hasEnglish(text, names) || hasNoText(text, names)),
        ...en.filter((text) => JAPANESE.test(text) || hasNoText(text, names)),
        ...[...ja, ...en].filter((text) => /\bkey: [a-z]/.test(text)),
        ...(ja.some((text) => JAPANESE.test(text)) ? [] : ['nothing is Japanese']),
      ].map((text) => `${event.kind}: ${text}`);
    });

    expect([...new Set(wrong)]).toEqual([]);
  });
});

describe('what was found in each recording of the lab', () => {
  const FOUND = readRecordings(SCENARIOS).map(({ name, asked }) => ({ name, diagnosis: diagnose(asked) }));

  /** Names that a thread shows as they are. */
  const namesIn = ({ host, scene }: Diagnosed) => [
    HOST,
    'server-a',
    ...NAMES.values(),
    host,
    scene.peer ?? '',
  ];

  test.each(['allowed', 'observe-only', 'host-left', 'frozen'] as const)(
    'reads in Japanese where changes are %s',
    (changes) => {
      const wrong = FOUND.flatMap(({ name, diagnosis }) => {
        const events: TriageEvent[] = [
          requested,
          { kind: 'diagnosed', diagnosis, final: true, transcripts: [] },
        ];
        const names = namesIn(diagnosis);
        return read(events, 'ja', 'thread', changes)
          .filter((text) => hasEnglish(text, names) || hasNoText(text, names))
          .map((text) => `${name}: ${text}`);
      });

      expect(FOUND.length).toBeGreaterThan(100);
      expect(wrong).toEqual([]);
    },
  );

  test('reads in Japanese where it was found in a pasted console', () => {
    const wrong = FOUND.flatMap(({ name, diagnosis }) => {
      const question = { interface: diagnosis.flow.interface, protocol: 'icmp' as const };
      const events: TriageEvent[] = [
        {
          ...{ kind: 'requested', by: ASKER, origin: { kind: 'slack', channel: 'C1' } },
          ...{ request: { host: HOST, ...question }, paste: { bytes: 4096, sha256: 'ab' } },
        },
        { kind: 'diagnosed', diagnosis, final: true, transcripts: [] },
      ];
      const names = namesIn(diagnosis);
      return read(events, 'ja', 'thread')
        .filter((text) => hasEnglish(text, names) || hasNoText(text, names))
        .map((text) => `${name}: ${text}`);
    });

    expect(wrong).toEqual([]);
  });
});
