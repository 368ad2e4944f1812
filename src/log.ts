import { type Logger, pino } from 'pino';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type Level = (typeof LEVELS)[number];

/** Keys whose values never stand in a log, wherever they appear in the two outer levels of what is logged. */
const SECRET_KEYS = [
  'token',
  'botToken',
  'appToken',
  'slackBotToken',
  'slackAppToken',
  'signingSecret',
  'slackSigningSecret',
  'clientSecret',
  'authorization',
  'Authorization',
  'cookie',
  'password',
  'passphrase',
  'privateKey',
  'databaseUrl',
  'DATABASE_URL',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'response_url',
  'trigger_id',
];

/** Secrets inside texts (an error's message, a URL): Slack's tokens, and the password in a URL. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\bx(?:ox[a-z]|app)(?:\.[a-z0-9]{1,10}){0,3}-[A-Za-z0-9-]+/g, '[token]'],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"\\]{0,200}:)[^\s@"\\]{1,500}@/gi, '$1[password]@'],
  [/(\/(?:commands|actions|services)\/T[A-Z0-9]+\/)[A-Za-z0-9/]+/g, '$1[secret]'],
];

/**
 * A logger that writes JSON lines to standard error, with tokens and passwords left out. `level` is used where
 * `ROUNDTRIP_LOG` does not name another: `warn` suits a command, `info` the bot.
 */
export function createLogger(level: Level = 'warn'): Logger {
  return pino(
    {
      name: 'roundtrip',
      level: levelFromEnvironment() ?? level,
      redact: {
        paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
        censor: '[secret]',
      },
      hooks: { streamWrite: withoutSecrets },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** A text with Slack's tokens and the passwords of URLs replaced; for whatever is shown or kept besides the log. */
export function withoutSecrets(text: string): string {
  return SECRET_TEXTS.reduce((line, [secret, instead]) => line.replace(secret, instead), text);
}

function levelFromEnvironment(): Level | undefined {
  return LEVELS.find((level) => level === process.env.ROUNDTRIP_LOG);
}
