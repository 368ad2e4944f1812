import type { TriageId } from './events.ts';
import type { EventStore } from './ports.ts';
import { foldEvents, type Status, type TriageState } from './state.ts';

/** So many changes that the trail does not know as settled are looked at, newest first. */
const LOOKED_AT = 200;

/** A change between its approval and its recorded end: it may stand on its host, or yet be made there. */
export type UnfinishedStatus = Extract<
  Status,
  'approved' | 'applying' | 'awaiting-confirmation' | 'outcome-unknown'
>;

const UNFINISHED: ReadonlySet<Status> = new Set<UnfinishedStatus>([
  'approved',
  'applying',
  'awaiting-confirmation',
  'outcome-unknown',
]);

/** Whether the trail knows of an approved change neither that it was confirmed nor that it was undone. */
export function isUnfinished(state: TriageState): state is TriageState & { status: UnfinishedStatus } {
  return UNFINISHED.has(state.status);
}

/** Such changes of a host, newest first; `own` is left out. */
export async function unfinishedOn(
  events: Pick<EventStore, 'unsettled' | 'read'>,
  host: string,
  own?: TriageId,
): Promise<TriageState[]> {
  const found: TriageState[] = [];
  for (const id of await events.unsettled(LOOKED_AT)) {
    const state = id === own ? undefined : foldEvents(await events.read(id));
    if (state?.request.host === host && isUnfinished(state)) found.push(state);
  }
  return found;
}
