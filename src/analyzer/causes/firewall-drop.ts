import { type CauseFile, LINKS } from './cause.ts';
import { filterClaims } from './filter-claims.ts';
import { filterCommands } from './filter-commands.ts';

/** A rule or policy of the packet filter drops or rejects the request, or its answer. */
export const firewallDrop: CauseFile<'firewall-drop'> = {
  code: 'firewall-drop',
  claims: (walk) =>
    (['prerouting', 'input', 'output'] as const).flatMap((hook) => filterClaims(walk, hook, 'firewall-drop')),
  remedies: [],
  advice: (walk, facts) => ({ commands: filterCommands(walk, facts), link: LINKS.nft }),
};
