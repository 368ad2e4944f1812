import type { StoredEvent, TriageId } from '../events.ts';
import type { EventStore } from '../ports.ts';

/** Interrupts work on a triage when its events say so. */
export type Attention = {
  /** A signal that aborts once `reason` answers something for the triage's events; `end` must be called. */
  interrupt(
    triage: TriageId,
    reason: (events: readonly StoredEvent[]) => string | undefined,
  ): { signal: AbortSignal; end: () => void };
  /** Shows the triage's events now and after each append (any process's), until it is ended. */
  follow(triage: TriageId, look: (events: readonly StoredEvent[]) => void | Promise<void>): () => void;
  close(): Promise<void>;
};

/** One subscription for all the work of this process. */
export async function payAttention(store: EventStore, onError: (error: unknown) => void): Promise<Attention> {
  const watchers = new Map<TriageId, Set<() => void>>();
  const unsubscribe = await store.subscribe((triage) => {
    for (const look of watchers.get(triage) ?? []) look();
  });
  function follow(triage: TriageId, show: (events: readonly StoredEvent[]) => void | Promise<void>) {
    const look = () => {
      store.read(triage).then(show).catch(onError);
    };
    const those = watchers.get(triage) ?? new Set();
    watchers.set(triage, those.add(look));
    // What happened between the caller's reading and now must not be missed.
    look();
    return () => {
      those.delete(look);
      if (those.size === 0 && watchers.get(triage) === those) watchers.delete(triage);
    };
  }
  return {
    interrupt(triage, reason) {
      const controller = new AbortController();
      const end = follow(triage, (events) => {
        const why = reason(events);
        if (why !== undefined) controller.abort(new Error(why));
      });
      return { signal: controller.signal, end };
    },
    follow,
    close: unsubscribe,
  };
}
