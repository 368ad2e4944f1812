import type { Diagnosis, Plan, Recheck, RemedyId } from '../analyzer/model/index.ts';
import { failureIn } from '../texts/failures/index.ts';
import { type Language, tell, type WorkflowMessage } from '../texts/index.ts';
import {
  type Actor,
  asksAgain,
  type Origin,
  type Paste,
  type StoredEvent,
  type TriageEvent,
  type TriageId,
  type TriageRequest,
} from './events.ts';
import { diagnosisIn, planIn, type RecordedDiagnosis } from './recorded.ts';

/** Where a triage stands. The last six are final; a committed fix can still be undone. */
export type Status =
  | 'collecting'
  | 'diagnosed'
  | 'awaiting-approval'
  | 'approved'
  | 'applying'
  | 'awaiting-confirmation'
  | 'committed'
  | 'rolled-back'
  | 'outcome-unknown'
  | 'undone'
  | 'failed'
  | 'stopped';

/** A remedy that someone asked to apply, and the approvals that it has. */
type Change = {
  remedy: RemedyId;
  plan: Plan;
  chosenBy: Actor;
  /** ISO 8601. */
  chosenAt: string;
  minimum: number;
  approvers: readonly string[];
  expiresAt: string;
  /** The host's group as it was when this was asked for; absent where that was not recorded. */
  group?: string | null;
  approvals: readonly Approval[];
  /** It was said that it expires soon. */
  expiryNear?: true;
};

/** One person's yes. `breakGlass` is the reason for not waiting for others. */
type Approval = {
  by: Actor;
  at: string;
  self: boolean;
  breakGlass?: string;
  signature?: string;
  ticket?: string;
  hostTyped?: true;
};

/** State of one triage: nothing but the fold of its events. */
export type TriageState = {
  id: TriageId;
  /** Sequence of the last event folded in. */
  sequence: number;
  status: Status;
  /** Events of a later version are among them: what they change is not known here. */
  incomplete?: true;
  requestedBy: Actor;
  requestedAt: string;
  origin: Origin;
  request: TriageRequest;
  /** The language of whoever asked, as an IETF tag, where that was recorded. */
  language?: string;
  /** What the one who asked is called, where that was recorded. */
  requestedName?: string;
  /** The diagnosis is of a pasted console: no host was looked at, and none is ever changed for it. */
  paste?: Paste;
  /** What is worth saying of an undo beside that it was done. */
  undoneSaid?: string;
  /** The newest line of progress while work goes on. */
  progress?: string;
  diagnosis?: Diagnosis;
  /** The same, as its event keeps it. */
  recorded?: RecordedDiagnosis;
  diagnosisFinal: boolean;
  /** While a person has to send a packet: until when it is waited for (ISO 8601), and how often that was put off. */
  waiting?: { until: string; extended: number };
  /** Kinds of secrets that were left out of what was heard for it. */
  leftOut?: readonly string[];
  change?: Change;
  /** How the last change ended before it was applied: rejected, expired, refused by the host. */
  lastRefusal?: { kind: 'rejected' | 'expired' | 'apply-refused'; by?: Actor; reason: string };
  attempts: number;
  /** When the newest attempt began to change the host, and when the change stood there (ISO 8601). */
  applyStartedAt?: string;
  appliedAt?: string;
  /** When the host undoes the newest attempt by itself unless it is confirmed (ISO 8601). */
  undoAt?: string;
  /** The host could not verify who has signed the change: the bot alone has. */
  verifier?: 'bot';
  confirmation?: { until: string; because: string; confirmedBy?: Actor };
  verified?: {
    ok: boolean;
    how: 'probe' | 'capture' | 'person';
    detail: string;
    /** The same, as its event keeps it. */
    said: WorkflowMessage;
  };
  /** Whether the committed fix is to be kept after a restart: who asked for it once it was committed, and what came of it. */
  permanence?: {
    wishes: readonly { by: Actor; at: string; self: boolean }[];
    written?: boolean;
    end?: { kind: 'made'; paths: readonly string[]; detail: string } | { kind: 'failed'; reason: string };
  };
  /** When the fix was committed (ISO 8601). */
  committedAt?: string;
  /** Another look at the committed fix: who waits for one, and what the newest recorded one found. */
  recheck?: {
    asked?: { by: Actor; at: string };
    last?: { by: Actor; at: string; found: Recheck; headline?: string };
    /** When a recorded look found that it stands (ISO 8601). */
    stoodAt?: string;
  };
  /** When the alert that asked for it was over (ISO 8601). */
  alertResolvedAt?: string;
  /** Who wants the committed fix rolled back, while that is not done. */
  undo?: {
    wishes: readonly { by: Actor; at: string; self: boolean; alone?: true }[];
    /** Why the last one was not done. */
    failed?: string;
  };
  /** Who, without the right to do it, wants it rolled back: those who have it were asked. */
  undoWanted?: { by: Actor; at: string };
  /** The newer triage of the same interface, where there is one. */
  supersededBy?: TriageId;
  /** Who said whether the verdict was right: each person's newest word. */
  judgements?: readonly Judgement[];
  /** One sentence on how it ended, where it did. */
  result?: string;
  failure?: { code: string; message: string; nextStep: string };
};

