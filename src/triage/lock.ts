import { RoundtripError } from '../errors.ts';
import { judgedVerdicts } from './judged.ts';
import type { EventStore, HostRules, Lock } from './ports.ts';
import { precisionOf } from './precision.ts';

/** The group of an inventory host; throws a RoundtripError for one that is not listed. */
type GroupOf = (host: string) => string | undefined;

/**
 * Why the changes of a host's group wait (`apply.unlock`): not enough of its verdicts were judged, or not enough of those were
 * right. The share counts as it is, without an interval: how many it takes, the configuration says. undefined where nothing waits.
 */
export async function lockOf(
  store: Pick<EventStore, 'judged' | 'readOwn'>,
  { unlock, group }: Pick<HostRules, 'unlock' | 'group'>,
  groupOf: GroupOf,
): Promise<Lock | undefined> {
  if (!unlock) return undefined;
  const verdicts = await judgedVerdicts(store);
  const own = verdicts.filter(({ host }) => host !== '' && isIn(group, host, groupOf));
  const { verdicts: judged, right, share } = precisionOf(own);
  if (judged >= unlock.verdicts && share >= unlock.precision) return undefined;
  return { group: group ?? null, judged, right, ...unlock };
}

/** By the groups as they are now; a host that has left the inventory counts nowhere. */
function isIn(group: string | undefined, host: string, groupOf: GroupOf): boolean {
  try {
    return groupOf(host) === group;
  } catch (error) {
    if (error instanceof RoundtripError) return false;
    throw error;
  }
}
