import type { RoundtripError } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';
import type { StoredEvent, TriageEvent, TriageId } from './events.ts';
import type { Delivery, EventStore, Job } from './ports.ts';
import { foldEvents, type TriageState } from './state.ts';

/**
 * What is to be recorded: events, the jobs that they make due, and what the decision was. A wish that is refused uses up
 * nothing: somebody else may still press the same button.
 */
export type Decision<T> = {
  events: readonly TriageEvent[];
  jobs?: readonly Job[];
  value: T;
  refused?: boolean;
};

/** Characters of a name that are recorded. */
const NAME_LIMIT = 120;

/** More writers than this at one triage at one moment do not happen; it ends a loop that should not be. */
const ATTEMPTS = 100;

/**
 * Decides by the newest state and appends what was decided; where another writer was quicker, decides again. Slack is
 * told by a `project` job in the same transaction.
 */
export async function record<T>(
  store: EventStore,
  triage: TriageId,
  decide: (state: TriageState, events: readonly StoredEvent[]) => Decision<T> | Promise<Decision<T>>,
  delivery?: Delivery,
): Promise<{ state: TriageState; value: T } | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await store.read(triage);
    const state = foldEvents(before);
    if (!state) return undefined;
    const { events, jobs = [], value, refused = false } = await decide(state, before);
    if (events.length === 0 && jobs.length === 0) return { state, value };
    const due = [...jobs, ...projection(state, events)];
    const marked = delivery && refused ? withoutUse(delivery) : delivery;
    const outcome = await store.append(triage, state.sequence, named(events, delivery), due, marked);
    if (outcome.kind === 'conflict') continue;
    if (outcome.kind === 'duplicate') return { state, value };
    if (outcome.kind === 'used') throw alreadyUsed();
    return { state: foldEvents([...before, ...outcome.events]) ?? state, value };
  }
  throw new Error(`triage ${triage}: other writers were always quicker`);
}

function withoutUse({ uses: _uses, ...delivery }: Delivery): Delivery {
  return delivery;
}

/** The events with the name of who did it. */
export function named(events: readonly TriageEvent[], delivery: Delivery | undefined): TriageEvent[] {
  const name = delivery?.name?.slice(0, NAME_LIMIT);
  if (name === undefined) return [...events];
  return events.map((event) => ('by' in event ? { ...event, name } : event));
}

/** Told to whoever uses what counts once a second time. */
export function alreadyUsed(): RoundtripError {
  return failed('already-used', {});
}

function projection(state: TriageState, events: readonly TriageEvent[]): Job[] {
  if (state.origin.kind !== 'slack' || events.length === 0) return [];
  return [{ kind: 'project', triage: state.id }];
}
