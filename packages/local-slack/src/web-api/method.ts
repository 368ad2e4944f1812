import type { JsonObject } from '../json.ts';
import { text } from '../json.ts';
import type { Channel, User } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import type { WorkspaceState } from '../state.ts';

/** One call of a method, its arguments decoded. */
export interface Call {
  state: WorkspaceState;
  args: JsonObject;
  /** What the token was granted; the app-level token has none of these. */
  scopes: readonly string[];
  /** Base address of the workspace, such as `http://127.0.0.1:4000`. */
  url: string;
  /** A new WebSocket address; throws Slack's error when Socket Mode is off or full. */
  openSocket: () => string;
}

export interface Method {
  /** Scopes of the bot token; one of them is enough where `anyScope` is set. */
  scopes: readonly string[];
  anyScope?: boolean;
  /** The app-level token instead of the bot's. */
  appToken?: boolean;
  run: (call: Call) => JsonObject;
}

export type Methods = Record<string, Method>;

/** A required argument. Slack names what is missing in `invalid_arguments`. */
export function required(call: Call, key: string): string {
  const value = text(call.args, key);
  if (value === undefined || value === '') {
    throw new SlackError('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] missing required field: ${key}`] },
    });
  }
  return value;
}

/** The conversation an argument names, by id (or #name, as Slack allows for posting). */
export function channelOf(call: Call): Channel {
  const channel = call.state.findChannel(required(call, 'channel'));
  const seen =
    channel && (channel.kind === 'public' || channel.members.includes(call.state.identity.botUserId));
  if (!channel || !seen) throw new SlackError('channel_not_found');
  return channel;
}

const SCOPE_OF = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const;

/** Each kind of conversation has a scope of its own: `im:read`, `groups:history` … */
export function needScope({ scopes }: Call, kind: Channel['kind'], what: 'read' | 'history'): void {
  const needed = `${SCOPE_OF[kind]}:${what}`;
  if (!scopes.includes(needed)) {
    throw new SlackError('missing_scope', { needed, provided: scopes.join(',') });
  }
}

/** As `channelOf`, and the app must be a member. */
export function joinedChannelOf(call: Call): Channel {
  const channel = channelOf(call);
  if (!channel.members.includes(call.state.identity.botUserId)) throw new SlackError('not_in_channel');
  return channel;
}

export function userOf(call: Call, key = 'user'): User {
  const user = call.state.users.get(required(call, key));
  if (!user) throw new SlackError('user_not_found');
  return user;
}

/** One page of a list, with Slack's cursor to the next. */
export function page<T>(call: Call, items: T[], defaultLimit = 100): { items: T[]; next: JsonObject } {
  const start = Number(Buffer.from(text(call.args, 'cursor') ?? '', 'base64').toString() || 0);
  if (!Number.isInteger(start) || start < 0) throw new SlackError('invalid_cursor');
  const limit = Math.min(Number(call.args.limit) || defaultLimit, 1000);
  const end = start + limit;
  const cursor = end < items.length ? Buffer.from(String(end)).toString('base64') : '';
  return {
    items: items.slice(start, end),
    next: { has_more: cursor !== '', response_metadata: { next_cursor: cursor } },
  };
}
