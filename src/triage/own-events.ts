import { RoundtripError } from '../errors.ts';
import type { StoredEvent, TriageId } from './events.ts';
import type { EventStore } from './ports.ts';

/** Events of one triage, oldest first; undefined where something else than Roundtrip wrote one of them. */
export async function ownEvents(
  store: Pick<EventStore, 'readOwn'>,
  triage: TriageId,
): Promise<StoredEvent[] | undefined> {
  try {
    return await store.readOwn(triage);
  } catch (error) {
    if (error instanceof RoundtripError && error.code === 'audit-event-foreign') return undefined;
    throw error;
  }
}
