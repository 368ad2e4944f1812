import type { Logger } from 'pino';
import type { EventStore, TriageId } from '../../triage/index.ts';
import { type Glance, glanceAt } from './glance.ts';

/** The newest triages at a glance, as they are now, and older ones in which something waits or stands. */
export type Recent = {
  /** Newest first. */
  list(): Promise<Glance[]>;
  /** Something was recorded for that triage. */
  changed(triage: TriageId, sequence: number): void;
};

/** So many triages are looked through; what is older and at rest is listed by the command line. */
export const LOOKED_THROUGH = 100;

/** So many older ones are looked at, where a change waits or stands. */
const MOST_UNSETTLED = 500;

/** Triages that are read at the same time. */
const AT_ONCE = 4;

/** Reads each triage again only once something was recorded for it; what is kept is made anew by any process. */
export function createRecent(events: Pick<EventStore, 'newest' | 'unsettled' | 'read'>, log: Logger): Recent {
  /** Undefined for what is not to be listed. */
  const known = new Map<TriageId, Glance | undefined>();
  /** The newest event that is known to be there, of triages that changed. */
  const newest = new Map<TriageId, number>();

  async function read(triage: TriageId): Promise<Glance | undefined> {
    try {
      const stored = await events.read(triage);
      const glance = glanceAt(stored);
      const sequence = stored.at(-1)?.sequence ?? 0;
      // What was recorded meanwhile is read the next time.
      if (sequence >= (newest.get(triage) ?? 0)) known.set(triage, glance);
      return glance;
    } catch (error) {
      log.warn({ err: error, triage }, 'a triage could not be read for a list');
      return undefined;
    }
  }

  return {
    async list() {
      const recent = new Set(await events.newest(LOOKED_THROUGH));
      const wanted = new Set([...recent, ...(await events.unsettled(MOST_UNSETTLED))]);
      const ids = [...wanted];
      for (const id of known.keys()) if (!wanted.has(id)) known.delete(id);
      for (const id of newest.keys()) if (!wanted.has(id)) newest.delete(id);
      const listed = new Map(ids.map((id) => [id, known.get(id)]));
      const missing = ids.filter((id) => !known.has(id));
      const readNext = async (): Promise<void> => {
        for (let id = missing.shift(); id !== undefined; id = missing.shift()) listed.set(id, await read(id));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, readNext));
      return [...listed.values()].filter(
        (glance) => glance && (recent.has(glance.id) || glance.isOpen || glance.standing),
      ) as Glance[];
    },
    changed(triage, sequence) {
      newest.set(triage, Math.max(sequence, newest.get(triage) ?? 0));
      known.delete(triage);
    },
  };
}
