import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import {
  startWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from '../../packages/local-slack/src/index.ts';
import { settingsFrom } from '../../src/cli/settings.ts';
import { type Config, parseConfig } from '../../src/config/index.ts';
import { createSlackDirectory, type Slack, type SlackOptions, startSlack } from '../../src/slack/index.ts';
import type { Store } from '../../src/store/index.ts';
import { createTriages, foldEvents, type TriageEvent, type Triages } from '../../src/triage/index.ts';
import { testData, until } from '../store/support.ts';
import { ROUNDTRIP_APP } from '../support/slack-app.ts';

/** A store that all tests of a file share: its server takes a second to start. */
export function sharedStore(): { open(): Promise<Store>; remove(): Promise<void> } {
  return testData();
}

type User = Workspace['users'][string];
type Channel = Workspace['channels'][string];
type Message = ReturnType<Workspace['messages']>[number];

/** A local workspace with the bot in it, on a real store; what happens on hosts is told by the test. */
export type Bench = {
  workspace: Workspace;
  store: Store;
  config: Config;
  channel: Channel;
  triages: Triages;
  /** Another instance of the bot, as another replica or after a restart; its store may be one that fails. */
  startBot(more?: Partial<SlackOptions>): Promise<Slack>;
  /** Appends what a worker would have recorded. */
  happen(triage: string, ...events: TriageEvent[]): Promise<void>;
  /** The triage that was asked for last, once it is there. */
  newest(): Promise<string>;
  /** Messages of the channel that the bot wrote, replies left out. */
  cards(): Message[];
  /** Replies under the newest card. */
  thread(): Message[];
  directMessages(user: string): Message[];
  stop(): Promise<void>;
};

export type BenchOptions = {
  workspace?: WorkspaceOptions;
  yaml?: (users: Record<string, User>, channels: Record<string, Channel>) => string;
};

const INVENTORY = 'hosts:\n  server-a: { apply: false }\n  server-b: {}\n  server-c: {}\n';

export async function startBench(store: Store, options: BenchOptions = {}): Promise<Bench> {
  const workspace = await startWorkspace({ ...ROUNDTRIP_APP, ...options.workspace });
  const { users, channels } = workspace;
  const yaml = options.yaml?.(users, channels) ?? `approval: { approvers: [${id(users, 'net-admin')}] }\n`;
  const config = parseConfig(`${INVENTORY}${yaml}`, join(tmpdir(), 'roundtrip.yaml'));
  const secrets = {
    slackBotToken: workspace.botToken,
    slackAppToken: options.workspace?.requestUrl === undefined ? workspace.appToken : undefined,
    slackSigningSecret: workspace.signingSecret,
    slackApiUrl: workspace.apiUrl,
  };
  const log = pino({ level: process.env.ROUNDTRIP_LOG ?? 'silent' });
  const bots: Slack[] = [];
  const asked: string[] = [];
  const unsubscribe = await store.events.subscribe((triage, sequence) => {
    if (sequence === 1) asked.push(triage);
  });
  const directory = createSlackDirectory(secrets, log);
  const triages = triagesOn(store.events, config, directory);
  const channel = channels['net-ops'];
  if (!channel) throw new Error('no channel');
  const cards = () =>
    workspace
      .messages(channel.id)
      .filter((each) => each.botId !== undefined && !each.threadTs && !each.onlyFor);
  return {
    ...{ workspace, store, config, channel, triages },
    async startBot({ events = store.events, ...more } = {}) {
      const its = events === store.events ? triages : triagesOn(events, config, directory);
      const bot = await startSlack({ ...store, events, config, secrets, triages: its, log, ...more });
      bots.push(bot);
      return bot;
    },
    async happen(triage, ...events) {
      // The bot may write at the same time.
      for (let kind = 'conflict'; kind === 'conflict'; ) {
        const before = await store.events.read(triage);
        ({ kind } = await store.events.append(triage, before.length, events, [{ kind: 'project', triage }]));
      }
    },
    async newest() {
      await workspace.waitFor((w) => w.calls.some((call) => call.method === 'chat.postMessage'));
      return until(() => asked.at(-1));
    },
    cards,
    thread() {
      const card = cards().at(-1);
      return card
        ? workspace.thread(channel.id, card.ts).filter((each) => each.ts !== card.ts && !each.onlyFor)
        : [];
    },
    directMessages: (user) => workspace.messages(workspace.as(user).directMessage().id),
    async stop() {
      for (const bot of bots) await bot.stop().catch(() => undefined);
      await unsubscribe();
      await workspace.stop();
    },
  };
}

/** The id of a person by name. */
export function id(users: Record<string, User>, name: string): string {
  const user = users[name];
  if (!user) throw new Error(`nobody is called ${name}`);
  return user.id;
}

function triagesOn(events: Store['events'], config: Config, directory: Slack['directory']): Triages {
  return createTriages({ events, directory, settings: settingsFrom(config) });
}

/** Everything that a message shows or carries, as one text. */
export function wordsOf(message: Message | undefined): string {
  return JSON.stringify(message?.blocks ?? []);
}

/** The texts of a message's buttons. */
export function buttonsOf(message: Message | undefined): string[] {
  return [
    ...wordsOf(message).matchAll(
      /"type":"button","action_id":"[^"]*","text":\{"type":"plain_text","text":"([^"]*)"/g,
    ),
  ].map((match) => match[1] ?? '');
}

/** The action ids of a message's buttons. */
export function buttonActionsOf(message: Message | undefined): string[] {
  return [...wordsOf(message).matchAll(/"type":"button","action_id":"([^"]*)"/g)].map(
    (match) => match[1] ?? '',
  );
}

/** The state as the events tell it. */
export async function stateOf(bench: Bench, triage: string) {
  return foldEvents(await bench.store.events.read(triage));
}
