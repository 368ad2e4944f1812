import { askedInVain } from '../link-questions.ts';
import { covers } from '../model/index.ts';
import { deviceOf, type Walk, waysOf } from '../walk/index.ts';
import { asUsual } from './as-usual.ts';
import type { Assumption } from './cause.ts';
import { policyFault } from './policy-fault.ts';
import { routingRests, undecided } from './priors.ts';

/** An answer that leaves by another interface than the request came in on. */
export type Leaving = {
  device: string;
  /** It was seen leaving there; else the routes say so. */
  seen: boolean;
  /** Every way that it may take, where a hash over the flow chooses. */
  ways?: string[];
  rests: Assumption[];
};

/** Where the answer leaves, where that is not the interface of the request and no answer is known to arrive. */
export function leavingElsewhere(walk: Walk): Leaving | undefined {
  const { ingress, egress, answerLeft } = walk.seen;
  const { replyRoute } = walk.modelled;
  if (walk.seen.answerArrived || (walk.seen.peerPackets?.answers.length ?? 0) > 0 || policyFault(walk))
    return undefined;
  const usual =
    replyRoute.kind === 'unknown' && !answerLeft ? deviceOf(asUsual(walk)?.replyRoute) : undefined;
  if (usual !== undefined && usual !== ingress) {
    const question = { about: 'rules', family: walk.asked.family } as const;
    return { device: usual, seen: false, rests: [{ question, kind: 'open', otherwise: 'default' }] };
  }
  const seen = answerLeft && egress !== undefined;
  const ways = seen ? [] : waysOf(replyRoute);
  const predicted = ways.find((way) => way !== ingress) ?? deviceOf(replyRoute);
  const device = seen ? egress : predicted;
  if (device === undefined || device === ingress) return undefined;
  if (replyRoute.kind === 'route' && replyRoute.type === 'local') return undefined;
  // Where it was seen leaving, the rules and routes that sent it there are no question any more.
  const several = ways.length > 1 ? { ways } : {};
  // One of the ways is the right one: nothing that was shown tells which the hash takes.
  const hash = ways.includes(ingress) ? [undecided({ about: 'untold', what: 'flow-hash' })] : [];
  return { device, seen, ...several, rests: seen ? [] : [...routingRests(walk), ...hash] };
}

/** The bounds of a claim that the answer leaves there. */
export function boundsOf(walk: Walk, { seen }: Leaving) {
  const { linkTalk, answerMissed, answerLeft } = walk.seen;
  const { replyRoute } = walk.modelled;
  const gateway = replyRoute.kind === 'route' ? replyRoute.gateway : undefined;
  const waits = askedInVain(linkTalk, gateway ?? walk.asked.sender) !== undefined;
  return {
    // What is known never to have left is not lost beyond the interface; it may wait there for its next hop.
    after: waits ? 'answered' : 'left',
    ...(answerMissed && (seen || answerLeft) && isExplained(walk) ? {} : { surmised: true as const }),
  } as const;
}

/** The rules and routes that were listed send the answer there: where they do not tell, a fault of theirs may be the cause. */
function isExplained({
  modelled: { replyRoute, state },
  seen: { egress },
  asked: { family },
}: Walk): boolean {
  if (egress === undefined) return true;
  return waysOf(replyRoute).includes(egress) && covers(state.coverage, 'rules', { family });
}
