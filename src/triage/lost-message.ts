import type { StoredEvent, TriageEvent, TriageId } from './events.ts';
import type { EventStore } from './ports.ts';
import { record } from './record.ts';

/** Which message is out of reach, and the chat's code for why. */
type LostMessage = Omit<Extract<TriageEvent, { kind: 'message-lost' }>, 'kind'>;

/** Records that a message of a triage is out of reach, once for each reason. */
export async function noteLostMessage(
  store: EventStore,
  triage: TriageId,
  { slot, reason }: LostMessage,
): Promise<void> {
  await record(store, triage, (_state, events) => ({
    events: events.some(({ event }) => isOf(event, { slot, reason }))
      ? []
      : [{ kind: 'message-lost', slot, reason }],
    value: undefined,
  }));
}

function isOf(event: StoredEvent['event'], lost: LostMessage): boolean {
  return event.kind === 'message-lost' && event.slot === lost.slot && event.reason === lost.reason;
}
