import { readFileSync } from 'node:fs';
import { EXIT, RoundtripError } from '../errors.ts';

/** What never stands in roundtrip.yaml; a missing one is undefined. */
export type Secrets = {
  readonly slackBotToken: string | undefined;
  /** Socket Mode. */
  readonly slackAppToken: string | undefined;
  /** HTTP. */
  readonly slackSigningSecret: string | undefined;
  readonly databaseUrl: string | undefined;
  /** The database's owner, as whom it is set up; the bot needs it not. */
  readonly databaseOwnerUrl: string | undefined;
  /** What Alertmanager shows to the webhook. */
  readonly alertsToken: string | undefined;
  /** What an agent shows that calls tools over HTTP. */
  readonly mcpToken: string | undefined;
  /** Another Slack than slack.com: always a loopback address, so that no token can leave the machine to it. */
  readonly slackApiUrl: string | undefined;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Secrets from the environment, or from the file that the variable of the same name with `_FILE` names (its last
 * newline is not part of it). Throws `secret-invalid` (exit status 2), which never repeats a value.
 */
export function loadSecrets(environment: Environment = process.env): Secrets {
  return {
    slackBotToken: tokenOf(environment, 'SLACK_BOT_TOKEN', 'xoxb-'),
    slackAppToken: tokenOf(environment, 'SLACK_APP_TOKEN', 'xapp-'),
    slackSigningSecret: secretOf(environment, 'SLACK_SIGNING_SECRET'),
    databaseUrl: databaseUrlOf(environment, 'DATABASE_URL'),
    databaseOwnerUrl: databaseUrlOf(environment, 'DATABASE_OWNER_URL'),
    alertsToken: longEnough('ALERTS_TOKEN', secretOf(environment, 'ALERTS_TOKEN')),
    mcpToken: longEnough('MCP_TOKEN', secretOf(environment, 'MCP_TOKEN')),
    slackApiUrl: slackApiUrlOf(environment),
  };
}

function secretOf(environment: Environment, name: string): string | undefined {
  const value = environment[name] || undefined;
  const file = environment[`${name}_FILE`] || undefined;
  if (file === undefined) return value;
  if (value !== undefined) {
    throw invalid(`${name} and ${name}_FILE are both set.`, `Set only one of them.`);
  }
  let content: string;
  try {
    content = readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw invalid(
      `The file that ${name}_FILE names cannot be read (${reason}).`,
      `Check that ${name}_FILE names a file that this user may read.`,
      error,
    );
  }
  if (content === '')
    throw invalid(`The file that ${name}_FILE names is empty.`, 'Write the secret into it.');
  return content;
}

function tokenOf(environment: Environment, name: string, prefix: string): string | undefined {
  const token = secretOf(environment, name);
  if (token === undefined || (token.startsWith(prefix) && /^[\x21-\x7e]+$/.test(token))) return token;
  throw invalid(
    `${name} is not a token that begins with ${prefix}.`,
    'Copy it again from the settings of the Slack app; the bot token and the app-level token are easily swapped.',
  );
}

/** A bearer token that a program made: printable, and nothing to guess. */
function longEnough(name: string, token: string | undefined): string | undefined {
  if (token === undefined || /^[\x21-\x7e]{16,}$/.test(token)) return token;
  throw invalid(
    `${name} is not a token of 16 or more letters and digits.`,
    'Make one with: openssl rand -hex 32',
  );
}

/** `postgres://user@/database?host=/folder` is no WHATWG URL, and a PostgreSQL's all the same ("Connection URIs"). */
const NAMES_A_SOCKET = /^postgres(ql)?:\/\/([^\s@/]*@)?\/\S*$/;

function databaseUrlOf(environment: Environment, name: string): string | undefined {
  const text = secretOf(environment, name);
  if (text === undefined) return undefined;
  const url = parseUrl(text);
  if (url?.protocol === 'postgres:' || url?.protocol === 'postgresql:') return text;
  if (NAMES_A_SOCKET.test(text)) return text;
  throw invalid(
    `${name} is not the URL of a PostgreSQL.`,
    'Write it as postgres://user:password@host:5432/database.',
  );
}

function slackApiUrlOf(environment: Environment): string | undefined {
  const text = environment.SLACK_API_URL || undefined;
  if (text === undefined) return undefined;
  const url = parseUrl(text);
  const web = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url !== undefined && web && url.username === '' && url.password === '' && isLoopback(url.hostname)) {
    return url.href;
  }
  throw invalid(
    'SLACK_API_URL is not an http address on this machine (loopback); tokens are sent to Slack or loopback only.',
    'Unset SLACK_API_URL to use Slack, or set it to something like http://127.0.0.1:3001/api/.',
  );
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** The URL parser has brought IPv4 into dotted decimals and IPv6 into brackets already. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

function invalid(message: string, nextStep: string, cause?: unknown): RoundtripError {
  return new RoundtripError('secret-invalid', message, nextStep, {
    exitStatus: EXIT.usage,
    ...(cause === undefined ? {} : { cause }),
  });
}
