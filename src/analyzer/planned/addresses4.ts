import { type Address, type HostState, parsePrefix, type Route } from '../model/index.ts';
import { formatValue } from '../routes/index.ts';
import {
  type Applied,
  fails,
  isMissing,
  isSetFor,
  isUp,
  made,
  networkOf,
  onDevice,
  showsLocal,
  tablesOf,
  withMoreRoutes,
  withoutRoutes,
} from './parts.ts';

/** An IPv4 address is added: a second one of its network is a secondary (`__inet_insert_ifa`). */
export function addAddress4(state: HostState, address: Address): Applied {
  const { dev, local, prefixLength } = address;
  if (isMissing(state, dev)) return fails('ENODEV');
  const beside = (state.addresses ?? []).filter(
    (one) => one.dev === dev && one.family === 4 && one.prefixLength === prefixLength,
  );
  const network = networkOf(address);
  const fellows = beside.filter((one) => networkOf(one) === network);
  if (fellows.some((one) => one.local === local)) return fails('EEXIST');
  const flags = fellows.length > 0 ? [...address.flags, 'secondary'] : [...address.flags];
  const added = { ...address, flags };
  const withIt = { ...state, addresses: [...(state.addresses ?? []), added] };
  return made(withRoutesOf(withIt, added));
}

/** The routes that the kernel makes with an address (`fib_add_ifaddr`); those of an interface that is down come when it is up. */
export function withRoutesOf(state: HostState, address: Address): HostState {
  const { dev, prefixLength, flags, broadcast } = address;
  const { main, local } = tablesOf(state, dev);
  const source = primaryOf(state, address);
  const network = networkOf(address);
  const entry = (type: string, destination: string, scope: string, table: string): Route => ({
    family: 4,
    type,
    destination,
    table,
    protocol: 'kernel',
    scope,
    prefsrc: source,
    nextHops: onDevice(dev),
  });
  const shown = showsLocal(state, 4) || local !== '255';
  const wanted: Route[] = shown ? [entry('local', `${address.local}/32`, 'host', local)] : [];
  if (isUp(state, dev)) {
    if (shown && broadcast !== undefined && broadcast !== '255.255.255.255')
      wanted.push(entry('broadcast', `${broadcast}/32`, 'link', local));
    const isNetwork = prefixLength < 32 || network !== `${address.local}/32`;
    if (isNetwork && !flags.includes('secondary') && !network.startsWith('0.')) {
      if (!flags.includes('noprefixroute')) {
        if (dev !== 'lo') wanted.push(entry('unicast', network, 'link', main));
        else if (shown) wanted.push(entry('local', network, 'host', local));
      }
      const last = parsePrefix(network, 4)?.last;
      if (shown && prefixLength < 31 && last !== undefined)
        wanted.push(entry('broadcast', `${formatValue(4, last)}/32`, 'link', local));
    }
  }
  const known = state.routes[4] ?? [];
  const missing = wanted.filter((route) => !known.some((other) => isSameRoute(route, other)));
  return withMoreRoutes(state, 4, missing);
}

function isSameRoute(one: Route, other: Route): boolean {
  return (
    one.type === other.type &&
    one.destination === other.destination &&
    one.table === other.table &&
    one.nextHops[0]?.dev === other.nextHops[0]?.dev &&
    (one.prefsrc === other.prefsrc || other.prefsrc === undefined) &&
    other.nextHops[0]?.gateway === undefined
  );
}

/** Routes of a secondary address name its primary as their source. */
function primaryOf({ addresses = [] }: HostState, address: Address): string {
  if (!address.flags.includes('secondary')) return address.local;
  const primary = addresses.find(
    (one) =>
      one.dev === address.dev &&
      one.family === 4 &&
      one.prefixLength === address.prefixLength &&
      !one.flags.includes('secondary') &&
      networkOf(one) === networkOf(address),
  );
  return primary?.local ?? address.local;
}

/**
 * An IPv4 address goes, and with a primary one its secondaries, unless one of them is promoted (`__inet_del_ifa`). With the last
 * address of an interface all of its routes go (`fib_disable_ip`).
 * @param promotes whether a secondary takes its place; without it, as the kernel's setting says
 */
export function deleteAddress4(
  state: HostState,
  { dev, local, prefixLength }: { dev: string; local: string; prefixLength?: number },
  promotes = isSetFor(state, 4, dev, 'promote_secondaries'),
): Applied {
  if (isMissing(state, dev)) return fails('ENODEV');
  const going = (state.addresses ?? []).find(
    (one) =>
      one.dev === dev &&
      one.family === 4 &&
      one.local === local &&
      (prefixLength === undefined || one.prefixLength === prefixLength),
  );
  return going === undefined ? fails('EADDRNOTAVAIL') : made(withoutAddress(state, going, promotes));
}

