import { once } from 'node:events';
import { exportedLine, type Store } from '../store/index.ts';
import { writeReport } from '../triage/index.ts';
import { knownTriage } from './known-triage.ts';
import { language } from './speech.ts';

/** Prints the events, oldest first, one JSON document a line (docs/audit.md). A triage that does not exist is an error (2). */
export async function exportTrail(store: Store, triage: string | undefined): Promise<void> {
  if (triage !== undefined) await eventsOf(store, triage);
  for await (const event of store.audit.list(triage)) {
    if (!process.stdout.write(exportedLine(event))) await once(process.stdout, 'drain');
  }
}

/** Prints one page about a triage, in Markdown. */
export async function printReport(store: Store, triage: string): Promise<void> {
  const events = await eventsOf(store, triage);
  process.stdout.write(await knownTriage(triage, store.events, async () => writeReport(events, language())));
}

function eventsOf(store: Store, triage: string) {
  return knownTriage(triage, store.events, async (id) => {
    const events = await store.events.read(id);
    return events.length === 0 ? undefined : events;
  });
}