/** What a person says of a verdict. */
type Judgement = Pick<
  Extract<TriageEvent, { kind: 'verdict-judged' }>,
  'by' | 'right' | 'shown' | 'cause' | 'words'
>;

function judgementOf({ by, right, shown, cause, words }: Judgement): Judgement {
  return {
    ...{ by, right, shown },
    ...(cause === undefined ? {} : { cause }),
    ...(words === undefined ? {} : { words }),
  };
}

/** What logs of something else than a triage begin with. */
const OTHER_LOGS: ReadonlySet<string> = new Set([
  'unknown',
  'frozen',
  'unfrozen',
  'agent-called',
  'key-changed',
  'scan-requested',
  'scan-begun',
]);

/** Folds the events of one triage, oldest first, and tells it in a language; undefined where there is none. */
export function foldEvents(
  events: readonly StoredEvent[],
  language: Language = 'en',
): TriageState | undefined {
  // What was asked is not known to this version: there is nothing to fold the rest into.
  const first = events[0]?.event.kind;
  if (first === undefined || OTHER_LOGS.has(first)) return undefined;
  let state: TriageState | undefined;
  for (const stored of events) state = applyEvent(state, stored, language);
  return state;
}

function applyEvent(state: TriageState | undefined, stored: StoredEvent, language: Language): TriageState {
  const { event } = stored;
  if (event.kind === 'requested') {
    return {
      id: stored.triage,
      sequence: stored.sequence,
      status: 'collecting',
      requestedBy: event.by,
      requestedAt: stored.at,
      origin: event.origin,
      request: event.request,
      ...(event.language ? { language: event.language } : {}),
      ...(event.name === undefined ? {} : { requestedName: event.name }),
      ...(event.paste ? { paste: event.paste } : {}),
      diagnosisFinal: false,
      attempts: 0,
    };
  }
  if (!state) throw new Error(`triage ${stored.triage} does not begin with "requested"`);
  const looked = withoutPassing(state, event);
  const before = BEGINS_ANEW.includes(event.kind) ? withoutTraces(looked) : looked;
  return { ...before, sequence: stored.sequence, ...changesBy(event, before, stored.at, language) };
}

const BEGINS_ANEW: readonly StoredEvent['event']['kind'][] = ['remedy-chosen', 'apply-started', 'look-asked'];

/** The end of a look, and the beginning of another, end the waiting for a person's packet; one that succeeds or begins, the failure of the one before. */
function withoutPassing(state: TriageState, event: StoredEvent['event']): TriageState {
  const { waiting: _waiting, ...settled } = state;
  if (event.kind === 'failed' || event.kind === 'stopped') return settled;
  if (!asksAgain(event) && !(event.kind === 'diagnosed' && event.final)) return state;
  const { failure: _failure, ...rest } = settled;
  return rest;
}

/** What an earlier attempt left must not be taken for the new one's. */
function withoutTraces(state: TriageState): TriageState {
  const {
    applyStartedAt: _started,
    appliedAt: _applied,
    undoAt: _undoAt,
    verifier: _verifier,
    verified: _verified,
    confirmation: _awaited,
    committedAt: _committed,
    recheck: _recheck,
    supersededBy: _newer,
    undoWanted: _wanted,
    ...rest
  } = state;
  return rest;
}

