import type { WebAPIPlatformError } from '@slack/web-api';
import { EXIT, RoundtripError } from '../errors.ts';

/** A secret that must be there. Throws `slack-token-missing` (exit status 2). */
export function required(value: string | undefined, name: string, what: string): string {
  if (value !== undefined) return value;
  throw new RoundtripError(
    'slack-token-missing',
    `${name} is not set.`,
    `Set ${name} (or ${name}_FILE): ${what}.`,
    { exitStatus: EXIT.usage },
  );
}

/** Slack does not take a token: `slack-refused` (2). */
export function refused(name: string, error: WebAPIPlatformError): RoundtripError {
  return new RoundtripError(
    'slack-refused',
    `Slack refuses the token in ${name} (${error.data.error}).`,
    `Copy ${name} again from the settings of the Slack app, and reinstall the app if its scopes changed.`,
    { exitStatus: EXIT.usage, cause: error },
  );
}

/** Slack does not answer: `slack-unreachable` (3). */
export function unreachable(cause: unknown): RoundtripError {
  return new RoundtripError(
    'slack-unreachable',
    'Slack cannot be reached.',
    "Check this machine's way to https://slack.com, or SLACK_API_URL where it is set.",
    { exitStatus: EXIT.unreachable, cause },
  );
}
