import type { Logger } from 'pino';
import { createAllowance } from '../allowance.ts';
import type { Config } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import type { Reply } from '../listener.ts';
import { listenWithToken } from '../token-listener.ts';
import type { Dedup, Triages } from '../triage/index.ts';
import { readAlerts } from './payload.ts';
import { type AlertDesk, takeAlerts } from './take-alerts.ts';

/** A group of a hundred alerts has some 100 kB. */
const LISTENING = { path: '/alerts', what: 'alerts', mostBytes: 1_000_000 };

/** The webhook, while it listens. */
export type Alerts = { port: number; stop(): Promise<void> };

type AlertOptions = {
  config: Pick<Config, 'alerts'>;
  token: string | undefined;
  /** Instead of the configured one; 0 takes a free one. */
  port?: number;
  triages: Triages;
  dedup: Dedup;
  desk: AlertDesk;
  log: Logger;
};

/**
 * Listens for Alertmanager's webhook (version 4) where the configuration says so; undefined where it does not. Throws
 * `alerts-token-missing` (exit status 2) and `alerts-not-listening`.
 */
export async function startAlerts(options: AlertOptions): Promise<Alerts | undefined> {
  const { config, token, log } = options;
  const { address, channel } = config.alerts;
  const port = options.port ?? config.alerts.port;
  if (port === undefined || channel === undefined) return undefined;
  if (token === undefined) throw tokenMissing();
  const parts = { ...options, allowance: createAllowance() };
  const take = (body: string) => answerTo(parts, body);
  try {
    const listening = await listenWithToken({ ...LISTENING, ...{ port, address, token, take, log } });
    log.info({ address, port: listening.port, channel }, 'listening for alerts');
    return listening;
  } catch (cause) {
    throw new RoundtripError(
      'alerts-not-listening',
      `Alerts cannot be listened for at ${address} port ${port}: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Choose another alerts.port or alerts.address in roundtrip.yaml.',
      { cause },
    );
  }
}

/** 200 also for alerts that are about no host of the inventory: to send them again would change nothing. */
async function answerTo(parts: Parameters<typeof takeAlerts>[0], body: string): Promise<Reply> {
  const read = readAlerts(body);
  if (read.kind === 'wrong') return { status: 400, body: { error: read.because } };
  // As it is configured now.
  const { channel } = parts.config.alerts;
  const why = channel === undefined ? 'alerts.channel is not set' : await parts.desk.whyNot(channel);
  if (channel === undefined || why !== undefined) {
    parts.log.error({ channel, why }, 'alerts cannot be answered in their channel');
    return { status: 503, body: { error: `the channel takes no answers: ${why}` }, retryAfter: 60 };
  }
  const alerts = await takeAlerts(parts, read.alerts, channel);
  const waits = alerts.flatMap((each) => (each.outcome === 'later' ? each.seconds : []));
  if (waits.length === 0) return { status: 200, body: { alerts } };
  parts.log.warn({ left: waits.length }, 'more alerts than alerts.perMinute allows');
  return { status: 429, body: { error: 'too many alerts at once', alerts }, retryAfter: Math.max(...waits) };
}

function tokenMissing(): RoundtripError {
  return new RoundtripError(
    'alerts-token-missing',
    'alerts.port is set, and ALERTS_TOKEN is not.',
    'Set ALERTS_TOKEN (or ALERTS_TOKEN_FILE): the bearer token that Alertmanager shows.',
    { exitStatus: EXIT.usage },
  );
}
