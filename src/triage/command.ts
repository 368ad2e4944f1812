import { type Actor, type TriageEvent, TriageId } from './events.ts';
import { newTriageId } from './id.ts';
import type { Refusal, Verdict } from './policy.ts';
import type { CommandResult, Delivery, EventStore, HostRules, Job } from './ports.ts';
import { alreadyUsed, type Decision, named, record } from './record.ts';
import { foldEvents, type TriageState } from './state.ts';

/** Refusals that stand in the audit trail: someone tried what the policy forbids. */
const RECORDED: readonly Refusal['because'][] = [
  'asker-may-not-approve',
  'not-an-approver',
  'nobody-can-approve',
  'ticket-missing',
  'ticket-unfit',
  'host-not-typed',
  'group-changed',
  'policy-refuses',
];

/** Records the first events of a new triage. */
export async function begin(
  store: EventStore,
  events: readonly [Extract<TriageEvent, { kind: 'requested' }>, ...TriageEvent[]],
  jobsFor: (triage: TriageId) => Job[],
  delivery: Delivery | undefined,
): Promise<TriageState> {
  for (;;) {
    const triage = newTriageId();
    const jobs = jobsFor(triage);
    if (events[0].origin.kind === 'slack') jobs.push({ kind: 'project', triage });
    const outcome = await store.append(
      triage,
      0,
      spokenIn(named(events, delivery), delivery),
      jobs,
      delivery,
    );
    if (outcome.kind === 'conflict') continue;
    if (outcome.kind === 'used') throw alreadyUsed();
    const recorded = outcome.kind === 'appended' ? outcome.events : await store.read(outcome.triage);
    const state = foldEvents(recorded);
    if (state) return state;
    throw new Error(`triage ${triage} was recorded and cannot be read`);
  }
}

/** The events, the first of which tells the language of whoever asked. */
function spokenIn(events: readonly TriageEvent[], delivery: Delivery | undefined): TriageEvent[] {
  const { language } = delivery ?? {};
  if (language === undefined) return [...events];
  return events.map((event) => (event.kind === 'requested' ? { ...event, language } : event));
}

/** What a command comes to: events and jobs to record, or a refusal. */
export type Answer = Decision<Refusal | undefined>;
/** Judges one command by the newest state and the rules of its host. */
export type Decide = (state: TriageState, rules: HostRules) => Answer | Promise<Answer>;

/** Decides by the newest state, records what was decided, and answers whoever asked. */
export async function runCommand(
  store: EventStore,
  triage: TriageId,
  decide: (state: TriageState) => Promise<Answer>,
  delivery: Delivery | undefined,
): Promise<CommandResult> {
  const known = TriageId.safeParse(triage).success;
  const outcome = known ? await record(store, triage, decide, delivery) : undefined;
  if (!outcome)
    return {
      ...{ done: false, because: 'unknown-triage' },
      said: { key: 'refusal.unknown-triage', triage: triage.slice(0, 20) },
    };
  const { state, value: refusal } = outcome;
  return refusal ? { done: false, because: refusal.because, said: refusal.said } : { done: true, state };
}

/** What is recorded where nothing stands against it. */
export function accepted(events: readonly TriageEvent[], jobs: readonly Job[] = []): Answer {
  return { events, jobs, value: undefined };
}

/** A refusal; `events` are recorded all the same. */
export function refused(refusal: Refusal, events: readonly TriageEvent[] = []): Answer {
  return { events, value: refusal, refused: true };
}

/** A forbidden approval stands in the trail; one that came too late lets the request expire at once. */
export function refusedApproval(
  refusal: Exclude<Verdict, { allowed: true }>,
  state: TriageState,
  by: Actor,
): Answer {
  const { because, said } = refusal;
  if (because === 'expired' && state.status === 'awaiting-approval')
    return refused(refusal, [{ kind: 'expired' }]);
  return refused(
    refusal,
    RECORDED.includes(because) ? [{ kind: 'approval-refused', by, because, said }] : [],
  );
}

/** A refusal: its code, and what the person reads. */
export function refuse(because: Refusal['because'], said: Refusal['said']): Refusal {
  return { allowed: false, because, said };
}
