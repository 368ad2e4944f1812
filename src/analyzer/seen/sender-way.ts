import {
  addressesOf,
  covers,
  isUnresolved,
  linkOf,
  parseAddress,
  parsePrefix,
  prefixContains,
  type Route,
} from '../model/index.ts';
import { kernelModel } from '../routes/index.ts';
import { deviceOf, type Walk } from '../walk/index.ts';
import { unreachableFrom } from './probe-errors.ts';

/** Names that VPN programs give their interfaces, for listings that do not print the kind. */
const VPN_NAME =
  /^(?:tun|tap|utun|wg|ppp|ipsec|vti|xfrm|zt|tailscale|nordlynx|proton|gpd|cscotun|wt|nebula|mullvad|warp|CloudflareWARP|outline|snx)/i;
const VPN_KINDS: ReadonlySet<string> = new Set(['wireguard', 'tun', 'ppp', 'vti', 'vti6', 'xfrm', 'l2tp']);

/** The interface of the sender by which the request goes: seen there, said by its kernel, or by its routes. */
export function senderDevice({
  seen: { peer, peerPackets: peerSeen },
  asked: { flow, family },
}: Walk): string | undefined {
  const seen = peerSeen?.requests.find(({ dev }) => dev !== undefined)?.dev;
  if (seen !== undefined || peer === undefined) return seen;
  const asked = peer.oracle.findLast(({ to, iif }) => to === flow.to && iif === undefined);
  if (asked?.answer.kind === 'route') return asked.answer.dev;
  if (peer.state.routes[family] === undefined) return undefined;
  return deviceOf(kernelModel(peer.state).lookup({ family, to: flow.to }));
}

/** Whether an interface of the sender is a VPN's. */
export function isVpn({ seen: { peer } }: Walk, dev: string): boolean {
  const kind = peer === undefined ? undefined : linkOf(peer.state, dev)?.kind;
  return kind === undefined ? VPN_NAME.test(dev) : VPN_KINDS.has(kind);
}

/** Prefixes that are longer than this name a network on purpose; wider ones are what a VPN takes besides. */
const WIDE = 16;

/** Whether the VPN is the way on purpose: its route names no more than the network that the address is in. */
export function isMeantFor({ seen: { peer }, asked: { flow, family } }: Walk, dev: string): boolean {
  const to = parseAddress(flow.to);
  const covering = (peer?.state.routes[family] ?? []).filter(
    (route) => isBy(route, dev) && to !== undefined && contains(route, family, to),
  );
  return covering.some(({ destination }) => Number(destination.split('/')[1] ?? 0) > WIDE);
}

function isBy({ nextHops }: Route, dev: string): boolean {
  return nextHops.some((hop) => hop.dev === dev);
}

function contains(
  { destination }: Route,
  family: 4 | 6,
  address: NonNullable<ReturnType<typeof parseAddress>>,
): boolean {
  const prefix = parsePrefix(destination, family);
  return prefix !== undefined && prefixContains(prefix, address);
}

/** Whether the sender is on the host's own link: an address of the interface has it in its network. */
export function isOnLink({
  modelled: { state },
  asked: { flow, namedSender, family },
  seen: { probe },
}: Walk): boolean {
  const sender = parseAddress(probe?.from ?? namedSender ?? flow.from ?? '');
  if (sender === undefined) return false;
  const networks = (state.addresses ?? [])
    .filter((address) => address.dev === flow.interface && address.family === family)
    .flatMap(({ local, prefixLength }) => parsePrefix(`${local}/${prefixLength}`) ?? []);
  return networks.some((prefix) => prefixContains(prefix, sender));
}

/** The sender looks for the address itself on a link of its own: it was seen to ask, or its neighbour table has an entry that failed. */
export function asksItsLink({ seen: { peer, peerLinkTalk }, asked: { flow } }: Walk): boolean {
  const asked = peerLinkTalk?.questions.some(
    ({ target, direction }) => target === flow.to && direction !== 'in',
  );
  return asked === true || (peer !== undefined && isUnresolved(peer.state, flow.to));
}

/**
 * The sender asks a link for the address since a route of its own says so: none of its addresses there has it in its network.
 * Undefined where its addresses, or the link, were not shown.
 */
export function asksByItsRoute(walk: Walk): boolean | undefined {
  const { peer } = walk.seen;
  const { flow, family } = walk.asked;
  const device = senderDevice(walk);
  const to = parseAddress(flow.to);
  if (peer === undefined || device === undefined || to === undefined) return undefined;
  if (!covers(peer.state.coverage, 'addresses', { family })) return undefined;
  return !addressesOf(peer.state).some(({ dev, local, prefixLength }) => {
    const network = dev === device ? parsePrefix(`${local}/${prefixLength}`, family) : undefined;
    return network !== undefined && prefixContains(network, to);
  });
}

/** Every address that is known to be the sender's: named, bound to, or listed there. */
export function addressesOfSender({
  seen: { peer, probe },
  asked: { namedSender, flow },
}: Walk): Set<string> {
  const listed = (peer ? addressesOf(peer.state) : []).flatMap(({ local, dev }) =>
    dev === 'lo' ? [] : local,
  );
  return new Set([probe?.from, namedSender, flow.from, ...listed].filter((address) => address !== undefined));
}

/** "Destination Host Unreachable" from an address of the sender's own: it found no next hop, and sent nothing. */
export function gaveUpItself(walk: Walk): boolean {
  const own = addressesOfSender(walk);
  return unreachableFrom(walk.seen.probe).some((address) => own.has(address));
}

/** The sender looked for the address on its link in vain: its neighbour table says so, or its own kernel told its ping. */
export function foundNobody(walk: Walk): boolean {
  const { peer } = walk.seen;
  const { flow } = walk.asked;
  const asked = (peer?.arpProbes ?? []).filter(({ to, duplicateCheck }) => to === flow.to && !duplicateCheck);
  if (asked.length > 0 && asked.every(({ answers }) => answers.length === 0)) return true;
  return (peer !== undefined && isUnresolved(peer.state, flow.to)) || (gaveUpItself(walk) && isOnLink(walk));
}
