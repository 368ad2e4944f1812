import { askedInVain, type LinkQuestion } from '../link-questions.ts';
import { cite, deviceOf, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown, wouldStop } from './finding.ts';
import { isUnresolved } from './wrong-prefix-length.ts';

/** Can the answer's next hop be resolved to a link-layer address? */
export function neighbourOut(walk: Walk): Finding {
  if (walk.answerLeft || walk.answerArrived) return passed('an answer left the host', cite(walk, 'capture'));
  const answer = walk.replyRoute;
  if (answer.kind !== 'route') return unknown('the way back is not known');
  const dev = deviceOf(answer);
  const nextHop = answer.gateway ?? walk.flow.from;
  if (nextHop === undefined || dev === undefined) return unknown('the next hop is not known');
  const evidence = cite(walk, 'neighbours', 'capture');
  const inVain = askedInVain(walk.linkTalk, nextHop);
  if (inVain && asksForAnother(walk, inVain, dev)) {
    const because = `${nextHop} does not answer on ${dev}, where it was asked in the name of ${inVain.asker}, an address of another interface: a strict neighbour ignores that`;
    return unknown(because, evidence);
  }
  if (inVain || isUnresolved(walk.state, dev, nextHop)) {
    const because = `${nextHop} on ${dev} does not answer ${walk.family === 4 ? 'ARP' : 'neighbour discovery'}: nothing can be sent to it`;
    if (answer.gateway === undefined) return unknown(because, evidence);
    const tried = walk.arrived;
    return (tried ? stopped : wouldStop)('gateway-unreachable', because, evidence);
  }
  const entry = walk.state.neighbours?.find((one) => one.dev === dev && one.address === nextHop);
  if (entry?.state === undefined) return unknown(`${nextHop} on ${dev} was not looked up yet`, evidence);
  return passed(`${nextHop} on ${dev} is known by its hardware address (${entry.state})`, evidence);
}

/** With arp_announce=0 the question can name another interface's address as the one who asks (ip-sysctl). */
export function asksForAnother({ state }: Walk, { asker }: LinkQuestion, dev: string): boolean {
  if (asker === undefined || state.addresses === undefined) return false;
  const holders = state.addresses.filter(({ local }) => local === asker);
  return holders.length > 0 && holders.every((address) => address.dev !== dev);
}
