import { type CauseFile, LINKS } from './cause.ts';
import { filterClaims } from './filter-claims.ts';
import { listChain } from './filter-commands.ts';

/** The packet filter checks the reverse path itself: nft `fib saddr . iif`, iptables `rpfilter`, firewalld's IPv6_rpfilter. */
export const firewallRpFilter: CauseFile<'firewall-rp-filter'> = {
  code: 'firewall-rp-filter',
  claims: (walk) =>
    (['prerouting', 'input'] as const).flatMap((hook) => filterClaims(walk, hook, 'firewall-rp-filter')),
  remedies: ['policy-routing'],
  advice: (_walk, facts) => ({
    commands:
      facts.rule?.owner === 'firewalld' || facts.logged !== undefined
        ? [
            ['grep', '-n', 'IPv6_rpfilter', '/etc/firewalld/firewalld.conf'],
            ['sed', '-i', 's/^IPv6_rpfilter=.*/IPv6_rpfilter=loose/', '/etc/firewalld/firewalld.conf'],
            ['systemctl', 'reload', 'firewalld'],
          ]
        : listChain(facts),
    link: LINKS.ingressFiltering,
  }),
};
