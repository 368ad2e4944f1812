import type { Delivery, Envelope } from './delivery/transport.ts';
import type { ShortcutOption } from './http/page-route.ts';
import { DELIVERY_LIMITS } from './limits.ts';
import type { Usergroup } from './records.ts';
import type { SeedOptions } from './seed.ts';

/** A slash command as the app registered it. */
export interface SlashCommand {
  /** With the slash. */
  command: string;
  description?: string;
  usageHint?: string;
}

export interface WorkspaceOptions extends SeedOptions {
  /** Port on 127.0.0.1; 0 (default) takes a free one. */
  port?: number;
  /** Delivers by signed HTTP to this URL; without it, by Socket Mode. */
  requestUrl?: string;
  /** Scopes of the bot token. */
  scopes?: readonly string[];
  /** Slash commands that the app registered; `/app` by default. */
  commands?: readonly SlashCommand[];
  /** Subscribed events. */
  events?: readonly string[];
  shortcuts?: readonly ShortcutOption[];
  /** User groups, their members by name or id. */
  usergroups?: readonly Usergroup[];
  /** Slack's limits on calls a second; off by default. */
  rateLimits?: boolean;
  /** Slash command texts with ids and links, as the manifest's `should_escape` does. */
  escapeCommands?: boolean;
  /** People cannot write to the app directly (`messages_tab_read_only_enabled` of the manifest). */
  messagesReadOnly?: boolean;
  /** Every event twice. */
  duplicateEvents?: boolean;
  /** Milliseconds to acknowledge, 3000 as Slack's. */
  acknowledgeMs?: number;
  eventRetryDelaysMs?: readonly number[];
  /** Told of every delivery that was answered, or was not in time, and how long that took (ms). */
  onDelivery?: (type: Envelope['type'], outcome: Delivery['outcome'], milliseconds: number) => void;
  /** Keeps messages, people and tokens in this file, so that a restarted workspace is the same. */
  stateFile?: string;
}

/** What a bot of this kind may need; narrower lists show `missing_scope`. */
const SCOPES = [
  ...['app_mentions:read', 'channels:history', 'channels:read', 'channels:join', 'chat:write', 'commands'],
  ...['files:read', 'files:write', 'groups:history', 'groups:read', 'im:history', 'im:read', 'im:write'],
  ...['reactions:write', 'usergroups:read', 'users:read'],
];

export const DEFAULT_OPTIONS = {
  port: 0,
  requestUrl: undefined,
  scopes: SCOPES,
  commands: [{ command: '/app' }],
  events: ['app_mention', 'message.im', 'app_home_opened', 'member_joined_channel'],
  shortcuts: [],
  usergroups: [],
  rateLimits: false,
  escapeCommands: false,
  messagesReadOnly: false,
  duplicateEvents: false,
  acknowledgeMs: DELIVERY_LIMITS.acknowledgeMs,
  eventRetryDelaysMs: DELIVERY_LIMITS.eventRetryDelaysMs,
  onDelivery: () => undefined,
  stateFile: undefined,
} satisfies { [K in keyof WorkspaceOptions]: WorkspaceOptions[K] | undefined };
