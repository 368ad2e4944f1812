import type { Diagnosed } from '../analyzer/model/index.ts';
import type { TriageState } from '../triage/index.ts';

/** How a change that was asked for in the terminal ended. */
export type ChangeEnd = 'committed' | 'rolled-back' | 'refused' | 'unknown';

/** How a change that is over ended. */
export function changeEndOf({ status }: Pick<TriageState, 'status'>): ChangeEnd {
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

/** It is diagnosed, and still it was an interface that the host does not have: bad usage, whichever command was told it. */
export function isInterfaceGone({ cause, facts }: Diagnosed['told']): boolean {
  return cause === 'interface-down' && facts.why === 'gone';
}
