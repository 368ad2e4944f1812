import { type Message, STAGES, type StageFinding, type StageName } from '../model/index.ts';
import { furthest, isBefore, type Milestone, type Progress } from '../seen/progress.ts';
import { PASSING } from '../stages/index.ts';
import type { Walk } from '../walk/index.ts';
import { type Candidate, costRank, worst } from './candidates.ts';
import { type Ranking, toldOf } from './rank.ts';

/** Where each stage begins: a packet that is known to have come beyond its end has passed it. */
const ENDS: Record<StageName, Milestone> = {
  link: 'arrived',
  'neighbour-in': 'arrived',
  'wire-in': 'arrived',
  prerouting: 'checked',
  'source-validation': 'accepted',
  input: 'delivered',
  'reply-route': 'answered',
  output: 'left',
  'neighbour-out': 'left',
  'wire-out': 'left',
  upstream: 'returned',
};

/** All stages in order: passed up to the one that stops the packet, and what the model foretells of those behind it. */
export function stageFindings(
  walk: Walk,
  progress: Progress,
  ranking: Ranking,
  certain: boolean,
): StageFinding[] {
  const stop = ranking.decided?.claim.cause === 'healthy' ? undefined : ranking.decided;
  const at = stop ? STAGES.indexOf(stop.claim.stage) : STAGES.length;
  return STAGES.map((stage, index): StageFinding => {
    if (stop && index === at) {
      return {
        stage,
        status: certain || stop.claim.shown !== undefined ? 'stopped' : 'would-stop',
        because: { key: 'claim', told: toldOf(stop.claim), scene: walk.asked.scene },
        evidence: stop.claim.evidence,
        cause: stop.claim.cause,
      };
    }
    const finding = judged(walk, progress, ranking, stage);
    return index > at ? notReached(stage, finding) : finding;
  });
}

function judged(
  walk: Walk,
  progress: Progress,
  { candidates, decided }: Ranking,
  stage: StageName,
): StageFinding {
  const { because, evidence, status } = PASSING[stage](walk);
  const came = furthest(progress);
  // What shows that the packet came further shows that it passed here.
  const shown = status === 'passed' ? because : (progress.reached[0]?.because ?? because);
  const passed = { stage, status: 'passed' as const, because: shown, evidence };
  if (decided?.claim.cause === 'healthy' && came === 'returned') return passed;
  if (!isBefore(came, ENDS[stage])) return passed;
  const claims = candidates.filter(
    ({ claim, refuted }) => claim.stage === stage && claim.cause !== 'healthy' && refuted.length === 0,
  );
  const [first] = [...claims].sort((a, b) => ownCost(a) - ownCost(b));
  if (first) {
    const told: Message = { key: 'claim', told: toldOf(first.claim), scene: walk.asked.scene };
    if (ownCost(first) < costRank('open'))
      return {
        stage,
        status: 'would-stop',
        because: told,
        evidence: first.claim.evidence,
        cause: first.claim.cause,
      };
    if (ownCost(first) === costRank('open') && status === 'passed') {
      const questions = first.claim.rests
        .filter(({ kind }) => kind === 'open')
        .map(({ question }) => question);
      return { stage, status: 'unknown', because: { key: 'why.open', questions }, evidence };
    }
  }
  return { stage, status, because, evidence };
}

/** What a claim takes for granted of itself, whatever stands before it. */
export function ownCost({ claim }: Candidate): number {
  return costRank(worst(claim.rests.map(({ kind }) => kind)));
}

function notReached(stage: StageName, finding: StageFinding): StageFinding {
  const model = { passed: 'would-pass', 'would-stop': 'would-stop' } as const;
  const { status, cause, ...rest } = finding;
  const foretold = status === 'passed' || status === 'would-stop' ? model[status] : 'unknown';
  return {
    ...rest,
    stage,
    status: 'not-reached',
    model: foretold,
    ...(cause === undefined ? {} : { cause }),
  };
}
