import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from '../../analyzer/model/index.ts';
import { RoundtripError } from '../../errors.ts';
import { failureOf } from '../../texts/failures/index.ts';
import type { WorkflowMessage } from '../../texts/index.ts';
import type { StoredEvent, TriageEvent, TriageId } from '../events.ts';
import type { ChangeOnHost, Job } from '../ports.ts';
import { record } from '../record.ts';
import { foldEvents, type Status, type TriageState } from '../state.ts';
import { later } from './later.ts';
import { hasProber } from './looking.ts';
import { nextLook } from './next-look.ts';
import type { WorkerParts } from './parts.ts';

/** A change that is being made on a host. */
export type Changing = {
  parts: WorkerParts;
  triage: TriageId;
  host: string;
  plan: Plan;
  signal: AbortSignal;
  /** Seconds after which it undoes itself on the host. */
  undoAfter: number;
  /** Whether an event says already that it was applied. */
  wasApplied: boolean;
};

/** The change of a triage, as the worker handles it. */
export function changing(parts: WorkerParts, state: TriageState, signal: AbortSignal): Changing | undefined {
  if (!state.change) return undefined;
  const { confirmWithin } = parts.settings;
  const { verifySeconds, verifyNeeds, marginSeconds } = parts.timing;
  const learning = learningSeconds(parts, state.change.plan);
  return {
    parts,
    triage: state.id,
    host: state.request.host,
    plan: state.change.plan,
    signal,
    undoAfter: hasProber(state)
      ? verifySeconds + verifyNeeds * ((state.change.plan.repairs?.length ?? 1) - 1) + learning
      : Math.ceil(confirmWithin / 1000) + marginSeconds,
    wasApplied: state.appliedAt !== undefined,
  };
}

/** Seconds in which those who send learn what a plan changes of who answers ARP (base_reachable_time is 30 s). */
export function learningSeconds({ timing }: Pick<WorkerParts, 'timing'>, { steps }: Plan): number {
  const isOfArp = steps.some(({ change }) => change.kind === 'sysctl' && change.key.endsWith('.arp_ignore'));
  return isOfArp ? timing.neighbourSeconds : 0;
}

/** Appends events as long as the triage stands where the worker believes; false where it does not any more. */
export async function write(
  { parts, triage, plan }: Changing,
  statuses: readonly Status[],
  events: TriageEvent | readonly TriageEvent[],
): Promise<boolean> {
  const list: readonly TriageEvent[] = 'kind' in events ? [events] : events;
  const outcome = await record(parts.events, triage, async (state) => {
    const fits = statuses.includes(state.status) && state.change?.plan.hash === plan.hash;
    // Files that were approved with the change are written once it is verified and kept.
    const committed = fits && list.some(({ kind }) => kind === 'committed');
    const jobs: Job[] = committed && plan.files.length > 0 ? [{ kind: 'persist', triage }] : [];
    const look = committed && (await nextLook(parts, { id: triage }, await parts.events.now()));
    if (look) jobs.push(look);
    return { events: fits ? list : [], jobs, value: fits };
  });
  return outcome?.value ?? false;
}

/** The statuses between the first change on the host and the end. */
export const UNDER_WAY: readonly Status[] = ['applying', 'awaiting-confirmation', 'outcome-unknown'];

/** Keeps the change, which is proved to work. Only the host's own word makes it committed. */
export async function keep(change: Changing, said: WorkflowMessage): Promise<void> {
  const { parts, host, triage } = change;
  let found: ChangeOnHost;
  try {
    found = await parts.hosts.confirm(host, triage);
  } catch (error) {
    if (!(error instanceof RoundtripError)) throw error;
    return settle(change, { key: 'reason.keep-failed', failure: failureOf(error) });
  }
  if (found.kind === 'confirmed') {
    await write(change, UNDER_WAY, { kind: 'committed', said });
    return;
  }
  return settle(change, { key: 'reason.not-kept', host });
}

/** Undoes the change now, and says why. */
export async function rollBack(change: Changing, because: WorkflowMessage): Promise<void> {
  const { parts, host, triage, plan } = change;
  let undone: Awaited<ReturnType<typeof parts.hosts.undo>>;
  try {
    const found = await parts.hosts.status(host, triage);
    if (found.kind === 'undone') return settle(change, because);
    undone = await parts.hosts.undo(host, triage, plan);
  } catch (error) {
    if (!(error instanceof RoundtripError)) throw error;
    const detail = { key: 'reason.failure', failure: failureOf(error) } as const;
    return settle(change, { key: 'outcome.undo-failed-too', because, detail });
  }
  if (undone.kind === 'undone') {
    await write(change, UNDER_WAY, { kind: 'rolled-back', said: withOthers(because, undone) });
    return;
  }
  const detail = { key: 'reason.host-said', host, said: undone.said } as const;
  return settle(change, { key: 'outcome.undo-failed-too', because, detail });
}

