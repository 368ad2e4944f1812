import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from '../../analyzer/model/index.ts';
import { RoundtripError } from '../../errors.ts';
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
  const state = foldEvents(await parts.events.read(job.triage));
  if (!state || !isPermanenceDue(state)) return;
  const leased = await parts.leases.withLease(`host:${state.request.host}`, async (lost) => {
    const now = foldEvents(await parts.events.read(job.triage));
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
export async function persistGivenUp(parts: WorkerParts, job: Job, reason: string): Promise<void> {
  await tell(parts, job, { kind: 'permanence-failed', reason: `It could not be finished: ${reason}` });
}

async function makePermanent(change: Changing, state: TriageState): Promise<void> {
  const { parts } = change;
  const files = filesOf(state);
  const why = files ? await whyForbidden(change, state) : 'there is nothing to write';
  if (!files || why !== undefined) return end(change, why ?? '');
  const on: OnHost = { ...change, ...files };
  try {
    const found = await parts.hosts.status(change.host, files.id);
    if (found.kind === 'confirmed') return made(on, 'the host has kept the files');
    const written = found.kind === 'applied' || (await write(on));
    if (!written) return;
    const proof = hasProber(state) ? await probeAll(change, state) : undefined;
    change.signal.throwIfAborted();
    if (proof && !proof.ok) return await remove(on, proof.detail);
    await keep(on, proof?.detail ?? 'what the files keep stands there, made by their owner');
  } catch (error) {
    if (!(error instanceof RoundtripError)) throw error;
    await settle(on, error.message);
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
      return tell(parts, { triage }, { kind: 'files-written', paths, transcript: applied.transcript });
    }
    if (applied.kind === 'refused') {
      await end(on, applied.reason);
      return false;
    }
    if (performance.now() > givenUpAt) {
      await end(on, `it waited too long for the change of ${applied.by} on ${host}`);
      return false;
    }
    await delay(parts.timing.heldAgain, undefined, { signal: on.signal });
  }
}

async function keep(on: OnHost, detail: string): Promise<void> {
  const found = await on.parts.hosts.confirm(on.host, on.id);
  if (found.kind === 'confirmed') return made(on, detail);
  return settle(on, 'the host did not keep the files');
}

async function remove(on: OnHost, why: string): Promise<void> {
  const undone = await on.parts.hosts.undo(on.host, on.id, on.plan);
  if (undone.kind === 'undone') return end(on, why);
  return settle(on, `${why}; removing the files failed: ${undone.detail}`);
}

/** Finds out what became of the files when something went wrong. */
async function settle(on: OnHost, why: string): Promise<void> {
  const { parts, host, id, plan, signal } = on;
  let last = why;
  for (let asked = 1; asked <= ASKED; asked += 1) {
    signal.throwIfAborted();
    try {
      const found: ChangeOnHost = await parts.hosts.status(host, id);
      if (found.kind === 'confirmed') return made(on, 'the host has kept the files');
      if (found.kind === 'undone') return end(on, `${why}; the host removed the files: ${found.because}`);
      // An apply whose connection broke may be about to begin: only the second such answer counts.
      if (found.kind === 'none' && asked > 1) return end(on, why);
      if (found.kind === 'applied' && (await parts.hosts.undo(host, id, plan)).kind === 'undone')
        return end(on, why);
    } catch (error) {
      if (!(error instanceof RoundtripError)) throw error;
      last = error.message;
    }
    await delay(parts.timing.askAgain, undefined, { signal });
  }
  throw new Error(`what became of the files is not known: ${last}`);
}

function made(on: OnHost, detail: string): Promise<void> {
  const paths = on.plan.files.map(({ path }) => path);
  return done(on, { kind: 'made-permanent', paths, detail });
}

function end(change: Changing, reason: string): Promise<void> {
  return done(change, { kind: 'permanence-failed', reason });
}

async function done({ parts, triage }: Changing, event: TriageEvent): Promise<void> {
  await tell(parts, { triage }, event);
}

/** Recorded as long as it is to be done; false where it is not any more. */
async function tell(
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
async function whyForbidden({ parts, host }: Changing, state: TriageState): Promise<string | undefined> {
  try {
    const rules = parts.settings.rulesFor(host);
    if (rules.frozen) return 'changes are frozen at the moment';
    if (!rules.apply) return `${host} is observed only now`;
    if (rules.persist === 'never') return 'fixes are not made permanent here (persist: never)';
    // With the fix itself it was approved by those who approved the plan; else by those who asked since.
    const chosen = (state.change?.plan.files.length ?? 0) > 0;
    return await whyNotStanding(chosen ? 'change' : 'permanence', state, rules, parts.directory);
  } catch (error) {
    if (error instanceof RoundtripError) return error.message;
    throw error;
  }
}
