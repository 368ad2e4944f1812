import type { TriageId } from './events.ts';
import type { EventStore } from './ports.ts';
import { record } from './record.ts';
import { foldEvents, type Status, type TriageState } from './state.ts';

/** So many triages are looked at, newest first: what is older than them has left the reader's sight. */
const LOOKED_AT = 30;

/** Where a verdict, or a failure, stands still and offers something. A fix that is kept stays true. */
const SUPERSEDED: readonly Status[] = ['diagnosed', 'failed', 'stopped', 'rolled-back', 'undone'];

/**
 * Notes in older triages of the same interface, asked for in the same channel, that a newer one was begun: their messages say so.
 * To be called when the newer one is shown first; calling it again changes nothing.
 */
export async function supersedeOlder(
  events: EventStore,
  newer: Pick<TriageState, 'id' | 'request' | 'origin' | 'requestedAt'>,
): Promise<void> {
  for (const id of await events.newest(LOOKED_AT)) {
    const older = id === newer.id ? undefined : foldEvents(await events.read(id));
    if (!older || !isOlder(older, newer)) continue;
    await record(events, id, (state) => ({
      events: canBeSuperseded(state) ? [{ kind: 'superseded', triage: newer.id }] : [],
      value: undefined,
    }));
  }
}

function isOlder(older: TriageState, newer: Parameters<typeof supersedeOlder>[1]): boolean {
  const channelOf = ({ origin }: Pick<TriageState, 'origin'>): string | undefined =>
    origin.kind === 'slack' ? origin.channel : undefined;
  return (
    !older.paste &&
    canBeSuperseded(older) &&
    channelOf(older) !== undefined &&
    channelOf(older) === channelOf(newer) &&
    older.request.host === newer.request.host &&
    older.request.interface === newer.request.interface &&
    older.requestedAt < newer.requestedAt
  );
}

function canBeSuperseded({ status, supersededBy }: { status: Status; supersededBy?: TriageId }): boolean {
  return supersededBy === undefined && SUPERSEDED.includes(status);
}
