import type { Diagnosis } from '../model/index.ts';
import { furthest, isBefore, type Progress } from '../seen/progress.ts';
import type { Walk } from '../walk/index.ts';
import { type Candidate, costRank } from './candidates.ts';

/**
 * How sure the one is that leads: `proven` where packets or counters of this very flow show it and nothing is taken for
 * granted; `likely` where it rests on the state, on defaults, or on what was shown elsewhere.
 */
export function certaintyOf(walk: Walk, progress: Progress, candidate: Candidate): Diagnosis['certainty'] {
  const { claim, cost } = candidate;
  if (claim.surmised || (costRank(cost) > 0 && !kernelDecides(walk, candidate))) return 'likely';
  if (claim.cause === 'healthy')
    return claim.facts.how === 'left' && claim.facts.device === undefined ? 'likely' : 'proven';
  if (claim.shown) return 'proven';
  if (claim.stage === 'link') return walk.seen.answerMissed ? 'proven' : 'likely';
  const arrived = !isBefore(furthest(progress), 'arrived');
  return arrived && progress.missed.length > 0 ? 'proven' : 'likely';
}

/** The kernel itself refused this source: a packet filter in front that was not listed changes nothing of that. */
function kernelDecides({ seen: { refusal } }: Walk, { claim, assumes }: Candidate): boolean {
  return (
    claim.stage === 'source-validation' &&
    refusal !== undefined &&
    assumes.every(({ question, kind }) => question.about === 'filter' && kind === 'default')
  );
}
