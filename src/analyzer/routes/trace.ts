import type { PassedRoute, RuleStep, Why } from './answers.ts';

/** Raised inside the model where the state does not tell what the kernel would do; becomes an `unknown` answer at its border. */
export class NotKnown extends Error {}

/** Collects what happened in one lookup; given only when an explanation is asked for, so that plain lookups stay fast. */
export interface Trace {
  why: Why;
  passedOver: PassedRoute[];
}

/** An empty trace; `assumed` is what the whole model takes for granted. */
export function newTrace(assumed: readonly string[]): Trace {
  return { why: { steps: [], notes: [], assumed: [...assumed] }, passedOver: [] };
}

/** Records a rule and takes along the routes that its table passed over. */
export function recordStep(trace: Trace | undefined, step: Omit<RuleStep, 'passedOver'>): void {
  if (!trace) return;
  trace.why.steps.push({ ...step, passedOver: trace.passedOver });
  trace.passedOver = [];
}

/** Adds a sentence to the explanation. */
export function note(trace: Trace | undefined, sentence: string): void {
  trace?.why.notes.push(sentence);
}
