import type { HostState, Route } from '../model/index.ts';
import { type ParsedPrefix, parsePrefix } from './addresses.ts';
import type { RouteError } from './answers.ts';
import { areDefaultRules, defaultRules } from './default-rules.ts';
import { type Devices, scopeNumber } from './devices.ts';
import { localEntries } from './local-entries.ts';
import { type PrefixIndex, type PrefixNode, prefixIndex } from './prefix-index.ts';
import { DEFAULT, LOCAL, MAIN } from './table-numbers.ts';
import type { Found, Match4, TableRoute, Way } from './table-route.ts';
import { NotKnown } from './trace.ts';

/** One table: complete or not, and its routes by prefix. */
export interface Table {
  index: PrefixIndex<TableRoute>;
  /** By place in the index: what is found at a prefix whose only route is plain and unconditional, shared by all that leave alike. */
  found: readonly (Found<Match4> | undefined)[];
  /** Table as the kernel reports it, where that is not the route's own. */
  reported: string | undefined;
  /** Why its content is not (wholly) known; lookups that come here are then unknown. */
  notKnown: string | undefined;
  size: number;
}

export interface Tables {
  get(id: string): Table;
  /** IPv4 before any rule was ever added: local and main are one trie (measured: a longer prefix in main beats a local one). */
  merged: Table | undefined;
  tableOf(name: string): string;
  assumed: readonly string[];
}

const REJECTS: Record<string, RouteError | 'throw'> = {
  throw: 'throw',
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
  blackhole: 'EINVAL',
};
const TYPES = new Set(['unicast', 'local', 'broadcast', 'anycast', 'multicast']);
const TABLE_NUMBERS: Record<string, string> = { local: LOCAL, main: MAIN, default: DEFAULT, unspec: '0' };

/** Routes that leave alike share one way. */
function wayOf(route: Route, table: string, ways: Map<string, Way>): Way | undefined {
  const [hop, second] = route.nextHops;
  if (route.type !== 'unicast' || hop?.dev === undefined || second) return undefined;
  const { dev, gateway, flags } = hop;
  if (flags.includes('dead') || flags.includes('linkdown')) return undefined;
  const key = `${dev} ${gateway} ${route.scope} ${route.prefsrc} ${flags} ${table}`;
  let way = ways.get(key);
  if (!way) {
    way = { hop, dev, devices: [dev], outcome: undefined, found: [] };
    ways.set(key, way);
  }
  return way;
}

function compileRoute(route: Route, table: string, length: number, ways: Map<string, Way>): TableRoute {
  const reject = REJECTS[route.type];
  const source = route.source === undefined ? undefined : parsePrefix(route.source, route.family);
  let broken = route.notUnderstood;
  if (!reject && !TYPES.has(route.type)) broken = `type ${route.type}`;
  else if (route.source !== undefined && !source) broken = `from ${route.source}`;
  else if (!reject && route.nextHops.length === 0) broken ??= 'no next hop is told';
  return {
    route,
    table,
    length,
    scope: scopeNumber(route.scope),
    reject,
    source: source?.length ? source : undefined,
    hops: route.nextHops,
    tos: route.tos ?? 0,
    way: reject ? undefined : wayOf(route, table, ways),
    broken,
  };
}

/** What every lookup without a device finds at a prefix that has one plain route and asks for no TOS. */
function foundAt({ items, length }: PrefixNode<TableRoute>, reported: string | undefined) {
  const [route] = items;
  if (!route?.way || items.length > 1 || route.tos !== 0 || route.broken !== undefined) return undefined;
  const { way, hops, table } = route;
  way.found[length] ??= {
    kind: 'match',
    match: { route, hops, table: reported ?? table, prefixRoutes: items },
    route,
    length,
    devices: way.devices,
  };
  return way.found[length];
}

/** Listing order of a prefix as the kernel keeps it: IPv4 local first, TOS descending, metric ascending; IPv6 metric ascending. */
function orderItems(family: 4 | 6, items: TableRoute[]): void {
  items.sort((a, b) => {
    if (family === 4 && a.table !== b.table) return Number(b.table) - Number(a.table);
    const tos = family === 4 ? (b.route.tos ?? 0) - (a.route.tos ?? 0) : 0;
    return tos || (a.route.metric ?? 0) - (b.route.metric ?? 0);
  });
}

