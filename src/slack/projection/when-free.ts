import { setTimeout as sleep } from 'node:timers/promises';
import type { Leases } from '../../triage/index.ts';

/** Milliseconds until a lease that another process holds is asked for again, and how long that goes on. */
const HELD_PAUSE = 250;
const HELD_AT_MOST = 40_000;

/** Works under a lease, once nobody else holds it; throws where that takes too long, or the signal aborts meanwhile. */
export async function whenFree<Result>(
  leases: Leases,
  name: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const until = Date.now() + HELD_AT_MOST;
  for (;;) {
    signal.throwIfAborted();
    const outcome = await leases.withLease(name, (lost) => work(AbortSignal.any([lost, signal])));
    if (outcome.kind === 'done') return outcome.value;
    if (Date.now() > until) throw new Error(`${name} is held by another process`);
    await sleep(HELD_PAUSE, undefined, { signal });
  }
}
