import { globalAddressesOf, type HostState, TABLE } from '../model/index.ts';
import { formatPrefix, type ParsedPrefix, parsePrefix, prefixContains } from '../routes/index.ts';
import { firstHosts } from '../unknown-sender.ts';
import { isPointToPoint } from './asked-addresses.ts';

/** A network that the host's own routes place behind an interface, and an address in it. */
export type NetworkBehind = { network: string; sender: string };

/** The largest so many are asked about. */
const NETWORKS = 4;
/** Halves of the address space are how a VPN writes a default route. */
const DEFAULT_AT_MOST = 1;

/**
 * The networks behind an interface: by a gateway on its link, or at the other end of a tunnel. The default route is none of them:
 * whoever comes from anywhere has another sender (unknown-sender.ts).
 */
export function networksBehind(state: HostState, family: 4 | 6, device: string): NetworkBehind[] {
  const own = globalAddressesOf(state, device, family).flatMap(({ local, prefixLength }) => {
    const network = parsePrefix(`${local}/${prefixLength}`, family);
    return network === undefined ? [] : [network];
  });
  const tunnel = isPointToPoint(state, device);
  const found = new Map<string, ParsedPrefix>();
  for (const { type, table, destination, nextHops } of state.routes[family] ?? []) {
    if (type !== 'unicast' || table === TABLE.local) continue;
    const isBehind = nextHops.some((hop) => hop.dev === device && (hop.gateway !== undefined || tunnel));
    const prefix = isBehind ? parsePrefix(destination, family) : undefined;
    if (prefix === undefined || prefix.length <= DEFAULT_AT_MOST) continue;
    if (!tunnel && own.some((network) => prefixContains(network, prefix))) continue;
    found.set(destination, prefix);
  }
  const taken = new Set((state.addresses ?? []).map(({ local }) => local));
  return [...found.values()]
    .toSorted((one, other) => one.length - other.length)
    .slice(0, NETWORKS)
    .flatMap((prefix) => {
      const sender = firstHosts(prefix).find((address) => !taken.has(address));
      return sender === undefined ? [] : [{ network: formatPrefix(prefix), sender }];
    });
}
