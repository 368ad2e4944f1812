import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { createCache } from './cache.ts';

/** A person as far as it matters here. */
type Person = {
  id: string;
  /** Display name, else real name, else the handle. */
  name: string;
  kind: 'member' | 'guest' | 'bot' | 'external' | 'gone';
  /** The language of their Slack, as an IETF tag: `en-US`, `ja-JP`. */
  locale?: string;
};

/** A channel as far as it matters here. */
type Place =
  | { kind: 'place'; id: string; isMember: boolean; isDirect: boolean; isShared: boolean }
  /** Not visible to the bot: a private channel or direct message that it is not in. */
  | { kind: 'hidden' }
  /** Slack does not let the bot look at it: a scope is missing, for one. */
  | { kind: 'unreadable'; because: string };

/** Who and where, as Slack says; kept for half a minute. */
export type People = {
  /** Undefined where Slack knows nobody of that id. Throws where Slack cannot be asked. */
  person(id: string): Promise<Person | undefined>;
  place(channel: string): Promise<Place>;
  /** Who is in that channel; nobody where Slack does not tell. */
  members(channel: string): Promise<ReadonlySet<string>>;
};

const KEPT_MS = 30_000;

/** Looks people and channels up; `own` is the bot's workspace. */
export function createPeople(client: WebClient, own: { teamId: string; enterpriseId?: string }): People {
  const persons = createCache(KEPT_MS, (id: string) => lookUpPerson(client, own, id));
  const places = createCache(KEPT_MS, (id: string) => lookUpPlace(client, id));
  const members = createCache(KEPT_MS, (id: string) => lookUpMembers(client, id));
  return {
    person: (id) => persons.get(id),
    place: (id) => places.get(id),
    members: (channel) => members.get(channel).catch(() => new Set<string>()),
  };
}

async function lookUpPerson(
  client: WebClient,
  own: { teamId: string; enterpriseId?: string },
  id: string,
): Promise<Person | undefined> {
  try {
    const { user } = await client.users.info({ user: id, include_locale: true });
    if (!user) return undefined;
    const name =
      [user.profile?.display_name, user.real_name, user.profile?.real_name, user.name].find(Boolean) ?? id;
    return { id, name, kind: kindOf(user, own), ...(user.locale ? { locale: user.locale } : {}) };
  } catch (error) {
    if (error instanceof WebAPIPlatformError && /^user_not_(found|visible)$/.test(error.data.error))
      return undefined;
    throw error;
  }
}

type SlackUser = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

function kindOf(user: SlackUser, own: { teamId: string; enterpriseId?: string }): Person['kind'] {
  if (user.deleted) return 'gone';
  if (user.is_bot || user.id === 'USLACKBOT') return 'bot';
  const sameEnterprise =
    own.enterpriseId !== undefined && user.enterprise_user?.enterprise_id === own.enterpriseId;
  if (user.is_stranger || (user.team_id !== undefined && user.team_id !== own.teamId && !sameEnterprise))
    return 'external';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return 'member';
}

async function lookUpPlace(client: WebClient, id: string): Promise<Place> {
  try {
    const { channel } = await client.conversations.info({ channel: id });
    if (!channel) return { kind: 'hidden' };
    const isDirect = channel.is_im === true;
    return {
      kind: 'place',
      id,
      isMember: isDirect || channel.is_member === true,
      isDirect,
      isShared: channel.is_ext_shared === true || channel.is_pending_ext_shared === true,
    };
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    const { error: because } = error.data;
    return because === 'channel_not_found' ? { kind: 'hidden' } : { kind: 'unreadable', because };
  }
}

/** Pages of a thousand members: of larger channels, those on the first pages alone. */
const MEMBER_PAGES = 10;

async function lookUpMembers(client: WebClient, channel: string): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  let cursor = '';
  for (let page = 0; page < MEMBER_PAGES; page += 1) {
    const after = cursor === '' ? {} : { cursor };
    const found = await client.conversations.members({ channel, limit: 1_000, ...after });
    for (const member of found.members ?? []) all.add(member);
    cursor = found.response_metadata?.next_cursor ?? '';
    if (cursor === '') break;
  }
  return all;
}
