import type { TriageEvent, TriageId } from '../events.ts';
import { newTriageId } from '../id.ts';
import type { Delivery, EventStore, Job } from '../ports.ts';
import { alreadyUsed, named } from '../record.ts';

type Requested = Extract<TriageEvent, { kind: 'scan-requested' }>;

/** Records the first event of a scan with the job that does it. @returns the scan's id */
export async function beginScan(
  store: Pick<EventStore, 'append'>,
  requested: Requested,
  delivery: Delivery | undefined,
): Promise<TriageId> {
  const { language } = delivery ?? {};
  const event = language === undefined ? requested : { ...requested, language };
  for (;;) {
    const scan = newTriageId();
    const jobs: Job[] = [{ kind: 'scan', triage: scan }];
    if (event.origin.kind === 'slack') jobs.push({ kind: 'project', triage: scan });
    const outcome = await store.append(scan, 0, named([event], delivery), jobs, delivery);
    if (outcome.kind === 'used') throw alreadyUsed();
    if (outcome.kind === 'duplicate') return outcome.triage;
    if (outcome.kind === 'appended') return scan;
  }
}
