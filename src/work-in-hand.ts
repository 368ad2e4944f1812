import { AsyncLocalStorage } from 'node:async_hooks';

/** A part of the work that was measured: its name, when it began and ended (ms since the epoch). */
export type WorkPart = { readonly part: string; readonly from: number; readonly until: number };

/** What this process does for one triage: one job, one message that is brought up to date. */
export type Work = { readonly triage: string; readonly began: number; readonly parts: WorkPart[] };

const storage = new AsyncLocalStorage<Work>();

/** Does something for a triage: whatever is logged and measured meanwhile, however deep, is of that triage. */
export function workOn<T>(triage: string, work: () => T): T {
  return storage.run({ triage, began: Date.now(), parts: [] }, work);
}

/** The work that whoever calls this is a part of. */
export function workInHand(): Work | undefined {
  return storage.getStore();
}
