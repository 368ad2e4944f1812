import type { Claim } from '../causes/index.ts';
import {
  type Cause,
  type Diagnosis,
  type Message,
  STAGES,
  type StageFinding,
  type StageName,
} from '../model/index.ts';
import { type Progress, progressOf } from '../seen/progress.ts';
import type { Walk } from '../walk/index.ts';
import { costRank } from './candidates.ts';
import { certaintyOf } from './certainty.ts';
import { stagesOfReplies } from './own-ping.ts';
import { type Ranking, rank } from './rank.ts';
import { ownCost, stageFindings } from './stage-reports.ts';

/** The verdict: what stops the round trip first, how sure that is, and what would stop it next. */
export type Verdict = {
  cause: Cause;
  /** The claim that decided; absent for `inconclusive`. */
  claim?: Claim;
  stage: StageName | null;
  certainty: Diagnosis['certainty'];
  stages: StageFinding[];
  next: Cause[];
  ranking: Ranking;
  progress: Progress;
  /** Why it is inconclusive, where it is. */
  why?: Message;
};

/** Holds every candidate against what was seen, and joins what is left into one verdict. */
export function reachVerdict(walk: Walk): Verdict {
  const progress = progressOf(walk);
  const ranking = rank(walk, progress);
  const { decided, why } = ranking;
  if (!decided) {
    const stages = stagesOfReplies(walk, stageFindings(walk, progress, ranking, false));
    return {
      cause: 'inconclusive',
      stage: null,
      certainty: 'open',
      stages,
      next: [],
      ranking,
      progress,
      ...(why === undefined ? {} : { why }),
    };
  }
  const certainty = certaintyOf(walk, progress, decided);
  const { claim } = decided;
  const well = claim.cause === 'healthy';
  return {
    cause: claim.cause,
    claim,
    stage: well ? null : claim.stage,
    certainty,
    stages: stagesOfReplies(walk, stageFindings(walk, progress, ranking, certainty === 'proven')),
    next: well ? [] : nextAfter(ranking, claim),
    ranking,
    progress,
  };
}

/** What only says that packets are lost somewhere: the first fault explains that, and nothing of it is left once that is removed. */
const TELLS_A_LOSS: ReadonlySet<Cause> = new Set(['answered-but-lost', 'packet-loss']);

/** Causes of later stages that hold all the same: they would stop the packet once the first is removed. */
function nextAfter({ candidates }: Ranking, { cause, stage }: Claim): Cause[] {
  const behind = candidates.filter(
    (one) =>
      one.claim.cause !== 'healthy' &&
      !TELLS_A_LOSS.has(one.claim.cause) &&
      one.refuted.length === 0 &&
      STAGES.indexOf(one.claim.stage) > STAGES.indexOf(stage) &&
      ownCost(one) < costRank('open'),
  );
  const inOrder = behind.sort((a, b) => STAGES.indexOf(a.claim.stage) - STAGES.indexOf(b.claim.stage));
  return [...new Set(inOrder.map(({ claim }) => claim.cause))].filter((other) => other !== cause);
}
