import { printable } from '../printable.ts';
import type { EventStore, TriageId } from '../triage/index.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/**
 * What is known of a triage that was named by its ID; one that does not exist, or of which nothing but its place is left, is bad
 * usage, whichever command was told it.
 */
export async function knownTriage<Found>(
  named: string,
  events: Pick<EventStore, 'read'>,
  read: (triage: TriageId) => Promise<Found | undefined>,
): Promise<Found> {
  const { TriageId } = await import('../triage/index.ts');
  const id = TriageId.safeParse(named);
  const found = id.success ? await read(id.data) : undefined;
  if (found !== undefined) return found;
  const last = id.success ? (await events.read(id.data)).at(-1) : undefined;
  if (last?.event.kind === 'pruned') {
    const { by, archive, file } = last.event;
    const place = { archive, ...(file === undefined ? {} : { file }) };
    const told = { triage: named, by, at: last.at.slice(0, 10), ...place };
    throw problem('triage-pruned', say().problems.triagePruned(told));
  }
  throw problem('triage-unknown', say().problems.triageUnknown({ text: printable(named, 30) }));
}
