import { askedInVain } from '../link-questions.ts';
import { borrowedName } from '../seen/borrowed-name.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { asUsual } from './as-usual.ts';
import { type Assumption, type CauseFile, type Claim, claim, ip, LINKS } from './cause.ts';
import { policyFault } from './policy-fault.ts';
import { routingRests } from './priors.ts';

/**
 * The answer leaves by another interface than the request came in on, with the asked address as its source. Clouds and routers
 * often drop such packets (RFC 2827), and whether they do cannot be seen from the host.
 */
export const replyLeavesOtherInterface: CauseFile<'reply-leaves-other-interface'> = {
  code: 'reply-leaves-other-interface',
  claims(walk) {
    const { ingress, egress, answerLeft } = walk.seen;
    const { replyRoute } = walk.modelled;
    if (walk.seen.answerArrived || (walk.seen.peerPackets?.answers.length ?? 0) > 0 || policyFault(walk))
      return [];
    const usual =
      replyRoute.kind === 'unknown' && !answerLeft ? deviceOf(asUsual(walk)?.replyRoute) : undefined;
    if (usual !== undefined && usual !== ingress) {
      const question = { about: 'rules', family: walk.asked.family } as const;
      return [
        { ...leavingBy(walk, usual, false), rests: [{ question, kind: 'open', otherwise: 'default' }] },
      ];
    }
    const predicted = deviceOf(replyRoute);
    const device = answerLeft && egress !== undefined ? egress : predicted;
    if (device === undefined || device === ingress) return [];
    if (replyRoute.kind === 'route' && replyRoute.type === 'local') return [];
    return [leavingBy(walk, device, answerLeft && egress !== undefined)];
  },
  remedies: ['policy-routing', 'loose-rp-filter'],
  advice: (walk) => ({
    commands: [ip(walk, 'route', 'get', walk.asked.flow.from ?? 'SENDER', 'from', walk.asked.flow.to)],
    link: LINKS.spoofing,
  }),
};

function leavingBy(walk: Walk, device: string, seen: boolean): Claim {
  const { replyRoute } = walk.modelled;
  const { linkTalk, answerMissed } = walk.seen;
  const gateway = replyRoute.kind === 'route' ? replyRoute.gateway : undefined;
  const inVain = gateway === undefined || seen ? undefined : askedInVain(linkTalk, gateway);
  const waits = askedInVain(linkTalk, gateway ?? walk.asked.sender) !== undefined;
  const borrowed = inVain && borrowedName(walk, inVain, device);
  const facts = {
    device,
    seen,
    missed: answerMissed,
    ...(gateway === undefined ? {} : { gateway }),
    ...(borrowed === undefined ? {} : { borrowed }),
  };
  // Where it was seen leaving, the rules and routes that sent it there are no question any more.
  const rests: Assumption[] = seen ? [] : routingRests(walk);
  return claim({ cause: 'reply-leaves-other-interface', facts }, 'wire-out', {
    // What is known never to have left is not lost beyond the interface; it may wait there for its next hop.
    after: waits ? 'answered' : 'left',
    evidence: cite(walk, 'capture', 'routes', 'peer-probe'),
    rests,
    ...(answerMissed && (seen || walk.seen.answerLeft) ? {} : { surmised: true }),
  });
}
