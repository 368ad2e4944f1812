import { type Config, channelsOfTeams } from '../../config/index.ts';
import type { People } from '../people.ts';
import type { Sight } from '../sight.ts';

/** What a person may know of where nobody else reads along, as on their Home tab. */
export type OwnSight = {
  sees(host: string, user: string): Promise<boolean>;
  /** Hosts that are listed by name. */
  names(user: string): Promise<string[]>;
};

/** A person knows of a host what they could ask in a channel that they are a member of. */
export function createOwnSight(
  config: Pick<Config, 'hosts' | 'access'>,
  sight: Pick<Sight, 'sees'>,
  people: Pick<People, 'members'>,
): OwnSight {
  async function sees(host: string, user: string): Promise<boolean> {
    if (await sight.sees(host, { user, channel: undefined })) return true;
    const channels = new Set([...(config.access.channels ?? []), ...channelsOfTeams(config)]);
    for (const channel of channels) {
      if (!(await sight.sees(host, { user, channel }))) continue;
      if ((await people.members(channel)).has(user)) return true;
    }
    return false;
  }

  return {
    sees,
    async names(user) {
      const listed = Object.keys(config.hosts).filter((name) => !name.includes('*'));
      const seen = await Promise.all(listed.map((name) => sees(name, user)));
      return listed.filter((_name, index) => seen[index]);
    },
  };
}
