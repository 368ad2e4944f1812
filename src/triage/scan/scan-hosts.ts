import { examineHost } from '../../analyzer/index.ts';
import type { HostFinding } from '../../analyzer/model/index.ts';
import { type ExitStatus, RoundtripError } from '../../errors.ts';
import { type Failure, failureOf } from '../../texts/failures/index.ts';
import type { Surveyor } from '../ports.ts';

/** What became of one host of a scan. */
export type HostResult =
  | { kind: 'read'; host: string; finding: HostFinding }
  | { kind: 'failed'; host: string; failure: Failure; exitStatus: ExitStatus };

/** So many hosts are looked at at once: each is a connection, a process for its ssh configuration, and a listing in memory. */
const AT_ONCE = 24;

type ScanOptions = {
  signal?: AbortSignal;
  /** Called for each host as it is done, in whatever order that is; the next is begun once it has ended. */
  onResult?: (result: HostResult) => void | Promise<void>;
};

/** Looks at hosts, so many at once, each over one connection. A host that cannot be read is a result like the others. */
export async function scanHosts(
  surveyor: Surveyor,
  names: readonly string[],
  { signal, onResult }: ScanOptions = {},
): Promise<HostResult[]> {
  const waiting = [...names].values();
  const results: HostResult[] = [];
  const work = async (): Promise<void> => {
    for (const host of waiting) {
      signal?.throwIfAborted();
      const result = await lookAtHost(surveyor, host, signal);
      results.push(result);
      await onResult?.(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, names.length) }, work));
  return results;
}

/** One host: what its addresses would do, or why it could not be read. Throws where the signal has aborted. */
async function lookAtHost(surveyor: Surveyor, host: string, signal?: AbortSignal): Promise<HostResult> {
  try {
    const { observation } = await surveyor.survey(host, signal ? { signal } : {});
    return { kind: 'read', host, finding: examineHost({ host, observation }) };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof RoundtripError)) throw error;
    return { kind: 'failed', host, failure: failureOf(error), exitStatus: error.exitStatus };
  }
}
