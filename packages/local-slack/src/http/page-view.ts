import { withFiles } from '../files.ts';
import { isObject, type JsonObject, objects } from '../json.ts';
import { toSlack } from '../messages.ts';
import type { Channel, Message, User, View } from '../records.ts';
import type { WorkspaceState } from '../state.ts';
import { topView } from '../views.ts';

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
      ...{ locale: one.locale, timeZone: one.timeZone },
      isGuest: one.isRestricted,
      isForeign: one.teamId !== identity.teamId,
    })),
    conversations: [...state.channels.values()]
      .filter((channel) => channel.members.includes(user.id))
      .map((channel) => conversationFor(state, user, channel)),
    usergroups: [...state.usergroups.values()].map(({ id, handle, users }) => ({ id, handle, users })),
    view: view ? shownView(state, view) : null,
    home: home ? shownView(state, home) : null,
    hasHome: state.features.homeTab,
    ...extra,
  };
}

/** A view with what was entered in it, and what is wrong with that. */
function shownView(state: WorkspaceState, view: View): JsonObject {
  const { id, content, errors = {} } = view;
  const blocks = objects(content, 'blocks');
  const isOnTop = view.previousId !== null;
  return { id, ...content, blocks: withFiles(state, blocks), errors, values: view.values, isOnTop };
}

function conversationFor(state: WorkspaceState, user: User, channel: Channel): JsonObject {
  const unread = state.unread(user.id, channel.id);
  const main = unread.filter((message) => message.threadTs === undefined || message.broadcast);
  const groups = [...state.usergroups.values()].filter(({ users }) => users.includes(user.id));
  const names = [`<@${user.id}>`, ...groups.map(({ id }) => `<!subteam^${id}`)];
  const mentions = unread.filter((message) => mentionsOne(message, names));
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
    badge: channel.kind === 'im' || channel.kind === 'mpim' ? main.length : mentions.length,
    lastRead: state.lastRead.get(`${user.id}/${channel.id}`) ?? '0',
  };
}

function mentionsOne(message: Message, names: readonly string[]): boolean {
  const said = `${message.text}${JSON.stringify(message.blocks ?? '')}`;
  return names.some((name) => said.includes(name));
}

/** Every message of a conversation that this person sees, in order, those for the person alone included. */
export function conversationMessages(state: WorkspaceState, user: User, channel: string): JsonObject[] {
  const alone = state.ephemerals(user.id).filter((message) => message.channel === channel);
  return [...state.messages(channel), ...alone]
    .sort((one, other) => Number(one.ts) - Number(other.ts))
    .map((message) => ({
      ...toSlack(state, message),
      ...(message.blocks ? { blocks: withFiles(state, message.blocks) } : {}),
      values: state.messageValues.get(`${user.id}/${channel}/${message.ts}`) ?? {},
      isEphemeral: message.onlyFor !== undefined,
      isBroadcast: message.broadcast === true,
    }));
}

export function isStringRecord(value: unknown): value is Record<string, string | JsonObject> {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string' || isObject(one));
}
