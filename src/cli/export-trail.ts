import { once } from 'node:events';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { AuditEvent, Store } from '../store/index.ts';
import { TriageId, writeReport } from '../triage/index.ts';

/** Prints the events, oldest first, one JSON document a line (docs/audit.md). A triage that does not exist is an error (2). */
export async function exportTrail(store: Store, triage: string | undefined): Promise<void> {
  if (triage !== undefined && (await readTriage(store, triage)).length === 0) throw unknownTriage(triage);
  for await (const event of store.audit.list(triage)) {
    const document = { schema: 'roundtrip.event/1', ...event, event: recordedIn(event) };
    if (!process.stdout.write(`${JSON.stringify(document)}\n`)) await once(process.stdout, 'drain');
  }
}

/** The event as it was recorded, of whatever version: what this one reads of it may be less. */
function recordedIn({ text }: AuditEvent): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
