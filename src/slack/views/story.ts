import type { Plan, Recheck, RemedyId } from '../../analyzer/model/index.ts';
import { type Language, tell, type WorkflowMessage } from '../../texts/index.ts';
import type { Actor, StoredEvent } from '../../triage/index.ts';
import { asksAgain, diagnosisIn, foldEvents, planIn, type TriageState } from '../../triage/index.ts';
import { isDecided } from './decided.ts';

/** One asking for approval, from the choice of a remedy to its end. */
export type Round = {
  /** 1, 2, 3 … within the triage. */
  number: number;
  by: Actor;
  remedy: RemedyId;
  plan: Plan;
  minimum: number;
  approvers: readonly string[];
  expiresAt: string;
  /** It was to be said that it expires soon. */
  expiryNear?: true;
  /** `hash`: that of the event, which covers everything before it. */
  approvals: readonly {
    by: Actor;
    at: string;
    self: boolean;
    hash: string;
    breakGlass?: string;
    ticket?: string;
  }[];
  /** How it ended; absent while approvals are awaited. */
  end?: { kind: 'approved' | 'rejected' | 'expired' | 'overtaken'; by?: Actor; reason?: string };
};

/** One thing that became of a change, or a triage that failed before it had anything to say. */
export type Outcome = OutcomeOfChange | RecheckOutcome;

/** What another look at the committed fix found; `detail` is what stops the flow now, where that is known. */
type RecheckOutcome = { kind: 'rechecked'; at: string; detail: string; by: Actor; found: Recheck };

type OutcomeOfChange = {
  kind:
    | 'rejected'
    | 'expired'
    | 'apply-refused'
    | 'awaiting-confirmation'
    | 'committed'
    | 'rolled-back'
    | 'outcome-unknown'
    | 'undone'
    | 'undo-failed';
  at: string;
  /** In the words of the event. */
  detail: string;
  /** Roundtrip's own rules decided so: nothing of a host stands in the detail. */
  decided?: boolean;
  by?: Actor;
  /** Until when a person's word is awaited (ISO 8601). */
  until?: string;
};

/** A triage as it is told in Slack: its state, and what the state alone does not keep. */
export type Story = {
  state: TriageState;
  rounds: readonly Round[];
  outcomes: readonly Outcome[];
  /** The undo that fires by itself, while it is armed. */
  undoArmed?: { seconds: number; at: string };
  /** Whether anything was heard from a host. */
  heard: boolean;
  /** How often each was asked for so far. */
  wishes: Readonly<Record<Wish, number>>;
};

/** What people ask for by a press, as events: each used up the button that it was pressed with. */
const WISHES = [
  'stopped',
  'wait-extended',
  'gateway-named',
  'probe-asked',
  'remedy-chosen',
  'approved',
  'rejected',
  'confirmed-by-person',
  'undo-asked',
  'permanence-asked',
  'recheck-asked',
  'others-included',
  'look-asked',
  'verdict-judged',
] as const satisfies readonly StoredEvent['event']['kind'][];
export type Wish = (typeof WISHES)[number];

