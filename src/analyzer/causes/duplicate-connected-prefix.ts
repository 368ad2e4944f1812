import { type CauseFile, ip, LINKS } from './cause.ts';
import { policyClaims } from './policy-fault.ts';

/** Two interfaces have the same connected network, and the other one's route wins. */
export const duplicateConnectedPrefix: CauseFile<'duplicate-connected-prefix'> = {
  code: 'duplicate-connected-prefix',
  claims: (walk) => policyClaims(walk, 'duplicate-connected-prefix'),
  remedies: ['policy-routing', 'arp-per-interface', 'loose-rp-filter'],
  advice: (walk) => ({
    commands: [
      ip(walk, 'route', 'show', 'table', 'main'),
      ['sysctl', '-w', 'net.ipv4.conf.all.arp_ignore=1'],
      ['sysctl', '-w', 'net.ipv4.conf.all.arp_announce=2'],
    ],
    link: LINKS.ipSysctl,
  }),
};
