import { RoundtripError } from '../errors.ts';
import type { Surveyed, SurveyOptions } from '../triage/index.ts';
import { connectHost } from './connect.ts';
import type { Connection } from './connection.ts';
import { onceMore } from './once-more.ts';
import { readCollected } from './read-collected.ts';
import { runScript } from './script-run.ts';
import type { HostsOptions } from './watch.ts';
import type { WaysIn } from './ways-in.ts';

/** Seconds that a host may take to list itself (program/reading-time.sh). */
const READING = 60;

/** Lists a host with all its interfaces over one connection: no probe, no capture. */
export function surveyHost(
  hosts: HostsOptions,
  ways: WaysIn,
  host: string,
  options: SurveyOptions = {},
): Promise<Surveyed> {
  return onceMore(options, () => surveyOnce(hosts, ways, host, options));
}

async function surveyOnce(
  hosts: HostsOptions,
  ways: WaysIn,
  host: string,
  options: SurveyOptions,
): Promise<Surveyed> {
  const aliases = hosts.resolveAliases(host);
  const [first = host] = aliases;
  options.onProgress?.({ key: 'progress.connecting', host });
  const connection = await ways.open(hosts.ssh.config, first, () =>
    connectHost(hosts.ssh, host, aliases, options),
  );
  const abort = (): void => connection.close();
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    const { text, slow } = await listingOf(connection, host);
    options.signal?.throwIfAborted();
    const observation = readCollected(text, host);
    if (slow) observation.overload = { ...observation.overload, cut: true };
    return { observation, transcript: text };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abort);
    connection.close();
  }
}

/** What came of a host that did not end in time counts, where anything did. */
async function listingOf(connection: Connection, host: string): Promise<{ text: string; slow: boolean }> {
  const run = await runScript(connection, ['survey'], { host, seconds: READING, during: 'look' });
  try {
    return { text: await run.finished, slow: false };
  } catch (error) {
    const text = run.soFar();
    const isSlow = error instanceof RoundtripError && error.code === 'host-overloaded';
    if (!isSlow || !/^@@ROUNDTRIP \S+ exit /m.test(text)) throw error;
    return { text, slow: true };
  }
}
