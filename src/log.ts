import { type Logger, pino, stdSerializers } from 'pino';
import { RoundtripError } from './errors.ts';
import { withoutSecrets } from './without-secrets.ts';
import { workInHand } from './work-in-hand.ts';

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
  'databaseOwnerUrl',
  'DATABASE_OWNER_URL',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'response_url',
  'trigger_id',
];

/**
 * A logger that writes JSON lines to standard error, with tokens and passwords left out; what is logged while it is worked on a
 * triage names it. `level` is used where
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
      serializers: { err: toldError },
      hooks: { streamWrite: withoutSecrets },
      mixin() {
        const work = workInHand();
        return work ? { triage: work.triage } : {};
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** What a person is meant to read needs no stack; of everything else it tells where to look. */
function toldError(error: Error): unknown {
  if (!(error instanceof RoundtripError)) return stdSerializers.err(error);
  const { code, message, nextStep } = error;
  return { type: error.name, code, message, nextStep };
}

function levelFromEnvironment(): Level | undefined {
  return LEVELS.find((level) => level === process.env.ROUNDTRIP_LOG);
}