/** The story of one triage's events, oldest first, told in a language; undefined where there is none. */
export function tellStory(events: readonly StoredEvent[], language: Language = 'en'): Story | undefined {
  const state = foldEvents(events, language);
  if (!state) return undefined;
  const rounds: Round[] = [];
  const outcomes: Outcome[] = [];
  let undoArmed: Story['undoArmed'];
  let heard = false;

  for (const stored of events) {
    const { event, at } = stored;
    if (event.kind === 'remedy-chosen') {
      endRound(rounds, { kind: 'overtaken' });
      const plan = planIn(language, event.plan);
      rounds.push({ ...event, plan, number: rounds.length + 1, approvals: [] });
    } else if (event.kind === 'approved') {
      const glass = event.breakGlass === undefined ? {} : { breakGlass: event.breakGlass };
      const ticket = event.ticket === undefined ? {} : { ticket: event.ticket };
      approveRound(rounds, { by: event.by, at, self: event.self, hash: stored.hash, ...glass, ...ticket });
    } else if (event.kind === 'expiry-near') {
      const last = rounds.at(-1);
      if (last) rounds[rounds.length - 1] = { ...last, expiryNear: true };
    } else if (event.kind === 'rejected' || event.kind === 'expired') {
      endRound(rounds, endOf(event));
    } else if (event.kind === 'apply-started') {
      endRound(rounds, { kind: 'approved' });
    } else if (event.kind === 'undo-armed') {
      undoArmed = { seconds: event.seconds, at };
    } else if (event.kind === 'diagnosed') {
      heard ||= event.transcripts.length > 0;
    } else if (asksAgain(event)) {
      // A request for approval that stands is overtaken by a new look.
      endRound(rounds, { kind: 'overtaken' });
    }
    const outcome = outcomeOf(stored, language);
    if (outcome === undefined) continue;
    if (outcome.kind !== 'awaiting-confirmation' && outcome.kind !== 'outcome-unknown') undoArmed = undefined;
    if (outcome.kind === 'committed' && outcomes.at(-1)?.kind === 'awaiting-confirmation') outcomes.pop();
    outcomes.push(outcome);
  }
  const count = (wish: Wish) => events.filter(({ event }) => event.kind === wish).length;
  const wishes = Object.fromEntries(WISHES.map((wish) => [wish, count(wish)])) as Story['wishes'];
  return { state, rounds, outcomes, heard, wishes, ...(undoArmed ? { undoArmed } : {}) };
}

function endOf(
  event: { kind: 'rejected'; by: Actor; reason?: string | undefined } | { kind: 'expired' },
): Round['end'] {
  if (event.kind === 'expired') return { kind: 'expired' };
  return { kind: 'rejected', by: event.by, ...(event.reason === undefined ? {} : { reason: event.reason }) };
}

function endRound(rounds: Round[], end: Round['end']): void {
  const last = rounds.at(-1);
  const revoked = last?.end?.kind === 'approved' && end?.kind === 'rejected';
  if (last && (!last.end || revoked) && end) rounds[rounds.length - 1] = { ...last, end };
}

function approveRound(rounds: Round[], approval: Round['approvals'][number]): void {
  const last = rounds.at(-1);
  if (!last || last.end) return;
  const approvals = [...last.approvals, approval];
  const enough = approvals.length >= last.minimum || approval.breakGlass !== undefined;
  rounds[rounds.length - 1] = {
    ...last,
    approvals,
    ...(enough ? { end: { kind: 'approved' as const } } : {}),
  };
}

function outcomeOf({ event, at }: StoredEvent, language: Language): Outcome | undefined {
  const told = (said: WorkflowMessage) => tell(said, language);
  switch (event.kind) {
    case 'rejected':
      return { kind: 'rejected', at, by: event.by, detail: event.reason ?? '' };
    case 'expired':
      return { kind: 'expired', at, detail: '' };
    case 'apply-refused':
      return { kind: 'apply-refused', at, detail: told(event.said), decided: isDecided(event.said) };
    case 'confirmation-awaited':
      return { kind: 'awaiting-confirmation', at, detail: told(event.said), until: event.until };
    case 'committed':
      return { kind: 'committed', at, detail: told(event.said) };
    case 'rolled-back':
      return { kind: 'rolled-back', at, detail: told(event.said) };
    case 'outcome-unknown':
      return { kind: 'outcome-unknown', at, detail: told(event.said) };
    case 'undo-failed':
      return { kind: 'undo-failed', at, detail: told(event.said) };
    case 'undone':
      return { kind: 'undone', at, by: event.by, detail: event.said ? told(event.said) : '' };
    case 'rechecked': {
      const detail = event.diagnosis ? diagnosisIn(language, event.diagnosis).headline : '';
      return { kind: 'rechecked', at, by: event.by, found: event.found, detail };
    }
    default:
      return undefined;
  }
}
