import {
  appearsToCover,
  covers,
  type HostState,
  type OpenQuestion,
  type ParsedPrefix,
  parsePrefix,
  type Route,
  rulesOf,
  tableNumber,
} from '../model/index.ts';
import type { RouteError } from './answers.ts';
import { areDefaultRules } from './default-rules.ts';
import { type Devices, scopeNumber } from './devices.ts';
import { localEntries } from './local-entries.ts';
import { type PrefixIndex, type PrefixNode, prefixIndex } from './prefix-index.ts';
import { DEFAULT, LOCAL, MAIN } from './table-numbers.ts';
import type { Found, Match4, TableRoute, Way } from './table-route.ts';
import { assume, NotKnown, type Trace } from './trace.ts';

/** One table: complete or not, and its routes by prefix. */
export interface Table {
  index: PrefixIndex<TableRoute>;
  /** By place in the index: what is found at a prefix whose only route is plain and unconditional, shared by all that leave alike. */
  found: readonly (Found<Match4> | undefined)[];
  /** Table as the kernel reports it, where that is not the route's own. */
  reported: string | undefined;
  /** What is open of its content: lookups that come here hang on it. */
  open: OpenQuestion | undefined;
  /** What was not shown of it and is taken for granted. */
  assumed: readonly OpenQuestion[];
  /** What is taken for granted where it has no entry of its own for a destination: the addresses that were not listed. */
  assumedAbsent: readonly OpenQuestion[];
  size: number;
}

export interface Tables {
  get(id: string): Table;
  /** IPv4 before any rule was ever added: local and main are one trie (measured: a longer prefix in main beats a local one). */
  merged: Table | undefined;
  tableOf(name: string): string;
}

const REJECTS: Record<string, RouteError | 'throw'> = {
  throw: 'throw',
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
  blackhole: 'EINVAL',
};
const TYPES = new Set(['unicast', 'local', 'broadcast', 'anycast', 'multicast']);

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

/** Words of a route without which it cannot be followed. */
function unreadWords(route: Route, isReject: boolean): string | undefined {
  if (!isReject && !TYPES.has(route.type)) return route.type;
  if (route.source !== undefined && !parsePrefix(route.source, route.family)) return `from ${route.source}`;
  if (Number.isNaN(scopeNumber(route.scope))) return `scope ${route.scope}`;
  return route.notUnderstood ?? (!isReject && route.nextHops.length === 0 ? '' : undefined);
}

function notUnderstood({ family, destination }: Route, words: string): OpenQuestion {
  return { about: 'not-understood', part: `routes${family}`, text: `${destination} ${words}`.trim() };
}

function compileRoute(
  route: Route,
  { id: table, openRoutes }: TableContent,
  length: number,
  ways: Map<string, Way>,
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
    way: reject ? undefined : wayOf(route, table, ways),
    open: unread === undefined ? openRoutes.get(route) : notUnderstood(route, unread),
  };
}

/** What every lookup without a device finds at a prefix that has one plain route and asks for no TOS. */
function foundAt({ items, length }: PrefixNode<TableRoute>, reported: string | undefined) {
  const [route] = items;
  if (!route?.way || items.length > 1 || route.tos !== 0 || route.open !== undefined) return undefined;
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
  open: OpenQuestion | undefined;
  assumed: readonly OpenQuestion[];
  /** Where it was derived: what single entries hang on. */
  openRoutes: ReadonlyMap<Route, OpenQuestion>;
  assumedAbsent: readonly OpenQuestion[];
}

function buildTable(family: 4 | 6, contents: readonly TableContent[], reported?: string): Table {
  let { open } = contents.find((content) => content.open !== undefined) ?? {};
  let size = 0;
  const ways = new Map<string, Way>();
  const entries: [ParsedPrefix, TableRoute][] = [];
  for (const content of contents) {
    size += content.routes.length;
    for (const route of content.routes) {
      const prefix = parsePrefix(route.destination, family);
      if (prefix) entries.push([prefix, compileRoute(route, content, prefix.length, ways)]);
      else open ??= notUnderstood(route, `table ${content.id}`);
    }
  }
  const index = prefixIndex(family, entries);
  for (const node of index.nodes) if (node.items.length > 1) orderItems(family, node.items);
  const found = family === 4 ? index.nodes.map((node) => foundAt(node, reported)) : [];
  const assumed = contents.flatMap((content) => content.assumed);
  const assumedAbsent = contents.flatMap((content) => content.assumedAbsent);
  return { index, found, reported, open, assumed, assumedAbsent, size };
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
  const isCut = (id: string) =>
    state.gaps.some(
      ({ part, scope }) => (part === `routes${family}` || part === 'routes') && (scope?.table ?? id) === id,
    );
  const isNumbered = (id: string) =>
    /^\d+$/.test(id) || byTable.has(id) || state.coverage.routes?.some(({ table }) => table === id) === true;

  return (id: string): TableContent => {
    const routes = byTable.get(id) ?? [];
    const shown = { id, routes, open: undefined, assumed: [], openRoutes: NOTHING, assumedAbsent: [] };
    const question: OpenQuestion = { about: 'routes', family, table: id };
    const asked = { family, table: id };
    if (isNumbered(id) && covers(state.coverage, 'routes', asked)) return shown;
    if (isNumbered(id) && appearsToCover(state.coverage, 'routes', asked))
      return { ...shown, assumed: [question] };
    if (!isCut(id) && id === DEFAULT && routes.length === 0) return { ...shown, assumed: [question] };
    if (id !== LOCAL) return { ...shown, open: question };
    const entries = localEntries(family, state, devices);
    return {
      id,
      routes: [...entries.routes, ...routes],
      open: undefined,
      assumed: [question],
      openRoutes: entries.open,
      assumedAbsent: devices.unlisted(family),
    };
  };
}

const NOTHING: ReadonlyMap<Route, OpenQuestion> = new Map();

/** Compiles one family's tables. A listed table wins; `local` is derived from the addresses where it was not listed. */
export function compileTables(family: 4 | 6, state: HostState, devices: Devices): Tables {
  const tableOf = (name: string) => tableNumber(name, state);
  const content = tableContents(family, state, devices, tableOf);
  const tables = new Map<string, Table>();
  const get = (id: string) => {
    let table = tables.get(id);
    if (!table) {
      table = buildTable(family, [content(id)]);
      tables.set(id, table);
    }
    return table;
  };
  const pristine = family === 4 && !devices.hasVrf && areDefaultRules(4, rulesOf(state, 4), tableOf);
  const merged = pristine ? buildTable(4, [content(LOCAL), content(MAIN)], MAIN) : undefined;
  return { get, merged, tableOf };
}

/** Place in the index to begin at, -1 for none, or NotKnown where the table's content is not known. */
export function placeOf(table: Table, value: number | bigint, trace?: Trace): number {
  if (table.open !== undefined) throw new NotKnown(table.open);
  assume(trace, table.assumed);
  return table.index.find(value);
}

/** The node to begin with, or NotKnown where the table's content is not known. */
export function longestPrefix(
  table: Table,
  value: number | bigint,
  trace?: Trace,
): PrefixNode<TableRoute> | undefined {
  const place = placeOf(table, value, trace);
  return place < 0 ? undefined : table.index.nodes[place];
}
