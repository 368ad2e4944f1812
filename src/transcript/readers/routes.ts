import type { Route } from '../../analyzer/model/index.ts';
import type { Block } from '../block.ts';
import { commandOf } from '../block.ts';
import { isMasked } from '../forms/addresses.ts';
import { jsonItems } from '../forms/json.ts';
import { quoted, wordsOf } from '../forms/text.ts';
import { type IpCommand, type RouteScope, readIpCommand, routeScopeOf } from '../ip-command.ts';
import { type ObservationDraft, routeKey } from '../observation-draft.ts';
import type { Reading } from '../parsers/reading.ts';
import { readRoutesJson } from '../parsers/route-json.ts';
import { parseRoutes, ROUTE_TYPES } from '../parsers/route-text.ts';
import { isJson, withoutFailures } from './failures.ts';

/** What the kernel says where a table has no routes and never had any. */
const NO_TABLE = /FIB table does not exist|Dump terminated/;

/** `ip route` of one table or all, text and JSON. */
export function readRoutes(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const scope = routeScopeOf(ip);
  const json = isJson(lines) ? jsonItems(lines.join('\n')) : undefined;
  const reading = json ? readRoutesJson(json.items, scope.defaults) : parseRoutes(lines, scope.defaults);
  const families = familiesOf(ip, scope, reading);
  const part = families.includes(4) ? 'routes4' : 'routes6';

  const failed = failures.filter((failure) => !NO_TABLE.test(failure));
  // JSON of a table that does not exist is an opening bracket alone.
  const rest = failures.length > failed.length && json?.items.length === 0 ? undefined : json?.rest;
  const listed = draft.state.tablesListed[families[0] ?? 4];
  const known = listed?.includes('*') === true || listed?.includes(scope.table) === true;
  for (const failure of failed) draft.gap(known || reading.found.length > 0 ? 'transcript' : part, failure);
  let whole = block.partial === undefined && rest === undefined && failed.length === 0 && !scope.filtered;
  if (block.partial !== undefined) draft.gap(known ? 'transcript' : part, block.partial);
  if (rest !== undefined) draft.gap(part, `the listing is cut: ${quoted(rest)}`);
  for (const line of reading.unread) {
    whole = false;
    draft.gap(
      partOfLine(line, part),
      isMaskedRoute(line) ? `masked: ${quoted(line)}` : `cannot read: ${quoted(line)}`,
    );
  }
  if (failed.length > 0 && reading.found.length === 0) return;
  // Routes of nobody knows which table are worse than none.
  if (!block.ambiguous)
    for (const family of families) addFamily(draft, block, { ip, scope, family, whole }, reading.found);
  draft.evidence(families.includes(4) ? 'routes' : 'routes6', commandOf(block), block.lines.join('\n'));
}

type Asked = { ip: IpCommand | undefined; scope: RouteScope; family: 4 | 6; whole: boolean };

function addFamily(draft: ObservationDraft, block: Block, asked: Asked, found: readonly Route[]): void {
  const { scope, family } = asked;
  const routes = found.filter((route) => route.family === family);
  if (asked.ip !== undefined || block.command !== undefined) {
    const table = scope.table === 'all' ? '*' : scope.table;
    draft.addRoutes(family, routes, asked.whole ? table : undefined);
    if (asked.whole && table === '*') draft.heard(`routes${family}`);
    return;
  }
  // Without the command: a listing with the local table is of all tables; else it is taken for main's, the first time.
  const all = routes.some((route) => route.table === 'local' || route.table === '255');
  const known = draft.state.routes[family];
  if (!all && known !== undefined && known.length > 0) {
    if (!routes.every((route) => known.some((other) => routeKey(other) === routeKey(route)))) {
      draft.gap(`routes${family}`, 'a second listing of routes without its command: its table is not known');
    }
    return;
  }
  draft.addRoutes(family, routes, asked.whole ? (all ? '*' : 'main') : undefined);
}

function familiesOf(ip: IpCommand | undefined, scope: RouteScope, reading: Reading<Route>): (4 | 6)[] {
  if (ip?.family !== undefined) return [ip.family];
  // iproute2 lists both families only where it was asked for all tables.
  if (ip !== undefined) return scope.table === 'all' ? [4, 6] : [4];
  const families = [...new Set(reading.found.map((route) => route.family))];
  return families.length === 0 ? [4] : families;
}

function partOfLine(line: string, fallback: string): string {
  const word = wordsOf(line).find((candidate) => candidate.includes(':') || /^\d+\.\d+/.test(candidate));
  if (word === undefined || line.startsWith('{')) return fallback;
  return word.includes(':') ? 'routes6' : 'routes4';
}

function isMaskedRoute(line: string): boolean {
  const [first = '', second = ''] = wordsOf(line);
  return isMasked(ROUTE_TYPES.has(first) ? second : first);
}
