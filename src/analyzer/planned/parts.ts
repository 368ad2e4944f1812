import {
  type Address,
  addressHolder,
  appearsToCover,
  type ChangeError,
  formatPrefix,
  type HostState,
  type Link,
  linkOf,
  type PlannedReach,
  parsePrefix,
  type Route,
  sysctl,
  sysctlKey,
  TABLE,
  vrfOf,
} from '../model/index.ts';

/** What one change comes to: another state, an error of the kernel, or nothing that can be told. */
export type Applied =
  | { kind: 'made'; state: HostState }
  | { kind: 'nothing' }
  | { kind: 'fails'; error: ChangeError }
  | { kind: 'open'; reach: PlannedReach };

/** The change is refused with this error. */
export function fails(error: ChangeError): Applied {
  return { kind: 'fails', error };
}

/** The change is made. */
export function made(state: HostState): Applied {
  return { kind: 'made', state };
}

/** The network of an address (of a point-to-point one, its peer's), in CIDR form. */
export function networkOf({ family, local, peer, prefixLength }: Address): string {
  const prefix = parsePrefix(`${peer?.split('/')[0] ?? local}/${prefixLength}`, family);
  return prefix ? formatPrefix(prefix) : '';
}

/** Length of a prefix that is one address. */
export function hostLength(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

/** Whether the interface is up; one of which nothing is known counts as up. */
export function isUp(state: HostState, dev: string): boolean {
  const link = linkOf(state, dev);
  return link === undefined || link.flags.length === 0 || link.flags.includes('UP');
}

/** Whether no such interface exists; where interfaces were not listed, one that is named does. */
export function isMissing(state: HostState, dev: string): boolean {
  return (state.links?.length ?? 0) > 0 && linkOf(state, dev) === undefined;
}

/** The tables that hold the kernel's own routes of an interface: main and local, or that of its VRF (l3mdev_fib_table). */
export function tablesOf(state: HostState, dev: string): { main: string; local: string } {
  const own = vrfOf(state, dev)?.vrfTable;
  return own === undefined ? { main: TABLE.main, local: TABLE.local } : { main: own, local: own };
}

/** Whether the entries of table local were listed: else the model works them out from the addresses. */
export function showsLocal({ routes, coverage }: HostState, family: 4 | 6): boolean {
  return (
    appearsToCover(coverage, 'routes', { family, table: TABLE.local }) ||
    (routes[family] ?? []).some(({ table, type }) => table === TABLE.local && type === 'local')
  );
}

/** The state with other routes of a family. */
export function withRoutes(state: HostState, family: 4 | 6, routes: readonly Route[]): HostState {
  return { ...state, routes: { ...state.routes, [family]: [...routes] } };
}

/** The state without the routes that `isGoing` names. */
export function withoutRoutes(
  state: HostState,
  family: 4 | 6,
  isGoing: (route: Route) => boolean,
): HostState {
  const routes = state.routes[family];
  return routes === undefined
    ? state
    : withRoutes(
        state,
        family,
        routes.filter((route) => !isGoing(route)),
      );
}

/** The state with more routes of a family, where its routes were shown at all. */
export function withMoreRoutes(state: HostState, family: 4 | 6, more: readonly Route[]): HostState {
  return withRoutes(state, family, [...(state.routes[family] ?? []), ...more]);
}

/** The state with one interface changed. */
export function withLink(state: HostState, dev: string, change: (link: Link) => Link): HostState {
  const links = state.links ?? [];
  return { ...state, links: links.map((link) => (link.name === dev ? change(link) : link)) };
}

/** A switch that holds where it is set for all interfaces or for this one. */
export function isSetFor(state: HostState, family: 4 | 6, dev: string, name: string): boolean {
  return ['all', dev].some((scope) => (sysctl(state, sysctlKey(family, scope, name)) ?? 0) > 0);
}

/** A bridge of a bond of interfaces is as deep as it usually gets. */
const MOST_LEVELS = 4;

/** The interface that takes over what comes in by that one: of a bond in a bridge the bridge. */
export function takenOverBy(state: HostState, dev: string, level = 0): string {
  const holder = addressHolder(state, dev);
  return holder === dev || level >= MOST_LEVELS ? holder : takenOverBy(state, holder, level + 1);
}

/** Whether an address was given by a lease or a router, for a time. */
export function isLeased({ flags, validLifetime }: Address): boolean {
  return flags.includes('dynamic') || validLifetime !== undefined;
}

/** The one next hop of a route of the kernel's own. */
export function onDevice(dev: string): Route['nextHops'] {
  return [{ dev, flags: [] }];
}