/** What was listed (or derived) for one table. */
interface TableContent {
  id: string;
  routes: readonly Route[];
  notKnown: string | undefined;
}

function buildTable(family: 4 | 6, contents: readonly TableContent[], reported?: string): Table {
  let notKnown = contents.find((content) => content.notKnown !== undefined)?.notKnown;
  let size = 0;
  const ways = new Map<string, Way>();
  const entries: [ParsedPrefix, TableRoute][] = [];
  for (const { id, routes } of contents) {
    size += routes.length;
    for (const route of routes) {
      const prefix = parsePrefix(route.destination, family);
      if (prefix) entries.push([prefix, compileRoute(route, id, prefix.length, ways)]);
      else notKnown ??= `table ${id} has a route to ${route.destination}, which is not understood`;
    }
  }
  const index = prefixIndex(family, entries);
  for (const node of index.nodes) if (node.items.length > 1) orderItems(family, node.items);
  const found = family === 4 ? index.nodes.map((node) => foundAt(node, reported)) : [];
  return { index, found, reported, notKnown, size };
}

/** Routes by table, and what is known to be complete. */
function tableContents(family: 4 | 6, state: HostState, devices: Devices, tableOf: (name: string) => string) {
  const byTable = new Map<string, Route[]>();
  for (const route of state.routes[family] ?? []) {
    const id = tableOf(route.table);
    const routes = byTable.get(id);
    if (routes) routes.push(route);
    else byTable.set(id, [route]);
  }
  const gap = state.gaps.find(({ part }) => part === `routes${family}` || part === 'routes');
  const listed = new Set((state.tablesListed[family] ?? []).map(tableOf));
  const assumed: string[] = [];

  const whyNotKnown = (id: string): string | undefined => {
    if (!/^\d+$/.test(id) && !byTable.has(id)) return `the number of table ${id} is not known`;
    if (listed.has(id) || (listed.has('*') && !gap)) return undefined;
    if (gap) return `the routes of table ${id} are not complete: ${gap.because}`;
    return `the routes of table ${id} were not ${byTable.has(id) ? 'listed completely' : 'collected'}`;
  };
  const content = (id: string): TableContent => {
    const routes = byTable.get(id) ?? [];
    const notKnown = whyNotKnown(id);
    if (notKnown === undefined || gap) return { id, routes, notKnown };
    if (id === DEFAULT && routes.length === 0) {
      assumed.push('table default is empty');
      return { id, routes, notKnown: undefined };
    }
    if (id !== LOCAL) return { id, routes, notKnown };
    const derived = localEntries(family, state, devices);
    if (typeof derived === 'string') return { id, routes, notKnown: derived };
    assumed.push('table local as the addresses make it');
    return { id, routes: [...derived, ...routes], notKnown: undefined };
  };
  return { content, assumed };
}

/** Compiles one family's tables. A listed table wins; `local` is derived from the addresses where it was not listed. */
export function compileTables(family: 4 | 6, state: HostState, devices: Devices): Tables {
  const tableOf = (name: string) => TABLE_NUMBERS[name] ?? state.tableNames?.[name] ?? name;
  const { content, assumed } = tableContents(family, state, devices, tableOf);
  const tables = new Map<string, Table>();
  const get = (id: string) => {
    let table = tables.get(id);
    if (!table) {
      table = buildTable(family, [content(id)]);
      tables.set(id, table);
    }
    return table;
  };
  const pristine =
    family === 4 && !devices.hasVrf && areDefaultRules(4, state.rules[4] ?? defaultRules(4), tableOf);
  const merged = pristine ? buildTable(4, [content(LOCAL), content(MAIN)], MAIN) : undefined;
  return { get, merged, tableOf, assumed };
}

/** Place in the index to begin at, -1 for none, or NotKnown where the table's content is not known. */
export function placeOf(table: Table, value: number | bigint): number {
  if (table.notKnown !== undefined) throw new NotKnown(table.notKnown);
  return table.index.find(value);
}

/** The node to begin with, or NotKnown where the table's content is not known. */
export function longestPrefix(table: Table, value: number | bigint): PrefixNode<TableRoute> | undefined {
  const place = placeOf(table, value);
  return place < 0 ? undefined : table.index.nodes[place];
}
