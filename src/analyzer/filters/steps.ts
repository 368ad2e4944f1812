import type { FilterVerdictStep } from '../model/index.ts';
import type { Condition } from './conditions.ts';
import type { Flight } from './flight.ts';

/** What a rule does with a packet that its matches let through. */
export type Verdict =
  | FilterVerdictStep
  | { kind: 'map-not-listed' }
  /** Address translation: settles that side and ends the chain. */
  | { kind: 'translate'; apply(flight: Flight): void };

/** What a map led to: with `sure` the first one, else any of them or none. */
interface Choice {
  verdicts: Verdict[];
  sure: boolean;
}

/** A rule is its steps in order: matches that let pass or end it, actions, and a verdict. */
export type Step =
  | { kind: 'match'; test: Condition; text: string; reversePath?: true }
  | { kind: 'act'; apply(flight: Flight): void }
  | { kind: 'log'; prefix: string | undefined }
  | { kind: 'choose'; choose(flight: Flight): Choice; text: string }
  | { kind: 'verdict'; verdict: Verdict };
