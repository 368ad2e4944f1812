import { once } from 'node:events';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import { exportedLine, type Store } from '../store/index.ts';
import { TriageId, writeReport } from '../triage/index.ts';

/** Prints the events, oldest first, one JSON document a line (docs/audit.md). A triage that does not exist is an error (2). */
export async function exportTrail(store: Store, triage: string | undefined): Promise<void> {
  if (triage !== undefined && (await readTriage(store, triage)).length === 0) throw unknownTriage(triage);
  for await (const event of store.audit.list(triage)) {
    if (!process.stdout.write(exportedLine(event))) await once(process.stdout, 'drain');
  }
}

/** Prints one page about a triage, in Markdown. */
export async function printReport(store: Store, triage: string): Promise<void> {
  const report = writeReport(await readTriage(store, triage));
  if (report === undefined) throw unknownTriage(triage);
  process.stdout.write(report);
}

async function readTriage(store: Store, triage: string) {
  return TriageId.safeParse(triage).success ? store.events.read(triage) : [];
}

function unknownTriage(triage: string): RoundtripError {
  return new RoundtripError(
    'triage-unknown',
    `There is no triage ${printable(triage)}.`,
    'Its id stands in the thread and in the output of triage and fix; "roundtrip audit export" lists all.',
    { exitStatus: EXIT.usage },
  );
}
