import { type OpenQuestion, parsePrefix, type Route } from '../model/index.ts';
import type { RouteError } from './answers.ts';
import { scopeNumber } from './devices.ts';
import type { TableRoute, Way } from './table-route.ts';

const REJECTS: Record<string, RouteError | 'throw'> = {
  throw: 'throw',
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
  blackhole: 'EINVAL',
};
const TYPES = new Set(['unicast', 'local', 'broadcast', 'anycast', 'multicast']);

/** What was listed (or derived) for one table. */
export interface TableContent {
  id: string;
  routes: readonly Route[];
  open: OpenQuestion | undefined;
  assumed: readonly OpenQuestion[];
  /** Where it was derived: what single entries hang on. */
  openRoutes: ReadonlyMap<Route, OpenQuestion>;
  assumedAbsent: readonly OpenQuestion[];
}

/** Routes that leave alike share one way, by table, device and gateway. */
export class Ways {
  readonly #known = new Map<string, Map<string, Way[]>>();
  #count = 0;

  /** The way of a unicast route with one next hop that is neither dead nor without carrier; `undefined` for others. */
  of(route: Route, table: string): Way | undefined {
    const { nextHops, type } = route;
    const hop = nextHops[0];
    if (nextHops.length !== 1 || type !== 'unicast' || hop?.dev === undefined) return undefined;
    const { dev, gateway = '', flags } = hop;
    if (flags.length > 0 && (flags.includes('dead') || flags.includes('linkdown'))) return undefined;
    let byGateway = this.#known.get(dev);
    if (byGateway === undefined) {
      byGateway = new Map();
      this.#known.set(dev, byGateway);
    }
    let ways = byGateway.get(gateway);
    if (ways === undefined) {
      ways = [];
      byGateway.set(gateway, ways);
    }
    for (const way of ways) if (leavesAlike(way, route, table)) return way;
    const { scope, prefsrc, nextHopObject } = route;
    const way: Way = {
      place: this.#count++,
      like: { scope, prefsrc, nextHopObject, table },
      hop,
      dev,
      devices: [dev],
      outcomes: { chosen: undefined, given: undefined },
    };
    ways.push(way);
    return way;
  }
}

function leavesAlike({ like, hop }: Way, route: Route, table: string): boolean {
  const flags = route.nextHops[0]?.flags ?? [];
  return (
    like.table === table &&
    like.scope === route.scope &&
    like.prefsrc === route.prefsrc &&
    like.nextHopObject === route.nextHopObject &&
    hop.flags.length === flags.length &&
    (flags.length === 0 || hop.flags.join() === flags.join())
  );
}

/** Words of a route without which it cannot be followed. */
function unreadWords(route: Route, isReject: boolean): string | undefined {
  if (!isReject && !TYPES.has(route.type)) return route.type;
  if (route.source !== undefined && !parsePrefix(route.source, route.family)) return `from ${route.source}`;
  if (Number.isNaN(scopeNumber(route.scope))) return `scope ${route.scope}`;
  return route.notUnderstood ?? (!isReject && route.nextHops.length === 0 ? '' : undefined);
}

/** The question for words of a route that were not understood. */
export function notUnderstood({ family, destination }: Route, words: string): OpenQuestion {
  return { about: 'not-understood', part: `routes${family}`, text: `${destination} ${words}`.trim() };
}

/** Makes a route ready for lookups. */
export function compileRoute(
  route: Route,
  { id: table, openRoutes }: TableContent,
  length: number,
  ways: Ways,
): TableRoute {
  const reject = REJECTS[route.type];
  const source = route.source === undefined ? undefined : parsePrefix(route.source, route.family);
  const unread = unreadWords(route, reject !== undefined);
  return {
    route,
    table,
    length,
    scope: scopeNumber(route.scope),
    reject,
    source: source?.length ? source : undefined,
    hops: route.nextHops,
    tos: route.tos ?? 0,
    way: ways.of(route, table),
    open: unread === undefined ? openRoutes.get(route) : notUnderstood(route, unread),
  };
}

/** The way of a route that every lookup takes which finds it alone at its prefix; `undefined` where anything is to be asked first. */
export function plainWay(route: Route, { id, openRoutes }: TableContent, ways: Ways): Way | undefined {
  if (route.tos || route.notUnderstood !== undefined) return undefined;
  if (openRoutes.size > 0 && openRoutes.has(route)) return undefined;
  if (route.scope !== undefined && Number.isNaN(scopeNumber(route.scope))) return undefined;
  return ways.of(route, id);
}

/** Listing order of a prefix as the kernel keeps it: IPv4 local first, TOS descending, metric ascending; IPv6 metric ascending. */
export function orderRoutes(family: 4 | 6, routes: TableRoute[]): TableRoute[] {
  return routes.sort((a, b) => {
    if (family === 4 && a.table !== b.table) return Number(b.table) - Number(a.table);
    const tos = family === 4 ? (b.route.tos ?? 0) - (a.route.tos ?? 0) : 0;
    return tos || (a.route.metric ?? 0) - (b.route.metric ?? 0);
  });
}
