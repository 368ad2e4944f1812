import { type Config, channelsOfTeams, resolveHost, type TeamRules, teamRulesFor } from '../config/index.ts';
import { type Actor, type Directory, isApprover } from '../triage/index.ts';

/** Somebody who asks or presses, and where. */
export type Reader = { user: string; channel: string | undefined };

/** A reader who is nobody in particular. */
export function everybodyIn(channel: string): Reader {
  return { user: '', channel };
}

/** Which hosts a reader may know of. A host that is hidden is answered for like one that there is not. */
export type Sight = {
  /** Whether the reader may ask about that name; false for what is no host of the inventory, too. */
  sees(name: string, reader: Reader): Promise<boolean>;
  /** Whether that reader may have a probe sent from one host to another. */
  mayProbe(from: string, to: string, reader: Reader): Promise<boolean>;
  /** The hosts that alone may send probes to that one, where its team names some. */
  probersOf(host: string): readonly string[] | undefined;
  /** The hosts, listed by name, that the reader may ask about. */
  names(reader: Reader): Promise<string[]>;
};

/** The rules of `access`, asked of the configuration and the user groups as they are at that moment. */
export function createSight(config: Pick<Config, 'hosts' | 'access'>, directory: Directory): Sight {
  async function sees(name: string, reader: Reader): Promise<boolean> {
    const rules = rulesOf(config, name);
    return (
      rules !== undefined && isPlaceFor(config, rules, reader) && (await isAsker(rules, reader, directory))
    );
  }

  return {
    sees,
    async mayProbe(from, to, reader) {
      const allowed = rulesOf(config, to)?.probeFrom;
      return allowed ? allowed.includes(from) : sees(from, reader);
    },
    probersOf: (host) => rulesOf(config, host)?.probeFrom,
    async names(reader) {
      const listed = Object.keys(config.hosts).filter((name) => !name.includes('*'));
      const seen = await Promise.all(listed.map((name) => sees(name, reader)));
      return listed.filter((_name, index) => seen[index]);
    },
  };
}

function rulesOf(config: Pick<Config, 'hosts' | 'access'>, name: string): TeamRules | undefined {
  try {
    return teamRulesFor(config, resolveHost(config, name));
  } catch {
    return undefined;
  }
}

/** A team's hosts are asked about in its channels; all others where it may be asked at all, which a team's channel alone is not. */
function isPlaceFor(
  config: Pick<Config, 'access'>,
  { channels: ofTeam }: TeamRules,
  { channel }: Reader,
): boolean {
  if (ofTeam) return channel !== undefined && ofTeam.includes(channel);
  const { channels } = config.access;
  if (channels) return channel !== undefined && channels.includes(channel);
  return true;
}

async function isAsker({ askers }: TeamRules, { user }: Reader, directory: Directory): Promise<boolean> {
  if (!askers) return true;
  return isApprover(`slack:${user}` satisfies Actor, askers, directory);
}

/** Whether that channel is one in which the bot may be asked: `access.channels`, and those of teams. */
export function isListedChannel(config: Pick<Config, 'access'>, channel: string): boolean {
  return config.access.channels?.includes(channel) === true || channelsOfTeams(config).includes(channel);
}
