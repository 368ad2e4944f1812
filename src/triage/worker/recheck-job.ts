import type { Recheck } from '../../analyzer/model/index.ts';
import { tell, type WorkflowMessage } from '../../texts/index.ts';
import type { Actor, TriageEvent } from '../events.ts';
import type { Job } from '../ports.ts';
import { record } from '../record.ts';
import { foldEvents, type TriageState } from '../state.ts';
import { later } from './later.ts';
import { type LookAtFix, lookAtFix } from './look-at-fix.ts';
import { nextLook } from './next-look.ts';
import type { WorkerParts } from './parts.ts';

/** Looks at a committed fix again for whoever asked for that. */
export async function recheckJob(parts: WorkerParts, job: Job, signal: AbortSignal): Promise<void> {
  const state = foldEvents(await parts.events.read(job.triage));
  if (!state?.recheck?.asked) return;
  const stoodAt = new Date(state.recheck.stoodAt ?? state.committedAt ?? state.requestedAt);
  await onHost(parts, job, state, signal, async (ended) => {
    await answer(parts, job, await lookAtFix(parts, state, stoodAt, ended));
  });
}

/** After the last retry: whoever asked is told that it is unknown, and why. */
export async function recheckGivenUp(parts: WorkerParts, job: Job, reason: string): Promise<void> {
  await answer(parts, job, unknown({ key: 'reason.gave-up', said: reason }));
}

async function answer(parts: WorkerParts, job: Job, looked: LookAtFix): Promise<void> {
  await record(parts.events, job.triage, ({ recheck }) => ({
    events: recheck?.asked ? [rechecked(recheck.asked.by, looked)] : [],
    value: undefined,
  }));
}

/**
 * Looks at a committed fix again on the schedule of `apply.watch`, and sees to the next look, until the fix is undone or its time
 * is over. What was found is recorded where it differs from what was recorded before. A host that cannot be looked at is tried
 * again soon, as all work that fails is, before that is said.
 */
export async function watchJob(parts: WorkerParts, job: Job, signal: AbortSignal): Promise<void> {
  const state = foldEvents(await parts.events.read(job.triage));
  if (!state || !isWatched(parts, state)) return;
  const stoodAt = stoodAtOf(job, state);
  await onHost(parts, job, state, signal, async (ended) => {
    const begun = await parts.events.now();
    const looked = await lookAtFix(parts, state, stoodAt, ended);
    if (looked.found.standing === 'unknown') throw new Error(inEnglish(looked.found));
    await goOn(parts, job, looked, looked.found.standing === 'stands' ? begun : stoodAt);
  });
}

/** It could not be looked at for a while: that is said once, and the schedule goes on. */
export async function watchGivenUp(parts: WorkerParts, job: Job, reason: string): Promise<void> {
  const state = foldEvents(await parts.events.read(job.triage));
  if (state) await goOn(parts, job, unknown({ key: 'reason.gave-up', said: reason }), stoodAtOf(job, state));
}

async function goOn(parts: WorkerParts, job: Job, looked: LookAtFix, stoodAt: Date): Promise<void> {
  await record(parts.events, job.triage, async (state) => {
    if (!isWatched(parts, state)) return { events: [], value: undefined };
    const known = state.recheck?.last;
    const isNews = signOf(looked.found) !== (known ? signOf(known.found) : STANDS);
    const next = await nextLook(parts, state, stoodAt);
    return {
      events: isNews ? [rechecked('system', looked)] : [],
      jobs: next ? [next] : [],
      value: undefined,
    };
  });
}

function isWatched({ settings }: WorkerParts, { status, undo }: TriageState): boolean {
  return settings.watch !== undefined && status === 'committed' && !undo?.wishes.length;
}

function stoodAtOf({ stoodAt }: Job, { committedAt, requestedAt }: TriageState): Date {
  return new Date(stoodAt ?? committedAt ?? requestedAt);
}

/** While nobody changes the host; where somebody does, later. */
async function onHost(
  parts: WorkerParts,
  job: Job,
  { request }: TriageState,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const leased = await parts.leases.withLease(`host:${request.host}`, (lost) =>
    work(AbortSignal.any([signal, lost])),
  );
  if (leased.kind === 'done') return;
  const startAfter = await later(parts.events, parts.timing.heldAgain);
  await record(parts.events, job.triage, () => ({
    events: [],
    jobs: [{ ...job, startAfter }],
    value: undefined,
  }));
}

function rechecked(by: Actor, { found, diagnosis }: LookAtFix): TriageEvent {
  return { kind: 'rechecked', by, found, ...(diagnosis ? { diagnosis } : {}) };
}

/** For the queue, which keeps the reason of a job that failed as a text. */
function inEnglish({ because = '' }: Recheck): string {
  return typeof because === 'string' ? because : tell(because as WorkflowMessage);
}

function unknown(because: WorkflowMessage): LookAtFix {
  return { found: { standing: 'unknown', missing: [], removedBy: [], because } };
}

/** By what two looks are told apart: what is there and what works, not who was found to have removed it. */
function signOf({ standing, answered, interface: device, missing }: Recheck): string {
  const gone = missing.map(({ command, instead = [] }) => [command, ...instead]);
  return JSON.stringify(standing === 'gone' ? [standing, answered, gone] : [standing, device]);
}

const STANDS = signOf({ standing: 'stands', missing: [], removedBy: [] });