/** Only what an event changes. */
function changesBy(
  event: Exclude<StoredEvent['event'], { kind: 'requested' }>,
  state: TriageState,
  at: string,
  language: Language,
): Partial<TriageState> {
  const told = (said: WorkflowMessage) => tell(said, language);
  switch (event.kind) {
    case 'progress':
      return { progress: told(event.said) };
    case 'diagnosed':
      return {
        diagnosis: diagnosisIn(language, event.diagnosis),
        recorded: event.diagnosis,
        leftOut: event.leftOut ?? [],
        diagnosisFinal: event.final,
        status: event.final ? 'diagnosed' : 'collecting',
      };
    case 'packet-awaited':
      return { waiting: { until: event.until, extended: state.waiting?.extended ?? 0 } };
    case 'wait-extended':
      return { waiting: { until: event.until, extended: (state.waiting?.extended ?? 0) + 1 } };
    case 'failed':
      return {
        status: state.diagnosis ? 'diagnosed' : 'failed',
        diagnosisFinal: state.diagnosis !== undefined,
        failure: { code: event.code, ...failureIn(language, event) },
      };
    case 'stopped':
      return state.diagnosis ? { status: 'diagnosed', diagnosisFinal: true } : { status: 'stopped' };
    case 'gateway-named':
      return {
        request: { ...state.request, gateway: event.gateway },
        status: 'collecting',
        diagnosisFinal: false,
      };
    case 'probe-asked':
      return {
        request: { ...byPerson(state.request), from: { kind: 'host', host: event.host } },
        status: 'collecting',
        diagnosisFinal: false,
      };
    case 'alert-resolved':
      return { alertResolvedAt: at };
    case 'superseded':
      return { supersededBy: event.triage };
    case 'look-asked':
      return { status: 'collecting', diagnosisFinal: false };
    case 'verdict-judged':
      return {
        judgements: [...(state.judgements ?? []).filter(({ by }) => by !== event.by), judgementOf(event)],
      };
    case 'others-included':
      return { request: { ...state.request, also: 'affected' }, status: 'collecting', diagnosisFinal: false };
    case 'remedy-chosen':
      return {
        status: 'awaiting-approval',
        request: byPerson(state.request),
        change: {
          remedy: event.remedy,
          plan: planIn(language, event.plan),
          chosenBy: event.by,
          chosenAt: at,
          minimum: event.minimum,
          approvers: event.approvers,
          expiresAt: event.expiresAt,
          ...(event.group === undefined ? {} : { group: event.group }),
          approvals: [],
        },
      };
    case 'unknown':
      return { incomplete: true };
    case 'approval-refused':
    case 'scan-requested':
    case 'hosts-scanned':
    case 'scan-ended':
    case 'scan-begun':
    case 'frozen':
    case 'unfrozen':
    case 'agent-called':
    case 'key-changed':
    case 'message-lost':
      return {};
    case 'approved':
      return approvedBy(event, state, at);
    case 'rejected':
      return {
        status: 'diagnosed',
        lastRefusal: {
          kind: 'rejected',
          by: event.by,
          reason: event.reason ?? told({ key: 'outcome.no-reason' }),
        },
      };
    case 'expiry-near':
      return state.change ? { change: { ...state.change, expiryNear: true } } : {};
    case 'expired':
      return {
        status: 'diagnosed',
        lastRefusal: { kind: 'expired', reason: told({ key: 'outcome.expired' }) },
      };
    case 'apply-started':
      return { status: 'applying', attempts: event.attempt, applyStartedAt: at };
    case 'undo-armed':
      return { undoAt: new Date(Date.parse(at) + event.seconds * 1000).toISOString() };
    case 'applied':
      return { appliedAt: at, ...(event.verifier ? { verifier: event.verifier } : {}) };
    case 'confirmation-awaited':
      return {
        status: 'awaiting-confirmation',
        confirmation: { until: event.until, because: told(event.said) },
      };
    case 'confirmed-by-person':
      return {
        confirmation: { ...(state.confirmation ?? { until: at, because: '' }), confirmedBy: event.by },
      };
    case 'verified':
      return { verified: { ok: event.ok, how: event.how, detail: told(event.said), said: event.said } };
    case 'committed':
      return { status: 'committed', result: told(event.said), committedAt: at };
    case 'rolled-back':
      return { status: 'rolled-back', result: told(event.said) };
    case 'apply-refused':
      return {
        status: 'diagnosed',
        lastRefusal: { kind: 'apply-refused', reason: told(event.said) },
        result: told(event.said),
      };
    case 'outcome-unknown':
      return { status: 'outcome-unknown', result: told(event.said) };
    case 'permanence-asked':
      return { permanence: { wishes: [...wishesFor(state), { by: event.by, at, self: event.self }] } };
    case 'files-written':
      return { permanence: { wishes: wishesFor(state), written: true } };
    case 'made-permanent':
      return {
        permanence: {
          wishes: wishesFor(state),
          written: true,
          end: { kind: 'made', paths: event.paths, detail: told(event.said) },
        },
      };
    case 'permanence-failed':
      return { permanence: { wishes: [], end: { kind: 'failed', reason: told(event.said) } } };
    case 'recheck-asked':
      return { recheck: { ...state.recheck, asked: { by: event.by, at } } };
    case 'rechecked': {
      const stopped = event.diagnosis && diagnosisIn(language, event.diagnosis).headline;
      const { by, found } = event;
      const last = { by, at, found, ...(stopped === undefined ? {} : { headline: stopped }) };
      // Who asked for a look waits for that one, whatever the schedule found meanwhile.
      const { asked } = event.by === 'system' ? (state.recheck ?? {}) : {};
      const stoodAt = found.standing === 'stands' ? at : state.recheck?.stoodAt;
      return {
        recheck: { ...(asked ? { asked } : {}), last, ...(stoodAt === undefined ? {} : { stoodAt }) },
      };
    }
    case 'undo-asked':
      return {
        undo: {
          wishes: [
            ...(state.undo?.wishes ?? []),
            { by: event.by, at, self: event.self, ...(event.alone ? { alone: event.alone } : {}) },
          ],
        },
      };
    case 'undo-wanted':
      return { undoWanted: { by: event.by, at } };
    case 'undo-failed':
      return { undo: { wishes: [], failed: told(event.said) } };
    case 'undone':
      return {
        status: 'undone',
        result: told(event.said ?? { key: 'outcome.removed' }),
        ...(event.said ? { undoneSaid: told(event.said) } : {}),
      };
    case 'pruned':
      return {};
  }
}

