import { printable } from '../printable.ts';
import type { TriageId } from '../triage/index.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/** What is known of a triage that was named by its ID; one that does not exist is bad usage, whichever command was told it. */
export async function knownTriage<Found>(
  named: string,
  read: (triage: TriageId) => Promise<Found | undefined>,
): Promise<Found> {
  const { TriageId } = await import('../triage/index.ts');
  const id = TriageId.safeParse(named);
  const found = id.success ? await read(id.data) : undefined;
  if (found !== undefined) return found;
  throw problem('triage-unknown', say().problems.triageUnknown({ text: printable(named, 30) }));
}
