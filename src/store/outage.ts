import { isAway } from './transaction.ts';

/** How long an outage that was reported is not reported again (ms). */
const AGAIN_AFTER_MS = 60_000;

/**
 * Reports a database that is away once a minute: every poll of every queue fails while it is, a dozen times a second, and
 * hides what else is printed. Every other error is reported each time.
 */
export function reportOutagesOnce(
  onError: (error: Error) => void,
  now: () => number = () => performance.now(),
): (error: Error) => void {
  let reportedAt: number | undefined;
  return (error) => {
    if (isAway(error) || isAway(error.cause)) {
      if (reportedAt !== undefined && now() - reportedAt < AGAIN_AFTER_MS) return;
      reportedAt = now();
    }
    onError(error);
  };
}
