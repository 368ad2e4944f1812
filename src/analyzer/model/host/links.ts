import type { HostState, Link } from '../host-state.ts';

type Links = Pick<HostState, 'links'>;

/** An interface by its name. */
export function linkOf({ links }: Links, dev: string): Link | undefined {
  return links?.find(({ name }) => name === dev);
}

/** The bridge, bond, team or VRF that an interface belongs to; undefined where it belongs to none, or its kind was not shown. */
function masterOf(state: Links, dev: string): Link | undefined {
  const master = linkOf(state, dev)?.master;
  return master === undefined ? undefined : linkOf(state, master);
}

/** The VRF that an interface is, or belongs to: what comes in there is answered inside it (Documentation/networking/vrf). */
export function vrfOf(state: Links, dev: string): Link | undefined {
  const link = linkOf(state, dev);
  return [link, masterOf(state, dev)].find((one) => one?.kind === 'vrf');
}

const TAKES_OVER: ReadonlySet<string> = new Set(['bridge', 'bond', 'team']);

/**
 * The interface that has the addresses and settings for what comes in on `dev`: of a port of a bridge, bond or team that is
 * its master, of any other interface itself.
 */
export function addressHolder(state: Links, dev: string): string {
  const master = masterOf(state, dev);
  return master?.kind !== undefined && TAKES_OVER.has(master.kind) ? master.name : dev;
}
