import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, RoundtripError } from '../errors.ts';
import type { ChangeOnHost, TriageId, TriageState } from '../triage/index.ts';
import { followTriage } from './follow-triage.ts';
import type { Workplace } from './workplace.ts';

/** Pause between two questions to the host, and to the store (ms). */
const ASK_EVERY = 3000;
/** The longest time that a change stands unverified, and some for its undo (ms). */
const DECIDED_WITHIN = 8 * 60_000;
/** How long the store is waited for once the host has decided (ms). */
const STORE_WITHIN = 20_000;

type Parts = Pick<Workplace, 'store' | 'triages' | 'hosts'>;

/**
 * Follows an approved change to its end. Where the store is away meanwhile, what becomes of the change is told by the host
 * itself; where somebody interrupts it, what may stand there is said before the process ends.
 */
export async function followChange(
  parts: Parts,
  { triage, host }: { triage: TriageId; host: string },
  tell: (text: string) => void,
): Promise<TriageState> {
  const interrupt = (): void => {
    tell(
      `Interrupted. The change may stand on ${host}, not verified: what nobody confirms undoes itself there. Run "roundtrip undo ${triage}" to bring it to an end now; a running bot does so by itself.`,
    );
    process.exit(EXIT.failed);
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await followTriage(parts, triage, tell, isOver);
  } catch (error) {
    if (!isStoreAway(error)) throw error;
    return await followOnHost(parts, { triage, host }, tell, error);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
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
  tell(
    `${away.message} The change may stand on ${host}, not verified: what nobody confirms undoes itself there. Asking ${host} …`,
  );
  const found = await untilDecided(parts, triage, host, tell);
  const said = found === undefined ? `${host} could not be asked either.` : saidByHost(host, found);
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
  throw new RoundtripError(
    away.code,
    `${said} It could not be recorded: ${away.message}`,
    `${away.nextStep} Then "roundtrip undo ${triage}", or the bot, records what became of it.`,
    { exitStatus: EXIT.failed, cause: away },
  );
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
  switch (found.kind) {
    case 'none':
      return `${host} says: nothing was changed.`;
    case 'applied':
      return `${host} says: the change stands, not verified; it is undone in ${found.undoInSeconds ?? 'some'} s.`;
    case 'undoing':
      return `${host} says: the change is being undone.`;
    case 'undone':
      return `${host} says: the change was undone (${found.because}).`;
    case 'confirmed':
      return `${host} says: the change was verified and is kept.`;
  }
}
