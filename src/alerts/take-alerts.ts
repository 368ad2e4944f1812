import type { Logger } from 'pino';
import type { Allowance } from '../allowance.ts';
import type { Config } from '../config/index.ts';
import { RoundtripError } from '../errors.ts';
import type { Dedup, Triages } from '../triage/index.ts';
import type { Alert } from './payload.ts';
import { targetOf } from './target.ts';

/** What the chat says of the channel in which alerts are answered. */
export type AlertDesk = {
  /** Why nothing can be answered there; undefined where it can. */
  whyNot(channel: string): Promise<string | undefined>;
  /** Whether that host may be looked at for everybody in the channel. */
  isHost(name: string, channel: string): Promise<boolean>;
  /** The interface of such a host that had the address when it was looked at last. */
  whoHas(address: string, channel: string): Promise<{ host: string; interface: string } | undefined>;
  /** Has the messages of a triage brought up to date. */
  nudge(triage: string): void;
};

/** What became of one alert. */
type Taken = { fingerprint: string } & (
  | { outcome: 'triage' | 'known' | 'resolved'; triage: string }
  | { outcome: 'ignored'; because: string }
  /** Too many at once: it is to be sent again. */
  | { outcome: 'later'; seconds: number }
);

type Parts = {
  config: Pick<Config, 'alerts'>;
  triages: Pick<Triages, 'request' | 'noteResolved'>;
  dedup: Pick<Dedup, 'triageOf'>;
  desk: AlertDesk;
  allowance: Allowance;
  log: Logger;
};

/** Takes the alerts of one request, one after the other: the same alert twice in it is taken once. */
export async function takeAlerts(parts: Parts, alerts: readonly Alert[], channel: string): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (const alert of alerts) {
    const result =
      alert.status === 'firing' ? await takeFiring(parts, alert, channel) : await takeResolved(parts, alert);
    if (result.outcome === 'ignored')
      parts.log.info({ alert: alert.fingerprint, because: result.because }, 'an alert was ignored');
    taken.push(result);
  }
  return taken;
}

/** One firing of an alert, whoever sends it and however often. */
function firingOf({ fingerprint, startsAt }: Alert): string {
  return `alert:${fingerprint}:${new Date(startsAt).toISOString()}`;
}

/** Opens a triage that looks only: once for each firing, and not more often than `alerts.quiet` for each fingerprint. */
async function takeFiring(
  { config, triages, dedup, desk, allowance }: Parts,
  alert: Alert,
  channel: string,
): Promise<Taken> {
  const { fingerprint, labels } = alert;
  const once = firingOf(alert);
  const lately = `alert:${fingerprint}`;
  const known = (await dedup.triageOf(once)) ?? (await dedup.triageOf(lately));
  if (known !== undefined) return { fingerprint, outcome: 'known', triage: known };
  const target = await targetOf(labels, config.alerts, {
    isHost: (name) => desk.isHost(name, channel),
    whoHas: (address) => desk.whoHas(address, channel),
  });
  if ('because' in target) return { fingerprint, outcome: 'ignored', because: target.because };
  const allowed = allowance.take(config.alerts.perMinute);
  if (!allowed.ok) return { fingerprint, outcome: 'later', seconds: allowed.seconds };
  const until = new Date(Date.now() + config.alerts.quiet);
  try {
    const { id } = await triages.request(
      { ...target, protocol: 'icmp', lookOnly: true },
      `alert:${fingerprint}`,
      { kind: 'slack', channel },
      { once, uses: { key: lately, until }, name: labels['alertname'] ?? fingerprint },
    );
    desk.nudge(id);
    return { fingerprint, outcome: 'triage', triage: id };
  } catch (error) {
    // Another replica was quicker.
    const by = error instanceof RoundtripError && error.code === 'already-used';
    const triage = by ? await dedup.triageOf(lately) : undefined;
    if (triage === undefined) throw error;
    return { fingerprint, outcome: 'known', triage };
  }
}

/** Notes in the thread of a firing that it is over. */
async function takeResolved({ triages, dedup, desk }: Parts, alert: Alert): Promise<Taken> {
  const { fingerprint } = alert;
  const triage = await dedup.triageOf(firingOf(alert));
  if (triage === undefined)
    return { fingerprint, outcome: 'ignored', because: 'no triage was opened for it' };
  await triages.noteResolved(triage, `alert:${fingerprint}`);
  desk.nudge(triage);
  return { fingerprint, outcome: 'resolved', triage };
}
