import { cite } from '../walk.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/** A full table takes no new connection (Documentation/networking/nf_conntrack-sysctl); the kernel log says so. */
export const conntrackFull: CauseFile<'conntrack-full'> = {
  code: 'conntrack-full',
  claims(walk) {
    const { conntrack, filters } = walk.state;
    if (!conntrack || conntrack.max <= 0 || conntrack.count < conntrack.max) return [];
    if (filters?.listings.length === 0) return [];
    const logged = walk.log.some(({ kind }) => kind === 'conntrack-full');
    const facts = { count: conntrack.count, max: conntrack.max, logged };
    return [
      claim({ cause: 'conntrack-full', facts }, 'prerouting', {
        evidence: cite(walk, 'sysctls', 'kernel-log'),
        ...(logged ? {} : { surmised: true }),
      }),
    ];
  },
  remedies: [],
  advice: ({ state }) => ({
    commands: [
      ['sysctl', '-w', `net.netfilter.nf_conntrack_max=${(state.conntrack?.max ?? 65536) * 2}`],
      ['conntrack', '-S'],
    ],
    link: LINKS.conntrackSysctl,
  }),
};
