import type { TriageState } from '../triage/index.ts';

/** How a change that was asked for in the terminal ended. */
export type Outcome = 'committed' | 'rolled-back' | 'refused' | 'unknown';

/** The outcome of a change that is over. */
export function outcomeOf({ status }: Pick<TriageState, 'status'>): Outcome {
  switch (status) {
    case 'committed':
    case 'rolled-back':
      return status;
    case 'outcome-unknown':
      return 'unknown';
    default:
      return 'refused';
  }
}
