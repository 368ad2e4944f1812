import { flag, type JsonObject, text } from '../json.ts';
import type { User } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { type Call, type Methods, page, userOf } from './method.ts';

export const USER_METHODS: Methods = {
  'auth.test': {
    scopes: [],
    run({ state, url }) {
      const { teamId, teamName, botUserId, botId, appId } = state.identity;
      const user = state.users.get(botUserId)?.name;
      return {
        ...{ url: `${url}/`, team: teamName, user, team_id: teamId, user_id: botUserId, bot_id: botId },
        app_id: appId,
        is_enterprise_install: false,
      };
    },
  },
  'bots.info': {
    scopes: ['users:read'],
    run({ state, args }) {
      const { botId, appId, botUserId } = state.identity;
      const asked = text(args, 'bot');
      if (asked !== undefined && asked !== botId) throw new SlackError('bot_not_found');
      const name = state.users.get(botUserId)?.name;
      return {
        bot: { id: botId, app_id: appId, user_id: botUserId, name, deleted: false, updated: 0, icons: {} },
      };
    },
  },
  'users.info': {
    scopes: ['users:read'],
    run: (call) => ({ user: userToSlack(call, userOf(call)) }),
  },
  'users.list': {
    scopes: ['users:read'],
    run(call) {
      const { items, next } = page(call, [...call.state.users.values()]);
      return { members: items.map((user) => userToSlack(call, user)), ...next };
    },
  },
};

/** Slack's three fields of a person's time zone; the offset in seconds, today's. */
function timeZoneOf({ timeZone }: User): JsonObject {
  const named = (timeZoneName: 'long' | 'longOffset'): string =>
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName })
      .formatToParts()
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] =
    /GMT(?:([+-])(\d+):(\d+))?/.exec(named('longOffset')) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60;
  return { tz: timeZone, tz_label: named('long'), tz_offset: sign === '-' ? -offset : offset };
}

function userToSlack(call: Call, user: User): JsonObject {
  const foreign = user.teamId !== call.state.identity.teamId;
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    color: user.color.slice(1),
    ...timeZoneOf(user),
    profile: {
      real_name: user.realName,
      display_name: user.name,
      team: user.teamId,
      ...(user.id === call.state.identity.botUserId
        ? { bot_id: call.state.identity.botId, api_app_id: call.state.identity.appId }
        : {}),
    },
    is_admin: user.isAdmin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.isRestricted,
    is_ultra_restricted: false,
    is_bot: user.isBot,
    is_app_user: false,
    ...(foreign ? { is_stranger: true } : {}),
    updated: 0,
    ...(flag(call.args, 'include_locale') ? { locale: user.locale } : {}),
  };
}
