import { programsInFront, receivedInFront } from '../seen/hook-programs.ts';
import { cite } from '../walk.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';
import { undecided } from './priors.ts';

/** A program in front of the packet filter (XDP, tc) may have dropped the packet before anything else could see it. */
export const bpfOrTcDrop: CauseFile<'bpf-or-tc-drop'> = {
  code: 'bpf-or-tc-drop',
  claims(walk) {
    const programs = programsInFront(walk);
    if (programs.length === 0) return [];
    const received = walk.arrived ? undefined : receivedInFront(walk, walk.seen.covered);
    return [
      claim({ cause: 'bpf-or-tc-drop', facts: { programs, direction: 'in' } }, 'prerouting', {
        after: 'sent',
        evidence: cite(walk, 'links', 'capture', 'counters'),
        ...(received === undefined
          ? { rests: [undecided({ about: 'hook-programs', device: walk.ingress })] }
          : { shown: { key: 'seen.received-in-front', ...received }, surmised: true }),
      }),
    ];
  },
  remedies: [],
  advice: ({ ingress }) => ({
    commands: [
      ['ip', '-d', 'link', 'show', 'dev', ingress],
      ['bpftool', 'net', 'list'],
    ],
    link: LINKS.tc,
  }),
};
