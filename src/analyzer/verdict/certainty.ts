import type { CauseFacts, Diagnosis } from '../model/index.ts';
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
  if (claim.cause === 'healthy') return isAnswered(walk, claim.facts) ? 'proven' : 'likely';
  if (claim.shown) return 'proven';
  if (claim.stage === 'link') return walk.seen.answerMissed ? 'proven' : 'likely';
  const arrived = !isBefore(furthest(progress), 'arrived');
  return arrived && progress.missed.length > 0 ? 'proven' : 'likely';
}

/**
 * Answers got back to who asked; or they left by a known interface in a look of one's own, of which what goes wrong beyond the host
 * is no part. Whoever pastes a capture of the host alone asks since something fails.
 */
function isAnswered({ seen: { observation } }: Walk, { how, device }: CauseFacts['healthy']): boolean {
  const isOwnLook = observation.captures.some(({ listened }) => listened !== undefined);
  return how === 'returned' || (device !== undefined && isOwnLook);
}

/** The kernel itself refused this source: a packet filter in front that was not listed changes nothing of that. */
function kernelDecides({ seen: { refusal } }: Walk, { claim, assumes }: Candidate): boolean {
  return (
    claim.stage === 'source-validation' &&
    refusal !== undefined &&
    assumes.every(({ question, kind }) => question.about === 'filter' && kind === 'default')
  );
}
