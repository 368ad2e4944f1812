import type { EventStore } from '../ports.ts';

/** The moment in so many milliseconds, by the clock of the database, which starts the jobs. */
export async function later(events: EventStore, milliseconds: number): Promise<Date> {
  return new Date((await events.now()).getTime() + milliseconds);
}
