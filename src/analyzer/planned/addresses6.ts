import { type Address, type HostState, linkOf, type Route, sysctl, sysctlKey } from '../model/index.ts';
import {
  type Applied,
  fails,
  hostLength,
  isMissing,
  isUp,
  made,
  networkOf,
  onDevice,
  showsLocal,
  tablesOf,
  withMoreRoutes,
  withoutRoutes,
} from './parts.ts';

/** Metric of the routes that the kernel makes with an IPv6 address (IP6_RT_PRIO_ADDRCONF). */
const CONNECTED = 256;

/** An IPv6 address is added; duplicate address detection is taken to find none. */
export function addAddress6(state: HostState, address: Address): Applied {
  const { dev, local } = address;
  if (isMissing(state, dev)) return fails('ENODEV');
  if (sysctl(state, sysctlKey(6, dev, 'disable_ipv6')) === 1) return fails('EPERM');
  const all = state.addresses ?? [];
  if (all.some((one) => one.dev === dev && one.local === local)) return fails('EEXIST');
  const withIt = { ...state, addresses: [...all, address] };
  return made(withRoutesOf6(withIt, address));
}

function withRoutesOf6(state: HostState, address: Address): HostState {
  const { dev, local, prefixLength, flags } = address;
  const tables = tablesOf(state, dev);
  const wanted: Route[] = [];
  const entry = { family: 6, protocol: 'kernel', nextHops: onDevice(dev) } as const;
  if (showsLocal(state, 6))
    wanted.push({ ...entry, type: 'local', destination: `${local}/128`, table: tables.local, metric: 0 });
  if (isUp(state, dev) && !flags.includes('noprefixroute') && prefixLength <= hostLength(6))
    wanted.push({
      ...entry,
      type: 'unicast',
      destination: networkOf(address),
      table: tables.main,
      metric: CONNECTED,
    });
  const known = state.routes[6] ?? [];
  const missing = wanted.filter(
    (route) =>
      !known.some(
        (other) =>
          other.type === route.type &&
          other.destination === route.destination &&
          other.table === route.table &&
          (other.metric ?? 0) === route.metric &&
          other.nextHops[0]?.dev === dev &&
          other.nextHops[0].gateway === undefined,
      ),
  );
  return withMoreRoutes(state, 6, missing);
}

/** An IPv6 address goes. Routes by gateways stay; those that name it as their source only lose the source (`fib6_remove_prefsrc`). */
export function deleteAddress6(
  state: HostState,
  { dev, local, prefixLength }: { dev: string; local: string; prefixLength?: number },
): Applied {
  if (isMissing(state, dev)) return fails('ENODEV');
  const all = state.addresses ?? [];
  const going = all.find(
    (one) =>
      one.dev === dev &&
      one.family === 6 &&
      one.local === local &&
      (prefixLength === undefined || one.prefixLength === prefixLength),
  );
  if (going === undefined) return fails('EADDRNOTAVAIL');
  return made(withoutAddress6(state, going));
}

function withoutAddress6(state: HostState, going: Address): HostState {
  const addresses = (state.addresses ?? []).filter((one) => one !== going);
  const network = networkOf(going);
  const left = addresses.filter((one) => one.dev === going.dev && one.family === 6);
  const keepsNetwork = left.some((one) => networkOf(one) === network);
  const isLeft = addresses.some((one) => one.local === going.local);
  const after = withoutRoutes({ ...state, addresses }, 6, (route) => {
    if (route.nextHops[0]?.dev !== going.dev || route.nextHops[0].gateway !== undefined) return false;
    if (route.type === 'local') return route.destination === `${going.local}/128`;
    return (
      route.type === 'unicast' &&
      route.protocol === 'kernel' &&
      route.destination === network &&
      !keepsNetwork &&
      !going.flags.includes('noprefixroute')
    );
  });
  if (isLeft) return after;
  return {
    ...after,
    routes: {
      ...after.routes,
      6: (after.routes[6] ?? []).map((route) => {
        if (route.prefsrc !== going.local) return route;
        const { prefsrc: _, ...others } = route;
        return others;
      }),
    },
  };
}

/** IPv6 leaves an interface: with its addresses (unless they are kept while it is down) and all routes by it (`addrconf_ifdown`). */
export function withoutIpv6(state: HostState, dev: string, keepsAddresses = false): HostState {
  const addresses = (state.addresses ?? []).filter(
    (one) =>
      one.dev !== dev || one.family !== 6 || (keepsAddresses && one.scope !== 'link' && isPermanent(one)),
  );
  if (state.routes[6] === undefined) return { ...state, addresses };
  const routes = state.routes[6].flatMap((route) => {
    const nextHops = route.nextHops.filter((hop) => hop.dev !== dev);
    if (nextHops.length === route.nextHops.length) return [route];
    return nextHops.length === 0 ? [] : [{ ...route, nextHops }];
  });
  return { ...state, addresses, routes: { ...state.routes, 6: routes } };
}

function isPermanent({ flags, validLifetime }: Address): boolean {
  return validLifetime === undefined && !flags.includes('dynamic') && !flags.includes('temporary');
}

/** IPv6 comes to an interface that is up: its link-local address by its MAC, and what was kept. */
export function withIpv6(state: HostState, dev: string): HostState {
  if (sysctl(state, sysctlKey(6, dev, 'disable_ipv6')) === 1) return state;
  const kept = (state.addresses ?? []).filter((one) => one.dev === dev && one.family === 6);
  const mac = linkOf(state, dev)?.mac;
  const local = mac === undefined ? undefined : linkLocalOf(mac);
  const hasIpv6 = (state.addresses ?? []).some(({ family, scope }) => family === 6 && scope === 'link');
  const isMissingOwn = local !== undefined && hasIpv6 && !kept.some(({ scope }) => scope === 'link');
  const own: Address[] =
    isMissingOwn && linkOf(state, dev)?.kind !== 'vrf'
      ? [{ dev, family: 6, local, prefixLength: 64, scope: 'link', flags: [] }]
      : [];
  const withOwn = own.length === 0 ? state : { ...state, addresses: [...(state.addresses ?? []), ...own] };
  const after = [...kept, ...own].reduce(withRoutesOf6, withOwn);
  const tables = tablesOf(after, dev);
  const multicast: Route = {
    family: 6,
    type: 'multicast',
    destination: 'ff00::/8',
    table: tables.local,
    protocol: 'kernel',
    metric: CONNECTED,
    nextHops: onDevice(dev),
  };
  const isThere = (after.routes[6] ?? []).some(
    (route) => route.destination === 'ff00::/8' && route.nextHops[0]?.dev === dev,
  );
  return showsLocal(after, 6) && !isThere ? withMoreRoutes(after, 6, [multicast]) : after;
}

/** The address that EUI-64 makes of a MAC (RFC 4291, appendix A). */
function linkLocalOf(mac: string): string | undefined {
  const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = bytes;
  if (bytes.length !== 6 || bytes.some(Number.isNaN)) return undefined;
  const groups = [
    ((first ^ 2) << 8) | second,
    (third << 8) | 0xff,
    0xfe00 | fourth,
    (fifth << 8) | sixth,
  ].map((group) => group.toString(16));
  return `fe80::${groups.join(':')}`;
}
