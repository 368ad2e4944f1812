import { askedInVain } from '../link-questions.ts';
import { type Address, addressesOf, type HostState, isUnresolved } from '../model/index.ts';
import { routersOfRequests } from '../routers-of-requests.ts';
import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { ownAddress } from '../seen/addresses.ts';
import { unreachableFrom } from '../seen/probe-errors.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, ip, LINKS } from './cause.ts';

/** One of the two sides takes the other for a neighbour on its link, who is not. */
export const wrongPrefixLength: CauseFile<'wrong-prefix-length'> = {
  code: 'wrong-prefix-length',
  claims(walk) {
    const found = onHost(walk) ?? onSender(walk);
    return found ? [found] : [];
  },
  remedies: [],
  advice: (walk, { side, device }) => ({
    commands: [
      side === 'sender' && device === undefined
        ? ip(walk, 'addr', 'show')
        : ip(walk, 'addr', 'show', 'dev', device ?? walk.seen.ingress),
    ],
    link: LINKS.arp,
  }),
};

/** The host asks the link for a sender whose packets were brought by a router. */
function onHost(walk: Walk): Claim | undefined {
  const { replyRoute, state } = walk.modelled;
  const { flow, family } = walk.asked;
  // Whom the host looks for in vain it means to answer; without a watch that shows that its packets come.
  const mayArrive = walk.seen.arrived || !walk.seen.packets.listening;
  const { from } = flow;
  const dev = walk.seen.ingress;
  if (from === undefined || !mayArrive) return undefined;
  const wide = containing(state, dev, from, family);
  const inVain = askedInVain(walk.seen.linkTalk, from);
  if (!wide || !(inVain || isUnresolved(state, from, dev))) return undefined;
  // Whom a host looks for on a link it means to answer there: that tells its route where the routes do not.
  const isLookedFor = isUnresolved(state, from, dev) || (inVain?.asker === wide.local && inVain.dev === dev);
  const isOnLink =
    replyRoute.kind === 'unknown'
      ? isLookedFor && walk.seen.arrived
      : replyRoute.kind === 'route' &&
        replyRoute.gateway === undefined &&
        deviceOf(replyRoute) === dev &&
        walk.modelled.validation.verdict === 'accepted';
  if (!isOnLink) return undefined;
  const router = routersOfRequests(walk, dev)[0]?.address;
  const beyond = router !== undefined || peerGoesByGateway(walk);
  if (!beyond && walk.seen.peer !== undefined) return undefined;
  const facts = {
    side: 'host' as const,
    local: wide.local,
    prefixLength: wide.prefixLength,
    device: dev,
    neighbour: from,
    ...(router === undefined ? {} : { router }),
  };
  const evidence = cite(walk, 'capture', 'addresses', 'neighbours', 'routes');
  const shown = { key: 'seen.asked-in-vain', address: from, device: dev } as const;
  const more = inVain && beyond ? { shown } : { surmised: true as const };
  return claim({ cause: 'wrong-prefix-length', facts }, 'neighbour-in', {
    before: 'left',
    evidence,
    ...more,
  });
}

/** The sender asks its own link for the host, which is in another network. */
function onSender(walk: Walk): Claim | undefined {
  const { peer, peerLinkTalk } = walk.seen;
  const { flow, family } = walk.asked;
  const { state } = walk.modelled;
  const from = walk.asked.namedSender ?? flow.from;
  if (!peer || !peerLinkTalk || walk.seen.arrived || from === undefined || family === 6) return undefined;
  const gaveUp = unreachableFrom(walk.seen.probe).includes(from);
  if (!gaveUp && !isUnresolved(peer.state, flow.to) && !askedInVain(peerLinkTalk, flow.to)) return undefined;
  const own = ownAddress(state, flow.to);
  const wide = addressesOf(peer.state).find(({ local }) => local === from);
  if (!own || !wide || covers(own, from) || !covers(wide, flow.to)) return undefined;
  const facts = {
    side: 'sender' as const,
    local: from,
    prefixLength: wide.prefixLength,
    device: wide.dev,
    neighbour: flow.to,
    own: `${own.local}/${own.prefixLength}`,
  };
  return claim({ cause: 'wrong-prefix-length', facts }, 'neighbour-in', {
    evidence: cite(walk, 'peer-capture', 'peer-addresses', 'addresses'),
    shown: { key: 'seen.asked-in-vain', address: flow.to, device: wide.dev },
  });
}

function containing(state: HostState, dev: string, sender: string, family: 4 | 6): Address | undefined {
  return addressesOf(state).find(
    (address) => address.dev === dev && address.family === family && covers(address, sender),
  );
}

function covers({ local, prefixLength }: Address, address: string): boolean {
  const prefix = parsePrefix(`${local}/${prefixLength}`);
  const parsed = parseAddress(address);
  return prefix !== undefined && parsed !== undefined && prefixContains(prefix, parsed);
}

/** Whether the sender itself sends to the address by a router. */
function peerGoesByGateway({ seen: { peer }, asked: { flow } }: Walk): boolean {
  return (peer?.oracle ?? []).some(
    ({ to, iif, answer }) =>
      to === flow.to && iif === undefined && answer.kind === 'route' && answer.gateway !== undefined,
  );
}
