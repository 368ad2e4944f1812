import { appearsToCover, TABLE, tableNumber } from '../model/index.ts';
import { canonical, familyOf, naturally } from './addresses.ts';
import { type Console, networkOf } from './console.ts';
import type { TriedFlow } from './tried-flow.ts';

/**
 * The interface that a flow is about: the one that has the address; where the address is on none that packets come in on
 * (loopback, a dummy), or is not shown, the one that they come in on; else the one with the address's network, or the only one.
 * Empty where nothing tells.
 */
export function askedInterface({ to, from, attempts }: TriedFlow, console: Console | undefined): string {
  const arrival = attempts.find(
    (each) => each.console === console && each.side !== 'sender' && each.device,
  )?.device;
  if (!console) return arrival ?? '';
  const configured = to === undefined ? undefined : console.own.get(to) || undefined;
  if (configured !== undefined && !isVirtual(configured)) return configured;
  const [only, ...others] = console.interfaces;
  return (
    arrival ??
    (from === undefined ? undefined : linkOf(console, from)) ??
    configured ??
    (to === undefined ? undefined : meantInterface(console, to)) ??
    (others.length === 0 ? only : undefined) ??
    ''
  );
}

/** The interface by which the host is on a link with the sender. */
function linkOf(console: Console, from: string): string | undefined {
  const device = networkOf(console, from)?.device;
  return device !== undefined && !isVirtual(device) && !console.own.has(from) ? device : undefined;
}

/** The interface that is configured to have the address; where the host has no such one any more, that of the address's network. */
function meantInterface(console: Console, to: string): string | undefined {
  const meant = console.meant.get(to) || undefined;
  const network = networkOf(console, to)?.device;
  const listed = appearsToCover(console.observation.state.coverage, 'addresses', { family: familyOf(to) });
  const isGone = listed && !console.observation.state.addresses?.some(({ dev }) => dev === meant);
  return isGone ? (network ?? meant) : (meant ?? network);
}

/** Interfaces that hold addresses and receive nothing. */
export function isVirtual(name: string): boolean {
  return /^(?:lo|dummy|loopback|kube-ipvs)/.test(name);
}

/** Bridges, tunnels and virtual cables of containers and VPNs: nobody's first question. */
const INTERNAL =
  /^(?:docker|br-|veth|virbr|vnet|cni|flannel|cali|lxc|lxd|tailscale|wg|tun|tap|kube|podman|dummy|ifb|sit)/;

/**
 * The interfaces that somebody who shows a host without any failure may wonder about, most likely first: those that have an
 * address and no carrier; then those that are not on the way to everywhere, for their answers leave by another interface.
 */
export function likelyInterfaces({ own, interfaces, observation }: Console): string[] {
  const withAddress = new Set(own.values());
  const main = [...(observation.state.routes[4] ?? []), ...(observation.state.routes[6] ?? [])].filter(
    ({ destination, table }) =>
      /^(?:0\.0\.0\.0|::)\/0$/.test(destination) && tableNumber(table) === TABLE.main,
  );
  const [first, ...others] = main
    .toSorted((a, b) => (a.metric ?? 0) - (b.metric ?? 0))
    .map(({ nextHops }) => nextHops[0]?.dev);
  const dead = new Set(
    (observation.state.links ?? [])
      .filter(({ name, flags }) => flags.includes('NO-CARRIER') && withAddress.has(name))
      .map(({ name }) => name),
  );
  const rank = (name: string) =>
    (INTERNAL.test(name) ? 8 : 0) +
    (dead.has(name) ? -8 : 0) +
    (name === first ? 4 : 0) +
    (withAddress.has(name) ? 0 : 2) +
    (others.includes(name) ? 0 : 1);
  return interfaces.toSorted((a, b) => rank(a) - rank(b) || naturally(a, b));
}

/** The host's other addresses, each with its interface, in natural order. */
export function otherAddresses({ own }: Console, to: string): { address: string; device: string }[] {
  const family = familyOf(to);
  return [...own]
    .map(([address, device]) => ({ address, device }))
    .filter(
      ({ address, device }) =>
        device !== '' &&
        !isVirtual(device) &&
        !INTERNAL.test(device) &&
        address !== canonical(to) &&
        !address.startsWith('fe80:') &&
        (to === '' || familyOf(address) === family),
    )
    .sort((a, b) => naturally(a.device, b.device) || naturally(a.address, b.address));
}