/** Why it was undone, and what others put in its place meanwhile, which stays. */
function withOthers(because: WorkflowMessage, { left }: { left?: readonly string[] }): WorkflowMessage {
  return left ? { key: 'outcome.undone-beside', because, lines: left } : because;
}

/**
 * Finds out what became of a change when something went wrong: asks the host until its undo must have fired. Then the
 * outcome is unknown; the host is asked again later, and the truth is recorded as soon as it is known.
 */
export async function settle(change: Changing, because: WorkflowMessage): Promise<void> {
  const { parts, host, triage, signal } = change;
  for (let asked = 1; ; asked += 1) {
    signal.throwIfAborted();
    const events = await parts.events.read(triage);
    const state = foldEvents(events);
    if (!state || !UNDER_WAY.includes(state.status)) return;
    const last = await askAndRecord(change, state, because, asked);
    if (last === undefined) return;
    const since =
      (await parts.events.now()).getTime() - Date.parse(state.applyStartedAt ?? state.requestedAt);
    const isUnknown = state.status === 'outcome-unknown';
    if (isUnknown ? asked > 1 : since > (change.undoAfter + parts.timing.marginSeconds / 2) * 1000) {
      const news = unknownAsYet(events, { host, last, because });
      if (news) await write(change, UNDER_WAY, news);
      return comeBackLater(change, since);
    }
    await delay(parts.timing.askAgain, undefined, { signal });
  }
}

/** Why the outcome is not known; undefined where the newest event says so already. What it began with stays. */
function unknownAsYet(
  events: readonly StoredEvent[],
  now: { host: string; last: WorkflowMessage; because: WorkflowMessage },
): TriageEvent | undefined {
  const newest = events.findLast(({ event }) => event.kind === 'outcome-unknown')?.event;
  const said = newest?.kind === 'outcome-unknown' ? newest.said : undefined;
  const before = said?.key === 'outcome.host-not-asked' ? said : undefined;
  if (JSON.stringify(before?.last) === JSON.stringify(now.last)) return undefined;
  const because = before?.because ?? now.because;
  return { kind: 'outcome-unknown', said: { key: 'outcome.host-not-asked', ...now, because } };
}

/**
 * The host knows nothing of the change. Where it stood there once, its record is gone (a restart clears it, say): what is
 * still there of it, exactly as the plan made it, is taken away. Answers why that could not be done.
 */
async function nothingKnown(
  change: Changing,
  state: TriageState,
  because: WorkflowMessage,
): Promise<WorkflowMessage | undefined> {
  const { parts, host, triage, plan } = change;
  if (state.appliedAt === undefined) {
    await write(change, UNDER_WAY, { kind: 'apply-refused', said: { key: 'outcome.unchanged', because } });
    return undefined;
  }
  const undone = await parts.hosts.undo(host, triage, plan);
  if (undone.kind === 'failed') return { key: 'reason.host-said', host, said: undone.said };
  const said = { key: 'outcome.record-gone', because, host } as const;
  await write(change, UNDER_WAY, { kind: 'rolled-back', said });
  return undefined;
}

/** undefined = recorded; else why it is not known yet. */
async function askAndRecord(
  change: Changing,
  state: TriageState,
  because: WorkflowMessage,
  asked: number,
): Promise<WorkflowMessage | undefined> {
  const { parts, host, triage, plan } = change;
  try {
    const found = await parts.hosts.status(host, triage);
    switch (found.kind) {
      case 'confirmed':
        await write(change, UNDER_WAY, {
          kind: 'committed',
          said: state.verified?.said ?? { key: 'outcome.host-kept', host },
        });
        return undefined;
      case 'undone':
        await write(change, UNDER_WAY, {
          kind: 'rolled-back',
          said: { key: 'outcome.host-undid', because, said: found.because },
        });
        return undefined;
      case 'undoing':
        return { key: 'reason.host-is-undoing', said: found.because };
      case 'none':
        // An apply whose connection broke may be about to begin: only the second such answer counts.
        if (asked === 1) return { key: 'reason.host-knows-nothing', host };
        return await nothingKnown(change, state, because);
      case 'applied': {
        if (state.verified?.ok && (await parts.hosts.confirm(host, triage)).kind === 'confirmed') {
          await write(change, UNDER_WAY, { kind: 'committed', said: state.verified.said });
          return undefined;
        }
        const undone = await parts.hosts.undo(host, triage, plan);
        if (undone.kind === 'failed') return { key: 'reason.host-said', host, said: undone.said };
        await write(change, UNDER_WAY, { kind: 'rolled-back', said: withOthers(because, undone) });
        return undefined;
      }
    }
  } catch (error) {
    if (error instanceof RoundtripError) return { key: 'reason.failure', failure: failureOf(error) };
    throw error;
  }
}

async function comeBackLater({ parts, triage }: Changing, since: number): Promise<void> {
  if (since > parts.timing.lateNewsFor) return;
  const startAfter = await later(parts.events, parts.timing.lateNewsEvery);
  await record(parts.events, triage, () => ({
    events: [],
    jobs: [{ kind: 'apply', triage, startAfter }],
    value: undefined,
  }));
}
