import type { Cause } from '../model/index.ts';
import { cite, deviceOf, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown } from './finding.ts';

/** Does the kernel accept the request's source on the interface that it came in on (RFC 3704, martians)? */
export function sourceValidation(walk: Walk): Finding {
  const evidence = cite(walk, 'rp_filter', 'routes', 'rules', 'oracle', 'counters');
  const { validation } = walk;
  if (walk.answerLeft || walk.answerArrived) {
    return passed(
      `the answer shows that ${walk.sender} is accepted on ${walk.ingress}`,
      cite(walk, 'capture'),
    );
  }
  if (validation.verdict === 'accepted') return passed(validation.because, evidence);
  if (validation.verdict === 'unknown') return unknown(validation.because, evidence);
  return stopped(causeOf(walk), validation.because, evidence);
}

/** Which cause a refusal is: strictness alone, no way back at all, a route that rejects, or an address of our own. */
function causeOf(walk: Walk): Cause {
  const { validation } = walk;
  switch (validation.reason) {
    case 'own-address':
      return 'source-is-own-address';
    case 'no-route':
    case 'loose-no-route':
    case 'not-unicast':
      return noWayBack(walk);
    default:
      return deviceOf(validation.reverse) === undefined ? noWayBack(walk) : 'strict-rp-filter';
  }
}

function noWayBack(walk: Walk): Cause {
  const reverse = walk.validation.reverse;
  if (reverse?.kind === 'error' && reverse.error !== 'ENETUNREACH') return 'route-rejects';
  return 'no-return-route';
}
