import { setTimeout as delay } from 'node:timers/promises';
import { failed } from '../../texts/failures/index.ts';
import type { Delivery } from '../../triage/index.ts';

/** Slack takes no answer after three seconds. Nothing is recorded after the first moment; the second is answered by (ms). */
const RECORDED_WITHIN = 2_300;
const ANSWERED_WITHIN = 2_700;

/**
 * Does the work that records what came from Slack, before it is acknowledged. What was not recorded in time is not recorded
 * any more, and whoever sent it is told so: an acknowledgement means that it will not be lost.
 */
export async function inTime<T>(once: string, work: (delivery: Delivery) => Promise<T>): Promise<T> {
  const timeout = new AbortController();
  const late = setTimeout(() => timeout.abort(failed('not-recorded', {})), RECORDED_WITHIN);
  const answered = new AbortController();
  const working = work({ once, signal: timeout.signal });
  const tooLate = delay(ANSWERED_WITHIN, undefined, { signal: answered.signal }).then(() => {
    // The database was asked to keep it, and has not answered.
    throw failed('recording-unknown', {});
  });
  try {
    return await Promise.race([working, tooLate]);
  } finally {
    answered.abort();
    clearTimeout(late);
    // Whichever of the two was not waited for has nobody to tell.
    void Promise.allSettled([working, tooLate]);
  }
}

/** Milliseconds that a policy program is waited for before Slack gets an answer without its word. */
const ASKED_WITHIN = 1_500;

/** The outcome of work that may take longer than Slack waits; `meanwhile` runs once where it does. */
export async function patiently<T>(working: Promise<T>, meanwhile: () => Promise<void>): Promise<T> {
  const done = new AbortController();
  const late = delay(ASKED_WITHIN, true, { signal: done.signal }).catch(() => false);
  const isLate = await Promise.race([working.then(() => false), late]).finally(() => done.abort());
  if (isLate) await meanwhile();
  return working;
}
