import type { StoredEvent } from '../triage/index.ts';

/** What a triage can come to, each by the event that says so; codes, which are public: they are labels of the metrics. */
const OUTCOMES = [
  'diagnosed',
  'failed',
  'stopped',
  'rejected',
  'expired',
  'apply-refused',
  'committed',
  'rolled-back',
  'outcome-unknown',
  'undone',
] as const satisfies readonly StoredEvent['event']['kind'][];
export type Outcome = (typeof OUTCOMES)[number];

/** The outcome that an event is; undefined for all others, the verdict by the state alone included. */
export function outcomeOf(event: StoredEvent['event']): Outcome | undefined {
  if (event.kind === 'diagnosed' && !event.final) return undefined;
  return OUTCOMES.find((outcome) => outcome === event.kind);
}

/** The cause and certainty of the newest verdict among those events; `none` where there is none. */
export function verdictOf(events: readonly StoredEvent[]): { cause: string; certainty: string } {
  for (const { event } of events.toReversed()) {
    if (event.kind !== 'diagnosed' || !event.final) continue;
    const { cause, certainty } = event.diagnosis;
    return { cause, certainty };
  }
  return { cause: 'none', certainty: 'none' };
}
