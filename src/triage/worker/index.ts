import { applyGivenUp, applyJob } from './apply-job.ts';
import { payAttention } from './attention.ts';
import { diagnoseJob, diagnosisGivenUp } from './diagnose-job.ts';
import { expireJob } from './expire-job.ts';
import { TIMING, type WorkerParts, type WorkerPorts } from './parts.ts';
import { undoGivenUp, undoJob } from './undo-job.ts';

export type { Timing } from './parts.ts';

/**
 * Takes the jobs of triages: diagnose, apply, expire, undo. Any number of workers may run, in any number of processes.
 * With `looksOnly` it leaves alone whatever changes a host. Returns how to end: jobs under way are waited for, or left to
 * another worker where they take long.
 */
export async function startWorker(
  ports: WorkerPorts,
  { looksOnly = false }: { looksOnly?: boolean } = {},
): Promise<() => Promise<void>> {
  const onError = ports.onError ?? (() => undefined);
  const attention = await payAttention(ports.events, onError);
  const parts: WorkerParts = { ...ports, onError, attention, timing: { ...TIMING, ...ports.timing } };
  const { queue } = ports;
  await queue.work(
    'diagnose',
    (job, signal) => diagnoseJob(parts, job, signal),
    (job, reason) => diagnosisGivenUp(parts, job, reason),
  );
  await queue.work('expire', (job) => expireJob(parts, job));
  if (!looksOnly) {
    await queue.work(
      'apply',
      (job, signal) => applyJob(parts, job, signal),
      (job, reason) => applyGivenUp(parts, job, reason),
    );
    await queue.work(
      'undo',
      (job, signal) => undoJob(parts, job, signal),
      (job, reason) => undoGivenUp(parts, job, reason),
    );
  }
  return async () => {
    await queue.stop();
    await attention.close();
  };
}
