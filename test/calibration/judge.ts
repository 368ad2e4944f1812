import { pointless } from './sense.ts';
import type { Answer, Expected, Input, Trial } from './trial.ts';

/** Puts an input to the analyzer. */
type Ask = (input: Input) => Answer;

/** What became of a trial. */
export interface Judgement {
  readonly trial: Trial;
  readonly answer: Answer;
  /** `honest`: inconclusive where that is acceptable; `gave-up`: inconclusive where it is not. */
  readonly verdict: 'right' | 'wrong' | 'honest' | 'gave-up' | 'refused';
  /** A cause came of which it is said that it must never come. */
  readonly never: boolean;
  /** Place of the right cause among the candidates, from 1; undefined where it is not among them. */
  readonly rank?: number;
  /** Remedies and advised commands that harm or do not help. */
  readonly harms: readonly string[];
  /** The cause is right, and nothing of what repairs it is offered. */
  readonly helpless: boolean;
  /** Interfaces that should have been named as affected too, and were not. */
  readonly notAffected: readonly string[];
  /** What makes the question that it asks pointless; empty where it makes sense. */
  readonly pointless: readonly string[];
  /** What became of the questions that the analyzer asked; undefined where it asked none that a recording can answer. */
  readonly dialogue?: Dialogue;
}

/** How a dialogue ended, with the command that was asked last. */
type Dialogue =
  | { readonly end: 'named'; readonly questions: number }
  | {
      readonly end: 'named-wrongly' | 'still-open' | 'nothing-asked' | 'no-answer-known';
      readonly command?: string;
    };

/** Questions of one dialogue at most. */
export const QUESTIONS = 2;

/** Puts a trial to the analyzer, and answers what it asks as far as the recording knows. */
export function judge(trial: Trial, ask: Ask): Judgement {
  const answer = ask(trial.input);
  const { expected } = trial;
  const rank = rankOf(answer, expected);
  const verdict = verdictOf(answer, expected);
  const dialogue = answer.certainty === 'open' ? talk(trial, answer, ask) : undefined;
  return {
    trial,
    answer,
    verdict,
    never: expected.never.includes(answer.cause),
    helpless:
      verdict === 'right' &&
      expected.helps.length > 0 &&
      !expected.helps.some((id) => answer.offered.includes(id)),
    harms: harmsOf(answer, trial),
    pointless: pointless(trial, answer),
    notAffected:
      verdict === 'right' ? expected.alsoAffected.filter((dev) => !answer.alsoAffected.includes(dev)) : [],
    ...(rank === undefined ? {} : { rank }),
    ...(dialogue === undefined ? {} : { dialogue }),
  };
}

function verdictOf({ cause, certainty, interface: dev }: Answer, expected: Expected): Judgement['verdict'] {
  if (certainty === 'refused') return 'refused';
  if (certainty === 'open') return expected.accept.includes('inconclusive') ? 'honest' : 'gave-up';
  const asked = dev === undefined || expected.interfaces.length === 0 || expected.interfaces.includes(dev);
  return asked && expected.accept.includes(cause) ? 'right' : 'wrong';
}

function rankOf({ candidates }: Answer, { right }: Expected): number | undefined {
  const at = candidates?.findIndex((cause) => right.includes(cause)) ?? -1;
  return at < 0 ? undefined : at + 1;
}

/** Where something is hidden that speaks against a remedy, it may be offered as one that depends. */
function harmsOf({ offered, promised, advice }: Answer, { expected, variant }: Trial): string[] {
  const { neverRemedies, neverAdvice } = expected;
  return [
    ...(variant === undefined ? offered : promised).filter((id) => neverRemedies.includes(id)),
    ...advice.filter((command) => neverAdvice.some((words) => command.includes(words))),
  ];
}

/** Answers what is asked, at most twice; undefined where nothing is known that could be answered, or no cause is right. */
function talk({ input, expected, supply }: Trial, first: Answer, ask: Ask): Dialogue | undefined {
  if (supply === undefined || expected.right.length === 0) return undefined;
  let left = input;
  let { settles: command, settlesOn } = first;
  for (let questions = 1; questions <= QUESTIONS; questions++) {
    if (command === undefined) return { end: 'nothing-asked' };
    const supplied = supply(left, command, settlesOn);
    if (supplied === undefined) return { end: 'no-answer-known', command };
    left = supplied;
    const answer = ask(left);
    if (answer.certainty !== 'open') {
      return expected.right.includes(answer.cause)
        ? { end: 'named', questions }
        : { end: 'named-wrongly', command };
    }
    if (questions === QUESTIONS) return { end: 'still-open', command };
    ({ settles: command, settlesOn } = answer);
  }
  return undefined;
}
