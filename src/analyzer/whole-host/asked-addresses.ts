import {
  type Address,
  addressesOf,
  type HostState,
  isContainerNetwork,
  type Link,
  linkOf,
} from '../model/index.ts';

/** An address of a host, and the interface that requests for it come in by. */
export type AskedAddress = { device: string; address: string; family: 4 | 6 };

/**
 * The addresses that a machine in another network may ask for: those of the interfaces that lead out of the host, and those that
 * its configuration gives them and that are not there. docs/fleet.md says what has no row, and why.
 */
export function askedAddresses(state: HostState): AskedAddress[] {
  const shown = addressesOf(state).filter((address) => isAskedFor(address) && leadsOut(state, address.dev));
  return distinct([
    ...shown.map(({ dev, local, family }) => ({ device: dev, address: local, family })),
    ...missingAddresses(state),
  ]);
}

/** Addresses of the link or of the host alone are for nobody else; a temporary one is for what the host itself asks (RFC 8981). */
function isAskedFor({ scope, local, flags }: Pick<Address, 'scope' | 'local' | 'flags'>): boolean {
  if (scope === 'link' || scope === 'host' || flags.includes('temporary')) return false;
  return !/^(?:127\.|169\.254\.|fe[89ab][0-9a-f]:|::1$)/i.test(local);
}

/** Devices that hold addresses and that nothing comes in by from outside. */
const INSIDE: ReadonlySet<string> = new Set(['vrf', 'dummy', 'nlmon', 'ifb']);

/** Whether something outside of the host can be behind the interface. */
function leadsOut(state: HostState, dev: string): boolean {
  if (dev === 'lo' || isContainerNetwork(dev)) return false;
  const link = linkOf(state, dev);
  if (link === undefined) return true;
  if (link.flags.includes('LOOPBACK') || INSIDE.has(link.kind ?? '')) return false;
  return link.kind !== 'bridge' || bridgeLeadsOut(state, dev);
}

/** Kinds of the ports by which containers and virtual machines are connected. */
const GUEST_PORT: ReadonlySet<string> = new Set(['veth', 'tun', 'tap', 'macvtap', 'ipvtap']);

/**
 * A bridge with a port of another kind than its guests' leads out; so does one whose routes have a gateway behind it. Without any
 * port, or with guests alone, its network ends on this host.
 */
function bridgeLeadsOut(state: HostState, bridge: string): boolean {
  const ports = (state.links ?? []).filter(({ master }) => master === bridge);
  return ports.some(({ kind }) => !GUEST_PORT.has(kind ?? '')) || hasGateway(state, bridge);
}

function hasGateway({ routes }: HostState, dev: string): boolean {
  return ([4, 6] as const).some((family) =>
    (routes[family] ?? []).some(({ nextHops }) =>
      nextHops.some((hop) => hop.dev === dev && hop.gateway !== undefined),
    ),
  );
}

/** Addresses that a configuration gives to an interface, and that are on none. */
function missingAddresses(state: HostState): AskedAddress[] {
  const known = new Set(addressesOf(state).map(({ local }) => local));
  return (state.intent ?? []).flatMap((intent) => {
    if (intent.kind !== 'address' || intent.device === undefined || known.has(intent.local)) return [];
    const { device, local, family } = intent;
    const link: Link | undefined = linkOf(state, device);
    const isAsked = isAskedFor({ scope: 'global', local, flags: [] }) && leadsOut(state, device);
    return isAsked && link !== undefined ? [{ device, address: local, family }] : [];
  });
}

function distinct(all: readonly AskedAddress[]): AskedAddress[] {
  return [...new Map(all.map((one) => [`${one.device} ${one.address}`, one])).values()];
}

/** Whether what is behind the interface is one other machine or a tunnel: it has no network of its own with a router in it. */
export function isPointToPoint(state: HostState, dev: string): boolean {
  const link = linkOf(state, dev);
  return link?.flags.includes('POINTOPOINT') === true || link?.kind === 'wireguard';
}
