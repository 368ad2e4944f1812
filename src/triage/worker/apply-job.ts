import { setTimeout as delay } from 'node:timers/promises';
import { RoundtripError } from '../../errors.ts';
import { failureOf } from '../../texts/failures/index.ts';
import type { ProgressMessage } from '../../texts/index.ts';
import { approvalText, expiryOf } from '../approval-text.ts';
import type { StoredEvent, TriageEvent } from '../events.ts';
import type { Job, SignedApproval } from '../ports.ts';
import { record } from '../record.ts';
import { foldEvents, type TriageState } from '../state.ts';
import { type Changing, changing, rollBack, settle, write } from './changing.ts';
import { later } from './later.ts';
import { hasProber } from './looking.ts';
import type { WorkerParts } from './parts.ts';
import { planAnew } from './plan-anew.ts';
import { lookAgain } from './second-look.ts';
import { verify } from './verify.ts';

/**
 * Applies an approved change, verifies it and keeps it, or undoes it. It may be killed at any point: the next worker
 * asks the host what became of the change, and goes on from there. A worker that may not begin it only settles what was begun.
 */
export async function applyJob(parts: WorkerParts, job: Job, signal: AbortSignal): Promise<void> {
  const state = foldEvents(await parts.events.readOwn(job.triage));
  if (!state?.change) return;
  const leased = await parts.leases.withLease(`host:${state.request.host}`, async (lost) => {
    const now = foldEvents(await parts.events.readOwn(job.triage));
    const change = now && changing(parts, now, AbortSignal.any([signal, lost]));
    if (change) await goOn(change, now);
  });
  if (leased.kind === 'held') await comeBack(parts, job);
}

/** After the last retry: what is known is said, and no more than that. */
export async function applyGivenUp(parts: WorkerParts, job: Job, said: string): Promise<void> {
  const because = { key: 'reason.gave-up', said } as const;
  await record(parts.events, job.triage, (state) => {
    const events: TriageEvent[] = [];
    if (state.status === 'approved') {
      events.push({ kind: 'apply-refused', said: { key: 'outcome.never-begun', because } });
    } else if (state.status === 'applying' || state.status === 'awaiting-confirmation') {
      events.push({ kind: 'outcome-unknown', said: { key: 'outcome.unfinished', because } });
    }
    return { events, value: undefined };
  });
}

async function goOn(change: Changing, state: TriageState): Promise<void> {
  switch (state.status) {
    case 'approved':
      return change.parts.begins('apply', state) ? begin(change, state) : undefined;
    case 'applying':
    case 'awaiting-confirmation':
      return resume(change, state);
    case 'outcome-unknown':
      return settle(change, { key: 'reason.asked-again', host: change.host });
    default:
      return;
  }
}

/** Changes the host; where another change stands there that is neither confirmed nor undone, waits for its end. */
async function begin(change: Changing, state: TriageState): Promise<void> {
  const { triage, host, parts } = change;
  const givenUpAt = performance.now() + parts.timing.heldFor;
  for (;;) {
    const held = await tryToChange(change, state);
    if (held === undefined) return;
    if (performance.now() > givenUpAt) {
      const because = { key: 'reason.waited-for', host, by: held } as const;
      const said = { key: 'outcome.unchanged', because } as const;
      await write(change, ['approved', 'applying'], { kind: 'apply-refused', said });
      return;
    }
    await record(parts.events, triage, (_state, events) => ({
      events: progressOnce(events, { key: 'progress.held', host, by: held }),
      value: undefined,
    }));
    await delay(parts.timing.heldAgain, undefined, { signal: change.signal });
  }
}

/**
 * Looks again, and changes the host only if everything that the plan rests on still holds.
 * @returns the triage for whose change the host is held; undefined where this one came to an end
 */
