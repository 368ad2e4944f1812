import { flag, type JsonObject, text } from '../json.ts';
import { repliesOf, toSlack } from '../messages.ts';
import type { Channel, Message } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import type { WorkspaceState } from '../state.ts';
import { type Call, channelOf, joinedChannelOf, type Methods, needScope, page, required } from './method.ts';

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

export const CONVERSATION_METHODS: Methods = {
  'conversations.open': {
    scopes: ['im:write', 'mpim:write'],
    anyScope: true,
    run(call) {
      const { state } = call;
      const ids = required(call, 'users').split(',');
      const people = ids.map((id) => state.users.get(id.trim()));
      if (people.length > 8) throw new SlackError('too_many_users');
      const known = people.filter((user) => user !== undefined);
      const [user] = known;
      if (!user || known.length < people.length) throw new SlackError('user_not_found');
      if (known.some(({ isBot }) => isBot)) throw new SlackError('cannot_dm_bot');
      const bot = state.users.get(state.identity.botUserId);
      const channel =
        known.length > 1 && bot
          ? state.groupMessage([bot, ...known])
          : state.directMessage(user.id, state.identity.botUserId);
      return { channel: flag(call.args, 'return_im') ? channelToSlack(state, channel) : { id: channel.id } };
    },
  },
  'conversations.info': {
    scopes: READ,
    anyScope: true,
    run: (call) => ({ channel: channelToSlack(call.state, readableChannelOf(call)) }),
  },
  'conversations.members': {
    scopes: READ,
    anyScope: true,
    run(call) {
      const { items, next } = page(call, readableChannelOf(call).members);
      return { members: items, ...next };
    },
  },
  'conversations.list': {
    scopes: READ,
    anyScope: true,
    run(call) {
      const types = listedTypes(call);
      const listed = [...call.state.channels.values()].filter((one) => seenAs(call.state, one, types));
      const { items, next } = page(call, listed);
      return { channels: items.map((channel) => channelToSlack(call.state, channel)), ...next };
    },
  },
  'users.conversations': {
    scopes: READ,
    anyScope: true,
    run(call) {
      const user = text(call.args, 'user') ?? call.state.identity.botUserId;
      const types = listedTypes(call);
      const listed = [...call.state.channels.values()].filter(
        (channel) => channel.members.includes(user) && seenAs(call.state, channel, types),
      );
      const { items, next } = page(call, listed);
      return { channels: items.map((channel) => channelToSlack(call.state, channel)), ...next };
    },
  },
  'conversations.join': {
    scopes: ['channels:join'],
    run(call) {
      const channel = channelOf(call);
      if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
      const { botUserId } = call.state.identity;
      if (!channel.members.includes(botUserId)) channel.members.push(botUserId);
      call.state.changed({ kind: 'conversation', channel: channel.id });
      return { channel: channelToSlack(call.state, channel) };
    },
  },
  'conversations.history': {
    scopes: HISTORY,
    anyScope: true,
    run(call) {
      const channel = joinedChannelOf(call);
      needScope(call, channel.kind, 'history');
      const main = call.state
        .messages(channel.id)
        .filter((one) => one.threadTs === undefined || one.broadcast);
      // Newest first, as Slack lists a channel.
      const { items, next } = page(call, withinTimes(call, main).reverse());
      return { messages: listed(call, items), pin_count: 0, ...next };
    },
  },
  'conversations.replies': {
    scopes: HISTORY,
    anyScope: true,
    run(call) {
      const channel = joinedChannelOf(call);
      needScope(call, channel.kind, 'history');
      const message = call.state.message(channel.id, required(call, 'ts'));
      if (!message) throw new SlackError('thread_not_found');
      const parent = call.state.message(channel.id, message.threadTs ?? message.ts) ?? message;
      const thread = [parent, ...withinTimes(call, repliesOf(call.state, parent))];
      const { items, next } = page(call, thread, 1000);
      return { messages: listed(call, items), ...next };
    },
  },
};

function readableChannelOf(call: Call): Channel {
  const channel = channelOf(call);
  needScope(call, channel.kind, 'read');
  return channel;
}

/** Metadata is sent only to callers that ask for it. */
function listed(call: Call, messages: Message[]): JsonObject[] {
  const withMetadata = flag(call.args, 'include_all_metadata');
  return messages.map((message) => toSlack(call.state, message, withMetadata));
}

function withinTimes(call: Call, messages: Message[]): Message[] {
  const oldest = Number(call.args.oldest ?? 0);
  const latest = call.args.latest === undefined ? Number.POSITIVE_INFINITY : Number(call.args.latest);
  const inclusive = flag(call.args, 'inclusive');
  return messages.filter(({ ts }) => {
    const time = Number(ts);
    return inclusive ? time >= oldest && time <= latest : time > oldest && time < latest;
  });
}

const TYPE_OF = { public: 'public_channel', private: 'private_channel', im: 'im', mpim: 'mpim' } as const;
const KINDS = ['public', 'private', 'im', 'mpim'] as const;

/** The types that a list is asked for; each needs its scope. */
function listedTypes(call: Call): string[] {
  const types = (text(call.args, 'types') ?? 'public_channel').split(',');
  for (const kind of KINDS) if (types.includes(TYPE_OF[kind])) needScope(call, kind, 'read');
  return types;
}

function seenAs(state: WorkspaceState, channel: Channel, types: string[]): boolean {
  if (!types.includes(TYPE_OF[channel.kind])) return false;
  return channel.kind === 'public' || channel.members.includes(state.identity.botUserId);
}

/** A conversation as Slack describes it to the app. */
function channelToSlack(state: WorkspaceState, channel: Channel): JsonObject {
  const { botUserId, teamId } = state.identity;
  const isMember = channel.members.includes(botUserId);
  const common = { id: channel.id, created: channel.created, is_archived: false, context_team_id: teamId };
  if (channel.kind === 'im') {
    const user = channel.members.find((id) => id !== botUserId);
    return {
      ...common,
      is_im: true,
      is_channel: false,
      is_group: false,
      is_mpim: false,
      user,
      is_open: true,
    };
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind !== 'public',
    is_im: false,
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_general: false,
    is_shared: channel.isExtShared,
    is_ext_shared: channel.isExtShared,
    is_org_shared: false,
    is_member: isMember,
    creator: channel.members[0],
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.length,
  };
}
