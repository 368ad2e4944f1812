import { setTimeout as sleep } from 'node:timers/promises';
import type { RightOfWay } from '../../right-of-way.ts';
import type { Leases, TriageId } from '../../triage/index.ts';
import { workOn } from '../../work-in-hand.ts';
import { createCountdowns } from './countdown.ts';
import { isProgress } from './progress.ts';
import { type ProjectionSources, projectTriage } from './project-triage.ts';
import { whenFree } from './when-free.ts';

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

/** Milliseconds after which progress is shown again: Slack allows some 50 edits a minute, and news needs most of them. */
const PROGRESS_PAUSE = 2_000;

/** Milliseconds after which a failed nudge is tried again, doubled each time, and how often. */
const RETRY_PAUSE = 2_000;
const RETRIES = 5;

/** What waits for Slack to take changes again waits longer each time, so many times at the most: what is newer goes first. */
const MOST_LONGER = 8;

/** Triages of which it is remembered what their messages show. */
const REMEMBERED = 1_000;

/**
 * `wanted`: the event that the messages are to show; infinite where they are to be looked at whatever they show. `wake` ends the
 * pause after what was shown last. `done` resolves, at the end, to whether pictures are there by now that the messages do not show.
 */
type Run = { done: Promise<{ drawn: Promise<boolean> }>; wanted: number; wake?: () => void };

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

  function start(triage: TriageId, wanted: number): Run['done'] {
    const running = runs.get(triage);
    if (running) {
      running.wanted = Math.max(running.wanted, wanted);
      if (running.wake) void wakeForNews(triage, running);
      return running.done;
    }
    const run: Run = { done: Promise.resolve({ drawn: Promise.resolve(false) }), wanted };
    run.done = workOn(triage, () => work(triage, run));
    runs.set(triage, run);
    return run.done;
  }

  async function work(triage: TriageId, run: Run): Run['done'] {
    let drawn: Promise<boolean> = Promise.resolve(false);
    let deferred = 0;
    try {
      do {
        await sources.rightOfWay.yield();
        run.wanted = 0;
        const projected = await whenFree(leases, `project:${triage}`, stopping.signal, (signal) =>
          projectTriage(sources, triage, signal, deferred === 0 ? shown.get(triage) : undefined),
        );
        remember(triage, projected.shown);
        countdowns.set(triage, projected.counting);
        drawn = sources.pictures.draw(projected.undrawn, stopping.signal);
        drawn.catch(() => undefined);
        const { sent, later } = projected;
        deferred = later === undefined ? 0 : deferred + 1;
        if (later !== undefined) run.wanted = Number.POSITIVE_INFINITY;
        const longer = Math.min(2 ** (deferred - 1), MOST_LONGER);
        if (sent || later !== undefined)
          await pause(triage, run, later === undefined ? PROGRESS_PAUSE : later * longer);
      } while (run.wanted > (shown.get(triage) ?? 0));
      return { drawn };
    } finally {
      // In the same turn as the last look at what is wanted: a nudge finds this run or starts a new one.
      runs.delete(triage);
    }
  }

  /** Waits before the next change, and not where there is more to show than progress. */
  async function pause(triage: TriageId, run: Run, milliseconds: number): Promise<void> {
    const news = new AbortController();
    run.wake = () => news.abort();
    if (run.wanted > 0) void wakeForNews(triage, run);
    const signal = AbortSignal.any([stopping.signal, news.signal]);
    await sleep(milliseconds, undefined, { signal }).catch(() => stopping.signal.throwIfAborted());
    delete run.wake;
  }

  async function wakeForNews(triage: TriageId, run: Run): Promise<void> {
    const events = await sources.events.read(triage).catch(() => []);
    const unseen = events.filter(({ sequence }) => sequence > (shown.get(triage) ?? 0));
    if (!unseen.every(isProgress)) run.wake?.();
  }

  /** Shows what is recorded, and again with the pictures that were drawn after it. */
  async function bring(triage: TriageId, wanted: number): Promise<void> {
    for (let next = wanted; ; next = Number.POSITIVE_INFINITY) {
      const { drawn } = await start(triage, next);
      if (!(await drawn)) return;
    }
  }

  async function persist(triage: TriageId, wanted: number): Promise<void> {
    for (let failures = 0; failures <= RETRIES; failures += 1) {
      try {
        return await bring(triage, wanted);
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
      return bring(triage, Number.POSITIVE_INFINITY);
    },
    async stop() {
      stopping.abort(new Error('the bot is stopping'));
      countdowns.stop();
      await Promise.allSettled([...runs.values()].map((run) => run.done));
    },
  };
}
