import { isObject, type JsonObject } from '../json.ts';
import { toSlack } from '../messages.ts';
import type { Channel, Message, User } from '../records.ts';
import type { WorkspaceState } from '../state.ts';
import { topView } from '../web-api/views.ts';

/** What the page shows around the messages: people, conversations with their unread marks, an open dialog. */
export function frameFor(state: WorkspaceState, user: User, extra: JsonObject): JsonObject {
  const { identity } = state;
  const view = topView(state, user.id);
  const home = state.homes.get(user.id);
  return {
    team: { id: identity.teamId, name: identity.teamName },
    botUserId: identity.botUserId,
    me: user.id,
    users: [...state.users.values()].map((one) => ({
      ...{ id: one.id, name: one.name, realName: one.realName, isBot: one.isBot, color: one.color },
      isGuest: one.isRestricted,
      isForeign: one.teamId !== identity.teamId,
    })),
    conversations: [...state.channels.values()]
      .filter((channel) => channel.members.includes(user.id))
      .map((channel) => conversationFor(state, user, channel)),
    view: view ? { id: view.id, ...view.content, errors: view.errors ?? {} } : null,
    home: home ? home.content : null,
    ...extra,
  };
}

function conversationFor(state: WorkspaceState, user: User, channel: Channel): JsonObject {
  const unread = state.unread(user.id, channel.id);
  const main = unread.filter((message) => message.threadTs === undefined || message.broadcast);
  const mentions = unread.filter((message) => mentionsUser(message, user.id));
  return {
    id: channel.id,
    kind: channel.kind,
    name: channel.name,
    topic: channel.topic,
    isExtShared: channel.isExtShared,
    members: channel.members,
    with: channel.kind === 'im' ? channel.members.find((id) => id !== user.id) : null,
    unread: main.length,
    // A direct message concerns its reader whatever it says.
    badge: channel.kind === 'im' ? main.length : mentions.length,
    lastRead: state.lastRead.get(`${user.id}/${channel.id}`) ?? '0',
  };
}

function mentionsUser(message: Message, user: string): boolean {
  return `${message.text}${JSON.stringify(message.blocks ?? '')}`.includes(`<@${user}>`);
}

/** Every message of a conversation that this person sees, in order, those for the person alone included. */
export function conversationMessages(state: WorkspaceState, user: User, channel: string): JsonObject[] {
  const alone = state.ephemerals(user.id).filter((message) => message.channel === channel);
  return [...state.messages(channel), ...alone]
    .sort((one, other) => Number(one.ts) - Number(other.ts))
    .map((message) => ({
      ...toSlack(state, message),
      isEphemeral: message.onlyFor !== undefined,
      isBroadcast: message.broadcast === true,
    }));
}

export function isStringRecord(value: unknown): value is Record<string, string | JsonObject> {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string' || isObject(one));
}
