import { newId } from './identifiers.ts';
import type { Channel, User } from './records.ts';
import type { Identity } from './state.ts';
import { WorkspaceState } from './state.ts';

/** Slack's own bot, which tells people about failures. */
export const SLACKBOT = 'USLACKBOT';

/** What may be asked of the seed beyond the three people and two channels. */
export interface SeedOptions {
  /** Adds `guest`, `partner` (of another team), `other-bot`, and the externally shared #partner-net. */
  outsiders?: boolean;
  /** Slack locale of everybody; `en-US` by default. */
  locale?: string;
  /** IANA time zone of everybody; `Etc/UTC` by default. */
  timeZone?: string;
  /** What differs for some of them, by name: `{ 'net-admin': { locale: 'ja-JP' } }`. */
  people?: Readonly<Record<string, Partial<Pick<User, 'realName' | 'locale' | 'timeZone' | 'isAdmin'>>>>;
  /** Further channels: public unless private, with these people in them; the app only where it is named. */
  channels?: readonly { name: string; isPrivate?: boolean; members: readonly string[] }[];
  /** The app: its handle, and the name that people read. */
  app?: AppName;
  teamName?: string;
}

/** The app's handle, without @, and the name that people read. */
interface AppName {
  name: string;
  realName: string;
}

const COLORS = ['#2b7a78', '#8e4a7b', '#b3541e', '#3d5a9e', '#5f7a28', '#7a5c2e', '#555b66'];

/** A new team: #net-ops with the bot in it, #random without, and the people `on-call`, `net-admin` and `visitor`. */
export function seedWorkspace(options: SeedOptions = {}): WorkspaceState {
  const identity: Identity = {
    teamId: newId('T'),
    teamName: options.teamName ?? 'Local workspace',
    teamDomain: 'local-workspace',
    appId: newId('A'),
    botId: newId('B'),
    botUserId: newId('U'),
  };
  const state = new WorkspaceState(identity);
  const person = (name: string, realName: string, more: Partial<User> = {}): User => {
    const user: User = {
      id: newId('U'),
      name,
      realName,
      teamId: identity.teamId,
      isBot: false,
      isRestricted: false,
      isAdmin: false,
      locale: options.locale ?? 'en-US',
      timeZone: options.timeZone ?? 'Etc/UTC',
      color: COLORS[state.users.size % COLORS.length] ?? '#555b66',
      ...more,
      ...options.people?.[name],
    };
    state.users.set(user.id, user);
    return user;
  };
  const channel = (name: string, members: string[], topic: string, more: Partial<Channel> = {}): Channel => {
    const made: Channel = {
      ...{ id: newId('C'), name, kind: 'public' as const, members, topic, isExtShared: false, ...more },
      created: Math.floor(Date.now() / 1000),
    };
    state.channels.set(made.id, made);
    return made;
  };

  person('slackbot', 'Slackbot', { id: SLACKBOT, isBot: true, color: '#555b66' });
  const app = options.app ?? { name: 'app', realName: 'App' };
  const bot = person(app.name, app.realName, { id: identity.botUserId, isBot: true, color: '#1f2a44' });
  const people = [
    person('on-call', 'On call', { color: '#2b7a78' }),
    person('net-admin', 'Network admin', { color: '#8e4a7b' }),
    person('visitor', 'Visitor', { color: '#b3541e' }),
  ].map((user) => user.id);
  const outsiders = options.outsiders
    ? [
        person('guest', 'Guest', { isRestricted: true }),
        person('partner', 'Partner', { teamId: newId('T') }),
        person('other-bot', 'Other bot', { isBot: true }),
      ].map((user) => user.id)
    : [];
  channel('net-ops', [bot.id, ...people, ...outsiders], 'Network operations');
  channel('random', [...people, ...outsiders], 'Anything else');
  if (options.outsiders) {
    channel('partner-net', [bot.id, ...people, ...outsiders], 'With the partner', { isExtShared: true });
  }
  for (const { name, isPrivate, members } of options.channels ?? []) {
    const ids = members.map((member) => state.findUser(member)?.id ?? member);
    channel(name, ids, '', isPrivate ? { kind: 'private' } : {});
  }
  for (const id of people) state.directMessage(id, bot.id);
  return state;
}
