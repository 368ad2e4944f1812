import { cite, deviceOf, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown, wouldStop } from './finding.ts';
import { policyFault } from './policy-fault.ts';

/** Did the answer leave, on which interface, with which source? */
export function wireOut(walk: Walk): Finding {
  const { ingress, egress } = walk;
  const predicted = deviceOf(walk.replyRoute);
  const evidence = cite(walk, 'capture', 'routes', 'peer-probe');
  if (walk.answerLeft) {
    if (egress === undefined) return leftSomewhere(walk, evidence);
    if (egress === ingress) return passed(`${walk.seen.answers.length} answers left by ${egress}`, evidence);
    const because = `the answer to ${walk.sender} left by ${egress}, though the request came in on ${ingress}`;
    if (walk.answerArrived) return passed(`${because}; it arrived all the same`, evidence);
    if (walk.answerMissed)
      return stopped('reply-leaves-other-interface', `${because}; it never arrived`, evidence);
    return wouldStop('reply-leaves-other-interface', `${because}; nothing shows that it arrived`, evidence);
  }
  if (walk.answerArrived) return passed('the sender got an answer', evidence);
  if (predicted === undefined) return unknown('the way back is not known', evidence);
  if (predicted !== ingress && policyFault(walk))
    return unknown(`the answer would leave by ${predicted}`, evidence);
  if (predicted !== ingress) {
    const because = `the answer would leave by ${predicted}, though the request comes in on ${ingress}`;
    return wouldStop('reply-leaves-other-interface', because, evidence);
  }
  return unknown(`no answer was seen leaving; it would leave by ${predicted}`, evidence);
}

/** An old tcpdump on `any` does not print the device: then the model tells which way the answer went. */
function leftSomewhere(walk: Walk, evidence: string[]): Finding {
  const predicted = deviceOf(walk.replyRoute);
  if (walk.answerArrived || predicted === undefined || predicted === walk.ingress)
    return passed('the answer left', evidence);
  const because = `the answer left, by ${predicted} as the routes say, though the request came in on ${walk.ingress}`;
  return wouldStop('reply-leaves-other-interface', because, evidence);
}
