import { setTimeout as delay } from 'node:timers/promises';
import { App } from '@slack/bolt';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Config, Secrets } from '../config/index.ts';
import { createRightOfWay, type RightOfWay } from '../right-of-way.ts';
import type {
  Dedup,
  Directory,
  EventStore,
  Keys,
  Leases,
  Postings,
  Queue,
  Triages,
} from '../triage/index.ts';
import { createAccess } from './access.ts';
import { type AlertDesk, createAlertDesk } from './alert-desk.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { createButtons } from './buttons.ts';
import type { Connection } from './connection.ts';
import { createDirectory } from './directory.ts';
import { refused, required, unreachable } from './failures.ts';
import { createFiles } from './files.ts';
import { createLastLooks } from './last-looks.ts';
import { registerListeners } from './listeners/index.ts';
import { createHomes } from './overview/homes.ts';
import { createOwnSight } from './overview/own-sight.ts';
import { createRecent } from './overview/recent.ts';
import { createReviews } from './overview/review.ts';
import { createThreadLinks } from './overview/thread-links.ts';
import { createPeople, type People } from './people.ts';
import { createPermalinks } from './permalinks.ts';
import { createMessenger } from './projection/messenger.ts';
import { createPictures } from './projection/pictures.ts';
import { createProjector } from './projection/projector.ts';
import { createWay, type HttpPlace } from './receiver.ts';
import { createSeals } from './seals.ts';
import { createSight } from './sight.ts';
import { createSpeech } from './speech.ts';
import { createClients, type SlackClients, webClientOptions } from './web-client.ts';

type SlackSecrets = Pick<Secrets, 'slackBotToken' | 'slackAppToken' | 'slackSigningSecret' | 'slackApiUrl'>;

export type SlackOptions = {
  config: Config;
  secrets: SlackSecrets;
  /** Where signed HTTP is listened for: port 3000 on every address unless told; 0 takes a free port. */
  http?: HttpPlace;
  triages: Triages;
  queue: Queue;
  events: EventStore;
  postings: Postings;
  leases: Leases;
  dedup: Dedup;
  keys: Keys;
  /** What comes from Slack goes before other work of this process. */
  rightOfWay?: RightOfWay;
  log: Logger;
};

export type Slack = {
  directory: Directory;
  /** Who asks for alerts. */
  alertDesk: AlertDesk;
  /** Port of signed HTTP; undefined in Socket Mode. */
  port?: number;
  /** Whether Slack reaches the bot. */
  connection(): Connection;
  /** Takes nothing more from Slack and waits for the messages under way. */
  stop(): Promise<void>;
};

/**
 * Starts the bot: Socket Mode where there is an app-level token, else signed HTTP at `/slack/events`. Throws
 * `slack-token-missing`, `slack-refused` (exit status 2), `slack-unreachable` (3) or `slack-not-listening`.
 */
