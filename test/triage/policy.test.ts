import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/analyzer/model/index.ts';
import { tell } from '../../src/texts/index.ts';
import {
  type Actor,
  foldEvents,
  type HostRules,
  type StoredEvent,
  type TriageEvent,
  type TriageState,
} from '../../src/triage/index.ts';
import { isApprover } from '../../src/triage/membership.ts';
import {
  judgeApproval,
  judgeBreakGlass,
  judgeChoice,
  judgeRejection,
  judgeUndo,
} from '../../src/triage/policy.ts';
import { words } from '../support/words.ts';
import { directory, RULES } from './world.ts';

const ASKER = 'slack:U0ASKER';
const ADMIN = 'slack:U0ADMIN';
const VISITOR = 'slack:U0VISITOR';
const TERMINAL = 'cli:root@laptop';
const NOW = new Date('2026-11-22T12:00:00.000Z');
const plan: Plan = { hash: 'plan', restsOn: {}, steps: [], files: [], blastRadius: [] };

const requested: TriageEvent = {
  kind: 'requested',
  by: ASKER,
  origin: { kind: 'cli' },
  request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
};
const chosen = (changes: Partial<Extract<TriageEvent, { kind: 'remedy-chosen' }>> = {}): TriageEvent => ({
  kind: 'remedy-chosen',
  by: ASKER,
  remedy: 'policy-routing',
  plan,
  minimum: 1,
  approvers: ['U0ADMIN'],
  expiresAt: '2026-11-22T12:30:00.000Z',
  ...changes,
});

function stateAfter(...events: TriageEvent[]): TriageState {
  const stored: StoredEvent[] = [requested, ...events].map((event, index) => ({
    triage: 'T0000000001',
    sequence: index + 1,
    at: NOW.toISOString(),
    event,
    hash: '',
    previousHash: '',
  }));
  const state = foldEvents(stored);
  if (!state) throw new Error('no state');
  return state;
}

function approval(
  actor: Actor,
  rules: Partial<HostRules> = {},
  state = stateAfter(chosen()),
  planHash = 'plan',
  now = NOW,
) {
  const all = { ...RULES, ...rules };
  const member = all.approvers.some((approver) => `slack:${approver}` === actor);
  return judgeApproval({ rules: all, state, actor, member, now, planHash });
}

describe('who may approve', () => {
  test.each<[string, ReturnType<typeof approval>, string | true]>([
    ['an approver', approval(ADMIN), true],
    ['the asker', approval(ASKER), 'asker-may-not-approve'],
    ['the asker, though an approver', approval(ASKER, { approvers: ['U0ASKER'] }), 'asker-may-not-approve'],
    [
      'the asker and approver, where allowed',
      approval(ASKER, { approvers: ['U0ASKER'], selfApproval: true }),
      true,
    ],
    [
      'the asker who is no approver, where askers may',
      approval(ASKER, { selfApproval: true }),
      'not-an-approver',
    ],
    ['who chose the remedy', approval(ADMIN, {}, stateAfter(chosen({ by: ADMIN }))), 'asker-may-not-approve'],
    ['a visitor', approval(VISITOR), 'not-an-approver'],
    ['anybody, where nobody is named', approval(ADMIN, { approvers: [] }), 'nobody-can-approve'],
    ['the terminal', approval(TERMINAL), 'not-an-approver'],
    ['the terminal, where allowed', approval(TERMINAL, { terminal: true }), true],
    [
      'the terminal, where allowed and nobody is named',
      approval(TERMINAL, { terminal: true, approvers: [] }),
      true,
    ],
    ['an approver of another plan', approval(ADMIN, {}, undefined, 'other'), 'stale-plan'],
    [
      'an approver who is late',
      approval(ADMIN, {}, undefined, 'plan', new Date('2026-11-22T12:30:00Z')),
      'expired',
    ],
    ['an approver on a frozen day', approval(ADMIN, { frozen: true }), 'frozen'],
    ['an approver of an observed host', approval(ADMIN, { apply: false }), 'observe-only'],
  ])('%s', (_who, verdict, expected) => {
    expect(verdict.allowed ? true : verdict.because).toBe(expected);
    if (!verdict.allowed) expect(tell(verdict.said)).toMatch(/^\S.*\.$/);
  });

  test('the terminal’s approval is told to be one’s own', () => {
    expect(approval(TERMINAL, { terminal: true })).toEqual({ allowed: true, self: true });
  });

  test('each counts once', () => {
    const state = stateAfter(chosen({ minimum: 2 }), {
      kind: 'approved',
      by: ADMIN,
      planHash: 'plan',
      self: false,
    });

    expect(approval(ADMIN, {}, state)).toMatchObject({ because: 'already-approved-by-you' });
    expect(approval('slack:U0SECOND', {}, state)).toEqual({ allowed: true, self: false });
  });

  test.each<[string, TriageEvent[]]>([
    ['approved', [{ kind: 'approved', by: ADMIN, planHash: 'plan', self: false }]],
    ['rejected', [{ kind: 'rejected', by: ADMIN }]],
    ['committed', [{ kind: 'committed', said: words('it works') }]],
  ])('nobody, once it is %s', (_what, events) => {
    expect(approval('slack:U0SECOND', {}, stateAfter(chosen(), ...events))).toMatchObject({
      because: 'settled',
    });
  });

  test('a request that expired says so', () => {
    expect(approval(ADMIN, {}, stateAfter(chosen(), { kind: 'expired' }))).toMatchObject({
      because: 'expired',
    });
  });
});