/** The same question once a person has taken it over: packets are sent, and waited for. */
function byPerson({ lookOnly: _lookOnly, ...request }: TriageRequest): TriageRequest {
  return request;
}

function wishesFor({ permanence }: TriageState) {
  return permanence?.wishes ?? [];
}

/** Each person counts once, for the plan that is asked about, and only while approval is awaited. */
function approvedBy(
  event: Extract<TriageEvent, { kind: 'approved' }>,
  state: TriageState,
  at: string,
): Partial<TriageState> {
  const { change } = state;
  if (!change || state.status !== 'awaiting-approval' || event.planHash !== change.plan.hash) return {};
  if (change.approvals.some(({ by }) => by === event.by)) return {};
  const { by, self, breakGlass, signature, ticket, hostTyped } = event;
  const approval: Approval = {
    ...{ by, at, self },
    ...(breakGlass === undefined ? {} : { breakGlass }),
    ...(signature === undefined ? {} : { signature }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(hostTyped === undefined ? {} : { hostTyped }),
  };
  const approvals = [...change.approvals, approval];
  const enough = approvals.length >= change.minimum || breakGlass !== undefined;
  return { change: { ...change, approvals }, status: enough ? 'approved' : state.status };
}

/** Statuses in which nothing happens any more, save the undo of a committed fix. */
const SETTLED: readonly Status[] = [
  'committed',
  'rolled-back',
  'outcome-unknown',
  'undone',
  'failed',
  'stopped',
];

/** Whether the matter is settled. */
export function isSettled(state: TriageState): boolean {
  return SETTLED.includes(state.status);
}

/** Whether nothing goes on any more: no work, no approval that is awaited, no outcome that a host still owes. */
export function isAtRest({ status, undo, permanence, recheck, change }: TriageState): boolean {
  // Who asked for an undo that was done waits for nothing more.
  const isUndoAsked = status === 'committed' && undo !== undefined && undo.wishes.length > 0;
  const isIdle = !UNDER_WAY.has(status) && !isUndoAsked && !recheck?.asked;
  return isIdle && !(permanence?.wishes.length && !permanence.end && change);
}

const UNDER_WAY: ReadonlySet<Status> = new Set([
  'collecting',
  'awaiting-approval',
  'approved',
  'applying',
  'awaiting-confirmation',
  'outcome-unknown',
]);

/** Whether a committed fix is to be rolled back now: enough people have asked for it, or one who needs nobody else. */
export function isUndoDue({ status, change, undo }: TriageState): boolean {
  const wishes = undo?.wishes ?? [];
  const enough = wishes.length > 0 && wishes.length >= (change?.minimum ?? 1);
  return status === 'committed' && (enough || wishes.some(({ alone }) => alone));
}

/** Whether the files of a committed fix are to be written now: they were approved with it, or enough people have asked since. */
export function isPermanenceDue({ status, change, permanence, undo }: TriageState): boolean {
  if (status !== 'committed' || !change || permanence?.end || undo?.wishes.length) return false;
  return change.plan.files.length > 0 || (permanence?.wishes.length ?? 0) >= change.minimum;
}
