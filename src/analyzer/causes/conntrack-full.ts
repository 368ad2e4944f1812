import type { OpenQuestion, Ruleset } from '../model/index.ts';
import { cite } from '../walk/index.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/** A full table takes no new connection (Documentation/networking/nf_conntrack-sysctl); the kernel log says so. */
export const conntrackFull: CauseFile<'conntrack-full'> = {
  code: 'conntrack-full',
  claims(walk) {
    const { conntrack, filters } = walk.modelled.state;
    const logged = walk.seen.log.some(({ kind }) => kind === 'conntrack-full');
    const isFull = conntrack && conntrack.max > 0 ? conntrack.count >= conntrack.max : undefined;
    if (isFull === false || (isFull === undefined && !logged) || hasNone(filters)) return [];
    const facts = isFull ? { ...conntrack, logged } : { logged };
    return [
      claim({ cause: 'conntrack-full', facts }, 'prerouting', {
        evidence: cite(walk, 'sysctls', 'kernel-log'),
        // A line of the log may be of another hour.
        rests: isFull ? [] : [{ question: SIZE, kind: 'default', otherwise: 'open' }],
        ...(logged ? { shown: { key: 'log.conntrack-full' } } : {}),
        ...(isFull && logged ? {} : { surmised: true }),
      }),
    ];
  },
  remedies: [],
  advice: ({ modelled: { state } }) => ({
    commands: [
      ['sysctl', '-w', `net.netfilter.nf_conntrack_max=${(state.conntrack?.max ?? 65536) * 2}`],
      ['conntrack', '-S'],
    ],
    link: LINKS.conntrackSysctl,
  }),
};

/** The host is known to have no packet filter at all: nothing asks for tracking. */
function hasNone(filters: Ruleset | undefined): boolean {
  return filters?.listings.length === 0 && filters.missing.length === 0;
}

const SIZE: OpenQuestion = {
  about: 'sysctl',
  keys: ['net.netfilter.nf_conntrack_count', 'net.netfilter.nf_conntrack_max'],
};
