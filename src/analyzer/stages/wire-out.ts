import { askedInVain } from '../link-questions.ts';
import { cite, deviceOf, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown, wouldStop } from './finding.ts';
import { borrowedName } from './neighbour-out.ts';
import { policyFault } from './policy-fault.ts';

/** Did the answer leave, on which interface, with which source? */
export function wireOut(walk: Walk): Finding {
  const evidence = cite(walk, 'capture', 'routes', 'peer-probe');
  const wrongSource = walk.answerArrived ? undefined : udpSourceMismatch(walk);
  if (wrongSource) return wrongSource;
  if (walk.answerLeft) return left(walk, evidence);
  if (walk.answerArrived) return passed('the sender got an answer', evidence);
  const predicted = deviceOf(walk.replyRoute);
  if (predicted === undefined) return unknown('the way back is not known', evidence);
  if (predicted === walk.ingress)
    return unknown(`no answer was seen leaving; it would leave by ${predicted}`, evidence);
  if (policyFault(walk)) return unknown(`the answer would leave by ${predicted}`, evidence);
  return wouldLeaveByOther(walk, predicted, evidence);
}

/** An unbound socket's answer is routed without a source, and takes that of the interface it leaves by (measured). */
function udpSourceMismatch({ seen, flow, observation }: Walk): Finding | undefined {
  const [answer] = seen.misaddressed;
  if (!answer || seen.answers.length > 0) return undefined;
  const by = answer.dev === undefined ? '' : ` by ${answer.dev}`;
  const because = `the answer left${by} with ${answer.source} as its source, though ${flow.to} was asked: the sender does not take it for an answer`;
  const evidence = observation.evidence.filter(({ id }) => id.startsWith('capture')).map(({ id }) => id);
  return stopped('udp-source-mismatch', because, evidence);
}

function left(walk: Walk, evidence: string[]): Finding {
  const { ingress, egress, seen, sender } = walk;
  if (egress === undefined) return leftSomewhere(walk, evidence);
  const count = `${seen.answers.length} answer${seen.answers.length === 1 ? '' : 's'}`;
  if (egress === ingress) return passed(`${count} left by ${egress}`, evidence);
  const because = `the answer to ${sender} left by ${egress}, though the request came in on ${ingress}`;
  if (walk.answerArrived) return passed(`${because}; it arrived all the same`, evidence);
  if ((walk.peerSeen?.answers.length ?? 0) > 0)
    return passed(`${because}; it reached ${walk.peerName} all the same`, evidence);
  if (policyFault(walk)) return unknown(`${because}, as the policy has it`, evidence);
  if (walk.answerMissed)
    return stopped('reply-leaves-other-interface', `${because}; it never arrived`, evidence);
  return wouldStop('reply-leaves-other-interface', `${because}; nothing shows that it arrived`, evidence);
}

/** An old tcpdump on `any` does not print the device: then the model tells which way the answer went. */
function leftSomewhere(walk: Walk, evidence: string[]): Finding {
  const predicted = deviceOf(walk.replyRoute);
  if (walk.answerArrived || predicted === undefined || predicted === walk.ingress)
    return passed('the answer left', evidence);
  const because = `the answer left, by ${predicted} as the routes say, though the request came in on ${walk.ingress}`;
  return (walk.answerMissed ? stopped : wouldStop)('reply-leaves-other-interface', because, evidence);
}

function wouldLeaveByOther(walk: Walk, predicted: string, evidence: string[]): Finding {
  const { replyRoute, linkTalk, ingress } = walk;
  const because = `the answer would leave by ${predicted}, though the request comes in on ${ingress}`;
  const gateway = replyRoute.kind === 'route' ? replyRoute.gateway : undefined;
  const inVain = gateway === undefined ? undefined : askedInVain(linkTalk, gateway);
  const borrowed = inVain && borrowedName(walk, inVain, predicted);
  const asked =
    borrowed === undefined
      ? ''
      : `; ${gateway} was asked there in the name of ${borrowed}, and does not answer that`;
  return wouldStop('reply-leaves-other-interface', `${because}${asked}`, evidence);
}
