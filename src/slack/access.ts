import type { Config } from '../config/index.ts';
import type { People } from './people.ts';
import { isListedChannel } from './sight.ts';

/** Whether someone may ask there; a refusal is one sentence for the one who asked. */
type Admission = { kind: 'admitted' } | { kind: 'refused'; message: string };

export type Access = {
  /** May this person ask for anything, or press the asker's buttons? */
  person(user: string): Promise<Admission>;
  /** May it be asked in this channel? Says how to invite the bot where it is not in it. */
  place(channel: string): Promise<Admission>;
};

const ADMITTED = { kind: 'admitted' } satisfies Admission;

/** The configuration's `access` rules. `botName` is what people type to invite the bot. */
export function createAccess(config: Pick<Config, 'access'>, people: People, botName: string): Access {
  return {
    async person(user) {
      if (config.access.users.includes(user)) return ADMITTED;
      const person = await people.person(user);
      switch (person?.kind) {
        case 'member':
          return ADMITTED;
        case 'guest':
          return refused('Guests cannot use Roundtrip here. Ask a full member of this workspace to do it.');
        case 'external':
          return refused(
            'People of other organisations cannot use Roundtrip here. Ask a member of this workspace to do it.',
          );
        case 'bot':
          return refused('Bots cannot use Roundtrip here; a person has to ask.');
        default:
          return refused('Slack does not say who you are, so Roundtrip does nothing for you.');
      }
    },

    async place(channel) {
      const { channels } = config.access;
      const place = await people.place(channel);
      const invite = `Invite me first with \`/invite @${botName}\`, then ask again.`;
      const listed = isListedChannel(config, channel);
      if (place.kind === 'hidden') return refused(`I am not in this conversation. ${invite}`);
      if (channels && !listed && !place.isDirect) {
        return refused(
          'Roundtrip is not used in this channel. Ask in one of the channels that its configuration lists.',
        );
      }
      if (channels && !listed) {
        return refused(
          'Roundtrip is not used in direct messages here. Ask in one of the channels that its configuration lists.',
        );
      }
      if (place.isShared && !listed) {
        return refused(
          'This channel is shared with another organisation, so Roundtrip does nothing here. Ask in a channel of your own.',
        );
      }
      if (!place.isMember) return refused(`I am not in this channel. ${invite}`);
      return ADMITTED;
    },
  };
}

function refused(message: string): Admission {
  return { kind: 'refused', message };
}
