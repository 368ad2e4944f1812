import type { Config } from '../config/index.ts';
import type { SlackTexts } from '../texts/index.ts';
import type { People } from './people.ts';
import { isListedChannel } from './sight.ts';

/** Why somebody may not ask at all, or not there. */
type AccessRefusal = keyof SlackTexts['access'];

/** Whether someone may ask there; a refusal tells why to the one who asked (mrkdwn). */
type Admission =
  | { kind: 'admitted' }
  | { kind: 'refused'; because: AccessRefusal; told(say: SlackTexts): string };

export type Access = {
  /** May this person ask for anything, or press the asker's buttons? */
  person(user: string): Promise<Admission>;
  /** May it be asked in this channel? Says how to invite the bot where it is not in it. */
  place(channel: string): Promise<Admission>;
};

const ADMITTED = { kind: 'admitted' } satisfies Admission;

/** The configuration's `access` rules. `botName` is what people type to invite the bot. */
export function createAccess(config: Pick<Config, 'access'>, people: People, botName: string): Access {
  const refused = (because: AccessRefusal): Admission => ({
    kind: 'refused',
    because,
    told({ access }) {
      const text = access[because];
      return typeof text === 'string' ? text : text({ botName });
    },
  });
  return {
    async person(user) {
      if (config.access.users.includes(user)) return ADMITTED;
      const person = await people.person(user);
      switch (person?.kind) {
        case 'member':
          return ADMITTED;
        case 'guest':
        case 'external':
        case 'bot':
          return refused(person.kind);
        default:
          return refused('unknown');
      }
    },

    async place(channel) {
      const { channels } = config.access;
      const place = await people.place(channel);
      const listed = isListedChannel(config, channel);
      if (place.kind !== 'place') return refused(place.kind);
      if (channels && !listed) return refused(place.isDirect ? 'direct' : 'not-listed');
      if (place.isShared && !listed) return refused('shared');
      return place.isMember ? ADMITTED : refused('not-member');
    },
  };
}
