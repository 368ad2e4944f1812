import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Config, Secrets } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import type { Dedup, Directory, EventStore, Leases, Postings, Queue, Triages } from '../triage/index.ts';
import { createAccess } from './access.ts';
import { createBoltLogger, type SlackLogger } from './bolt-logger.ts';
import { createDirectory } from './directory.ts';
import { createFiles } from './files.ts';
import { registerListeners } from './listeners/index.ts';
import { createPeople } from './people.ts';
import { createMessenger } from './projection/messenger.ts';
import { createProjector } from './projection/projector.ts';
import { createClients, type SlackClients, webClientOptions } from './web-client.ts';

type SlackSecrets = Pick<Secrets, 'slackBotToken' | 'slackAppToken' | 'slackSigningSecret' | 'slackApiUrl'>;

export type SlackOptions = {
  config: Config;
  secrets: SlackSecrets;
  /** Where signed HTTP is listened for: port 3000 on every address unless told; 0 takes a free port. */
  http?: { port?: number; host?: string };
  triages: Triages;
  queue: Queue;
  events: EventStore;
  postings: Postings;
  leases: Leases;
  dedup: Dedup;
  log: Logger;
};

export type Slack = {
  directory: Directory;
  /** Port of signed HTTP; undefined in Socket Mode. */
  port?: number;
  /** Takes nothing more from Slack and waits for the messages under way. */
  stop(): Promise<void>;
};

/**
 * Starts the bot: Socket Mode where there is an app-level token, else signed HTTP at `/slack/events`. Throws
 * `slack-token-missing`, `slack-refused` (exit status 2) or `slack-unreachable` (3).
 */
export async function startSlack(options: SlackOptions): Promise<Slack> {
  const { config, secrets, log } = options;
  const logger = createBoltLogger(log);
  const token = required(secrets.slackBotToken, 'SLACK_BOT_TOKEN', 'the bot token of the Slack app (xoxb-…)');
  const clients = createClients(token, secrets.slackApiUrl, logger);
  const self = await whoAmI(clients);
  const people = createPeople(clients.reading, self);
  const directory = createDirectory(clients.reading, log);
  const messenger = createMessenger(clients, log);
  const projector = createProjector({ ...options, directory, people, messenger }, options.leases);

  const receiver = createReceiver(secrets, logger);
  const app = new App({
    token,
    botId: self.botId,
    botUserId: self.userId,
    // auth.test was asked above; nothing more is asked of Slack before an acknowledgement.
    tokenVerificationEnabled: false,
    convoStore: false,
    clientOptions: webClientOptions(secrets.slackApiUrl, logger),
    logger,
    receiver,
  });
  app.error(async (error) => log.error({ err: error }, 'a listener failed'));
  registerListeners(app, {
    ...options,
    access: createAccess(config, people, self.name),
    files: createFiles(token, secrets.slackApiUrl),
    projector,
    botUserId: self.userId,
  });

  const unsubscribe = await options.events.subscribe((triage) => projector.nudge(triage));
  await options.queue.work('project', (job, signal) => projector.project(job.triage, signal));
  const port = await startReceiver(receiver, options.http);
  return {
    directory,
    ...(port === undefined ? {} : { port }),
    async stop() {
      await unsubscribe();
      await app.stop();
      await projector.stop();
    },
  };
}

/** The directory alone, for a composition that needs it before the bot starts. */
export function createSlackDirectory(secrets: SlackSecrets, log: Logger): Directory {
  const token = required(secrets.slackBotToken, 'SLACK_BOT_TOKEN', 'the bot token of the Slack app (xoxb-…)');
  return createDirectory(createClients(token, secrets.slackApiUrl, createBoltLogger(log)).reading, log);
}

type Self = { userId: string; botId: string; name: string; teamId: string; enterpriseId?: string };

async function whoAmI({ reading }: SlackClients): Promise<Self> {
  try {
    const { user_id, bot_id, user, team_id, enterprise_id } = await reading.auth.test();
    if (!user_id || !bot_id || !team_id) throw new Error('auth.test did not tell who the bot is');
    const enterprise = enterprise_id ? { enterpriseId: enterprise_id } : {};
    return { userId: user_id, botId: bot_id, name: user ?? 'roundtrip', teamId: team_id, ...enterprise };
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw unreachable(error);
    throw refused('SLACK_BOT_TOKEN', error);
  }
}

function createReceiver(secrets: SlackSecrets, logger: SlackLogger): SocketModeReceiver | HTTPReceiver {
  const { slackAppToken, slackSigningSecret } = secrets;
  if (slackAppToken !== undefined) {
    // Without an end of retries: a bot that Slack cannot be reached from for an hour goes on afterwards.
    const retryConfig = {
      retries: 10_000,
      factor: 1.5,
      minTimeout: 500,
      maxTimeout: 15_000,
      randomize: true,
    };
    const clientOptions = { ...webClientOptions(secrets.slackApiUrl, logger), retryConfig };
    return new SocketModeReceiver({ appToken: slackAppToken, logger, installerOptions: { clientOptions } });
  }
  const signingSecret = required(
    slackSigningSecret,
    'SLACK_APP_TOKEN',
    'the app-level token (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP',
  );
  return new HTTPReceiver({ signingSecret, logger, endpoints: ['/slack/events'] });
}

async function startReceiver(
  receiver: SocketModeReceiver | HTTPReceiver,
  http: SlackOptions['http'],
): Promise<number | undefined> {
  if (receiver instanceof SocketModeReceiver) {
    await receiver.start().catch((error: unknown) => {
      throw error instanceof WebAPIPlatformError ? refused('SLACK_APP_TOKEN', error) : unreachable(error);
    });
    return undefined;
  }
  const server = await receiver.start({
    port: http?.port ?? 3000,
    ...(http?.host ? { host: http.host } : {}),
  });
  return (server.address() as AddressInfo | null)?.port;
}

function required(value: string | undefined, name: string, what: string): string {
  if (value !== undefined) return value;
  throw new RoundtripError(
    'slack-token-missing',
    `${name} is not set.`,
    `Set ${name} (or ${name}_FILE): ${what}.`,
    {
      exitStatus: EXIT.usage,
    },
  );
}

function refused(name: string, error: WebAPIPlatformError): RoundtripError {
  return new RoundtripError(
    'slack-refused',
    `Slack refuses the token in ${name} (${error.data.error}).`,
    `Copy ${name} again from the settings of the Slack app, and reinstall the app if its scopes changed.`,
    { exitStatus: EXIT.usage, cause: error },
  );
}

function unreachable(cause: unknown): RoundtripError {
  return new RoundtripError(
    'slack-unreachable',
    'Slack cannot be reached.',
    "Check this machine's way to https://slack.com, or SLACK_API_URL where it is set.",
    { exitStatus: EXIT.unreachable, cause },
  );
}
