import {
  isCountedInFront,
  lessCameToFront,
  programsInFront,
  receivedInFront,
} from '../seen/hook-programs.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { undecided } from './priors.ts';
import { tcClaims } from './tc-claims.ts';

/** Programs and filters beside the packet filter: XDP in front of everything, tc behind the capture on the way in and before it on the way out. */
export const bpfOrTcDrop: CauseFile<'bpf-or-tc-drop'> = {
  code: 'bpf-or-tc-drop',
  claims: (walk) => [...xdpClaims(walk), ...tcClaims(walk)],
  remedies: [],
  advice: ({ seen: { ingress }, modelled: { replyRoute } }, { direction }) => {
    const device = direction === 'in' ? ingress : (deviceOf(replyRoute) ?? ingress);
    return {
      commands: [
        ['ip', '-d', 'link', 'show', 'dev', device],
        ['tc', '-s', 'filter', 'show', 'dev', device, direction === 'in' ? 'ingress' : 'egress'],
        ['bpftool', 'net', 'list'],
      ],
      link: LINKS.tc,
    };
  },
};

function xdpClaims(walk: Walk): Claim[] {
  const programs = programsInFront(walk);
  if (programs.length === 0 || (!walk.seen.arrived && lessCameToFront(walk))) return [];
  const received = walk.seen.arrived ? undefined : receivedInFront(walk);
  const device = walk.seen.ingress;
  const about = isCountedInFront(walk) ? 'hook-programs' : 'received';
  return [
    claim({ cause: 'bpf-or-tc-drop', facts: { programs, direction: 'in' } }, 'prerouting', {
      after: 'sent',
      evidence: cite(walk, 'links', 'capture', 'counters'),
      ...(received === undefined
        ? { rests: [undecided({ about, device })] }
        : { shown: { key: 'seen.received-in-front', ...received }, surmised: true }),
    }),
  ];
}
