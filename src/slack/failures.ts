import type { WebAPIPlatformError } from '@slack/web-api';
import { EXIT, type RoundtripError } from '../errors.ts';
import { type Failures, failed } from '../texts/failures/index.ts';

/** A secret that must be there. Throws `slack-token-missing` (exit status 2). */
export function required(value: string | undefined, name: Failures['slack-token-missing']['name']): string {
  if (value !== undefined) return value;
  throw failed('slack-token-missing', { name }, { exitStatus: EXIT.usage });
}

/** Slack does not take a token: `slack-refused` (2). */
export function refused(name: string, error: WebAPIPlatformError): RoundtripError {
  const facts = { name, said: error.data.error };
  return failed('slack-refused', facts, { exitStatus: EXIT.usage, cause: error });
}

/** Its requests cannot be listened for at that port: `slack-not-listening`. */
export function notListening(port: number, cause: unknown): RoundtripError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return failed('slack-not-listening', { port, said }, { cause });
}

/** Slack does not answer: `slack-unreachable` (3). */
export function unreachable(cause: unknown): RoundtripError {
  return failed('slack-unreachable', {}, { exitStatus: EXIT.unreachable, cause });
}
