import type { Job } from '../ports.ts';
import type { TriageState } from '../state.ts';
import { later } from './later.ts';
import type { WorkerParts } from './parts.ts';

/**
 * The next scheduled look at a committed fix; undefined where there is to be none, or where its moment would come too late.
 * `stoodAt`: when the fix was seen to stand.
 */
export async function nextLook(
  { events, settings }: Pick<WorkerParts, 'events' | 'settings'>,
  { id, committedAt }: Pick<TriageState, 'id' | 'committedAt'>,
  stoodAt: Date,
): Promise<Job | undefined> {
  const { watch } = settings;
  if (!watch) return undefined;
  const startAfter = await later(events, watch.every);
  const began = committedAt === undefined ? stoodAt.getTime() : Date.parse(committedAt);
  if (startAfter.getTime() > began + watch.for) return undefined;
  return { kind: 'watch', triage: id, startAfter, stoodAt: stoodAt.toISOString() };
}
