import type { Logger } from 'pino';
import { RoundtripError } from '../errors.ts';
import { failureOf } from '../texts/failures/index.ts';
import type { EventStore } from '../triage/index.ts';
import type { Standing } from './readiness.ts';

/** Whether events can be recorded, as the last append of this process showed; before the first, as the opening of the store did. */
export type Recording = {
  standing(): Standing;
  /** The same events, with each append looked at. */
  watched<Events extends Pick<EventStore, 'append'>>(events: Events): Events;
};

/** What keeps everything from being recorded is logged once, and its end. */
export function followRecording(log: Logger): Recording {
  let refusal: RoundtripError | undefined;

  function refused(error: RoundtripError): void {
    if (refusal?.code !== error.code) log.error({ err: error }, 'nothing can be recorded');
    refusal = error;
  }

  function recorded(): void {
    if (refusal) log.info('events are recorded again');
    refusal = undefined;
  }

  return {
    standing: () => (refusal ? { ok: false, because: 'not-recorded', ...failureOf(refusal) } : { ok: true }),
    watched: (events) => ({
      ...events,
      async append(...args) {
        try {
          const result = await events.append(...args);
          // One without events sends jobs alone.
          if (result.kind === 'appended' && result.events.length > 0) recorded();
          return result;
        } catch (error) {
          const [, , , , delivery] = args;
          if (isOfTheTrail(error) && !delivery?.signal?.aborted) refused(error);
          throw error;
        }
      },
    }),
  };
}

/** What is explained lies with the store, and not with this one event; a database that is away is told of as such. */
function isOfTheTrail(error: unknown): error is RoundtripError {
  return error instanceof RoundtripError && error.code !== 'store-unavailable';
}
