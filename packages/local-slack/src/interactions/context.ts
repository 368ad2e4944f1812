import type { EventSender } from '../delivery/events.ts';
import type { Transport } from '../delivery/transport.ts';
import type { JsonObject } from '../json.ts';
import type { HelpPage } from '../options.ts';
import type { Channel, Message, ShortcutOption, SlashCommand, User } from '../records.ts';
import { SLACKBOT } from '../seed.ts';
import type { WorkspaceState } from '../state.ts';

/** What the ways of acting share. */
export interface Context {
  state: WorkspaceState;
  transport: Transport;
  events: EventSender;
  url: string;
  /** Slash commands that the app registered. */
  commands: readonly SlashCommand[];
  /** Whether command texts carry ids and links (`should_escape` of the manifest). */
  escapeCommands: boolean;
  shortcuts: readonly ShortcutOption[];
  /** People cannot write to the app directly. */
  messagesReadOnly: boolean;
  helpPages: readonly HelpPage[];
}

/** An act of a person that the workspace itself refuses: no such message, no such button. */
export class ActError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ActError';
    this.code = code;
  }
}

export function channelFor(context: Context, user: User, idOrName: string): Channel {
  const { state } = context;
  const other = idOrName.startsWith('@') ? state.findUser(idOrName) : undefined;
  const channel = other ? state.directMessage(user.id, other.id) : state.findChannel(idOrName);
  if (!channel?.members.includes(user.id)) {
    throw new ActError('channel_not_found', `${user.name} is in no conversation called ${idOrName}`);
  }
  return channel;
}

/** A message of the channel that this person can see. */
export function visibleMessage(context: Context, user: User, channel: Channel, ts: string): Message {
  const { state } = context;
  const shown = state.message(channel.id, ts) ?? state.ephemeral(channel.id, ts);
  if (!shown || (shown.onlyFor !== undefined && shown.onlyFor !== user.id)) {
    throw new ActError('message_not_found', `There is no message ${ts} that ${user.name} sees here`);
  }
  return shown;
}

/** What Slackbot tells one person alone. */
export function tellAlone(
  context: Context,
  user: User,
  channel: Channel,
  text: string,
  threadTs?: string,
): void {
  context.state.add({
    channel: channel.id,
    user: SLACKBOT,
    text,
    onlyFor: user.id,
    ...(threadTs === undefined ? {} : { threadTs }),
  });
}

/** The person, team and app of every interaction payload. */
export function common(context: Context, user: User, channel?: Channel): JsonObject {
  const { teamId, teamDomain, appId } = context.state.identity;
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    team: { id: teamId, domain: teamDomain },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: appId,
    token: 'local',
    trigger_id: context.state.newTrigger(user.id, channel?.id),
  };
}

/** How Slack names a conversation to an app. */
export function channelName(channel: Channel): string {
  return channel.kind === 'im' ? 'directmessage' : channel.name;
}
