import type { EventStore, StoredEvent } from '../triage/index.ts';
import { type Work, type WorkPart, workInHand } from '../work-in-hand.ts';
import { outcomeOf } from './outcomes.ts';
import { type Stage, stagesOf } from './stages.ts';

/** Something that this process has recorded of a triage, and the work in which it did so. */
export type News = {
  triage: string;
  /** All events up to the newest of these. */
  history: readonly StoredEvent[];
  recorded: readonly StoredEvent[];
  /** The stages that these have ended. */
  ended: readonly Stage[];
  /** Of a look of this process: the parts that were measured, the waiting for a worker before them included. */
  parts: readonly WorkPart[];
};

/** `recorded` is told of everything at once, `ended` of what ends a stage or has an outcome, with what came before. */
export type Followers = {
  recorded(events: readonly StoredEvent[], triage: string): void;
  ended(news: News): void;
};

/** What ends nothing: a triage is not read again for each step of its progress. */
const IN_BETWEEN: readonly StoredEvent['event']['kind'][] = ['requested', 'progress', 'packet-awaited'];

function isInBetween({ event }: StoredEvent): boolean {
  return IN_BETWEEN.includes(event.kind) || (event.kind === 'diagnosed' && !event.final);
}

/**
 * Follows what this process records; each event is recorded by one process, so that what they count can be added up. Returns how
 * to end, which waits for what is being read. Nothing that goes wrong here keeps anything from being recorded.
 */
export function followTriages(
  events: Pick<EventStore, 'onAppended' | 'read'>,
  followers: Followers,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const reading = new Set<Promise<void>>();

  async function tellEnded(
    triage: string,
    recorded: readonly StoredEvent[],
    work: Work | undefined,
    at: number,
  ): Promise<void> {
    const newest = recorded.at(-1)?.sequence ?? 0;
    const oldest = recorded[0]?.sequence ?? 0;
    const history = (await events.read(triage)).filter(({ sequence }) => sequence <= newest);
    const ended = stagesOf(history).filter(({ endedBy }) => endedBy >= oldest);
    if (ended.length === 0 && !recorded.some(({ event }) => outcomeOf(event))) return;
    followers.ended({ triage, history, recorded, ended, parts: work ? partsOf(work, ended, at) : [] });
  }

  const unfollow = events.onAppended((triage, _sequence, recorded) => {
    try {
      followers.recorded(recorded, triage);
    } catch (error) {
      onError(error);
    }
    if (recorded.every(isInBetween)) return;
    const telling = tellEnded(triage, recorded, workInHand(), Date.now()).catch(onError);
    reading.add(telling);
    void telling.finally(() => reading.delete(telling));
  });
  return async () => {
    unfollow();
    await Promise.all(reading);
  };
}

/** What was measured up to that moment, taken from the work; before a look, the waiting for a worker. By the database's clock. */
function partsOf(work: Work, ended: readonly Stage[], at: number): WorkPart[] {
  const parts = work.parts.filter(({ until }) => until <= at);
  work.parts.splice(0, parts.length);
  // They were measured by this machine's clock, and are told by the database's.
  const ahead = (ended.at(-1)?.until ?? at) - at;
  const told = parts.map(({ part, from, until }) => ({ part, from: from + ahead, until: until + ahead }));
  const look = ended.find(({ stage }) => stage === 'look');
  if (!look) return told;
  const began = Math.max(look.from, work.began + ahead);
  return [{ part: 'queue', from: look.from, until: began }, ...told];
}
