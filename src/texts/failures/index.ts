import { type ExitStatus, RoundtripError } from '../../errors.ts';
import { failureTexts as en } from '../en/failures/index.ts';
import { runWords as enRun } from '../en/failures/run.ts';
import { trailTexts as enTrail } from '../en/failures/trail.ts';
import { failureTexts as ja } from '../ja/failures/index.ts';
import { runWords as jaRun } from '../ja/failures/run.ts';
import { trailTexts as jaTrail } from '../ja/failures/trail.ts';
import type { Failure, FailureCode, Failures, FailureTexts, FailureWords } from './failure.ts';
import type { FailedRun } from './run.ts';
import type { GuardGap, TrailFinding, TrailTexts } from './trail.ts';

export type { Failure, FailureCode, Failures, FailureWords } from './failure.ts';
export type {
  LostBecause,
  ProxyKind,
  UnsupportedOption,
  UnusableIdentity,
  WorkOnHost,
} from './host.ts';
export type { FailedRun } from './run.ts';
export type { GuardGap, TrailFinding } from './trail.ts';

const TEXTS = { en, ja } satisfies Record<string, FailureTexts>;

/** An error that people read of in their language. */
export function failed<Code extends FailureCode>(
  code: Code,
  facts: Failures[Code],
  options: { exitStatus?: ExitStatus; cause?: unknown } = {},
): RoundtripError {
  const { message, nextStep } = failureIn('en', { code, facts });
  return new RoundtripError(code, message, nextStep, { ...options, facts });
}

/** The failure that an error stands for. */
export function failureOf({ code, facts, message, nextStep }: RoundtripError): Failure {
  return { code, facts: facts ?? { message, nextStep } };
}

/** The failure for a thread: not everybody who reads it may know which hosts there are. */
export function withoutInventory({ code, facts }: Failure): Failure {
  return code === 'host-unknown' ? { code, facts: { host: facts['host'] } } : { code, facts };
}

/** The words of a failure. One that has none here (an older version's, or the terminal's) is shown as it was recorded. */
export function failureIn(language: keyof typeof TEXTS, failure: Failure): FailureWords {
  const { code, facts } = failure;
  const recorded = { message: String(facts['message'] ?? code), nextStep: String(facts['nextStep'] ?? '') };
  if (!Object.hasOwn(TEXTS[language], code) || 'nextStep' in facts) return recorded;
  const text = TEXTS[language][code as FailureCode] as (
    facts: Failure['facts'],
    say: (inner: Failure) => FailureWords,
  ) => FailureWords;
  try {
    return text(facts, (inner) => failureIn(language, inner));
  } catch {
    return recorded;
  }
}

const RUNS = { en: enRun, ja: jaRun } satisfies Record<keyof typeof TEXTS, (run: FailedRun) => string>;

/** How a configured program failed: what follows its name in a sentence. */
export function runIn(language: keyof typeof TEXTS, run: FailedRun): string {
  return RUNS[language](run);
}

const TRAIL = { en: enTrail, ja: jaTrail } satisfies Record<keyof typeof TEXTS, TrailTexts>;

/** What is wrong with the audit trail: the end of a sentence. */
export function findingIn(language: keyof typeof TRAIL, { kind, facts }: TrailFinding): string {
  return (TRAIL[language].findings[kind] as (facts: TrailFinding['facts']) => string)(facts);
}

/** What a role of the database could do to it: a part of a sentence. */
export function gapIn(language: keyof typeof TRAIL, { kind, facts }: GuardGap): string {
  return (TRAIL[language].gaps[kind] as (facts: GuardGap['facts']) => string)(facts);
}
