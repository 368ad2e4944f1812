import { RoundtripError } from '../../errors.ts';
import { failureOf } from '../../texts/failures/index.ts';
import type { WorkflowMessage } from '../../texts/index.ts';
import type { TriageEvent } from '../events.ts';
import type { Job } from '../ports.ts';
import { record } from '../record.ts';
import { whyNotStanding } from '../standing.ts';
import { foldEvents, isUndoDue, type TriageState } from '../state.ts';
import { later } from './later.ts';
import type { WorkerParts } from './parts.ts';
import { filesOf, mayBeWritten } from './permanent-files.ts';

/** Rolls a committed fix back, once as many as had to approve it have asked for that. */
export async function undoJob(parts: WorkerParts, job: Job, signal: AbortSignal): Promise<void> {
  const state = foldEvents(await parts.events.readOwn(job.triage));
  if (!state || !isUndoDue(state)) return;
  const leased = await parts.leases.withLease(`host:${state.request.host}`, async (lost) => {
    AbortSignal.any([signal, lost]).throwIfAborted();
    const event = await undo(parts, state);
    await record(parts.events, job.triage, (now) => ({
      events: isUndoDue(now) ? [event] : [],
      value: undefined,
    }));
  });
  if (leased.kind === 'done') return;
  const startAfter = await later(parts.events, parts.timing.heldAgain);
  await record(parts.events, job.triage, () => ({
    events: [],
    jobs: [{ ...job, startAfter }],
    value: undefined,
  }));
}

/** After the last retry: the fix stands, and that is said. */
export async function undoGivenUp(parts: WorkerParts, job: Job, said: string): Promise<void> {
  const because = { key: 'reason.gave-up', said } as const;
  await record(parts.events, job.triage, (state) => ({
    events: isUndoDue(state) ? [{ kind: 'undo-failed', said: { key: 'outcome.unfinished', because } }] : [],
    value: undefined,
  }));
}

async function undo(parts: WorkerParts, state: TriageState): Promise<TriageEvent> {
  const forbidden = await whyForbidden(parts, state);
  if (forbidden !== undefined)
    return { kind: 'undo-failed', said: { key: 'outcome.not-undone', because: forbidden } };
  const by = state.undo?.wishes.at(-1)?.by ?? 'system';
  const plan = state.change?.plan;
  if (!plan) return { kind: 'undo-failed', said: { key: 'reason.no-plan' } };
  try {
    const kept = await undoFiles(parts, state);
    if (kept !== undefined) return { kind: 'undo-failed', said: kept };
    const { host } = state.request;
    const outcome = await parts.hosts.undo(host, state.id, plan);
    if (outcome.kind === 'failed')
      return { kind: 'undo-failed', said: { key: 'reason.host-said', host, said: outcome.said } };
    return {
      ...{ kind: 'undone', by },
      ...(outcome.nothing ? { said: { key: 'outcome.nothing-was-there' } } : {}),
      ...(outcome.left ? { said: { key: 'outcome.others-left', lines: outcome.left } } : {}),
    };
  } catch (error) {
    if (!(error instanceof RoundtripError)) throw error;
    return { kind: 'undo-failed', said: { key: 'reason.failure', failure: failureOf(error), whole: true } };
  }
}

/** The files go first: what they keep is then put back as the change made it, and is undone with it. Answers why not. */
async function undoFiles({ hosts }: WorkerParts, state: TriageState): Promise<WorkflowMessage | undefined> {
  const files = filesOf(state);
  if (!files || !mayBeWritten(state)) return undefined;
  const undone = await hosts.undo(state.request.host, files.id, files.plan);
  return undone.kind === 'undone' ? undefined : { key: 'reason.files-not-removed', said: undone.said };
}

/** Whether those who asked for it may still do so, by the rules and the groups as they are now. */
async function whyForbidden(parts: WorkerParts, state: TriageState): Promise<WorkflowMessage | undefined> {
  try {
    const rules = parts.settings.rulesFor(state.request.host);
    return await whyNotStanding('undo', state, rules, parts.directory);
  } catch (error) {
    if (error instanceof RoundtripError) return { key: 'reason.failure', failure: failureOf(error) };
    throw error;
  }
}