describe('other wishes', () => {
  const wish = (actor: Actor, rules: Partial<HostRules>, state = stateAfter(chosen())) => ({
    rules: { ...RULES, ...rules },
    state,
    actor,
    member: actor === ADMIN,
    now: NOW,
    planHash: 'plan',
  });

  test('glass can be broken by an approver only, and only where that is allowed', () => {
    expect(judgeBreakGlass(wish(ADMIN, {}))).toMatchObject({ because: 'not-offered' });
    expect(judgeBreakGlass(wish(VISITOR, { breakGlass: true }))).toMatchObject({
      because: 'not-an-approver',
    });
    expect(judgeBreakGlass(wish(ADMIN, { breakGlass: true }))).toEqual({ allowed: true, self: false });
  });

  test('the asker may take the wish back, a visitor may not', () => {
    expect(judgeRejection(wish(ASKER, {}))).toEqual({ allowed: true, self: true });
    expect(judgeRejection(wish(VISITOR, {}))).toMatchObject({ because: 'not-an-approver' });
  });

  test('an undo follows the rules of the approval', () => {
    const state = stateAfter(chosen(), { kind: 'committed', said: words('it works') });

    expect(judgeUndo(wish(ADMIN, {}, state))).toEqual({ allowed: true, self: false });
    expect(judgeUndo(wish(ASKER, {}, state))).toMatchObject({ because: 'asker-may-not-approve' });
    expect(judgeUndo(wish(VISITOR, {}, state))).toMatchObject({ because: 'not-an-approver' });
    expect(judgeUndo(wish(ADMIN, {}))).toMatchObject({ because: 'settled' });
  });

  test('nothing can be chosen where nobody could approve it', () => {
    const state = stateAfter({ kind: 'stopped', by: ASKER });
    const diagnosed = { ...stateAfter(), status: 'diagnosed' as const };

    expect(judgeChoice({ ...RULES, approvers: [] }, diagnosed)).toMatchObject({
      because: 'nobody-can-approve',
    });
    expect(judgeChoice({ ...RULES, approvers: [], terminal: true }, diagnosed)).toBeUndefined();
    expect(judgeChoice({ ...RULES, apply: false }, diagnosed)).toMatchObject({ because: 'observe-only' });
    expect(judgeChoice(RULES, state)).toMatchObject({ because: 'settled' });
  });

  test('a ticket that is required is named with the approval, and not for an undo', () => {
    const ticket = { required: true, pattern: 'CHG\\d+', fits: (text: string) => /^CHG\d+$/.test(text) };
    const rules = { ticket, breakGlass: true };
    const diagnosed = { ...stateAfter(), status: 'diagnosed' as const };
    const committed = stateAfter(chosen(), { kind: 'committed', said: words('it works') });

    expect(judgeChoice({ ...RULES, ...rules }, diagnosed)).toBeUndefined();
    for (const judge of [judgeApproval, judgeBreakGlass]) {
      expect(judge(wish(ADMIN, rules))).toMatchObject({ because: 'ticket-missing' });
      expect(judge({ ...wish(ADMIN, rules), given: { ticket: ' ' } })).toMatchObject({
        because: 'ticket-missing',
      });
      expect(judge({ ...wish(ADMIN, rules), given: { ticket: 'CHG1 or so' } })).toMatchObject({
        because: 'ticket-unfit',
        said: { pattern: 'CHG\\d+' },
      });
      expect(judge({ ...wish(ADMIN, rules), given: { ticket: ' CHG1 ' } })).toMatchObject({ allowed: true });
      expect(judge({ ...wish(VISITOR, rules), given: { ticket: 'CHG1' } })).toMatchObject({
        because: 'not-an-approver',
      });
    }
    expect(judgeUndo(wish(ADMIN, rules, committed))).toEqual({ allowed: true, self: false });
  });

  test('a host’s name that must be typed is typed as it is', () => {
    const rules = { mistapGuard: true, breakGlass: true };
    for (const judge of [judgeApproval, judgeBreakGlass]) {
      for (const host of [undefined, '', 'server-a', 'SERVER-B', 'server-b2', 'server'])
        expect(judge({ ...wish(ADMIN, rules), given: { host } })).toMatchObject({
          because: 'host-not-typed',
        });
      expect(judge({ ...wish(ADMIN, rules), given: { host: 'server-b ' } })).toMatchObject({ allowed: true });
    }
  });

  test('what was asked for under the rules of one group is not approved under those of another', () => {
    const state = stateAfter(chosen({ group: 'db' }));
    for (const judge of [judgeApproval, judgeBreakGlass]) {
      expect(judge(wish(ADMIN, { breakGlass: true, group: 'db' }, state))).toMatchObject({ allowed: true });
      for (const group of ['web', undefined])
        expect(judge(wish(ADMIN, { breakGlass: true, group }, state))).toMatchObject({
          because: 'group-changed',
        });
    }
  });
});

