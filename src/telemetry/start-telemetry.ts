import type { Logger } from 'pino';
import type { Config } from '../config/index.ts';
import type { Analyze, EventStore, Hosts, Queue, Surveyor } from '../triage/index.ts';
import { workInHand } from '../work-in-hand.ts';
import { followTriages, type News } from './follow-triages.ts';
import { listenForHealth } from './listen.ts';
import { logTriages } from './log-triages.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { type Needed, readinessOf, type Standing, standingOfQueue } from './readiness.ts';
import { followRecording } from './recording.ts';
import { countedHosts, type TimedPart, timedAnalyze, timedHosts } from './timed-hosts.ts';
import { createTraces, type Traces, tracesAreWanted } from './traces.ts';

/** How a bot tells what it does and how it is: its log, /metrics, /readyz, traces. It listens in on the ports, and changes nothing. */
export type Telemetry = {
  /** Where it listens, where it does. */
  port?: number;
  hosts<Port extends Hosts & Surveyor>(hosts: Port): Port;
  analyze(analyze: Analyze): Analyze;
  events<Events extends Pick<EventStore, 'append'>>(events: Events): Events;
  /** From now on: what is recorded, the queue, and the database. */
  followStore(store: {
    events: Pick<EventStore, 'onAppended' | 'read'>;
    queue: Pick<Queue, 'depth'>;
    ping(): Promise<void>;
  }): void;
  /** From now on: whether Slack reaches the bot. `since`: ms since the epoch. */
  followSlack(connection: () => { up: boolean; since: number; address?: string }): void;
  /** Slack has asked to wait (429). */
  rateLimited(method: string): void;
  /** It is not ready any more, and says so. */
  ending(): void;
  stop(): Promise<void>;
};

/** Listens where the configuration says so; before anything else is there, so that it can be told what is awaited. */
export async function startTelemetry({
  config,
  log,
  port = config.health.port,
}: {
  config: Pick<Config, 'health'>;
  log: Logger;
  /** Instead of the configured one; 0 takes a free one. */
  port?: number | undefined;
}): Promise<Telemetry> {
  const checks: Partial<Record<Needed, () => Promise<Standing>>> = {};
  const readiness = () => readinessOf(checks);
  const metrics = port === undefined ? undefined : await createMetrics();
  const { address } = config.health;
  const listening =
    metrics && port !== undefined
      ? await listenForHealth({ address, port }, { metrics, readiness }, log)
      : undefined;
  if (listening) log.info({ address, port: listening.port }, 'answering /healthz, /readyz and /metrics');
  const tellLog = logTriages(log);
  const recording = followRecording(log);
  const traces: Traces | undefined = tracesAreWanted() ? createTraces(log) : undefined;
  let unfollow = async (): Promise<void> => undefined;
  return {
    ...(listening ? { port: listening.port } : {}),
    hosts: (hosts) =>
      countedHosts(
        timedHosts(hosts, (timed) => onPart(metrics, timed)),
        (code) => metrics?.sshFailed(code),
      ),
    analyze: (analyze) => timedAnalyze(analyze, (timed) => onPart(metrics, timed)),
    events: recording.watched,
    followStore({ events, queue, ping }) {
      metrics?.ofQueue(queue);
      checks.database = () => ping().then(() => ({ ok: true }));
      checks.recording = async () => recording.standing();
      checks.queue = () => standingOfQueue(queue);
      const followers = {
        recorded(recorded: Parameters<typeof tellLog>[0], triage: string) {
          tellLog(recorded, triage);
          metrics?.recorded(recorded);
        },
        ended(news: News) {
          metrics?.ended(news);
          traces?.ended(news);
        },
      };
      unfollow = followTriages(events, followers, (error) => log.warn({ err: error }, 'telemetry'));
    },
    followSlack(connection) {
      checks.slack = async () => {
        const { up, since, address } = connection();
        if (up) return { ok: true };
        const seconds = Math.round((Date.now() - since) / 1000);
        return {
          ok: false,
          because: 'not-connected',
          seconds,
          ...(address === undefined ? {} : { address }),
        };
      };
    },
    rateLimited: (method) => metrics?.rateLimited(method),
    ending() {
      for (const needed of Object.keys(checks) as Needed[])
        checks[needed] = async () => ({ ok: false, because: 'ending' });
    },
    async stop() {
      await unfollow();
      await traces?.stop();
      await listening?.stop();
    },
  };
}

/** Counted, and kept with the work that it is a part of. */
function onPart(metrics: Metrics | undefined, timed: TimedPart): void {
  metrics?.part(timed);
  workInHand()?.parts.push(timed);
}
