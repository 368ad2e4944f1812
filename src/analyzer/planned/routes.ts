import {
  appearsToCover,
  type HostState,
  linkOf,
  type NextHop,
  type PlannedChange,
  type Route,
  TABLE,
  tableNumber,
} from '../model/index.ts';
import { checkDevice, checkGateway } from './gateway.ts';
import { type Applied, fails, isMissing, made, withMoreRoutes, withoutRoutes, withRoutes } from './parts.ts';

type RouteLine = Extract<PlannedChange, { kind: 'route' }>;
type RouteFlush = Extract<PlannedChange, { kind: 'route-flush' }>;

/** `ip route add|append|prepend|replace|change|del`, as `fib_table_insert`, `fib6_add` and `fib_table_delete` take them. */
export function changeRoute(state: HostState, { verb, route: typed, vrf }: RouteLine): Applied {
  const { family } = typed;
  const link = vrf === undefined ? undefined : linkOf(state, vrf);
  if (vrf !== undefined && link?.vrfTable === undefined)
    return link === undefined ? fails('ENODEV') : { kind: 'open', reach: { family } };
  const table = link?.vrfTable ?? tableNumber(typed.table, state);
  const route = { ...typed, table };
  if (verb === 'delete') return deleteRoute(state, route);
  const completed = complete(state, route);
  if ('kind' in completed) return completed;
  const { route: whole } = completed;
  const routes = state.routes[family] ?? [];
  const same = routes.filter((other) => isSameKey(state, other, whole));
  const [first] = same;
  switch (verb) {
    case 'add':
      if (first !== undefined) return fails('EEXIST');
      return made(withMoreRoutes(state, family, [whole]));
    case 'replace':
    case 'change':
      if (first === undefined)
        return verb === 'change' ? fails('ENOENT') : made(withMoreRoutes(state, family, [whole]));
      return made(
        withRoutes(
          state,
          family,
          routes.map((other) => (other === first ? whole : other)),
        ),
      );
    case 'append':
      if (same.some((other) => isAlike(other, whole))) return fails('EEXIST');
      return made(appended(state, whole, first));
    case 'prepend': {
      if (first !== undefined && isAlike(first, whole)) return fails('EEXIST');
      const at = first === undefined ? routes.length : routes.indexOf(first);
      return made(withRoutes(state, family, routes.toSpliced(at, 0, whole)));
    }
  }
}

/** IPv6 makes one route of several by gateways; IPv4 has them one after the other. */
function appended(state: HostState, route: Route, first: Route | undefined): HostState {
  const { family } = route;
  const joins =
    family === 6 && first?.nextHops[0]?.gateway !== undefined && route.nextHops[0]?.gateway !== undefined;
  if (!joins) return withMoreRoutes(state, family, [route]);
  const joined = { ...first, nextHops: [...first.nextHops, ...route.nextHops] };
  const routes = (state.routes[6] ?? []).map((other) => (other === first ? joined : other));
  return withRoutes(state, 6, routes);
}

/** Destination, table, TOS, source and metric: what the kernel tells two routes of a table apart by. */
function isSameKey(state: HostState, one: Route, other: Route): boolean {
  return (
    one.destination === other.destination &&
    tableNumber(one.table, state) === other.table &&
    (one.tos ?? 0) === (other.tos ?? 0) &&
    (one.source ?? '') === (other.source ?? '') &&
    (one.metric ?? 0) === (other.metric ?? 0) &&
    (one.type === 'multicast') === (other.type === 'multicast')
  );
}

function isAlike(one: Route, other: Route): boolean {
  const text = ({ type, scope, prefsrc, nextHops }: Route) =>
    JSON.stringify([
      type,
      scope ?? '',
      prefsrc ?? '',
      nextHops.map(({ dev, gateway, weight = 1 }) => [dev, gateway, weight]),
    ]);
  return text(one) === text(other);
}

const REJECTING: ReadonlySet<string> = new Set(['blackhole', 'unreachable', 'prohibit', 'throw']);
/** Metric of an IPv6 route that names none (IP6_RT_PRIO_USER). */
const METRIC_6 = 1024;

