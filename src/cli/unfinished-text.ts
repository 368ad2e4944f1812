import { isUnfinished, type TriageState } from '../triage/index.ts';
import { clockTime, DECIDED_WITHIN } from './follow-change.ts';
import { say } from './speech.ts';

/** What is known of an approved change that is neither confirmed nor undone, and what settles it; undefined for every other. */
export function unfinishedText(state: TriageState): string | undefined {
  if (!isUnfinished(state)) return undefined;
  const { id: triage, request, status, undoAt, applyStartedAt } = state;
  const { unfinished } = say();
  const told = {
    triage,
    where: `${request.host} ${request.interface}`,
    recheck: `roundtrip recheck ${triage}`,
    undo: `roundtrip undo ${triage}`,
  };
  if (status === 'approved') return unfinished.approved(told);
  if (status === 'outcome-unknown') return unfinished.unknown(told);
  const decided =
    undoAt ?? (applyStartedAt && new Date(Date.parse(applyStartedAt) + DECIDED_WITHIN).toISOString());
  if (decided !== undefined && Date.parse(decided) <= Date.now()) return unfinished.unknown(told);
  const at = undoAt === undefined ? {} : { at: clockTime(undoAt) };
  return unfinished.begun({ ...told, ...at });
}