describe('a host that verifies approvals by itself', () => {
  const rules = { hostVerified: true };
  const signed = (actor: Actor, changes: Partial<HostRules> = {}, state = stateAfter(chosen())) =>
    judgeApproval({
      ...{ rules: { ...RULES, ...rules, ...changes }, state, actor, member: actor === ADMIN },
      ...{ now: NOW, planHash: 'plan', given: { signature: 'signed' } },
    });

  test.each<[string, ReturnType<typeof approval>, string | true]>([
    ['an approver without a signature', approval(ADMIN, rules), 'signature-missing'],
    [
      'the terminal without a signature',
      approval(TERMINAL, { ...rules, terminal: true }),
      'signature-missing',
    ],
    ['whoever signed in a terminal', signed(TERMINAL), true],
    ['who signed and is no approver in Slack', signed(VISITOR), 'not-an-approver'],
    [
      'who asked in the same terminal',
      signed(TERMINAL, {}, stateAfter(chosen({ by: TERMINAL }))),
      'asker-may-not-approve',
    ],
    [
      'the same, where one may approve alone',
      signed(TERMINAL, { selfApproval: true }, stateAfter(chosen({ by: TERMINAL }))),
      true,
    ],
  ])('%s', (_who, verdict, expected) => {
    expect(verdict.allowed || verdict.because).toBe(expected);
  });

  test('no glass can be broken there', () => {
    const state = stateAfter(chosen());
    const wish = {
      rules: { ...RULES, ...rules, breakGlass: true },
      state,
      actor: ADMIN,
      member: true,
      now: NOW,
    };

    expect(judgeBreakGlass({ ...wish, planHash: 'plan' })).toMatchObject({ because: 'signature-missing' });
  });
});

test('a group’s members are approvers; a group that cannot be told has none', async () => {
  expect(await isApprover('slack:U0GROUPED', ['S0GROUP'], directory)).toBe(true);
  expect(await isApprover('slack:U0GROUPED', ['S0OTHER'], directory)).toBe(false);
  expect(await isApprover('slack:U0GROUPED', ['U0GROUPED'], directory)).toBe(true);
  expect(await isApprover('cli:U0GROUPED@x', ['U0GROUPED', 'S0GROUP'], directory)).toBe(false);
});

test('whatever is wished in whatever order, only enough distinct others make it approved', () => {
  const actors = [ASKER, ADMIN, VISITOR, 'slack:U0SECOND', 'slack:U0THIRD', TERMINAL];
  const approvers = ['U0ADMIN', 'U0SECOND', 'U0THIRD', 'U0ASKER'];
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('approve'),
        by: fc.constantFrom(...actors),
        hash: fc.constantFrom('plan', 'other'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom('reject', 'choose', 'expire'),
        by: fc.constantFrom(...actors),
        hash: fc.constantFrom('plan', 'other'),
      }),
    },
  );
  const reached = new Set<string>();

  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), (steps, minimum) => {
      const events: TriageEvent[] = [chosen({ minimum })];
      for (const { do: what, by, hash } of steps) {
        const state = stateAfter(...events);
        if (what === 'choose') {
          if (state.status !== 'diagnosed') continue;
          events.push(chosen({ minimum, by, plan: { ...plan, hash } }));
        } else if (what === 'expire') {
          if (state.status === 'awaiting-approval') events.push({ kind: 'expired' });
        } else if (what === 'reject') {
          if (state.status === 'awaiting-approval') events.push({ kind: 'rejected', by });
        } else {
          const verdict = approval(by, { approvers }, state, hash);
          if (verdict.allowed) events.push({ kind: 'approved', by, planHash: hash, self: verdict.self });
        }
      }

      const state = stateAfter(...events);
      reached.add(state.status);
      const voices = new Set(state.change?.approvals.map(({ by }) => by));
      expect(voices.has(ASKER)).toBe(false);
      expect(voices.has(state.change?.chosenBy ?? ASKER)).toBe(false);
      expect([...voices].every((by) => approvers.some((approver) => `slack:${approver}` === by))).toBe(true);
      if (state.status === 'approved') expect(voices.size).toBeGreaterThanOrEqual(minimum);
    }),
    { numRuns: 500 },
  );

  expect(reached).toContain('approved');
});

test('an approval that was forged into the events twice, or for another plan, counts for nothing', () => {
  const yes = (by: Actor, planHash = 'plan'): TriageEvent => ({
    kind: 'approved',
    by,
    planHash,
    self: false,
  });

  const state = stateAfter(chosen({ minimum: 2 }), yes(ADMIN), yes(ADMIN), yes('slack:U0SECOND', 'other'));

  expect(state.status).toBe('awaiting-approval');
  expect(state.change?.approvals).toHaveLength(1);
});
