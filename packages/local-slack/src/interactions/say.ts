import { sendMessageEvent } from '../delivery/message-events.ts';
import { newFile, receive } from '../files.ts';
import { toSlack } from '../messages.ts';
import type { Channel, Message, UploadedFile, User } from '../records.ts';
import { typedBlocks, typedToSlack } from '../typed-text.ts';
import { ActError, type Context, channelFor, tellAlone } from './context.ts';

/** A file that a person sends along; text, or bytes. */
export interface AttachedFile {
  name: string;
  content: string | Buffer;
}

/** Posts what a person typed, and tells the app where it is concerned. */
export function say(
  context: Context,
  user: User,
  channelId: string,
  typed: string,
  thread?: string,
  files: readonly AttachedFile[] = [],
): Message {
  const { state, events } = context;
  const channel = channelFor(context, user, channelId);
  const isToApp = channel.kind === 'im' && channel.members.includes(state.identity.botUserId);
  if (isToApp && context.messagesReadOnly) {
    throw new ActError('messages_tab_disabled', 'Sending messages to this app has been turned off.');
  }
  const text = typedToSlack(state, typed);
  const parent = thread === undefined ? undefined : state.message(channel.id, thread);
  if (thread !== undefined && !parent) {
    throw new ActError('thread_not_found', `There is no thread ${thread} in this conversation`);
  }
  const threadTs = parent?.threadTs ?? parent?.ts;
  const message = state.add({
    channel: channel.id,
    user: user.id,
    text,
    ...(text === '' ? {} : { blocks: typedBlocks(text) }),
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(files.length === 0 ? {} : { files: files.map((file) => attach(context, user, file)) }),
  });
  state.markRead(user.id, channel.id);

  const { botUserId } = state.identity;
  const botIsMember = channel.members.includes(botUserId);
  const mentioned = text.includes(`<@${botUserId}>`);
  const foreign = user.teamId !== state.identity.teamId;
  const event = {
    ...toSlack(state, message),
    ...(files.length > 0 ? { subtype: 'file_share' } : {}),
    ...{ channel: channel.id, team: user.teamId, client_msg_id: crypto.randomUUID() },
    ...(foreign ? { user_team: user.teamId, source_team: user.teamId } : {}),
    ...(user.isBot ? { bot_id: `B${user.id.slice(1)}` } : {}),
  };
  if (botIsMember) sendMessageEvent(context.events, channel, event);
  if (botIsMember && channel.kind !== 'im') {
    if (mentioned) events.send('app_mention', { ...event, type: 'app_mention', subtype: undefined });
  }
  if (mentioned && !botIsMember && channel.kind !== 'im') {
    const name = state.users.get(botUserId)?.name ?? 'the app';
    const help = `You mentioned <@${botUserId}>, but it is not in this channel. To add it: \`/invite @${name}\``;
    tellAlone(context, user, channel, help, threadTs);
  }
  return message;
}

function attach({ state }: Context, user: User, { name, content }: AttachedFile): UploadedFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const file = newFile(name, bytes.length, user.id);
  receive(file, bytes);
  file.status = 'complete';
  state.files.set(file.id, { file, content: bytes });
  return file;
}

/** `/invite @name`: adds somebody to the channel. */
export function invite(context: Context, inviter: User, channel: Channel, whom: string): void {
  const { state, events } = context;
  const user = state.findUser(whom.trim());
  if (!user || channel.kind === 'im') {
    tellAlone(context, inviter, channel, `Nobody called ${whom || '(no name)'} can be added here.`);
    return;
  }
  if (channel.members.includes(user.id)) {
    tellAlone(context, inviter, channel, `<@${user.id}> is already in this channel.`);
    return;
  }
  channel.members.push(user.id);
  state.add({
    channel: channel.id,
    user: user.id,
    subtype: 'channel_join',
    text: `<@${user.id}> has joined the channel`,
  });
  events.send('member_joined_channel', {
    type: 'member_joined_channel',
    user: user.id,
    channel: channel.id,
    channel_type: 'C',
    team: user.teamId,
    inviter: inviter.id,
  });
}
