import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, RoundtripError } from '../errors.ts';
import type { ChangeOnHost, TriageId, TriageState } from '../triage/index.ts';
import { followTriage } from './follow-triage.ts';
import { standsNow } from './interrupt.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';
import type { Workplace } from './workplace.ts';

/** Pause between two questions to the host, and to the store (ms). */
const ASK_EVERY = 3000;
/** The longest time that a change stands unverified, and some for its undo (ms). */
export const DECIDED_WITHIN = 8 * 60_000;
/** So much longer than a change waits for evidence it may stand before its undo (minutes). */
const MARGIN = 3;
/** After so long without news a person is told that it is still waited for (ms). */
const QUIET = 15_000;
/** How long the store is waited for once the host has decided (ms). */
const STORE_WITHIN = 20_000;

type Parts = Pick<Workplace, 'store' | 'triages' | 'hosts' | 'config'>;

/**
 * Follows an approved change to its end. Where the store is away meanwhile, what becomes of the change is told by the host
 * itself; where somebody interrupts it, what may stand there is said before the process ends.
 */
export async function followChange(
  parts: Parts,
  { triage, host }: { triage: TriageId; host: string },
  tell: (text: string) => void,
): Promise<TriageState> {
  let seen: TriageState | undefined;
  /** The progress that was told before it began. */
  let before: string | undefined;
  let toldAt = performance.now();
  let newsAt = toldAt;
  const reminded = (text: string): void => {
    toldAt = performance.now();
    tell(text);
  };
  const telling = (text: string): void => {
    newsAt = performance.now();
    reminded(text);
  };
  const reminding = setInterval(() => {
    if (seen?.status !== 'applying' || performance.now() - toldAt < QUIET) return;
    const { noNews, stillSo } = say().following;
    // The host is held by another change: that is what is waited for.
    if (seen.progress !== undefined && seen.progress !== before && seen.undoAt === undefined)
      return reminded(stillSo({ said: seen.progress }));
    const at = seen.undoAt === undefined ? {} : { at: clockTime(seen.undoAt) };
    const seconds = Math.round((performance.now() - newsAt) / QUIET) * (QUIET / 1000);
    reminded(noNews({ host, seconds, ...at }));
  }, 1000);
  const standsAgain = standsNow(() => interruptedText(parts, host, triage, seen));
  const watch = (state: TriageState): boolean => {
    if (state.status !== 'applying' && state.status !== 'awaiting-confirmation') before = state.progress;
    seen = state;
    return isOver(state);
  };
  try {
    return await followTriage(parts, triage, telling, watch);
  } catch (error) {
    if (!isStoreAway(error)) throw error;
    return await followOnHost(parts, { triage, host }, telling, error);
  } finally {
    clearInterval(reminding);
    standsAgain();
  }
}

/** Whether nothing is being done for it any more. */
export function isOver({ status }: TriageState): boolean {
  return !['approved', 'applying', 'awaiting-confirmation'].includes(status);
}

function isStoreAway(error: unknown): error is RoundtripError {
  return error instanceof RoundtripError && error.code.startsWith('store-');
}

async function followOnHost(
  parts: Parts,
  { triage, host }: { triage: TriageId; host: string },
  tell: (text: string) => void,
  away: RoundtripError,
): Promise<TriageState> {
  const { following, problems } = say();
  tell(following.storeAway({ why: away.message, host }));
  const found = await untilDecided(parts, triage, host, tell);
  const said = found === undefined ? following.hostAway({ host }) : saidByHost(host, found);
  tell(said);
  const end = performance.now() + STORE_WITHIN;
  while (performance.now() < end) {
    try {
      return await followTriage(parts, triage, tell, isOver);
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      await delay(ASK_EVERY);
    }
  }
  const told = problems.notRecorded({ said, why: away.message, first: away.nextStep, triage });
  throw problem(away.code, told, { exitStatus: EXIT.failed, cause: away });
}

/** What stands on the host when somebody interrupts, as far as it was recorded. */
function interruptedText(
  { config }: Parts,
  host: string,
  triage: TriageId,
  state: TriageState | undefined,
): string {
  const { interrupted } = say();
  const undo = `roundtrip undo ${triage}`;
  switch (state?.status) {
    case 'applying':
    case 'awaiting-confirmation': {
      const minutes = Math.ceil(config.apply.confirmWithin / 60_000) + MARGIN;
      if (state.undoAt === undefined) return interrupted.applying({ host, minutes, undo });
      return interrupted.unverified({ host, at: clockTime(state.undoAt), undo });
    }
    case 'committed':
      return interrupted.committed({ host, undo });
    case 'rolled-back':
    case 'diagnosed':
      return interrupted.nothingOn({ host });
    default:
      return interrupted.approved({ host, undo });
  }
}

/** The hour on this machine's clock. */
export function clockTime(at: string): string {
  return new Date(at).toTimeString().slice(0, 8);
}

async function untilDecided(
  { hosts }: Parts,
  triage: TriageId,
  host: string,
  tell: (text: string) => void,
): Promise<ChangeOnHost | undefined> {
  const end = performance.now() + DECIDED_WITHIN;
  let last: ChangeOnHost | undefined;
  while (performance.now() < end) {
    try {
      const found = await hosts.status(host, triage);
      if (found.kind !== last?.kind) tell(saidByHost(host, found));
      last = found;
      if (found.kind !== 'applied' && found.kind !== 'undoing') return found;
    } catch (error) {
      if (!(error instanceof RoundtripError)) throw error;
    }
    await delay(ASK_EVERY);
  }
  return last;
}

function saidByHost(host: string, found: ChangeOnHost): string {
  const { onHost } = say().following;
  switch (found.kind) {
    case 'none':
    case 'undoing':
    case 'confirmed':
      return onHost[found.kind]({ host });
    case 'applied': {
      const { undoInSeconds: seconds } = found;
      return onHost.applied({ host, ...(seconds === undefined ? {} : { seconds }) });
    }
    case 'undone':
      return onHost.undone({ host, because: found.because });
  }
}
