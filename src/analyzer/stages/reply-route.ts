import { cite, deviceOf, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown, wouldStop } from './finding.ts';
import { policyFault } from './policy-fault.ts';
import { rejectedBy } from './rejected-by.ts';
import { outsideTheVrf } from './vrf.ts';

/** Which rule, table, route and device does the answer take? */
export function replyRoute(walk: Walk): Finding {
  const answer = walk.replyRoute;
  const evidence = cite(walk, 'routes', 'rules', 'oracle');
  const fault = walk.answerArrived ? undefined : policyFault(walk);
  if (fault) {
    const proved = walk.answerMissed || answer.kind === 'error';
    return (proved ? stopped : wouldStop)(fault.cause, fault.because, evidence);
  }
  switch (answer.kind) {
    case 'unknown':
      return unknown(`the way back to ${walk.sender} cannot be told: ${answer.because}`, evidence);
    case 'refused':
      return unknown(`the way back to ${walk.sender} is refused: ${answer.validation.because}`, evidence);
    case 'error': {
      if (walk.answerLeft || walk.answerArrived)
        return passed('an answer left the host', cite(walk, 'capture'));
      const by = rejectedBy(answer);
      const outside = outsideTheVrf(walk);
      if (outside !== undefined) return stopped('vrf-mismatch', outside, evidence);
      const cause = by === undefined ? 'no-return-route' : 'route-rejects';
      const because = `from ${walk.flow.to} back to ${walk.sender}: ${by ?? 'there is no route'}`;
      return stopped(cause, because, evidence);
    }
    case 'route': {
      const via = answer.gateway === undefined ? '' : ` via ${answer.gateway}`;
      return passed(`the way back to ${walk.sender} is ${deviceOf(answer) ?? '?'}${via}`, evidence);
    }
  }
}
