import type { FilterReason } from '../model/index.ts';
import type { Condition } from './conditions.ts';
import type { Flight } from './flight.ts';

/** What a rule does with a packet that its matches let through. */
export type Verdict =
  | { kind: 'accept' | 'drop' | 'reject' | 'return' | 'continue' }
  /** It may end the packet's way here, or not; nobody can tell from the listing. */
  | { kind: 'not-followed'; reason: FilterReason }
  | { kind: 'jump' | 'goto'; chain: string }
  /** Address translation: settles that side and ends the chain. */
  | { kind: 'translate'; side: 'source' | 'destination'; apply(flight: Flight): void };

/** What a map led to: with `sure` the first one, else any of them or (with `none`) nothing. */
export interface Choice {
  verdicts: Verdict[];
  sure: boolean;
}

/** A rule is its steps in order: matches that let pass or end it, actions, and a verdict. */
export type Step =
  | { kind: 'match'; test: Condition; text: string; reversePath?: true }
  | { kind: 'act'; apply(flight: Flight): void }
  | { kind: 'choose'; choose(flight: Flight): Choice; text: string }
  | { kind: 'verdict'; verdict: Verdict };

/** Something that may end the packet's way in a manner that is not followed. */
export function notFollowed(what: string): Verdict {
  return { kind: 'not-followed', reason: { kind: 'not-followed', what } };
}

/** A match that cannot be evaluated. */
export function notKnown(text: string): Step {
  return { kind: 'match', test: () => undefined, text };
}
