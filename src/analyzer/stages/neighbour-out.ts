import { cite, deviceOf, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown, wouldStop } from './finding.ts';

/** Can the answer's next hop be resolved to a link-layer address? */
export function neighbourOut(walk: Walk): Finding {
  if (walk.answerLeft || walk.answerArrived) return passed('an answer left the host', cite(walk, 'capture'));
  const answer = walk.replyRoute;
  if (answer.kind !== 'route') return unknown('the way back is not known');
  const dev = deviceOf(answer);
  const nextHop = answer.gateway ?? walk.flow.from;
  const neighbour = walk.state.neighbours?.find((entry) => entry.dev === dev && entry.address === nextHop);
  const evidence = cite(walk, 'neighbours');
  if (!neighbour?.state) return unknown(`${nextHop} on ${dev} was not looked up yet`, evidence);
  if (/FAILED|INCOMPLETE/.test(neighbour.state)) {
    const because = `${nextHop} on ${dev} does not answer ARP (${neighbour.state}): nothing can be sent to it`;
    const tried = walk.seen.requests.length > 0;
    return tried
      ? stopped('gateway-unreachable', because, evidence)
      : wouldStop('gateway-unreachable', because, evidence);
  }
  return passed(`${nextHop} on ${dev} is known by its hardware address (${neighbour.state})`, evidence);
}
