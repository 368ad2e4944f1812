import { EXIT, type RoundtripError } from '../errors.ts';
import { type FailureCode, type Failures, failed } from '../texts/failures/index.ts';

/** A host that could not be reached, authenticated or read: exit status 3. */
export function unreachable<Code extends FailureCode>(
  code: Code,
  facts: Failures[Code],
  cause?: unknown,
): RoundtripError {
  return failed(code, facts, { exitStatus: EXIT.unreachable, cause });
}
