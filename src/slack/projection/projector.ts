import { setTimeout as sleep } from 'node:timers/promises';
import type { Leases, TriageId } from '../../triage/index.ts';
import { type ProjectionSources, projectTriage } from './project-triage.ts';

export type Projector = {
  /** Soon brings the messages of a triage up to date; failures are tried again. */
  nudge(triage: TriageId): void;
  /** The same; done once the messages show the events that stood when it was called. Throws where Slack fails. */
  project(triage: TriageId, signal?: AbortSignal): Promise<void>;
  /** Takes nothing more and waits for what is under way. */
  stop(): Promise<void>;
};

/** Milliseconds between two updates of a message: Slack allows about one a second. */
const UPDATE_PAUSE = 1_000;

/** Milliseconds until a lease that another process holds is asked for again, and how long that goes on. */
const HELD_PAUSE = 250;
const HELD_AT_MOST = 40_000;

/** Milliseconds after which a failed nudge is tried again, doubled each time, and how often. */
const RETRY_PAUSE = 2_000;
const RETRIES = 5;

type Run = { done: Promise<void>; again: boolean };

/** Runs projections: one at a time a triage (in all processes), the newest state always shown in the end. */
export function createProjector(sources: ProjectionSources, leases: Leases): Projector {
  const runs = new Map<TriageId, Run>();
  const stopping = new AbortController();

  function start(triage: TriageId): Promise<void> {
    const running = runs.get(triage);
    if (running) {
      running.again = true;
      return running.done;
    }
    const run: Run = { done: Promise.resolve(), again: false };
    run.done = work(triage, run);
    runs.set(triage, run);
    return run.done;
  }

  async function work(triage: TriageId, run: Run): Promise<void> {
    try {
      do {
        run.again = false;
        const { sent } = await underLease(triage);
        if (sent) await sleep(UPDATE_PAUSE, undefined, { signal: stopping.signal });
      } while (run.again);
    } finally {
      // In the same turn as the last look at `again`: a nudge finds this run or starts a new one.
      runs.delete(triage);
    }
  }

  async function underLease(triage: TriageId): Promise<{ sent: boolean }> {
    const until = Date.now() + HELD_AT_MOST;
    for (;;) {
      stopping.signal.throwIfAborted();
      const outcome = await leases.withLease(`project:${triage}`, (signal) =>
        projectTriage(sources, triage, AbortSignal.any([signal, stopping.signal])),
      );
      if (outcome.kind === 'done') return outcome.value;
      if (Date.now() > until)
        throw new Error(`the messages of ${triage} are being changed by another process`);
      await sleep(HELD_PAUSE, undefined, { signal: stopping.signal });
    }
  }

  async function persist(triage: TriageId): Promise<void> {
    for (let failures = 0; failures <= RETRIES; failures += 1) {
      try {
        return await start(triage);
      } catch (error) {
        if (stopping.signal.aborted) return;
        sources.log.warn({ err: error, triage }, 'the messages of a triage could not be brought up to date');
        await sleep(RETRY_PAUSE * 2 ** failures, undefined, { signal: stopping.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  return {
    nudge: (triage) => void persist(triage),
    project: (triage, signal) => {
      signal?.throwIfAborted();
      return start(triage);
    },
    async stop() {
      stopping.abort(new Error('the bot is stopping'));
      await Promise.allSettled([...runs.values()].map((run) => run.done));
    },
  };
}
