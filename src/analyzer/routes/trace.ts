import { keyOf, type OpenQuestion, type Route } from '../model/index.ts';
import type { PassedRoute, RuleStep, Why } from './answers.ts';

/** Raised inside the model where the state does not tell what the kernel would do; becomes an `unknown` answer at its border. */
export class NotKnown extends Error {
  readonly question: OpenQuestion;

  constructor(question: OpenQuestion) {
    super(keyOf(question));
    this.question = question;
  }
}

/** What `attempt` comes to, or what `recover` makes of the question that stands in its way. */
export function unlessNotKnown<Result>(
  attempt: () => Result,
  recover: (question: OpenQuestion) => Result,
): Result {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof NotKnown) return recover(error.question);
    throw error;
  }
}

/** Collects what happened in one lookup; given only when an explanation is asked for, so that plain lookups stay fast. */
export interface Trace {
  why: Why;
  passedOver: PassedRoute[];
}

/** An empty trace. */
export function newTrace(): Trace {
  return { why: { steps: [], assumed: [] }, passedOver: [] };
}

/** Records a rule and takes along the routes that its table passed over. */
export function recordStep(
  trace: Trace | undefined,
  step: Pick<RuleStep, 'rule' | 'failed'> | undefined,
  outcome: RuleStep['outcome'],
  route?: Route,
): void {
  if (!trace || !step) return;
  trace.why.steps.push({ ...step, outcome, ...(route && { route }), passedOver: trace.passedOver });
  trace.passedOver = [];
}

/** Records what was not shown and is taken at its default; each question once. */
export function assume(trace: Trace | undefined, questions: readonly OpenQuestion[]): void {
  if (!trace) return;
  const { assumed } = trace.why;
  for (const question of questions) {
    const key = keyOf(question);
    if (!assumed.some((known) => keyOf(known) === key)) assumed.push(question);
  }
}
