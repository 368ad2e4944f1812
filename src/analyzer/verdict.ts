import {
  type Cause,
  type Diagnosis,
  STAGES,
  type StageName,
  type StageReport,
  type Witnesses,
} from './model/index.ts';
import { type Finding, JUDGE_STAGE } from './stages/index.ts';
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
  const findings = STAGES.map((stage) => ({ stage, finding: JUDGE_STAGE[stage](walk) }));
  const first = findings.find(({ finding }) => isStop(finding));
  const stages = reports(findings, first?.stage);
  if (walk.answerArrived) {
    return {
      cause: 'healthy',
      stage: null,
      certainty: 'proven',
      stages: stages.map(notStopped),
      next: [],
      because: '',
    };
  }
  const contradiction = findContradiction(walk, witnesses, first?.stage);
  if (contradiction) return inconclusive(stages, contradiction);
  if (first && isStop(first.finding)) {
    const cause = first.finding.cause;
    const next = stages
      .filter(({ status }) => status === 'would-stop')
      .flatMap((report) => report.cause ?? []);
    return {
      cause,
      stage: first.stage,
      certainty: certaintyOf(walk, witnesses, first.stage, first.finding, findings),
      stages,
      next: [...new Set(next)].filter((other) => other !== cause),
      because: first.finding.because,
    };
  }
  if (walk.answerLeft) {
    const certainty = walk.egress === undefined ? 'likely' : 'proven';
    return { cause: 'healthy', stage: null, certainty, stages, next: [], because: '' };
  }
  return inconclusive(stages, whyOpen(walk, findings));
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

/** Model against what was seen of this very flow: where they contradict each other nothing is claimed. */
function findContradiction(
  walk: Walk,
  { model, capture, counters }: Witnesses,
  first?: StageName,
): string | undefined {
  const seen = walk.seen.requests.length > 0;
  if (walk.answerLeft && model.says === 'refuses') {
    return `the model says that the host refuses it (${model.detail}), and yet an answer was seen`;
  }
  if (!seen || walk.answerLeft) return undefined;
  const strict =
    first === 'source-validation' && walk.validation.reason === 'strict' && walk.flow.protocol === 'icmp';
  if (strict && counters.says === 'accepts') {
    return `the model says strict rp_filter drops it, but the kernel's counters say that it was let in (${counters.detail})`;
  }
  if (strict && counters.detail.startsWith('IPReversePathFilter +0,')) {
    return `the model says strict rp_filter drops it, but IPReversePathFilter did not rise: something else drops it earlier`;
  }
  if (
    first === undefined &&
    model.says === 'accepts' &&
    counters.detail.startsWith('IPReversePathFilter') &&
    risen(walk, counters.detail)
  ) {
    return `the model says that it is accepted, but the kernel's reverse path filter refused packets meanwhile (${counters.detail})`;
  }
  if (first === undefined && capture.says === 'refuses' && model.says === 'accepts') {
    return 'the request arrives, the routing state lets it in and out, and yet no answer was seen';
  }
  return undefined;
}

function risen(walk: Walk, detail: string): boolean {
  return walk.family === 4 && !detail.startsWith('IPReversePathFilter +0');
}

/** Proven is what packets or counters of this very flow show, the model agreeing; state alone is likely. */
function certaintyOf(
  walk: Walk,
  { capture, counters, kernel }: Witnesses,
  stage: StageName,
  finding: Stop,
  findings: readonly StageFinding[],
): Diagnosis['certainty'] {
  if (finding.status === 'would-stop' || walk.assumed.length > 0) return 'likely';
  if (stage === 'wire-in' || stage === 'wire-out' || stage === 'upstream' || stage === 'neighbour-in')
    return 'proven';
  if (stage === 'link') return walk.answerMissed ? 'proven' : 'likely';
  const notAnswered = capture.says === 'refuses' || (walk.seen.requests.length > 0 && walk.answerMissed);
  if (!notAnswered) return 'likely';
  if (counters.says === 'refuses' && counters.detail.includes('IPReversePathFilter +')) return 'proven';
  const before = findings.slice(
    0,
    findings.findIndex((one) => one.stage === stage),
  );
  const filterKnown = before.every((one) => one.stage !== 'prerouting' || one.finding.status === 'passed');
  return filterKnown || kernel.says === 'refuses' ? 'proven' : 'likely';
}

function whyOpen(walk: Walk, findings: readonly StageFinding[]): string {
  if (walk.seen.requests.length === 0) {
    const open = findings.find(
      ({ stage, finding }) => stage === 'source-validation' && finding.status === 'unknown',
    );
    if (open) return open.finding.because;
    if (walk.probeExpected) return 'the probe was not seen, and it is not known whether it was sent';
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
