import type { HostState, Link } from '../model/index.ts';
import { formatPrefix, parsePrefix } from '../routes/index.ts';

/**
 * Networks that live on this host alone: of bridges without a port to the outside, tunnels and dummies. A sibling
 * interface's prefix is never one of them: copying it would let strict mode refuse its clients again (measured).
 */
export function localOnlyNetworks(
  state: HostState,
  dev: string,
  family: 4 | 6,
): { prefix: string; dev: string }[] {
  const links = new Map((state.links ?? []).map((link) => [link.name, link]));
  const routed = new Set(
    (state.routes[family] ?? []).flatMap(({ nextHops }) =>
      nextHops.flatMap((hop) => (hop.gateway ? (hop.dev ?? []) : [])),
    ),
  );
  return (state.addresses ?? []).flatMap((address) => {
    const link = links.get(address.dev);
    if (!link || address.dev === dev || address.family !== family || address.scope !== 'global') return [];
    if (routed.has(address.dev) || !isLocalOnly(link, state.links ?? [])) return [];
    const prefix = parsePrefix(`${address.peer?.split('/')[0] ?? address.local}/${address.prefixLength}`);
    return prefix ? [{ prefix: formatPrefix(prefix), dev: address.dev }] : [];
  });
}

const LOCAL_KINDS = new Set(['dummy', 'tun', 'wireguard', 'ipip', 'sit', 'gre', 'vxlan', 'geneve', 'ipvlan']);

function isLocalOnly(link: Link, links: readonly Link[]): boolean {
  if (link.kind === 'bridge')
    return !links.some(
      ({ master, kind }) => master === link.name && (kind === undefined || OUTWARD_PORTS.has(kind)),
    );
  return link.kind !== undefined && LOCAL_KINDS.has(link.kind);
}

const OUTWARD_PORTS = new Set(['vlan', 'bond', 'team', 'macvlan']);
