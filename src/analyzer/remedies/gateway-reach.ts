import { type Address, globalAddressesOf, type HostState, isResolved, type Message } from '../model/index.ts';
import {
  formatPrefix,
  type ParsedAddress,
  type ParsedPrefix,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../routes/index.ts';

type Network = { prefix: ParsedPrefix; local: string };

export type GatewayReach =
  /** In a network of the interface, or a link-local address. */
  | { kind: 'on-link' }
  /** On the link, though in none of its networks (`outside`): the table needs a route to it first, else the kernel refuses it. */
  | { kind: 'host-route'; outside: string[] }
  | { kind: 'impossible'; because: Message };

/** Whether the kernel would take a gateway on an interface (else: "Nexthop has invalid gateway"). */
export function gatewayReach(
  state: HostState,
  { device, family, gateway }: { device: string; family: 4 | 6; gateway: string },
): GatewayReach {
  const impossible = (because: Message): GatewayReach => ({ kind: 'impossible', because });
  const addresses = globalAddressesOf(state, device, family);
  const networks = networksOf(addresses);
  if (addresses.length === 0) return impossible({ key: 'plan.no-address', device });
  const via = parseAddress(gateway);
  if (!via || via.family !== family) return impossible({ key: 'plan.not-an-address', gateway, family });
  if (addresses.some(({ local }) => local === gateway))
    return impossible({ key: 'plan.own-address', gateway });
  if (isLinkLocal(gateway)) return { kind: 'on-link' };
  const around = networks.filter(({ prefix }) => prefixContains(prefix, via));
  const noHost = around.find(({ prefix }) => isNoHost(prefix, via));
  if (noHost) return impossible({ key: 'plan.no-host', gateway, network: formatPrefix(noHost.prefix) });
  if (around.length > 0) return { kind: 'on-link' };
  const alone = networks.length === 0;
  const isOnLink =
    isResolved(state, gateway, device) || isReachedDirectly(state, { device, family, via, gateway });
  const outside = networks.map(({ prefix }) => formatPrefix(prefix));
  if (alone || isOnLink) return { kind: 'host-route', outside };
  return impossible({
    key: 'plan.off-link',
    gateway,
    device,
    networks: outside,
  });
}

/** The first and the last address of an IPv4 network are no host's; a /31 has two hosts (RFC 3021). */
function isNoHost({ length, first, last }: ParsedPrefix, { family, value }: ParsedAddress): boolean {
  return family === 4 && length < 31 && (value === first || value === last);
}

/** Whether a route that exists takes the gateway for a neighbour: one without a gateway, or a default that is `onlink`. */
function isReachedDirectly(
  state: HostState,
  { device, family, via, gateway }: { device: string; family: 4 | 6; via: ParsedAddress; gateway: string },
): boolean {
  return (state.routes[family] ?? []).some(({ type, destination, nextHops }) => {
    const prefix = parsePrefix(destination, family);
    if (type !== 'unicast' || !prefix) return false;
    return nextHops.some((hop) => {
      if (hop.dev !== device) return false;
      if (hop.gateway === gateway) return hop.flags.includes('onlink');
      return hop.gateway === undefined && prefix.length > 0 && prefixContains(prefix, via);
    });
  });
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address);
}

/** The networks that an interface is in, each with the first address in it; a full-length prefix is none. */
export function networksOf(addresses: readonly Address[]): Network[] {
  const networks = new Map<string, Network>();
  for (const { local, peer, prefixLength, family } of addresses) {
    const prefix = parsePrefix(`${peer?.split('/')[0] ?? local}/${prefixLength}`, family);
    if (!prefix || prefix.length === (family === 4 ? 32 : 128)) continue;
    const text = formatPrefix(prefix);
    if (!networks.has(text)) networks.set(text, { prefix, local });
  }
  return [...networks.values()];
}
