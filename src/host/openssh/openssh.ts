import type { Connection, SshTransport } from '../connection.ts';
import { resolveTarget, type SshTarget } from '../ssh-config.ts';
import { listens } from './client.ts';
import { openMaster, openShared } from './master.ts';
import { connectionOver } from './sessions.ts';
import { SharedConnections } from './shared-connections.ts';

/**
 * SSH by the system's own client: what works on the command line works here. It logs in once, in the background, and each command
 * is a session of that connection.
 */
export function openssh(config: string): SshTransport {
  const shared = new SharedConnections();

  async function joinConnection(target: SshTarget, signal?: AbortSignal): Promise<Connection> {
    const { alias, control } = target;
    // The configuration's own sharing comes first, as on the command line.
    if (control !== undefined && (await listens(control.path, alias)))
      return connectionOver(alias, { socket: control.path, lastWords: () => '' });
    if (control?.isMaster === true)
      return connectionOver(alias, await openShared(target, config, control.path, signal));
    const { opening, leave } = await shared.use(alias, () => openMaster(target, config));
    try {
      return connectionOver(alias, await orAborted(opening, signal), leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  return {
    config,
    async connect(alias, { signal, reuse } = {}) {
      const target = await resolveTarget(config, alias);
      if (reuse === true) return joinConnection(target, signal);
      // What looks next is to see the host over a connection that was made after a change.
      shared.retire(alias);
      const master = await openMaster(target, config, signal);
      return connectionOver(alias, master, () => master.end());
    },
  };
}

/** Others may wait for the same work: it goes on. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', abort));
}
