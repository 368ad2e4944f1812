import type { TriageState } from './state.ts';

/** So long before a request for approval expires that is said (milliseconds); of a shorter one half of its time before. */
const BEFORE = 10 * 60_000;
/** With less time than this left there is nobody to hurry. */
const LEAST = 5_000;

/** When it is said that a request for approval made now expires soon; none where it is too short for that. */
export function warningsFor(now: Date, expiresAfter: number): Date[] {
  const before = warnedBefore(expiresAfter);
  return before < LEAST ? [] : [new Date(now.getTime() + expiresAfter - before)];
}

/** Whether it is to be said now, and was not said yet. */
export function isExpiryNear({ status, change }: Pick<TriageState, 'status' | 'change'>, now: Date): boolean {
  if (status !== 'awaiting-approval' || !change || change.expiryNear) return false;
  const expiresAt = Date.parse(change.expiresAt);
  const left = expiresAt - now.getTime();
  return left > 0 && left <= warnedBefore(expiresAt - Date.parse(change.chosenAt));
}

function warnedBefore(expiresAfter: number): number {
  return Math.min(BEFORE, expiresAfter / 2);
}
