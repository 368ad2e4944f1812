import { isExpiryNear } from '../expiry.ts';
import type { Job } from '../ports.ts';
import { record } from '../record.ts';
import type { WorkerParts } from './parts.ts';

/**
 * Ends a request for approval whose time is over; of one that expires soon it is recorded once that this is so. A request that
 * overtook it has jobs of its own.
 */
export async function expireJob(parts: WorkerParts, job: Job): Promise<void> {
  await record(parts.events, job.triage, async (state) => {
    const expiresAt = state.change ? Date.parse(state.change.expiresAt) : Number.POSITIVE_INFINITY;
    if (state.status !== 'awaiting-approval') return { events: [], value: undefined };
    const clock = await parts.events.now();
    const now = clock.getTime();
    if (isExpiryNear(state, clock)) return { events: [{ kind: 'expiry-near' }], value: undefined };
    if (expiresAt > now) {
      const again: Job = { kind: 'expire', triage: job.triage, startAfter: new Date(expiresAt) };
      const soon = expiresAt - now < 60_000;
      return { events: [], jobs: soon ? [again] : [], value: undefined };
    }
    return { events: [{ kind: 'expired' }], value: undefined };
  });
}
