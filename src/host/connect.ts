import { RoundtripError } from '../errors.ts';
import { failureOf } from '../texts/failures/index.ts';
import type { ProgressMessage } from '../texts/index.ts';
import type { Connection, ConnectOptions, SshTransport } from './connection.ts';
import { unreachable } from './unreachable.ts';

/** Tries the aliases in order; where none works, the error tells what happened at each. */
export async function connectHost(
  ssh: SshTransport,
  host: string,
  aliases: readonly string[],
  options: ConnectOptions & { onProgress?: (said: ProgressMessage) => void } = {},
): Promise<Connection> {
  const failures: { alias: string; error: RoundtripError }[] = [];
  for (const alias of aliases) {
    options.signal?.throwIfAborted();
    try {
      return await ssh.connect(alias, options);
    } catch (error) {
      if (!(error instanceof RoundtripError)) throw error;
      failures.push({ alias, error });
      if (aliases.length > failures.length)
        options.onProgress?.({ key: 'progress.next-way', alias, failure: failureOf(error) });
    }
  }
  const [first] = failures;
  if (first === undefined) throw new RangeError(`host ${host} has no ssh alias`);
  if (failures.length === 1) throw first.error;
  const ways = failures.map(({ alias, error }) => ({ alias, failure: failureOf(error) }));
  throw unreachable(
    'host-unreachable',
    { at: 'host-by-every-way', host, ways },
    new AggregateError(failures.map(({ error }) => error)),
  );
}
