import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from '../../analyzer/model/index.ts';
import { RoundtripError } from '../../errors.ts';
import { failureOf } from '../../texts/failures/index.ts';
import type { WorkflowMessage } from '../../texts/index.ts';
import type { TriageEvent } from '../events.ts';
import type { ChangeOnHost, Job } from '../ports.ts';
import { record } from '../record.ts';
import { whyNotStanding } from '../standing.ts';
import { foldEvents, isPermanenceDue, type TriageState } from '../state.ts';
import { type Changing, changing } from './changing.ts';
import { later } from './later.ts';
import { hasProber } from './looking.ts';
import type { WorkerParts } from './parts.ts';
import { filesOf } from './permanent-files.ts';
import { probeAll } from './verify.ts';

/** How often a host that says neither yes nor no is asked what became of the files. */
const ASKED = 20;

/**
 * Writes the files that keep a committed fix, verifies that it works with them and keeps them, or has them removed: the fix
 * itself stands either way. It may be killed at any point: the next worker asks the host what became of them.
 */
export async function persistJob(parts: WorkerParts, job: Job, signal: AbortSignal): Promise<void> {
  const state = foldEvents(await parts.events.readOwn(job.triage));
  if (!state || !isPermanenceDue(state)) return;
  const leased = await parts.leases.withLease(`host:${state.request.host}`, async (lost) => {
    const now = foldEvents(await parts.events.readOwn(job.triage));
    const change = now && changing(parts, now, AbortSignal.any([signal, lost]));
    if (change && isPermanenceDue(now)) await makePermanent(change, now);
  });
  if (leased.kind === 'done') return;
  const startAfter = await later(parts.events, parts.timing.heldAgain);
  await record(parts.events, job.triage, () => ({
    events: [],
    jobs: [{ ...job, startAfter }],
    value: undefined,
  }));
}

/** After the last retry: what is not confirmed removes itself there. */
export async function persistGivenUp(parts: WorkerParts, job: Job, said: string): Promise<void> {
  const because = { key: 'reason.gave-up', said } as const;
  await note(parts, job, { kind: 'permanence-failed', said: { key: 'outcome.unfinished', because } });
}

async function makePermanent(change: Changing, state: TriageState): Promise<void> {
  const { parts } = change;
  const files = filesOf(state);
  const why = await whyForbidden(change, state);
  if (!files || why !== undefined) return end(change, why ?? { key: 'reason.nothing-to-write' });
  const on: OnHost = { ...change, ...files };
  try {
    const found = await parts.hosts.status(change.host, files.id);
    if (found.kind === 'confirmed') return made(on, { key: 'outcome.files-kept', host: on.host });
    const written = found.kind === 'applied' || (await write(on));
    if (!written) return;
    const proof = hasProber(state) ? await probeAll(change, state) : undefined;
    change.signal.throwIfAborted();
    if (proof && !proof.ok) return await remove(on, proof.said);
    await keep(on, proof?.said ?? { key: 'outcome.files-stand' });
  } catch (error) {
    if (!(error instanceof RoundtripError)) throw error;
    await settle(on, { key: 'reason.failure', failure: failureOf(error) });
  }
}

/** The files as a change of their own on the host. */
type OnHost = Changing & { id: string; plan: Plan };

/** false where it came to an end. */
async function write(on: OnHost): Promise<boolean> {
  const { parts, host, triage, id, plan, undoAfter } = on;
  const givenUpAt = performance.now() + parts.timing.heldFor;
  for (;;) {
    const applied = await parts.hosts.apply(host, id, plan, undoAfter);
    on.signal.throwIfAborted();
    if (applied.kind === 'applied') {
      const paths = plan.files.map(({ path }) => path);
      return note(parts, { triage }, { kind: 'files-written', paths, transcript: applied.transcript });
    }
    if (applied.kind === 'refused') {
      await end(on, { key: 'reason.host-said', host, said: applied.reason });
      return false;
    }
    if (performance.now() > givenUpAt) {
      await end(on, { key: 'reason.waited-for', host, by: applied.by });
      return false;
    }
    await delay(parts.timing.heldAgain, undefined, { signal: on.signal });
  }
}

async function keep(on: OnHost, said: WorkflowMessage): Promise<void> {
  const found = await on.parts.hosts.confirm(on.host, on.id);
  if (found.kind === 'confirmed') return made(on, said);
  return settle(on, { key: 'reason.files-not-kept', host: on.host });
}

async function remove(on: OnHost, because: WorkflowMessage): Promise<void> {
  const undone = await on.parts.hosts.undo(on.host, on.id, on.plan);
  if (undone.kind === 'undone') return end(on, because);
  const detail = { key: 'reason.host-said', host: on.host, said: undone.said } as const;
  return settle(on, { key: 'outcome.removing-files-failed', because, detail });
}

/** Finds out what became of the files when something went wrong. */
async function settle(on: OnHost, because: WorkflowMessage): Promise<void> {
  const { parts, host, id, plan, signal } = on;
  let last: RoundtripError | undefined;
  for (let asked = 1; asked <= ASKED; asked += 1) {
    signal.throwIfAborted();
    try {
      const found: ChangeOnHost = await parts.hosts.status(host, id);
      if (found.kind === 'confirmed') return made(on, { key: 'outcome.files-kept', host });
      if (found.kind === 'undone')
        return end(on, { key: 'outcome.host-removed-files', because, said: found.because });
      // An apply whose connection broke may be about to begin: only the second such answer counts.
      if (found.kind === 'none' && asked > 1) return end(on, because);
      if (found.kind === 'applied' && (await parts.hosts.undo(host, id, plan)).kind === 'undone')
        return end(on, because);
    } catch (error) {
      if (!(error instanceof RoundtripError)) throw error;
      last = error;
    }
    await delay(parts.timing.askAgain, undefined, { signal });
  }
  throw new Error('what became of the files is not known', { cause: last });
}

function made(on: OnHost, said: WorkflowMessage): Promise<void> {
  const paths = on.plan.files.map(({ path }) => path);
  return done(on, { kind: 'made-permanent', paths, said });
}

function end(change: Changing, said: WorkflowMessage): Promise<void> {
  return done(change, { kind: 'permanence-failed', said });
}

async function done({ parts, triage }: Changing, event: TriageEvent): Promise<void> {
  await note(parts, { triage }, event);
}

/** Recorded as long as it is to be done; false where it is not any more. */
async function note(
  parts: WorkerParts,
  { triage }: Pick<Job, 'triage'>,
  event: TriageEvent,
): Promise<boolean> {
  const outcome = await record(parts.events, triage, (state) => {
    const due = isPermanenceDue(state);
    return { events: due ? [event] : [], value: due };
  });
  return outcome?.value ?? false;
}

/** Whether it may still be done, by the rules and the groups as they are now. */
async function whyForbidden(
  { parts, host }: Changing,
  state: TriageState,
): Promise<WorkflowMessage | undefined> {
  try {
    const rules = parts.settings.rulesFor(host);
    if (rules.frozen) return { key: 'reason.frozen' };
    if (!rules.apply) return { key: 'reason.observe-only', host };
    if (rules.shadow) return { key: 'reason.shadow', host };
    if (rules.persist === 'never') return { key: 'reason.persist-never' };
    // With the fix itself it was approved by those who approved the plan; else by those who asked since.
    const chosen = (state.change?.plan.files.length ?? 0) > 0;
    return await whyNotStanding(chosen ? 'change' : 'permanence', state, rules, parts.directory);
  } catch (error) {
    if (error instanceof RoundtripError) return { key: 'reason.failure', failure: failureOf(error) };
    throw error;
  }
}
