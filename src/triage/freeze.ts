import type { Actor, StoredEvent, TriageId } from './events.ts';
import { isApprover } from './membership.ts';
import { ownEvents } from './own-events.ts';
import type { Delivery, Directory, EventStore, FreezeResult, Settings } from './ports.ts';
import { named } from './record.ts';

/** The log of freezes among those of the triages: no triage has this id, and nothing but a freeze stands there. */
const FREEZES: TriageId = 'T0000000000';

/** More writers than this at one moment do not happen. */
const ATTEMPTS = 20;

/**
 * Who has frozen all changes, and why; undefined where they are not. What a later version recorded there counts as a freeze, and so
 * does what something else wrote there: nobody can tell what stood there before.
 */
export async function freezeOf(
  store: Pick<EventStore, 'readOwn'>,
): Promise<{ by: Actor; reason?: string } | undefined> {
  const events = await ownEvents(store, FREEZES);
  return events === undefined ? { by: 'system' } : freezeIn(events);
}

function freezeIn(events: readonly StoredEvent[]): { by: Actor; reason?: string } | undefined {
  const event = events.at(-1)?.event;
  if (!event || event.kind === 'unfrozen') return undefined;
  return event.kind === 'frozen' ? { by: event.by, reason: event.reason } : { by: 'system' };
}

/** Has nothing applied any more, or again, at an approver's word. */
export async function changeFreeze(
  { events: store, directory, settings }: { events: EventStore; directory: Directory; settings: Settings },
  wish: { freeze: boolean; by: Actor; reason: string },
  delivery: Delivery | undefined,
): Promise<FreezeResult> {
  const { freeze, by, reason } = wish;
  if (!(await isApprover(by, settings.approvers?.() ?? [], directory)))
    return { done: false, said: { key: 'refusal.freeze-approver' } };
  if (freeze && reason === '') return { done: false, said: { key: 'refusal.freeze-reason' } };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await store.readOwn(FREEZES);
    const frozen = freezeIn(before) !== undefined;
    if (frozen === freeze)
      return { done: false, said: { key: freeze ? 'refusal.frozen-already' : 'refusal.not-frozen' } };
    const event = { kind: freeze ? ('frozen' as const) : ('unfrozen' as const), by, reason };
    const outcome = await store.append(FREEZES, before.length, named([event], delivery), [], delivery);
    if (outcome.kind !== 'conflict') return { done: true };
  }
  throw new Error('the log of freezes: other writers were always quicker');
}