async function tryToChange(change: Changing, state: TriageState): Promise<string | undefined> {
  const { parts, triage, host, plan } = change;
  const obstacle = await lookAgain(change, state);
  change.signal.throwIfAborted();
  if (obstacle !== undefined) {
    await planAnew(change, obstacle);
    return undefined;
  }
  const attempt = state.attempts + 1;
  const started = await write(change, ['approved', 'applying'], {
    kind: 'apply-started',
    planHash: plan.hash,
    attempt,
  });
  if (!started) return undefined;
  let applied: Awaited<ReturnType<typeof parts.hosts.apply>>;
  try {
    const approval = await signedApproval(change, state);
    applied = await parts.hosts.apply(host, triage, plan, change.undoAfter, approval);
  } catch (error) {
    if (!(error instanceof RoundtripError)) throw error;
    await settle(change, { key: 'reason.failure', failure: failureOf(error) });
    return undefined;
  }
  // Another worker may have taken over while the host was slow: what it finds is what counts.
  change.signal.throwIfAborted();
  if (applied.kind === 'held') return applied.by;
  if (applied.kind === 'refused') {
    const because = { key: 'reason.host-said', host, said: applied.reason } as const;
    const said = { key: applied.takenBack ? 'outcome.taken-back' : 'outcome.unchanged', because } as const;
    await write(change, ['applying'], { kind: 'apply-refused', said });
    return undefined;
  }
  await write(
    change,
    ['applying'],
    [
      { kind: 'undo-armed', seconds: change.undoAfter, method: applied.undoMethod },
      {
        kind: 'applied',
        transcript: applied.transcript,
        ...(applied.verifier ? { verifier: applied.verifier } : {}),
      },
    ],
  );
  await verify(change);
  return undefined;
}

/** What a host that verifies approvals by itself is shown; undefined for all others. */
async function signedApproval(
  { parts, host, plan }: Changing,
  { id, change }: TriageState,
): Promise<SignedApproval | undefined> {
  const rules = parts.settings.rulesFor(host);
  if (!change || !rules.hostVerified) return undefined;
  const signatures = change.approvals.flatMap(({ signature }) => signature ?? []);
  const expires = expiryOf(change);
  const text = approvalText({ host, triage: id, plan, expires });
  const signers = (await parts.settings.signersOf?.(host, text, signatures)) ?? [];
  const checked = signers.length >= rules.minimum;
  return { plan: plan.hash, expires, signatures, ...(checked ? { checked } : {}) };
}

/** Somebody began before and is gone: the host knows how far it came. */
async function resume(change: Changing, state: TriageState): Promise<void> {
  const { parts, triage, host } = change;
  let found: Awaited<ReturnType<typeof parts.hosts.status>>;
  try {
    found = await parts.hosts.status(host, triage);
  } catch (error) {
    if (!(error instanceof RoundtripError)) throw error;
    return settle(change, { key: 'reason.failure', failure: failureOf(error) });
  }
  change.signal.throwIfAborted();
  const isUntouched = found.kind === 'none' && state.status === 'applying' && !change.wasApplied;
  if (isUntouched && parts.begins('apply', state)) return begin(change, state);
  if (found.kind !== 'applied') return settle(change, { key: 'reason.worker-ended' });
  if (!change.wasApplied) {
    await write(
      change,
      ['applying'],
      [
        { kind: 'undo-armed', seconds: found.undoInSeconds ?? change.undoAfter, method: 'unknown' },
        { kind: 'applied', transcript: '' },
      ],
    );
  }
  const { undoInSeconds } = found;
  const needed = parts.timing.verifyNeeds * (change.plan.repairs?.length ?? 1);
  if (undoInSeconds !== undefined && hasProber(state) && undoInSeconds < needed) {
    return rollBack(change, { key: 'reason.too-late-to-verify', host, seconds: undoInSeconds });
  }
  return verify(change);
}

async function comeBack(parts: WorkerParts, job: Job): Promise<void> {
  const startAfter = await later(parts.events, parts.timing.heldAgain);
  await record(parts.events, job.triage, (state, events) => ({
    events: state.status === 'approved' ? progressOnce(events, { key: 'progress.other-change' }) : [],
    jobs: [{ ...job, startAfter }],
    value: undefined,
  }));
}

/** That progress, where it is not the newest one already. */
function progressOnce(events: readonly StoredEvent[], said: ProgressMessage): TriageEvent[] {
  const newest = events.findLast(({ event }) => event.kind === 'progress')?.event;
  const isNews = newest?.kind !== 'progress' || JSON.stringify(newest.said) !== JSON.stringify(said);
  return isNews ? [{ kind: 'progress', said }] : [];
}
