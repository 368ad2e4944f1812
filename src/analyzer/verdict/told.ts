import type { Told } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import type { Verdict } from './index.ts';

/** The verdict as it is told: the cause with its facts; of an open one, what speaks for a cause all the same. */
export function toldOfVerdict(
  { seen: { packets: seen, standsStill, observation } }: Walk,
  { claim, ranking, stages }: Verdict,
): Told {
  if (claim) return { cause: claim.cause, facts: claim.facts } as Told;
  const nothingFound =
    seen.requests.length === 0 &&
    !standsStill &&
    ranking.leaders.some(({ claim: one }) => one.cause === 'healthy');
  const overloaded = observation.overload === undefined ? {} : ({ overloaded: true } as const);
  const lead = leadOf(ranking, stages);
  return { cause: 'inconclusive', facts: { nothingFound, ...overloaded, ...(lead ? { lead } : {}) } };
}

/** What speaks for one cause though it decides nothing: something seen, else the first stage that would stop the packet. */
function leadOf({ leaders }: Verdict['ranking'], stages: Verdict['stages']): Told | undefined {
  const seen = leaders.find(({ claim: { shown } }) => shown !== undefined);
  if (seen) return { cause: seen.claim.cause, facts: seen.claim.facts } as Told;
  const foretold = stages.find(({ status }) => status === 'would-stop')?.because;
  return foretold?.key === 'claim' ? foretold.told : undefined;
}
