import { EXIT, RoundtripError } from '../errors.ts';

/** A host that could not be reached, authenticated or read: exit status 3. */
export function unreachable(
  code: string,
  message: string,
  nextStep: string,
  cause?: unknown,
): RoundtripError {
  return new RoundtripError(code, message, nextStep, { exitStatus: EXIT.unreachable, cause });
}
