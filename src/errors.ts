/** Exit statuses of the command line (public contract). */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** What an error is made of, as JSON: what `src/texts` says of its code in any language. */
export type ErrorFacts = Readonly<Record<string, unknown>>;

type ErrorOptions = {
  exitStatus?: ExitStatus | undefined;
  cause?: unknown;
  /** Absent where only the terminal shows it, in English. */
  facts?: ErrorFacts | undefined;
};

/** A failure that a person reads: one line that says what is wrong, one that says what to do next, both in English here. */
export class RoundtripError extends Error {
  readonly code: string;
  readonly nextStep: string;
  readonly exitStatus: ExitStatus;
  readonly facts: ErrorFacts | undefined;

  /** @param code stable, kebab-case: `host-unknown`, `host-key-changed`, `config-invalid` … */
  constructor(code: string, message: string, nextStep: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RoundtripError';
    this.code = code;
    this.nextStep = nextStep;
    this.exitStatus = options.exitStatus ?? EXIT.failed;
    this.facts = options.facts;
  }
}
