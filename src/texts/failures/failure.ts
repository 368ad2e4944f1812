import type { AskedFailures, ServiceFailures } from './asked.ts';
import type { HostFailures } from './host.ts';
import type { StoreFailures } from './store.ts';

/** Everything that can fail and that a person reads of in a thread: codes with the facts of each. */
export type Failures = HostFailures & AskedFailures & ServiceFailures & StoreFailures;
export type FailureCode = keyof Failures;

/** A failure as code and facts, which an event can keep; of a code without texts, its English sentences are the facts. */
export type Failure = { readonly code: string; readonly facts: Readonly<Record<string, unknown>> };

/** What a person reads of a failure: what is wrong, and what to do next. */
export type FailureWords = { message: string; nextStep: string };

/** One language's words for every failure; `say` has those of a failure within another one. */
export type FailureTexts = {
  [Code in FailureCode]: (facts: Failures[Code], say: (failure: Failure) => FailureWords) => FailureWords;
};
