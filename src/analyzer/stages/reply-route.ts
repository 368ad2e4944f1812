import { cite, deviceOf, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown, wouldStop } from './finding.ts';
import { policyFault } from './policy-fault.ts';

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
      const cause = answer.error === 'ENETUNREACH' ? 'no-return-route' : 'route-rejects';
      const what =
        cause === 'no-return-route' ? 'there is no route' : `a route or rule rejects it (${answer.error})`;
      return stopped(cause, `from ${walk.flow.to} back to ${walk.sender}: ${what}`, evidence);
    }
    case 'route': {
      const via = answer.gateway === undefined ? '' : ` via ${answer.gateway}`;
      return passed(`the way back to ${walk.sender} is ${deviceOf(answer) ?? '?'}${via}`, evidence);
    }
  }
}
