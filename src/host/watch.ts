import { isIP } from 'node:net';
import { EXIT, type RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import { failed } from '../texts/failures/index.ts';
import type { Watch, Watched } from '../triage/index.ts';
import { connectHost } from './connect.ts';
import type { Connection, SshTransport } from './connection.ts';
import { onceMore } from './once-more.ts';
import { type WatchOptions, WatchRun } from './watch-run.ts';

/** What the hosts' side needs of the configuration. */
export type HostsOptions = {
  readonly ssh: SshTransport;
  /** ssh aliases of an inventory name, in order; throws `host-unknown` for others. */
  readonly resolveAliases: (name: string) => readonly string[];
  /** Those over which the host is changed, where these are others. */
  readonly resolveApplyAliases?: (name: string) => readonly string[];
};

/**
 * Looks at a host, and at the sending one where that is in the inventory, while a probe is under way. Where SSH fails in a way
 * that may pass, it is tried once more: looking changes nothing.
 */
export async function watchHost(hosts: HostsOptions, watch: Watch, options: WatchOptions): Promise<Watched> {
  checkWatch(watch);
  return onceMore(options, () => watchOnce(hosts, watch, options));
}

async function watchOnce(hosts: HostsOptions, watch: Watch, options: WatchOptions): Promise<Watched> {
  const aliases = hosts.resolveAliases(watch.host);
  const peerAliases = watch.probeFrom === undefined ? undefined : hosts.resolveAliases(watch.probeFrom);
  const ending = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ending.signal]) : ending.signal;
  const connections: Connection[] = [];
  const connect = async (host: string, tried: readonly string[]) => {
    const connection = await connectHost(hosts.ssh, host, tried, { ...options, signal, reuse: true });
    connections.push(connection);
    return connection;
  };
  options.onProgress?.({
    ...{ key: 'progress.connecting', host: watch.host },
    ...(watch.probeFrom === undefined ? {} : { from: watch.probeFrom }),
  });
  try {
    const target = connect(watch.host, aliases);
    const peer = peerAliases && watch.probeFrom ? connect(watch.probeFrom, peerAliases) : undefined;
    // Whichever fails first is what is told; the other must not be left unhandled.
    peer?.catch(() => undefined);
    void Promise.all([target, peer]).then(options.onConnected, () => undefined);
    return await new WatchRun(watch, options, target, peer).run();
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    ending.abort();
    for (const connection of connections) connection.close();
  }
}

/** The longest name that Linux has for an interface (IFNAMSIZ less its ending zero). */
const LONGEST_NAME = 15;

/** Checked once more before anything is sent: the names come from people. */
function checkWatch(watch: Watch): void {
  const problem = problemOf(watch);
  if (problem) throw problem;
}

function problemOf(watch: Watch): RoundtripError | undefined {
  const usage = { exitStatus: EXIT.usage };
  if (isIP(watch.interface) !== 0) return failed('interface-is-address', { address: watch.interface }, usage);
  if (!/^[A-Za-z0-9][A-Za-z0-9._@:-]{0,14}$/.test(watch.interface)) {
    const facts = { name: printable(watch.interface), longest: LONGEST_NAME };
    return failed('interface-name-invalid', facts, usage);
  }
  const odd = [watch.to, watch.fromAddress].find((address) => address !== undefined && isIP(address) === 0);
  if (odd !== undefined) return failed('address-invalid', { address: printable(odd) }, usage);
  if (watch.probeFrom === watch.host) return failed('probe-from-itself', { host: watch.host }, usage);
  return undefined;
}
