import { contradiction } from './contradictions.ts';
import { isOurs } from './counted.ts';
import {
  type Cause,
  type Diagnosis,
  STAGES,
  type StageName,
  type StageReport,
  type Witnesses,
} from './model/index.ts';
import { type Finding, JUDGE_STAGE, unknown } from './stages/index.ts';
import { answeredByAnother, refusedBySomebody, untellable } from './untellable.ts';
import type { Walk } from './walk.ts';

/** The verdict: what stops the round trip first, how sure that is, and what would stop it next. */
export type Verdict = {
  cause: Cause;
  stage: StageName | null;
  certainty: Diagnosis['certainty'];
  stages: StageReport[];
  next: Cause[];
  /** Why it is inconclusive, where it is. */
  because: string;
};

/** Walks the stages in the packet's order and joins what they say with the witnesses. */
export function reachVerdict(walk: Walk, witnesses: Witnesses): Verdict {
  const findings = judgeStages(walk);
  const first = firstStop(findings);
  const stages = reports(findings, first?.stage);
  if (walk.answerArrived) return answered(walk, stages, first);
  const claim = first && { stage: first.stage, cause: first.finding.cause, because: first.finding.because };
  const against = (claim && untellable(walk, claim)) ?? contradiction(walk, witnesses, claim);
  if (against) return inconclusive(stages, against);
  if (first) {
    const { cause, because } = first.finding;
    const next = stages
      .filter(({ status }) => status === 'would-stop')
      .flatMap((report) => report.cause ?? []);
    return {
      cause,
      stage: first.stage,
      certainty: certaintyOf(walk, witnesses, first, findings),
      stages,
      next: [...new Set(next)].filter((other) => other !== cause),
      because,
    };
  }
  if (walk.answerLeft) {
    const certainty = walk.egress === undefined ? 'likely' : 'proven';
    return { cause: 'healthy', stage: null, certainty, stages, next: [], because: '' };
  }
  return inconclusive(stages, whyOpen(walk, findings));
}

function judgeStages(walk: Walk): StageFinding[] {
  const findings = STAGES.map((stage) => ({ stage, finding: JUDGE_STAGE[stage](walk) }));
  const early = findings.find(
    ({ stage, finding }) => finding.status !== 'passed' && BEFORE_WIRE_IN.has(stage),
  );
  return findings.map((one) =>
    early && one.stage === 'wire-in' && isStop(one.finding)
      ? {
          stage: one.stage,
          finding: unknown(`nothing arrives: ${early.finding.because}`, one.finding.evidence),
        }
      : one,
  );
}

const BEFORE_WIRE_IN = new Set<StageName>(['link', 'neighbour-in']);

type Stopped = { stage: StageName; finding: Stop };

function firstStop(findings: readonly StageFinding[]): Stopped | undefined {
  for (const { stage, finding } of findings) if (isStop(finding)) return { stage, finding };
  return undefined;
}

/** Of large packets, of another machine, or of a rule that rejects: what an answer does not disprove. */
const DESPITE_AN_ANSWER = new Set<Cause>(['mtu-blackhole', 'duplicate-address', 'firewall-drop']);

/** The answer is known to have come back: nothing stops the round trip, unless it was another's answer or a small one. */
function answered(walk: Walk, stages: StageReport[], first: Stopped | undefined): Verdict {
  const shared = { stages: stages.map(notStopped), next: [] };
  if (first && DESPITE_AN_ANSWER.has(first.finding.cause)) {
    const { cause, because } = first.finding;
    return { cause, stage: first.stage, certainty: 'likely', stages, next: [], because };
  }
  const another = answeredByAnother(walk) ?? refusedBySomebody(walk);
  if (another !== undefined) return inconclusive(stages, another);
  return { cause: 'healthy', stage: null, certainty: 'proven', ...shared, because: '' };
}

type StageFinding = { stage: StageName; finding: Finding };
type Stop = Extract<Finding, { cause: Cause }>;

function isStop(finding: Finding): finding is Stop {
  return finding.status === 'stopped' || finding.status === 'would-stop';
}

function reports(findings: readonly StageFinding[], firstStop: StageName | undefined): StageReport[] {
  return findings.map(({ stage, finding }) => {
    const behind = isStop(finding) && stage !== firstStop;
    return {
      stage,
      status: behind ? 'would-stop' : finding.status,
      because: finding.because,
      evidence: finding.evidence,
      ...(isStop(finding) ? { cause: finding.cause } : {}),
    };
  });
}

/** Where the answer is known to have arrived nothing stops it, whatever the state suggests. */
function notStopped(report: StageReport): StageReport {
  const { cause: _cause, ...rest } = report;
  return report.status === 'passed' ? report : { ...rest, status: 'unknown' };
}

function inconclusive(stages: StageReport[], because: string): Verdict {
  return {
    cause: 'inconclusive',
    stage: null,
    certainty: 'open',
    stages: stages.map(notStopped),
    next: [],
    because,
  };
}

/** Proven is what packets or counters of this very flow show, the model agreeing; state alone is likely. */
function certaintyOf(
  walk: Walk,
  { capture, counters, kernel }: Witnesses,
  { stage, finding }: Stopped,
  findings: readonly StageFinding[],
): Diagnosis['certainty'] {
  if (finding.status === 'would-stop') return 'likely';
  // Neither rules nor routes play a part in whether it came.
  if (stage === 'wire-in') return 'proven';
  if (walk.assumed.length > 0) return 'likely';
  if (SEEN_ON_THE_WIRE.has(stage)) return 'proven';
  if (stage === 'link') return walk.answerMissed ? 'proven' : 'likely';
  const notAnswered = capture.says === 'refuses' || (walk.arrived && walk.answerMissed);
  if (!notAnswered) return 'likely';
  if (counters.says === 'refuses' && isOurs(walk.counted, walk.counted.refused)) return 'proven';
  const before = findings.slice(
    0,
    findings.findIndex((one) => one.stage === stage),
  );
  const open = before.filter(
    ({ stage: earlier, finding: said }) => WITHIN_THE_HOST.has(earlier) && said.status === 'unknown',
  );
  return open.length === 0 || (stage === 'source-validation' && kernel.says === 'refuses')
    ? 'proven'
    : 'likely';
}

const SEEN_ON_THE_WIRE = new Set<StageName>(['neighbour-in', 'wire-in', 'wire-out', 'upstream']);

function whyOpen(walk: Walk, findings: readonly StageFinding[]): string {
  if (walk.flow.to === '') return `the address of ${walk.flow.interface} was not shown`;
  if (walk.seen.requests.length === 0) {
    const open = findings.find(
      ({ stage, finding }) => stage === 'source-validation' && finding.status === 'unknown',
    );
    if (open) return open.finding.because;
    const wireIn = findings.find(({ stage }) => stage === 'wire-in')?.finding;
    if (walk.probeExpected && wireIn?.status === 'unknown') return wireIn.because;
    return 'no packet was seen, and nothing in the state stops one';
  }
  const open = findings.find(
    ({ finding, stage }) => finding.status === 'unknown' && WITHIN_THE_HOST.has(stage),
  );
  return open ? open.finding.because : 'the request arrives, and no answer was seen';
}

const WITHIN_THE_HOST = new Set<StageName>([
  'prerouting',
  'source-validation',
  'input',
  'reply-route',
  'output',
  'neighbour-out',
]);
