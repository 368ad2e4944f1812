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
  if (inVain || isUnresolved(walk.state, dev, nextHop)) {
    const because = `${nextHop} on ${dev} does not answer ${walk.family === 4 ? 'ARP' : 'neighbour discovery'}: nothing can be sent to it`;
    const borrowed = borrowedName(walk, inVain, dev);
    if (borrowed !== undefined) {
      const why = `it was asked in the name of ${borrowed}, another interface's address (arp_announce is 0), which a strict router ignores`;
      return unknown(`${because}; but ${why}`, evidence);
    }
    if (answer.gateway === undefined) return unknown(because, evidence);
    return (walk.arrived ? stopped : wouldStop)('gateway-unreachable', because, evidence);
  }
  const entry = walk.state.neighbours?.find((one) => one.dev === dev && one.address === nextHop);
  if (entry?.state === undefined) return unknown(`${nextHop} on ${dev} was not looked up yet`, evidence);
  return passed(`${nextHop} on ${dev} is known by its hardware address (${entry.state})`, evidence);
}

/**
 * With arp_announce=0 the question for the next hop names the answer's own source, whichever interface has it (ip-sysctl):
 * then silence does not prove that nobody is there. Returns that address.
 */
export function borrowedName(
  { state, family, flow }: Walk,
  asked: LinkQuestion | undefined,
  dev: string,
): string | undefined {
  const asker = asked?.asker ?? flow.to;
  const holders = (state.addresses ?? []).filter(({ local }) => local === asker);
  if (family === 6 || holders.length === 0 || holders.some((address) => address.dev === dev))
    return undefined;
  if (asked) return asker;
  const announce = ['all', dev].map((name) =>
    Number(state.sysctls?.[`net.ipv4.conf.${name}.arp_announce`] ?? 0),
  );
  return Math.max(...announce) === 0 ? asker : undefined;
}
