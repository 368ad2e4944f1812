import { setTimeout as sleep } from 'node:timers/promises';
import type { RightOfWay } from '../../right-of-way.ts';
import type { Leases, TriageId } from '../../triage/index.ts';
import { createCountdowns } from './countdown.ts';
import { type ProjectionSources, projectTriage } from './project-triage.ts';

export type Projector = {
  /**
   * Soon brings the messages of a triage up to date; failures are tried again. With a sequence only where they do not show that
   * event yet.
   */
  nudge(triage: TriageId, sequence?: number): void;
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

/** Triages of which it is remembered what their messages show. */
const REMEMBERED = 1_000;

/** `wanted`: the event that the messages are to show; infinite where they are to be looked at whatever they show. */
type Run = { done: Promise<void>; wanted: number };

/** Runs projections: one at a time a triage (in all processes), the newest state always shown in the end. */
export function createProjector(
  sources: ProjectionSources & { rightOfWay: RightOfWay },
  leases: Leases,
): Projector {
  const runs = new Map<TriageId, Run>();
  const stopping = new AbortController();
  /** What the messages show, as far as this process brought them there. */
  const shown = new Map<TriageId, number>();

  const countdowns = createCountdowns((triage) => void persist(triage, Number.POSITIVE_INFINITY));

  function remember(triage: TriageId, sequence: number): void {
    shown.delete(triage);
    shown.set(triage, sequence);
    const [oldest] = shown.keys();
    if (shown.size > REMEMBERED && oldest !== undefined) shown.delete(oldest);
  }

  function start(triage: TriageId, wanted: number): Promise<void> {
    const running = runs.get(triage);
    if (running) {
      running.wanted = Math.max(running.wanted, wanted);
      return running.done;
    }
    const run: Run = { done: Promise.resolve(), wanted };
    run.done = work(triage, run);
    runs.set(triage, run);
    return run.done;
  }

  async function work(triage: TriageId, run: Run): Promise<void> {
    try {
      do {
        await sources.rightOfWay.yield();
        run.wanted = 0;
        const { sent, shown: newest, counting } = await underLease(triage);
        remember(triage, newest);
        countdowns.set(triage, counting);
        if (sent) await sleep(UPDATE_PAUSE, undefined, { signal: stopping.signal });
      } while (run.wanted > (shown.get(triage) ?? 0));
    } finally {
      // In the same turn as the last look at what is wanted: a nudge finds this run or starts a new one.
      runs.delete(triage);
    }
  }

  async function underLease(triage: TriageId): ReturnType<typeof projectTriage> {
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

  async function persist(triage: TriageId, wanted: number): Promise<void> {
    for (let failures = 0; failures <= RETRIES; failures += 1) {
      try {
        return await start(triage, wanted);
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
    nudge(triage, sequence = Number.POSITIVE_INFINITY) {
      if (sequence > (shown.get(triage) ?? 0)) void persist(triage, sequence);
    },
    project: (triage, signal) => {
      signal?.throwIfAborted();
      return start(triage, Number.POSITIVE_INFINITY);
    },
    async stop() {
      stopping.abort(new Error('the bot is stopping'));
      countdowns.stop();
      await Promise.allSettled([...runs.values()].map((run) => run.done));
    },
  };
}
