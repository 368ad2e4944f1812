import type { NextHop } from '../model/index.ts';
import type { RouteAnswer, RouteError, SourceValidation, Why } from './answers.ts';

/** An answer before its explanation is attached. */
export type Outcome =
  | {
      kind: 'route';
      type: string;
      dev?: string | undefined;
      gateway?: string | undefined;
      prefsrc?: string | undefined;
      table: string;
      nextHops?: NextHop[] | undefined;
      sourceUnknown?: string | undefined;
    }
  | { kind: 'error'; error: RouteError }
  | { kind: 'refused'; validation: SourceValidation }
  | { kind: 'unknown'; because: string };

/** An answer whose explanation is worked out when it is first read: a million lookups do not pay for it. */
class LazyWhy {
  readonly #explain: () => Why;
  #why: Why | undefined;

  constructor(explain: () => Why) {
    this.#explain = explain;
  }

  get why(): Why {
    this.#why ??= this.#explain();
    return this.#why;
  }
}

class FoundRoute extends LazyWhy {
  readonly kind = 'route' as const;
  readonly type: string;
  readonly table: string;
  dev?: string;
  gateway?: string;
  prefsrc?: string;
  nextHops?: NextHop[];
  sourceUnknown?: string;

  constructor(outcome: Outcome & { kind: 'route' }, explain: () => Why) {
    super(explain);
    this.type = outcome.type;
    this.table = outcome.table;
    if (outcome.dev !== undefined) this.dev = outcome.dev;
    if (outcome.gateway !== undefined) this.gateway = outcome.gateway;
    if (outcome.prefsrc !== undefined) this.prefsrc = outcome.prefsrc;
    if (outcome.nextHops !== undefined) this.nextHops = outcome.nextHops;
    if (outcome.sourceUnknown !== undefined) this.sourceUnknown = outcome.sourceUnknown;
  }
}

class LookupError extends LazyWhy {
  readonly kind = 'error' as const;
  readonly error: RouteError;

  constructor(error: RouteError, explain: () => Why) {
    super(explain);
    this.error = error;
  }
}

class Refused extends LazyWhy {
  readonly kind = 'refused' as const;
  readonly validation: SourceValidation;

  constructor(validation: SourceValidation, explain: () => Why) {
    super(explain);
    this.validation = validation;
  }
}

class Unknown extends LazyWhy {
  readonly kind = 'unknown' as const;
  readonly because: string;

  constructor(because: string, explain: () => Why) {
    super(explain);
    this.because = because;
  }
}

/** Attaches the explanation, to be worked out when asked for. */
export function answerOf(outcome: Outcome, explain: () => Why): RouteAnswer {
  switch (outcome.kind) {
    case 'route':
      return new FoundRoute(outcome, explain);
    case 'error':
      return new LookupError(outcome.error, explain);
    case 'refused':
      return new Refused(outcome.validation, explain);
    case 'unknown':
      return new Unknown(outcome.because, explain);
  }
}
