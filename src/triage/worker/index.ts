import type { Job } from '../ports.ts';
import { record } from '../record.ts';
import { foldEvents, type TriageState } from '../state.ts';
import { applyGivenUp, applyJob } from './apply-job.ts';
import { payAttention } from './attention.ts';
import { diagnoseJob, diagnosisGivenUp } from './diagnose-job.ts';
import { expireJob } from './expire-job.ts';
import { later } from './later.ts';
import { type Begins, TIMING, type WorkerParts, type WorkerPorts } from './parts.ts';
import { persistGivenUp, persistJob } from './persist-job.ts';
import { recheckGivenUp, recheckJob, watchGivenUp, watchJob } from './recheck-job.ts';
import { scanJob } from './scan-job.ts';
import { awaitSchedule, scheduledScanJob } from './scheduled-scan-job.ts';
import { undoGivenUp, undoJob } from './undo-job.ts';

export type { HostChange, Timing } from './parts.ts';

/**
 * So long (ms, at least and at most) a job that is for others is not looked at. Never the same: in step with its own looking, who
 * leaves it would come first every time.
 */
const LEFT_FOR = [1200, 2800] as const;

/**
 * Takes the jobs of triages: diagnose, apply, expire, undo, persist, recheck, watch; with a `surveyor` those of scans, too. Any number of workers may run, in any number of processes.
 * With `takes` it leaves the jobs of other triages to other workers, with `begins` the changes of hosts that are not begun. Returns how to end: jobs under way are waited for,
 * or left to another worker where they take long.
 */
export async function startWorker(
  ports: WorkerPorts,
  {
    takes = () => true,
    begins = () => true,
  }: { takes?: (state: TriageState) => boolean; begins?: Begins } = {},
): Promise<() => Promise<void>> {
  const onError = ports.onError ?? (() => undefined);
  const attention = await payAttention(ports.events, onError);
  const timing = { ...TIMING, ...ports.timing };
  const parts: WorkerParts = { ...ports, onError, attention, begins, timing };
  const { queue } = ports;
  const take = (kind: Job['kind'], work: Work, givenUp?: GivenUp): Promise<void> =>
    queue.work(
      kind,
      async (job, signal) => {
        await parts.rightOfWay?.yield();
        const state = foldEvents(await parts.events.read(job.triage));
        const isOurs = !state || (takes(state) && understands(kind, state) && mayDo(parts, kind, state));
        if (!isOurs) await leaveToOthers(parts, job);
        else await work(parts, job, signal);
      },
      givenUp && ((job, reason) => givenUp(parts, job, reason)),
    );
  await take('diagnose', diagnoseJob, diagnosisGivenUp);
  await take('apply', applyJob, applyGivenUp);
  await take('expire', expireJob);
  await take('undo', undoJob, undoGivenUp);
  await take('persist', persistJob, persistGivenUp);
  await take('recheck', recheckJob, recheckGivenUp);
  await take('watch', watchJob, watchGivenUp);
  const { surveyor } = ports;
  if (surveyor) {
    await queue.work('scan', async (job, signal) => {
      await parts.rightOfWay?.yield();
      await scanJob({ ...parts, surveyor }, job, signal);
    });
    await queue.work('scheduled-scan', (job) => scheduledScanJob(parts, job));
    await awaitSchedule(parts);
  }
  return async () => {
    await queue.stop();
    await attention.close();
  };
}

type Work = (parts: WorkerParts, job: Job, signal: AbortSignal) => Promise<void>;
type GivenUp = (parts: WorkerParts, job: Job, reason: string) => Promise<void>;

/** A host is changed only by a worker that knows all that happened: a later version may have recorded a revocation. */
function understands(kind: Job['kind'], { incomplete }: TriageState): boolean {
  return !incomplete || (kind !== 'apply' && kind !== 'undo' && kind !== 'persist');
}

/** An apply that was begun is settled by every worker; an undo, and files, are begun until they are done. */
function mayDo({ begins }: WorkerParts, kind: Job['kind'], state: TriageState): boolean {
  switch (kind) {
    case 'apply':
      return state.status !== 'approved' || begins(kind, state);
    case 'undo':
    case 'persist':
      return begins(kind, state);
    default:
      return true;
  }
}

function leftFor(): number {
  const [least, most] = LEFT_FOR;
  return least + Math.random() * (most - least);
}

async function leaveToOthers(parts: WorkerParts, job: Job): Promise<void> {
  const again = { ...job, startAfter: await later(parts.events, leftFor()) };
  await record(parts.events, job.triage, () => ({ events: [], jobs: [again], value: undefined }));
}
