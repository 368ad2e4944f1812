import { parseAddress, parsePrefix, prefixContains } from '../address.ts';
import { appearsToCover } from '../coverage.ts';
import type { Address, HostState, Route } from '../host-state.ts';
import { TABLE } from './tables.ts';

type Shown = Pick<HostState, 'addresses' | 'coverage' | 'routes'>;

/** Whether all addresses of an interface were shown: one of the family that is not known does not exist. */
function addressesAreShown({ coverage }: Shown, dev: string, family: 4 | 6): boolean {
  return appearsToCover(coverage, 'addresses', { family, device: dev });
}

/**
 * The addresses that are known: those that were shown, and those that connected routes name as their source, where not all
 * of that interface were shown.
 */
export function addressesOf(state: Shown): Address[] {
  return [
    ...(state.addresses ?? []),
    ...addressesNamedByRoutes(state, 4),
    ...addressesNamedByRoutes(state, 6),
  ];
}

/** Addresses that no listing showed, and that connected routes name. */
export function addressesNamedByRoutes(state: Shown, family: 4 | 6): Address[] {
  const known = new Set(state.addresses?.map(({ dev, local }) => `${dev} ${local}`));
  const named: Address[] = [];
  for (const route of state.routes[family] ?? []) {
    // Nearly all routes of a large host are somebody else's.
    if (route.protocol !== 'kernel') continue;
    const address = addressNamedBy(route) ?? localAddress(route, state.routes[family] ?? []);
    const key = address && `${address.dev} ${address.local}`;
    if (!address || !key || known.has(key) || addressesAreShown(state, address.dev, family)) continue;
    named.push(address);
    known.add(key);
  }
  return named;
}

/** The kernel makes a connected route for an address, and gives it the address as source. */
function addressNamedBy(route: Route): Address | undefined {
  const { family, protocol, type, scope, prefsrc: local, destination, nextHops } = route;
  const [hop] = nextHops;
  const connected = protocol === 'kernel' && type === 'unicast' && (scope === 'link' || scope === undefined);
  if (!connected || local === undefined || hop?.dev === undefined || hop.gateway !== undefined)
    return undefined;
  const [network = '', length = ''] = destination.split('/');
  const prefixLength = Number(length);
  // A route to one other address is that of a point-to-point link.
  const peer = prefixLength === (family === 4 ? 32 : 128) && network !== local ? { peer: network } : {};
  return { dev: hop.dev, family, local, prefixLength, ...peer, scope: 'global', flags: [] };
}

/** The kernel makes an entry of table local for an address; the connected route of the interface tells its network. */
function localAddress(route: Route, routes: readonly Route[]): Address | undefined {
  const { family, type, protocol, destination, nextHops, table } = route;
  if (type !== 'local' || protocol !== 'kernel' || table !== TABLE.local) return undefined;
  const [local = '', length] = destination.split('/');
  const dev = nextHops[0]?.dev;
  const isHost = length === (family === 4 ? '32' : '128');
  if (!isHost || dev === undefined || dev === 'lo') return undefined;
  const address = parseAddress(local);
  const networks = routes.flatMap((one) => {
    const prefix = one.nextHops[0]?.dev === dev ? parsePrefix(one.destination) : undefined;
    const connected = one.protocol === 'kernel' && one.type === 'unicast' && one.table !== TABLE.local;
    return connected && prefix && address && prefixContains(prefix, address) ? [prefix.length] : [];
  });
  const prefixLength = Math.max(...networks, 0) || Number(length);
  const scope = /^fe[89ab]/i.test(local) ? 'link' : 'global';
  return { dev, family, local, prefixLength, scope, flags: [] };
}

/** The addresses of an interface that other hosts can reach. */
export function globalAddressesOf(state: Shown, dev: string, family: 4 | 6): Address[] {
  return addressesOf(state).filter(
    (address) =>
      address.dev === dev && address.family === family && !['link', 'host'].includes(address.scope),
  );
}

/** The interfaces that were shown to have an address, by their addresses or by the kernel's own routes to it. */
export function holdersOf(state: Shown, address: string): string[] {
  const listed = (state.addresses ?? []).filter(({ local }) => local === address).map(({ dev }) => dev);
  if (listed.length > 0) return listed;
  const family = address.includes(':') ? 6 : 4;
  const routed = (state.routes[family] ?? []).filter((route) => isOwn(route, address));
  return [...new Set(routed.flatMap(({ nextHops }) => nextHops[0]?.dev ?? []))];
}

/** The kernel makes a local route for every address of an interface that is up. */
function isOwn({ type, destination }: Route, address: string): boolean {
  return (
    type === 'local' && (destination === address || /^(.*)\/(?:32|128)$/.exec(destination)?.[1] === address)
  );
}
