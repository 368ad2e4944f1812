import type { HostState, Link } from '../host-state.ts';

type Links = Pick<HostState, 'links'>;

/** An interface by its name. */
export function linkOf({ links }: Links, dev: string): Link | undefined {
  return links?.find(({ name }) => name === dev);
}

type LinkByName = (dev: string) => Link | undefined;

/** The bridge, bond, team or VRF that an interface belongs to; undefined where it belongs to none, or its kind was not shown. */
function masterAmong(byName: LinkByName, dev: string): Link | undefined {
  const master = byName(dev)?.master;
  return master === undefined ? undefined : byName(master);
}

/** The VRF that an interface is, or belongs to: what comes in there is answered inside it (Documentation/networking/vrf). */
export function vrfOf(state: Links, dev: string): Link | undefined {
  return vrfAmong((name) => linkOf(state, name), dev);
}

/** The same, for whoever has the interfaces by their names. */
export function vrfAmong(byName: LinkByName, dev: string): Link | undefined {
  const link = byName(dev);
  if (link?.kind === 'vrf') return link;
  const master = masterAmong(byName, dev);
  return master?.kind === 'vrf' ? master : undefined;
}

/** Names of the bridges that container engines and virtual machines make for themselves. */
const CONTAINER_NETWORK =
  /^(?:docker\d+|docker_gwbridge|br-[0-9a-f]{12}|podman\d+|cni\d+|cni-podman\d+|lxcbr\d+|lxdbr\d+|incusbr\d+|virbr\d+|cbr\d+|nerdctl\d+)$/;

/** Whether the interface leads to a network of containers or virtual machines that is on this host alone. */
export function isContainerNetwork(dev: string): boolean {
  return CONTAINER_NETWORK.test(dev);
}

/** Bridges of virtual machines and system containers, whose networks nobody numbers as an office; Docker's may overlap with one. */
const GUEST_BRIDGE = /^(?:lxdbr|lxcbr|incusbr|virbr|vmbr|xenbr|natbr)\d+$/;

/** Whether guests of this host are connected by it, as its name says. */
export function isGuestBridge(dev: string): boolean {
  return GUEST_BRIDGE.test(dev);
}

const TAKES_OVER: ReadonlySet<string> = new Set(['bridge', 'bond', 'team']);

/**
 * The interface that has the addresses and settings for what comes in on `dev`: of a port of a bridge, bond or team that is
 * its master, of any other interface itself.
 */
export function addressHolder(state: Links, dev: string): string {
  const master = masterAmong((name) => linkOf(state, name), dev);
  return master?.kind !== undefined && TAKES_OVER.has(master.kind) ? master.name : dev;
}
