import type { BlockPolicy } from './blocks/policy.ts';
import { acceptMessageBlocks } from './blocks/surfaces.ts';
import { fileToSlack } from './files.ts';
import { isObject, type JsonObject, objects, text } from './json.ts';
import { MESSAGE_LIMITS } from './limits.ts';
import type { Message } from './records.ts';
import { SlackError } from './slack-error.ts';
import type { WorkspaceState } from './state.ts';

/** What an app may say in a message, after Slack's limits were applied. */
export type Content = Pick<Message, 'text' | 'blocks' | 'attachments' | 'metadata'>;

/** The text, blocks, attachments and metadata of a call, or Slack's refusal of them. */
export function acceptContent(args: JsonObject, policy: BlockPolicy): Content {
  const content: Content = { text: text(args, 'text') ?? '' };
  const markdown = text(args, 'markdown_text');
  if (content.text.length > MESSAGE_LIMITS.text) throw new SlackError('msg_too_long');
  if (markdown !== undefined) {
    if (args.blocks !== undefined || content.text !== '') throw new SlackError('markdown_text_conflict');
    content.blocks = acceptMessageBlocks([{ type: 'markdown', text: markdown }], policy);
    content.text = markdown;
  } else if (args.blocks !== undefined && args.blocks !== null) {
    const blocks =
      Array.isArray(args.blocks) && args.blocks.length === 0 ? [] : acceptMessageBlocks(args.blocks, policy);
    if (blocks.length > 0) content.blocks = blocks;
  }
  if (Array.isArray(args.attachments)) content.attachments = objects(args, 'attachments');
  if (args.metadata !== undefined) content.metadata = acceptMetadata(args.metadata);
  const empty = content.text === '' && !content.blocks && !content.attachments?.length;
  if (empty) throw new SlackError('no_text');
  return content;
}

function acceptMetadata(value: unknown): JsonObject {
  if (!isObject(value) || typeof value.event_type !== 'string' || !isObject(value.event_payload)) {
    throw new SlackError('invalid_metadata_format');
  }
  if (JSON.stringify(value).length > MESSAGE_LIMITS.metadata) throw new SlackError('metadata_too_large');
  return { event_type: value.event_type, event_payload: value.event_payload };
}

/** A message as Slack sends it: in answers, in events and inside interactions. */
export function toSlack(state: WorkspaceState, message: Message, withMetadata = false): JsonObject {
  const { identity } = state;
  const user = state.users.get(message.user);
  const replies = message.onlyFor === undefined ? repliesOf(state, message) : [];
  const wire: JsonObject = {
    type: 'message',
    ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: user?.teamId ?? identity.teamId,
  };
  if (message.botId !== undefined) {
    wire.bot_id = message.botId;
    wire.app_id = identity.appId;
    wire.bot_profile = {
      id: message.botId,
      app_id: identity.appId,
      name: user?.name,
      deleted: false,
      team_id: identity.teamId,
    };
  }
  if (message.blocks) wire.blocks = message.blocks;
  if (message.attachments) wire.attachments = message.attachments;
  if (message.edited) wire.edited = message.edited;
  if (message.reactions?.length) {
    wire.reactions = message.reactions.map((one) => ({ ...one, count: one.users.length }));
  }
  if (message.files) wire.files = message.files.map((file) => fileToSlack(state, file));
  if (withMetadata && message.metadata) wire.metadata = message.metadata;
  if (message.threadTs !== undefined) {
    wire.thread_ts = message.threadTs;
    const parent = state.message(message.channel, message.threadTs);
    if (parent) wire.parent_user_id = parent.user;
  } else if (replies.length > 0) {
    const users = [...new Set(replies.map((reply) => reply.user))];
    Object.assign(wire, {
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users: users,
      reply_users_count: users.length,
      latest_reply: replies.at(-1)?.ts,
      is_locked: false,
      subscribed: true,
    });
  }
  return wire;
}

export function repliesOf(state: WorkspaceState, parent: Message): Message[] {
  return state.messages(parent.channel).filter((message) => message.threadTs === parent.ts);
}
