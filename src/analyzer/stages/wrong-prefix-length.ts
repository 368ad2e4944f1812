import { askedInVain } from '../link-questions.ts';
import type { Address, HostState } from '../model/index.ts';
import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { cite, deviceOf, type Walk } from '../walk.ts';
import { type Finding, stopped, wouldStop } from './finding.ts';

/** Does one of the two sides take the other for a neighbour on its link, who is not? */
export function wrongPrefixLength(walk: Walk): Finding | undefined {
  if (walk.answerLeft || walk.answerArrived) return undefined;
  return hostsPrefix(walk) ?? sendersPrefix(walk);
}

/** The host asks the link for a sender whose packets were brought by a router. */
function hostsPrefix(walk: Walk): Finding | undefined {
  const { replyRoute, flow, family, arrived, state } = walk;
  const dev = deviceOf(replyRoute);
  if (flow.from === undefined || replyRoute.kind !== 'route' || replyRoute.gateway !== undefined)
    return undefined;
  if (dev !== walk.ingress || !arrived || walk.validation.verdict !== 'accepted') return undefined;
  const wide = containing(state, dev, flow.from, family);
  const inVain = askedInVain(walk.linkTalk, flow.from);
  if (!wide || !(inVain || isUnresolved(state, dev, flow.from))) return undefined;
  const router = routerOfRequests(walk, dev);
  const beyond = router !== undefined || peerGoesByGateway(walk);
  if (!beyond && walk.peer !== undefined) return undefined;
  const brought =
    router === undefined ? 'its packets come from elsewhere' : `its packets were brought by ${router}`;
  const because = `${wide.local}/${wide.prefixLength} on ${dev} makes ${flow.from} a neighbour, but nobody on ${dev} answers for ${flow.from}; ${brought}`;
  const evidence = cite(walk, 'capture', 'addresses', 'neighbours', 'routes');
  return inVain && beyond
    ? stopped('wrong-prefix-length', because, evidence)
    : wouldStop('wrong-prefix-length', because, evidence);
}

/** The sender asks its own link for the host, which is in another network. */
function sendersPrefix(walk: Walk): Finding | undefined {
  const { peer, peerLinkTalk, flow, family, peerName, state } = walk;
  const from = walk.namedSender ?? flow.from;
  if (!peer || !peerLinkTalk || walk.arrived || from === undefined) return undefined;
  const unresolved = peer.state.neighbours?.some(
    ({ address, state: of }) => address === flow.to && /FAILED|INCOMPLETE/.test(of ?? ''),
  );
  if (!unresolved && !askedInVain(peerLinkTalk, flow.to)) return undefined;
  const own = state.addresses?.find(({ local }) => local === flow.to);
  const wide = (peer.state.addresses ?? []).find(({ local }) => local === from);
  if (!own || !wide || covers(own, from) || !covers(wide, flow.to) || family === 6) return undefined;
  const because = `${peerName} has ${from}/${wide.prefixLength} and so asks its own link for ${flow.to}, which is ${own.local}/${own.prefixLength} in another network; nobody answers`;
  return stopped('wrong-prefix-length', because, cite(walk, 'peer-capture', 'peer-addresses', 'addresses'));
}

function containing(
  { addresses = [] }: HostState,
  dev: string,
  sender: string,
  family: 4 | 6,
): Address | undefined {
  return addresses.find(
    (address) => address.dev === dev && address.family === family && covers(address, sender),
  );
}

function covers({ local, prefixLength }: Address, address: string): boolean {
  const prefix = parsePrefix(`${local}/${prefixLength}`);
  const parsed = parseAddress(address);
  return prefix !== undefined && parsed !== undefined && prefixContains(prefix, parsed);
}

export function isUnresolved(
  { neighbours = [] }: HostState,
  dev: string | undefined,
  address: string,
): boolean {
  return neighbours.some(
    (entry) => entry.dev === dev && entry.address === address && /FAILED|INCOMPLETE/.test(entry.state ?? ''),
  );
}

/** The neighbour of another address whose hardware address sent the requests. */
function routerOfRequests({ seen, state, flow }: Walk, dev: string): string | undefined {
  const macs = new Set(seen.requests.flatMap(({ packet }) => packet.sourceMac ?? []));
  const router = state.neighbours?.find(
    (entry) =>
      entry.dev === dev && entry.mac !== undefined && macs.has(entry.mac) && entry.address !== flow.from,
  );
  return router?.address;
}

/** Whether the sender itself sends to the address by a router. */
function peerGoesByGateway({ peer, flow }: Walk): boolean {
  return (peer?.oracle ?? []).some(
    ({ to, iif, answer }) =>
      to === flow.to && iif === undefined && answer.kind === 'route' && answer.gateway !== undefined,
  );
}
