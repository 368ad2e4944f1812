import { EXIT, type ExitStatus, RoundtripError } from '../errors.ts';

/** A failure of the command line: its code, and what the catalogue says of it. The exit status is that of bad usage. */
export function problem(
  code: string,
  { message, nextStep }: { message: string; nextStep: string },
  { exitStatus = EXIT.usage, cause }: { exitStatus?: ExitStatus; cause?: unknown } = {},
): RoundtripError {
  return new RoundtripError(code, message, nextStep, { exitStatus, cause });
}