export async function startSlack(options: SlackOptions): Promise<Slack> {
  const { config, secrets, log } = options;
  const logger = createBoltLogger(log);
  const token = required(secrets.slackBotToken, 'SLACK_BOT_TOKEN');
  const clients = createClients(token, secrets.slackApiUrl, logger);
  const self = await whoAmI(clients, secrets.slackAppToken, log);
  const people = createPeople(clients.reading, self);
  const directory = createDirectory(clients.reading, log);
  const messenger = createMessenger(clients, log);
  const buttons = createButtons(createSeals(await options.keys.key('slack-buttons')), self.teamId);
  const sight = createSight(config, directory);
  const { rightOfWay = createRightOfWay() } = options;
  const permalinks = createPermalinks(clients.reading, log);
  const pictures = createPictures(clients.posting, options.postings, options.leases, log);
  const projector = createProjector(
    { ...options, rightOfWay, sight, directory, people, messenger, buttons, pictures, permalinks },
    options.leases,
  );

  const receiver = createWay(secrets, self, { http: options.http, logger, rightOfWay });
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
  app.error(async (error) => {
    log.error({ err: error }, 'a listener failed');
    // An event whose listener failed is not acknowledged.
    throw error;
  });
  const access = createAccess(config, people, self.name);
  const looks = createLastLooks(options.events, rightOfWay, log);
  const recent = createRecent(options.events, log);
  const speech = createSpeech(config, people);
  const nameOf = (user: string) => nameWithin(people, user);
  const links = createThreadLinks(options.postings, permalinks);
  const ownSight = createOwnSight(config, sight, people);
  const shared = { ...options, access, speech, buttons, directory, people, sight, recent, links, nameOf };
  const homes = createHomes({ ...shared, client: clients.reading, ownSight });
  registerListeners(app, {
    ...shared,
    ownSight,
    homes,
    reviews: createReviews({ ...shared, permalinks, pictures }),
    looks,
    files: createFiles(token, secrets.slackApiUrl),
    projector,
    botUserId: self.userId,
  });

  // What other processes record is shown by them, or by the job that they leave.
  const unsubscribe = options.events.onAppended((triage, sequence) => {
    projector.nudge(triage, sequence);
    recent.changed(triage, sequence);
    homes.changed();
  });
  const unfollow = await options.events.subscribe((triage, sequence) => {
    recent.changed(triage, sequence);
    looks.changed(triage);
  });
  await options.queue.work('project', (job, signal) => {
    homes.changed();
    return projector.project(job.triage, signal);
  });
  const port = await receiver.listen();
  void looks.ready();
  return {
    directory,
    alertDesk: createAlertDesk({ access, sight, looks, projector }),
    ...(port === undefined ? {} : { port }),
    connection: receiver.connection,
    async stop() {
      unsubscribe();
      await unfollow();
      await app.stop();
      await looks.stop();
      await homes.stop();
      await projector.stop();
    },
  };
}

/** The directory alone, for a composition that needs it before the bot starts. */
export function createSlackDirectory(secrets: SlackSecrets, log: Logger): Directory {
  const token = required(secrets.slackBotToken, 'SLACK_BOT_TOKEN');
  return createDirectory(createClients(token, secrets.slackApiUrl, createBoltLogger(log)).reading, log);
}

/** Milliseconds: a name is no reason to keep anybody waiting. */
const NAMED_WITHIN = 500;

async function nameWithin(people: People, user: string): Promise<string | undefined> {
  const looking = people.person(user).then(
    (person) => person?.name,
    () => undefined,
  );
  return Promise.race([looking, delay(NAMED_WITHIN, undefined, { ref: false })]);
}

type Bot = {
  userId: string;
  botId: string;
  name: string;
  teamId: string;
  enterpriseId?: string;
  appId?: string;
};

async function whoAmI({ reading }: SlackClients, appToken: string | undefined, log: Logger): Promise<Bot> {
  try {
    const { user_id, bot_id, user, team_id, enterprise_id } = await reading.auth.test();
    if (!user_id || !bot_id || !team_id) throw new Error('auth.test did not tell who the bot is');
    const enterprise = enterprise_id ? { enterpriseId: enterprise_id } : {};
    const appId = appIdIn(appToken) ?? (await appOf(reading, bot_id, log));
    const app = appId === undefined ? {} : { appId };
    return {
      userId: user_id,
      botId: bot_id,
      name: user ?? 'roundtrip',
      teamId: team_id,
      ...enterprise,
      ...app,
    };
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw unreachable(error);
    throw refused('SLACK_BOT_TOKEN', error);
  }
}

/** An app-level token names its app: `xapp-1-A0123ABC-…`. */
function appIdIn(appToken: string | undefined): string | undefined {
  return /^xapp-\d+-(A[A-Z0-9]+)-/.exec(appToken ?? '')?.[1];
}

/** The app that the bot belongs to; undefined where Slack does not tell, and then payloads are told by their workspace alone. */
async function appOf(client: WebClient, bot: string, log: Logger): Promise<string | undefined> {
  try {
    return (await client.bots.info({ bot })).bot?.app_id;
  } catch (error) {
    log.warn({ err: error }, 'Slack does not say which app the bot belongs to');
    return undefined;
  }
}