function withoutAddress(state: HostState, going: Address, promotes: boolean): HostState {
  const all = state.addresses ?? [];
  const isFellow = (one: Address) =>
    one !== going &&
    one.dev === going.dev &&
    one.family === 4 &&
    one.prefixLength === going.prefixLength &&
    one.flags.includes('secondary') &&
    networkOf(one) === networkOf(going);
  const secondaries = going.flags.includes('secondary') ? [] : all.filter(isFellow);
  const lost = promotes ? [going] : [going, ...secondaries];
  const left = all.filter((one) => !lost.includes(one));
  const [promoted, ...others] = promotes ? secondaries : [];
  const addresses = left.map((one) =>
    one === promoted ? { ...one, flags: one.flags.filter((flag) => flag !== 'secondary') } : one,
  );
  // The routes of promoted and remaining secondaries are made anew, with another source.
  const renewed = promoted ? [promoted, ...others] : [];
  let after: HostState = { ...state, addresses: left.filter((one) => !renewed.includes(one)) };
  for (const one of [...lost, ...renewed]) after = withoutOwnRoutes(after, one);
  after = { ...after, addresses };
  for (const one of addresses)
    if (promoted && one.dev === going.dev && one.family === 4 && networkOf(one) === networkOf(going))
      after = withRoutesOf(after, one);
  for (const { local } of lost) after = withoutSource(after, going.dev, local);
  const isLast = !addresses.some(({ dev, family }) => dev === going.dev && family === 4);
  return isLast ? withoutRoutesBy(after, going.dev, () => true) : after;
}

/** The local, connected and broadcast routes that were made with an address, where no other address of the interface has them. */
function withoutOwnRoutes(state: HostState, { dev, local, prefixLength, ...address }: Address): HostState {
  const network = networkOf({ dev, local, prefixLength, ...address });
  const prefix = parsePrefix(network, 4);
  const last = prefix === undefined ? '' : `${formatValue(4, prefix.last)}/32`;
  const first = prefix === undefined ? '' : `${formatValue(4, prefix.first)}/32`;
  const left = (state.addresses ?? []).filter((one) => one.dev === dev && one.family === 4);
  const isElsewhere = left.some((one) => one.local === local);
  const hasNetwork = left.some((one) => networkOf(one) === network);
  return withoutRoutes(state, 4, (route) => {
    if (route.nextHops[0]?.dev !== dev || route.protocol !== 'kernel') return false;
    const isOwn = route.prefsrc === undefined || route.prefsrc === local || !hasNetwork;
    if (route.type === 'local')
      return route.destination === `${local}/32` ? !isElsewhere : route.destination === network && isOwn;
    if (route.type === 'broadcast')
      return [last, first, `${address.broadcast ?? ''}/32`].includes(route.destination) && isOwn;
    return route.type === 'unicast' && route.destination === network && isOwn;
  });
}

/** Routes of main, or of the VRF, that name a source which is no address of this host any more (`fib_sync_down_addr`). */
function withoutSource(state: HostState, dev: string, local: string): HostState {
  const isLeft = (state.addresses ?? []).some((one) => one.family === 4 && one.local === local);
  if (isLeft) return state;
  const { main } = tablesOf(state, dev);
  return withoutRoutes(state, 4, ({ prefsrc, table }) => prefsrc === local && table === main);
}

/**
 * The IPv4 routes by an interface go; of several next hops only those of it, which are dead until it is up again
 * (`fib_sync_down_dev`). `isReached` names the routes that this is about.
 */
export function withoutRoutesBy(
  state: HostState,
  dev: string,
  isReached: (route: Route) => boolean,
): HostState {
  const routes = (state.routes[4] ?? []).flatMap((route) => {
    if (!isReached(route) || !route.nextHops.some((hop) => hop.dev === dev)) return [route];
    const nextHops = route.nextHops.map((hop) =>
      hop.dev === dev && !hop.flags.includes('dead')
        ? { ...hop, flags: [...hop.flags, 'dead', 'linkdown'] }
        : hop,
    );
    return nextHops.every(({ flags }) => flags.includes('dead')) ? [] : [{ ...route, nextHops }];
  });
  return state.routes[4] === undefined ? state : { ...state, routes: { ...state.routes, 4: routes } };
}
