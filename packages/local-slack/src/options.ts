import type { Delivery, Envelope } from './delivery/transport.ts';
import { DELIVERY_LIMITS } from './limits.ts';
import type { ShortcutOption, SlashCommand, Usergroup } from './records.ts';
import type { SeedOptions } from './seed.ts';

export interface WorkspaceOptions extends SeedOptions {
  /** Port on 127.0.0.1; 0 (default) takes a free one. */
  port?: number;
  /** Address to listen at. In a container it is 0.0.0.0: a port that is published does not come to its loopback. */
  address?: '127.0.0.1' | '0.0.0.0';
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
  /** The app has a Home tab (`home_tab_enabled` of the manifest). */
  homeTab?: boolean;
  /** The workspace pays: without that, user groups are `plan_upgrade_required`. */
  paidPlan?: boolean;
  /** Milliseconds until an uploaded file can be shown in an image block; until then it is an "invalid slack file". */
  fileProcessingMs?: number;
  /** Block types that this workspace refuses: `table`, or `container > table` for one inside another. */
  refusedBlocks?: readonly string[];
  /** Milliseconds that every answer of the Web API and every delivery takes. */
  latencyMs?: number;
  /** Every event twice. */
  duplicateEvents?: boolean;
  /** Milliseconds to acknowledge, 3000 as Slack's. */
  acknowledgeMs?: number;
  eventRetryDelaysMs?: readonly number[];
  /** Called with every delivery: answered or not in time, and how long that took (ms). */
  onDelivery?: (type: Envelope['type'], outcome: Delivery['outcome'], milliseconds: number) => void;
  /** Keeps messages, people and tokens in this file, so that a restarted workspace is the same. */
  stateFile?: string;
  /** Pages that are served beside the workspace's own, and linked in its list: each the file of one HTML document. */
  helpPages?: readonly HelpPage[];
}

/** A page that helps: served at `/help/NAME`. */
export interface HelpPage {
  /** Of small letters, digits and `-`. */
  name: string;
  title: string;
  file: URL;
}

/** What a bot of this kind may need; narrower lists show `missing_scope`. */
const SCOPES = [
  ...['app_mentions:read', 'channels:history', 'channels:read', 'channels:join', 'chat:write', 'commands'],
  ...['files:read', 'files:write', 'groups:history', 'groups:read', 'im:history', 'im:read', 'im:write'],
  ...['mpim:history', 'mpim:read', 'mpim:write'],
  ...['reactions:write', 'usergroups:read', 'users:read'],
];

export const DEFAULT_OPTIONS = {
  port: 0,
  address: '127.0.0.1',
  requestUrl: undefined,
  scopes: SCOPES,
  commands: [{ command: '/app' }],
  events: ['app_mention', 'message.im', 'app_home_opened', 'member_joined_channel'],
  shortcuts: [],
  usergroups: [],
  rateLimits: false,
  escapeCommands: false,
  messagesReadOnly: false,
  homeTab: true,
  paidPlan: true,
  fileProcessingMs: 0,
  refusedBlocks: [],
  latencyMs: 0,
  duplicateEvents: false,
  acknowledgeMs: DELIVERY_LIMITS.acknowledgeMs,
  eventRetryDelaysMs: DELIVERY_LIMITS.eventRetryDelaysMs,
  onDelivery: () => undefined,
  stateFile: undefined,
  helpPages: [],
} satisfies { [K in keyof WorkspaceOptions]: WorkspaceOptions[K] | undefined };
