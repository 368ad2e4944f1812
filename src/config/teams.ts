import type { ResolvedHost } from './inventory.ts';
import type { Config } from './schema.ts';

/** What a team keeps to itself: the rules of `access.groups` for the hosts of one group. */
export type TeamRules = Config['access']['groups'][string];

/** Hosts of no team: seen wherever anything is asked, and shown as they are. */
const EVERYBODYS: TeamRules = { observe: 'capture', evidence: 'thread' };

/** The rules of a host's team. */
export function teamRulesFor(
  { access }: Pick<Config, 'access'>,
  { group }: Pick<ResolvedHost, 'group'>,
): TeamRules {
  const named = group !== undefined && Object.hasOwn(access.groups, group) ? access.groups[group] : undefined;
  return named ?? EVERYBODYS;
}

/** Channels of teams, in which their hosts may be asked about though `access.channels` does not list them. */
export function channelsOfTeams({ access }: Pick<Config, 'access'>): string[] {
  return Object.values(access.groups).flatMap(({ channels }) => channels ?? []);
}
