import { flag, text } from '../json.ts';
import { acceptContent, toSlack } from '../messages.ts';
import type { Channel, Message } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { type Call, channelOf, joinedChannelOf, type Methods, required } from './method.ts';

export const CHAT_METHODS: Methods = {
  'chat.postMessage': {
    scopes: ['chat:write'],
    run(call) {
      const { state } = call;
      const channel = postChannel(call);
      const content = acceptContent(call.args, state);
      const threadTs = parentTs(call, channel);
      const message = state.add({
        channel: channel.id,
        user: state.identity.botUserId,
        botId: state.identity.botId,
        ...content,
        ...(threadTs === undefined ? {} : { threadTs }),
        ...(threadTs !== undefined && flag(call.args, 'reply_broadcast') ? { broadcast: true } : {}),
      });
      return { channel: channel.id, ts: message.ts, message: toSlack(state, message, true) };
    },
  },
  'chat.postEphemeral': {
    scopes: ['chat:write'],
    run(call) {
      const { state } = call;
      const channel = joinedChannelOf(call);
      const user = required(call, 'user');
      if (!channel.members.includes(user)) throw new SlackError('user_not_in_channel');
      const threadTs = parentTs(call, channel);
      const message = state.add({
        channel: channel.id,
        user: state.identity.botUserId,
        botId: state.identity.botId,
        onlyFor: user,
        ...acceptContent(call.args, state),
        ...(threadTs === undefined ? {} : { threadTs }),
      });
      return { message_ts: message.ts };
    },
  },
  'chat.update': {
    scopes: ['chat:write'],
    run(call) {
      const { state } = call;
      const message = ownMessage(call, 'cant_update_message');
      // What is not given stays; text alone takes the blocks away, as Slack does.
      const args = { ...call.args };
      if (args.text === undefined && args.markdown_text === undefined) args.text = message.text;
      const content = acceptContent(args, state);
      if (!content.blocks) delete message.blocks;
      if (args.attachments !== undefined && !content.attachments?.length) delete message.attachments;
      Object.assign(message, content);
      state.edited(message);
      const { channel, ts } = message;
      return { channel, ts, text: message.text, message: toSlack(state, message, true) };
    },
  },
  'chat.delete': {
    scopes: ['chat:write'],
    run(call) {
      const message = ownMessage(call, 'cant_delete_message');
      call.state.remove(message);
      return { channel: message.channel, ts: message.ts };
    },
  },
  'chat.getPermalink': {
    scopes: [],
    run(call) {
      const channel = channelOf(call);
      const ts = required(call, 'message_ts');
      const message = call.state.message(channel.id, ts);
      if (!message) throw new SlackError('message_not_found');
      return { channel: channel.id, permalink: permalink(call.url, message) };
    },
  },
  'reactions.add': {
    scopes: ['reactions:write'],
    run(call) {
      const { message, name, user } = reaction(call);
      message.reactions ??= [];
      const found = message.reactions.find((one) => one.name === name);
      if (found?.users.includes(user)) throw new SlackError('already_reacted');
      if (found) found.users.push(user);
      else message.reactions.push({ name, users: [user] });
      call.state.touched(message);
      return {};
    },
  },
  'reactions.remove': {
    scopes: ['reactions:write'],
    run(call) {
      const { message, name, user } = reaction(call);
      const found = message.reactions?.find((one) => one.name === name);
      if (!found?.users.includes(user)) throw new SlackError('no_reaction');
      found.users = found.users.filter((one) => one !== user);
      message.reactions = message.reactions?.filter((one) => one.users.length > 0) ?? [];
      call.state.touched(message);
      return {};
    },
  },
};

/** Where a message goes: a channel that the app is in, or a person's direct message when a user id is given. */
function postChannel(call: Call): Channel {
  const { state } = call;
  const user = state.users.get(required(call, 'channel'));
  if (user) {
    if (user.isBot) throw new SlackError('channel_not_found');
    return state.directMessage(user.id, state.identity.botUserId);
  }
  return joinedChannelOf(call);
}

/** Slack accepts a reply to a reply, and puts it under the parent of both. */
function parentTs(call: Call, channel: Channel): string | undefined {
  const asked = text(call.args, 'thread_ts');
  if (asked === undefined || asked === '') return undefined;
  const parent = call.state.message(channel.id, asked);
  if (!parent) throw new SlackError('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

function ownMessage(call: Call, otherwise: string): Message {
  const { state } = call;
  const channel = channelOf(call);
  const message = state.message(channel.id, required(call, 'ts'));
  if (!message) throw new SlackError('message_not_found');
  if (message.user !== state.identity.botUserId) throw new SlackError(otherwise);
  return message;
}

function reaction(call: Call): { message: Message; name: string; user: string } {
  const channel = joinedChannelOf(call);
  const message = call.state.message(channel.id, required(call, 'timestamp'));
  if (!message) throw new SlackError('message_not_found');
  return { message, name: required(call, 'name'), user: call.state.identity.botUserId };
}

function permalink(url: string, message: Message): string {
  const anchor = `p${message.ts.replace('.', '')}`;
  const thread =
    message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${message.channel}`;
  return `${url}/archives/${message.channel}/${anchor}${thread}`;
}
