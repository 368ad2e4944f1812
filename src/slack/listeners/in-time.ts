import { setTimeout as delay } from 'node:timers/promises';
import { RoundtripError } from '../../errors.ts';
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
  const late = setTimeout(() => timeout.abort(notRecorded()), RECORDED_WITHIN);
  const answered = new AbortController();
  const working = work({ once, signal: timeout.signal });
  const tooLate = delay(ANSWERED_WITHIN, undefined, { signal: answered.signal }).then(() => {
    throw unknown();
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

function notRecorded(): RoundtripError {
  return new RoundtripError(
    'not-recorded',
    'This could not be recorded in time, so nothing was done.',
    'Try again in a moment; if it stays so, ask whoever runs Roundtrip to look at its database and its way to Slack.',
  );
}

/** The database was asked to keep it, and has not answered. */
function unknown(): RoundtripError {
  return new RoundtripError(
    'recording-unknown',
    'The database did not answer in time: this may or may not have been recorded.',
    'If nothing comes of it within a minute, try again.',
  );
}
