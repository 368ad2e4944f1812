import { refuse } from './command.ts';
import type { Actor } from './events.ts';
import type { Refusal } from './policy.ts';
import type { HostRules } from './ports.ts';
import type { TriageState } from './state.ts';

/** Whether that person asked for the triage, or for the change in it. */
export function isOneOfTheAskers(by: Actor, state: TriageState): boolean {
  return by === state.requestedBy || by === state.change?.chosenBy;
}

/** Who asked for the triage, and for the change in it. */
export function askersOf({ requestedBy, change }: Pick<TriageState, 'requestedBy' | 'change'>): Actor[] {
  return [...new Set([requestedBy, ...(change ? [change.chosenBy] : [])])];
}

/** Whether somebody who did not ask may act in the asker's place: an approver, or the terminal where it is allowed. */
export async function mayActFor(
  by: Actor,
  rules: HostRules,
  memberOf: (actor: Actor, rules: HostRules) => Promise<boolean>,
): Promise<boolean> {
  return (rules.terminal && by.startsWith('cli:')) || memberOf(by, rules);
}

/** A new look is possible as long as no change is under way or committed; a request for approval is overtaken by it, where its asker wants that. */
export function judgeAskingAgain(state: TriageState, by: Actor): Refusal | undefined {
  if (state.status === 'awaiting-approval' && !isOneOfTheAskers(by, state)) return awaitingOthers();
  if (state.status === 'committed') return refuse('settled', { key: 'refusal.committed' });
  // What became of the change is still to be recorded here, once the host can be asked.
  if (state.status === 'outcome-unknown') return refuse('settled', { key: 'refusal.outcome-unknown' });
  if (
    state.status === 'approved' ||
    state.status === 'applying' ||
    state.status === 'awaiting-confirmation'
  ) {
    return refuse('settled', { key: 'refusal.under-way' });
  }
  return undefined;
}

/** For whoever neither asked nor is an approver. */
export function notYours(): Refusal {
  return refuse('not-your-triage', { key: 'refusal.not-yours' });
}

/** For whoever did not ask for what is waiting. */
export function awaitingOthers(): Refusal {
  return refuse('settled', { key: 'refusal.awaiting-others' });
}
