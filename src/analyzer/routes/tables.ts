import {
  appearsToCover,
  covers,
  type HostState,
  type OpenQuestion,
  type Route,
  rulesOf,
  tableNumber,
} from '../model/index.ts';
import { areDefaultRules } from './default-rules.ts';
import type { Devices } from './devices.ts';
import { localEntries } from './local-entries.ts';
import type { TableContent } from './route-compiler.ts';
import type { PrefixNode, RouteIndex } from './route-index.ts';
import { indexRoutes4 } from './route-index4.ts';
import { indexRoutes6 } from './route-index6.ts';
import { DEFAULT, LOCAL, MAIN } from './table-numbers.ts';
import { assume, NotKnown, type Trace } from './trace.ts';

/** One table: complete or not, and its routes by prefix. */
export interface Table {
  index: RouteIndex;
  /** Table as the kernel reports it, where that is not the route's own. */
  reported: string | undefined;
  /** What is open of its content: lookups that come here hang on it. */
  open: OpenQuestion | undefined;
  /** What was not shown of it and is taken for granted. */
  assumed: readonly OpenQuestion[];
  /** What is taken for granted where it has no entry of its own for a destination: the addresses that were not listed. */
  assumedAbsent: readonly OpenQuestion[];
}

export interface Tables {
  get(id: string): Table;
  /** Whether nothing was listed in the table at all. */
  isEmpty(id: string): boolean;
  /** IPv4 before any rule was ever added: local and main are one trie (measured: a longer prefix in main beats a local one). */
  merged: Table | undefined;
  tableOf(name: string): string;
}

function buildTable(family: 4 | 6, contents: readonly TableContent[], reported?: string): Table {
  const { index, open } = family === 4 ? indexRoutes4(contents, reported) : indexRoutes6(contents);
  return {
    index,
    reported,
    open: contents.find((content) => content.open !== undefined)?.open ?? open,
    assumed: contents.flatMap((content) => content.assumed),
    assumedAbsent: contents.flatMap((content) => content.assumedAbsent),
  };
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

/** Makes what belongs to a table when it is first asked for. */
function byId<Made>(make: (id: string) => Made): (id: string) => Made {
  const known = new Map<string, Made>();
  return (id) => {
    const made = known.get(id) ?? make(id);
    known.set(id, made);
    return made;
  };
}

/** Compiles one family's tables. A listed table wins; `local` is derived from the addresses where it was not listed. */
export function compileTables(family: 4 | 6, state: HostState, devices: Devices): Tables {
  const tableOf = (name: string) => tableNumber(name, state);
  const content = byId(tableContents(family, state, devices, tableOf));
  const get = byId((id) => buildTable(family, [content(id)]));
  const pristine = family === 4 && !devices.hasVrf && areDefaultRules(4, rulesOf(state, 4), tableOf);
  const merged = pristine ? buildTable(4, [content(LOCAL), content(MAIN)], MAIN) : undefined;
  return { get, isEmpty: (id) => content(id).routes.length === 0, merged, tableOf };
}

/** Place in the index to begin at, 0 for none, or NotKnown where the table's content is not known. */
export function placeOf(table: Table, value: number | bigint, trace?: Trace): number {
  if (table.open !== undefined) throw new NotKnown(table.open);
  assume(trace, table.assumed);
  return table.index.find(value);
}

/** The node to begin with, or NotKnown where the table's content is not known. */
export function longestPrefix(table: Table, value: number | bigint, trace?: Trace): PrefixNode | undefined {
  return table.index.node(placeOf(table, value, trace), value);
}