/** The route as the kernel completes it, with the device of each gateway; or why it refuses it. */
function complete(state: HostState, route: Route): { route: Route } | Applied {
  const { family, table, type } = route;
  const metric = family === 6 && route.metric === undefined ? { metric: METRIC_6 } : {};
  if (REJECTING.has(type)) {
    const nextHops = family === 6 ? [{ dev: 'lo', flags: [] }] : [];
    return { route: { ...route, ...metric, nextHops } };
  }
  if (route.nextHops.length === 0) return fails('ENODEV');
  const nextHops: NextHop[] = [];
  for (const hop of route.nextHops) {
    const { gateway, dev, flags } = hop;
    const refused = dev === undefined ? undefined : checkDevice(state, dev);
    if (refused !== undefined) return fails(refused);
    if (gateway === undefined) {
      if (dev === undefined) return fails('ENODEV');
      nextHops.push(hop);
      continue;
    }
    const check = checkGateway(state, {
      family,
      gateway,
      table,
      onlink: flags.includes('onlink'),
      ...(dev === undefined ? {} : { dev }),
    });
    if (check.kind === 'fails') return check;
    nextHops.push({ ...hop, dev: check.dev });
  }
  if (route.prefsrc !== undefined && !isOwn(state, route.prefsrc)) return fails('EINVAL');
  const isOnLink = nextHops.length === 1 && nextHops[0]?.gateway === undefined;
  const scope =
    family === 4 && route.scope === undefined && isOnLink && type === 'unicast' ? { scope: 'link' } : {};
  return { route: { ...route, ...metric, ...scope, protocol: route.protocol ?? 'boot', nextHops } };
}

function isOwn({ addresses = [] }: HostState, local: string): boolean {
  return addresses.length === 0 || addresses.some((one) => one.local === local) || local.startsWith('127.');
}

/** The first route that has all that was typed (`fib_nh_match`). */
function deleteRoute(state: HostState, typed: Route): Applied {
  const { family, table } = typed;
  const routes = state.routes[family] ?? [];
  const fits = (route: Route) =>
    route.destination === typed.destination &&
    tableNumber(route.table, state) === table &&
    (route.tos ?? 0) === (typed.tos ?? 0) &&
    (route.source ?? '') === (typed.source ?? '') &&
    (typed.type === 'unicast' || typed.type === route.type) &&
    (typed.metric === undefined || typed.metric === 0 || (route.metric ?? 0) === typed.metric) &&
    (typed.prefsrc === undefined || route.prefsrc === typed.prefsrc) &&
    (typed.protocol === undefined || route.protocol === typed.protocol) &&
    (typed.scope === undefined || (route.scope ?? 'global') === typed.scope) &&
    hopsFit(route, typed);
  const [old] = routes.filter(fits).toSorted((one, other) => (one.metric ?? 0) - (other.metric ?? 0));
  if (old !== undefined) return made(withoutRoutes(state, family, (route) => route === old));
  return appearsToCover(state.coverage, 'routes', { family, table })
    ? fails('ESRCH')
    : { kind: 'open', reach: { family } };
}

function hopsFit({ nextHops }: Route, typed: Route): boolean {
  const isFit = (hop: NextHop, { dev, gateway }: NextHop) =>
    (dev === undefined || hop.dev === dev) && (gateway === undefined || hop.gateway === gateway);
  const [only, ...others] = typed.nextHops;
  if (only === undefined) return true;
  if (others.length === 0) return nextHops[0] !== undefined && isFit(nextHops[0], only);
  return (
    nextHops.length === typed.nextHops.length &&
    nextHops.every((hop, at) => isFit(hop, typed.nextHops[at] ?? hop))
  );
}

/** `ip route flush`: every route that fits; the kernel's cached ones are no part of the state. */
export function flushRoutes(
  state: HostState,
  { family, device, protocol, destination, ...typed }: RouteFlush,
): Applied {
  const table = tableNumber(typed.table, state);
  const isAll = typed.table === 'all';
  const isGoing = (route: Route) =>
    (isAll ? tableNumber(route.table, state) !== TABLE.local : tableNumber(route.table, state) === table) &&
    (device === undefined || route.nextHops.some(({ dev }) => dev === device)) &&
    (protocol === undefined || route.protocol === protocol) &&
    (destination === undefined || route.destination === destination);
  if (device !== undefined && isMissing(state, device)) return fails('ENODEV');
  const after = withoutRoutes(state, family, isGoing);
  return after.routes[family]?.length === state.routes[family]?.length ? { kind: 'nothing' } : made(after);
}
