import { type Route, type Scope, TABLE, tableNumber } from '../../analyzer/model/index.ts';
import { isMasked } from '../forms/addresses.ts';
import { withoutFailures } from '../forms/failures.ts';
import { isJson, jsonItems } from '../forms/json.ts';
import { quoted, wordsOf } from '../forms/text.ts';
import { type IpCommand, readIpCommand, showsObject } from '../ip-command.ts';
import { routeKey } from '../known-routes.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import type { Reading } from '../parsers/reading.ts';
import { readRoutesJson } from '../parsers/route-json.ts';
import { anyPrefix, isLikeRouteLine, isRouteLine, parseRoutes, ROUTE_TYPES } from '../parsers/route-text.ts';
import { type RouteQuestion, routeQuestionOf } from '../scopes/routes.ts';
import { closedLimitsOf, endOf, letsThrough, limitsOf } from '../scopes/shown.ts';

/** What the kernel says where a table has no routes and never had any. */
const NO_TABLE = /FIB table does not exist|Dump terminated/;

/** `ip route` of one table or all, text and JSON. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const question = routeQuestionOf(ip);
  const json = isJson(lines) ? jsonItems(lines.join('\n')) : undefined;
  const reading = json
    ? readRoutesJson(json.items, question.defaults)
    : parseRoutes(lines, question.defaults);
  const families = familiesOf(ip, question, reading);
  const part = families.includes(4) ? 'routes4' : 'routes6';

  const failed = failures.filter((failure) => !NO_TABLE.test(failure));
  // JSON of a table that does not exist is an opening bracket alone.
  const rest = failures.length > failed.length && json?.items.length === 0 ? undefined : json?.rest;
  const table = question.table === 'all' ? {} : { table: question.table };
  const known = draft.covers('routes', { family: families[0] ?? 4, ...table });
  for (const failure of failed)
    draft.gap(known || reading.found.length > 0 ? 'transcript' : part, failure, table);
  if (block.partial !== undefined) draft.gap(known ? 'transcript' : part, block.partial, table);
  if (rest !== undefined) draft.gap(part, { kind: 'cut', text: quoted(rest) }, table);
  for (const line of reading.unread) {
    const because = isMaskedRoute(line)
      ? ({ kind: 'masked', text: quoted(line) } as const)
      : ({ kind: 'unread', text: quoted(line) } as const);
    draft.gap(partOfLine(line, part), because, table);
  }
  if (failed.length > 0 && reading.found.length === 0) return;
  if (question.table.startsWith('vrf ')) draft.addVrf(question.table.slice('vrf '.length), true);
  const whole = rest === undefined && failed.length === 0 && reading.unread.length === 0;
  // Routes of nobody knows which table are worse than none.
  if (!block.ambiguous) {
    for (const family of families) {
      const scope = whole ? scopeOf(block, question, family, json !== undefined) : undefined;
      addFamily(draft, { named: block.command !== undefined, family, scope }, reading.found);
    }
  }
  draft.evidence(families.includes(4) ? 'routes' : 'routes6', commandOf(block), block.lines.join('\n'));
}

/** How far a listing reaches in which every line could be read. */
function scopeOf(block: Block, question: RouteQuestion, family: 4 | 6, closed: boolean): Scope | undefined {
  const scope: Scope = { family, ...(question.table === 'all' ? {} : { table: question.table }) };
  const limits = closed ? closedLimitsOf(block) : limitsOf(block);
  if (limits) return question.reach && { ...scope, ...question.reach, ...limits };
  // Whatever was looked for: the default routes are known where they were.
  return question.reach && letsThrough(block.command, 'default ')
    ? { ...scope, ...question.reach, destination: anyPrefix(family), ...endOf(block) }
    : undefined;
}

type Listed = { named: boolean; family: 4 | 6; scope: Scope | undefined };

function addFamily(draft: ObservationDraft, { named, family, scope }: Listed, found: readonly Route[]): void {
  const routes = found.filter((route) => route.family === family);
  if (named) {
    draft.addRoutes(family, routes, scope);
    if (draft.covers('routes', { family })) draft.shown(`routes${family}`);
    return;
  }
  // Without the command: a listing with the local table is of all tables; else it is taken for main's, the first time.
  const all = routes.some((route) => tableNumber(route.table) === TABLE.local);
  const known = draft.state.routes[family];
  if (!all && known !== undefined && known.length > 0) {
    if (!routes.every((route) => known.some((other) => routeKey(other) === routeKey(route)))) {
      draft.gap(`routes${family}`, { kind: 'routes-of-unknown-table' });
    }
    return;
  }
  const { table: _, ...everyTable } = scope ?? {};
  draft.addRoutes(family, routes, scope && (all ? everyTable : scope));
}

function familiesOf(ip: IpCommand | undefined, question: RouteQuestion, reading: Reading<Route>): (4 | 6)[] {
  if (ip?.family !== undefined) return [ip.family];
  // iproute2 lists both families only where it was asked for all tables.
  if (ip !== undefined) return question.table === 'all' ? [4, 6] : [4];
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

export const routes = {
  kind: 'routes',
  printedBy: ({ argv }) => showsObject(argv, 'route'),
  form: isRouteLine,
  json: (item) => 'dst' in item,
  lines: { formed: true, canBelong: isLikeRouteLine },
  state: true,
  part: 'routes4',
  answers: ['routes'],
  read,
} satisfies Output;
