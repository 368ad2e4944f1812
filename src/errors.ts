/** Exit statuses of the command line (public contract). */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** A failure told to a person: one line that says what is wrong, one that says what to do next. */
export class RoundtripError extends Error {
  readonly code: string;
  readonly nextStep: string;
  readonly exitStatus: ExitStatus;

  /** @param code stable, kebab-case: `host-unknown`, `host-key-changed`, `config-invalid` … */
  constructor(
    code: string,
    message: string,
    nextStep: string,
    options: { exitStatus?: ExitStatus; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RoundtripError';
    this.code = code;
    this.nextStep = nextStep;
    this.exitStatus = options.exitStatus ?? EXIT.failed;
  }
}
