import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { HostChange, TriageState } from '../triage/index.ts';
import { flowWords } from './flow-options.ts';
import { isOver } from './follow-change.ts';
import { followTriage } from './follow-triage.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';
import type { Workplace } from './workplace.ts';

/** A host that answers is recorded within this (ms); what it does by itself is waited for as long. */
const RECORDED_WITHIN = 60_000;
const ASK_EVERY = 2000;

/**
 * Begins to work on `known`, where only `begins` is begun on the host. A change that was interrupted, or whose end its host did not
 * tell, is brought to its end before anything else is done with it. Throws where the host cannot be asked, or is still at it, and
 * where the change has not begun: nothing but `fix`, `approve` and a bot makes it.
 */
export async function settleFirst(
  workplace: Workplace,
  known: TriageState,
  begins: readonly HostChange[],
  tell: (text: string) => void,
): Promise<TriageState> {
  const { host } = known.request;
  const { following } = say();
  if (known.status === 'approved') throw notBegun(known);
  await workplace.startWorking({ triage: known.id, begins });
  if (known.change === undefined) return known;
  if (!isOver(known)) {
    tell(following.wasInterrupted);
    return await followTriage(workplace, known.id, tell, isOver, known.status);
  }
  if (known.status !== 'outcome-unknown') return known;
  tell(following.wasUnknown({ host }));
  await hostDecides(workplace, known, tell);
  await workplace.triages.askHost(known.id);
  const end = performance.now() + RECORDED_WITHIN;
  return await followTriage(
    workplace,
    known.id,
    tell,
    ({ status }) => status !== 'outcome-unknown' || performance.now() > end,
  );
}

/** What is said where it turned out that the host has undone it, or never made it; undefined where it stands, or where that was known. */
export function goneMeanwhile(known: TriageState, now: TriageState): string | undefined {
  if (now === known || (now.status !== 'rolled-back' && now.status !== 'diagnosed')) return undefined;
  const where = `${now.request.host} ${now.request.interface}`;
  const reason = printable(now.result ?? '', 1000);
  return say().fixing.outcome[now.status === 'diagnosed' ? 'refused' : 'rolled-back']({ where, reason });
}

function notBegun({ id, request }: TriageState): RoundtripError {
  const { host, interface: device } = request;
  const fix = ['roundtrip', 'fix', host, device, ...flowWords(request)].join(' ');
  const told = { host, device, triage: id, fix, undo: `roundtrip undo ${id}` };
  return problem('change-not-begun', say().problems.notBegun(told), { exitStatus: EXIT.failed });
}

/** Until the host undoes nothing any more. */
async function hostDecides(
  { hosts }: Workplace,
  { id, request: { host } }: TriageState,
  tell: (text: string) => void,
): Promise<void> {
  const { following, problems } = say();
  const again = `roundtrip undo ${id}`;
  const end = performance.now() + RECORDED_WITHIN;
  let isTold = false;
  for (;;) {
    const found = await hosts.status(host, id).catch((error: unknown) => {
      if (!(error instanceof RoundtripError)) throw error;
      const told = problems.stillUnknown({ host, why: printable(error.message, 400), again });
      throw problem(error.code, told, { exitStatus: EXIT.unreachable, cause: error });
    });
    if (found.kind !== 'undoing') return;
    if (!isTold) tell(following.onHost.undoing({ host }));
    isTold = true;
    if (performance.now() > end) {
      const told = problems.stillUnknown({ host, why: printable(found.because, 400), again });
      throw problem('outcome-unknown', told, { exitStatus: EXIT.failed });
    }
    await delay(ASK_EVERY);
  }
}
