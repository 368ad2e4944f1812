import type { TriageId } from '../events.ts';
import { newTriageId } from '../id.ts';
import type { EventStore, Job, ScanSchedule, Settings } from '../ports.ts';
import type { WorkerParts } from './parts.ts';

/** The log of the scans that the schedule began: no triage has this id, and nothing else stands there. */
const SCHEDULE: TriageId = 'T0000000002';

type Parts = Pick<WorkerParts, 'events' | 'settings'>;

/**
 * Sees to it that the next moment of the schedule is waited for: of all bots one job waits, and each that runs asks for the next in
 * the transaction that records the scan.
 */
export async function awaitSchedule({
  events,
  settings,
}: {
  events: EventStore;
  settings: Settings;
}): Promise<void> {
  const { scan } = settings;
  if (scan) await events.append(SCHEDULE, 0, [], [await nextJob(events, scan)]);
}

async function nextJob(events: EventStore, schedule: ScanSchedule): Promise<Job> {
  return { kind: 'scheduled-scan', triage: SCHEDULE, startAfter: schedule.next(await events.now()) };
}

/** Begins the scan of this moment. */
export async function scheduledScanJob({ events, settings }: Parts, _job: Job): Promise<void> {
  const schedule = settings.scan;
  // Taken out of the configuration meanwhile: nothing is waited for any more.
  if (!schedule) return;
  const begun = await events.read(SCHEDULE);
  const last = begun.findLast(({ event }) => event.kind === 'scan-begun')?.event;
  const before = last?.kind === 'scan-begun' ? last.scan : undefined;
  const scan = newTriageId();
  const hosts = [...schedule.hosts()];
  await events.append(scan, 0, [
    {
      kind: 'scan-requested',
      by: 'system',
      origin: { kind: 'slack', channel: schedule.channel },
      words: schedule.words,
      hosts,
      schedule: before === undefined ? {} : { before },
    },
  ]);
  const jobs: Job[] = [{ kind: 'scan', triage: scan }, await nextJob(events, schedule)];
  // Without this record nothing works on the scan: where another bot was quicker, it is that one's.
  await events.append(SCHEDULE, begun.length, [{ kind: 'scan-begun', scan }], jobs);
}
