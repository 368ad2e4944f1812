import type { OpenQuestion, Ruleset } from '../model/index.ts';
import { losesSome } from '../seen/loss.ts';
import { cite } from '../walk/index.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/** A table that is read a moment later has this part of its entries still: it was full when the log says so. */
const NEARLY = 0.95;

/**
 * A full table takes no new connection (Documentation/networking/nf_conntrack-sysctl); the kernel log says so. What has an entry
 * goes on, and whoever comes as one expires gets its place: some are answered.
 */
export const conntrackFull: CauseFile<'conntrack-full'> = {
  code: 'conntrack-full',
  claims(walk) {
    const { conntrack, filters } = walk.modelled.state;
    const logged = walk.seen.log.some(({ kind }) => kind === 'conntrack-full');
    const least = logged ? NEARLY : 1;
    const isFull = conntrack && conntrack.max > 0 ? conntrack.count >= least * conntrack.max : undefined;
    if (isFull === false || (isFull === undefined && !logged) || hasNone(filters)) return [];
    const facts = isFull ? { ...conntrack, logged } : { logged };
    return [
      claim({ cause: 'conntrack-full', facts }, 'prerouting', {
        evidence: cite(walk, 'sysctls', 'kernel-log'),
        // A line of the log may be of another hour.
        rests: isFull ? [] : [{ question: SIZE, kind: 'default', otherwise: 'open' }],
        ...(logged ? { shown: { key: 'log.conntrack-full' } } : {}),
        ...(losesSome(walk) ? { despiteAnswer: true } : {}),
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
