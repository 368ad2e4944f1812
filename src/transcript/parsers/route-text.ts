import type { NextHop, Route } from '../../analyzer/model/index.ts';
import { familyOf, isAddress, isMasked, plainAddress, prefixOf } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { beginsKeyword } from '../forms/prose.ts';
import { isScope } from '../forms/scope.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import type { Reading } from './reading.ts';
import type { RouteDefaults } from './route-defaults.ts';
import { tosOf } from './tos.ts';

export const ROUTE_TYPES: ReadonlySet<string> = new Set(
  'unicast local broadcast anycast multicast throw unreachable prohibit blackhole nat'.split(' '),
);
const NEXT_HOP_FLAGS = new Set(
  'onlink dead linkdown offload pervasive trap rt_offload rt_trap offload_failed rt_offload_failed unresolved notify'.split(
    ' ',
  ),
);
/** Attributes with one value that change nothing about where a packet goes. */
const IGNORED_WITH_VALUE = new Set(
  (
    'advmss rtt rttvar ssthresh cwnd initcwnd initrwnd window reordering hoplimit features quickack congctl rto_min error ' +
    'realm realms uid users age used ipid fastopen_no_cookie ttl-propagate'
  ).split(' '),
);

/** Whether the line reads like one of `ip route`. */
export function isRouteLine(line: string): boolean {
  const words = wordsOf(line.slice(0, 400));
  const [first = ''] = words;
  if (first === 'nexthop') return words.includes('dev') || words.includes('via');
  const at = ROUTE_TYPES.has(first) ? 1 : 0;
  const destination = words[at] ?? '';
  const named = destination === 'default' || prefixOf(destination) !== undefined || isMasked(destination);
  if (!named) return false;
  const next = words[at + 1];
  if (next === undefined) return at === 1;
  return (
    (next === 'via' && words.length > at + 2) ||
    (next === 'dev' && words.length > at + 2) ||
    (/^(?:proto|scope|table|metric|tos|from|src|nhid|encap|pref|error)$/.test(next) &&
      (at === 1 || words.includes('dev') || words.includes('via') || next !== 'from'))
  );
}

const ROUTE_WORDS: readonly string[] =
  'via dev proto scope src metric table nhid encap mtu from tos dsfield onlink linkdown dead nexthop weight pref expires error'.split(
    ' ',
  );

/** Whether the line can be one of `ip route` that was damaged: it begins as one, or goes on as one. */
export function isLikeRouteLine(line: string): boolean {
  const words = wordsOf(line.slice(0, 400));
  const at = ROUTE_TYPES.has(words[0] ?? '') ? 1 : 0;
  const [destination, ...rest] = words.slice(at);
  if (destination === undefined) return at === 1;
  if (destination === 'nexthop' || destination === 'cache') return true;
  const keywords = rest.filter((word) => ROUTE_WORDS.includes(word)).length;
  if (!/^(?:default$|\d|[0-9a-f]{0,4}:|[<*xX•█[])/i.test(destination)) return keywords >= 2;
  if (keywords > 0 || rest.length === 0 || beginsKeyword(rest[0], ROUTE_WORDS)) return true;
  return destination.includes('/') && rest.length <= 2 && rest.every((word) => /^[\w.:/-]+$/.test(word));
}

/** The lines of an `ip route` listing, multipath next hops joined to their route. */
export function parseRoutes(lines: readonly string[], defaults: RouteDefaults): Reading<Route> {
  const found: Route[] = [];
  const unread: string[] = [];
  let current: Route | undefined;
  for (const line of lines.flatMap((whole) => whole.split('\\'))) {
    const words = wordsOf(line.slice(0, 4000));
    const [first] = words;
    if (first === undefined || first === 'cache') continue;
    if (first === 'nexthop') {
      if (current) addNextHop(current, words.slice(1));
      else unread.push(line);
      continue;
    }
    current = routeOf(words, defaults);
    if (current) found.push(current);
    else unread.push(line);
  }
  for (const route of found) {
    // BusyBox leaves the next hops of a multipath route out, and a cut listing can end before them.
    if (route.type === 'unicast' && route.nextHops.length === 0)
      route.notUnderstood ??= 'its next hops are not shown';
  }
  return { found, unread };
}

/** One route from the words of its line; undefined where its destination cannot be read. */
function routeOf(words: readonly string[], defaults: RouteDefaults): Route | undefined {
  const [first = ''] = words;
  const typed = ROUTE_TYPES.has(first);
  const word = words[typed ? 1 : 0] ?? '';
  const family = familyOfWords(words) ?? defaults.family;
  const destination = word === 'default' ? anyPrefix(family) : prefixOf(word, family)?.cidr;
  if (destination === undefined) return undefined;
  const type = typed ? first : (defaults.type ?? 'unicast');
  const route: Route = { family, type, destination, table: defaults.table, nextHops: [] };
  if (defaults.protocol !== undefined) route.protocol = defaults.protocol;
  if (defaults.scope !== undefined && isScope(defaults.scope)) route.scope = defaults.scope;
  const hop: NextHop = { flags: [] };
  if (defaults.dev !== undefined) hop.dev = defaults.dev;
  if (defaults.gateway !== undefined) hop.gateway = defaults.gateway;
  readAttributes(route, hop, words.slice(typed ? 2 : 1));
  if (hop.dev !== undefined || hop.gateway !== undefined || hop.flags.length > 0) route.nextHops.push(hop);
  return route;
}

/** `0.0.0.0/0` or `::/0`. */
export function anyPrefix(family: 4 | 6): string {
  return family === 4 ? '0.0.0.0/0' : '::/0';
}

function familyOfWords(words: readonly string[]): 4 | 6 | undefined {
  const [first = '', second = ''] = words;
  const own = prefixOf(ROUTE_TYPES.has(first) ? second : first);
  if (own) return own.family;
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? '';
    const before = words[at - 1];
    if (word === 'pref') return 6;
    if ((before === 'via' && word !== 'inet6') || before === 'src') {
      const family = familyOf(plainAddress(word));
      if (family) return family;
    }
  }
  return undefined;
}

function readAttributes(route: Route, hop: NextHop, words: readonly string[]): void {
  const strange: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const value = words[at + 1];
    if (word === 'nexthop') {
      addNextHop(route, words.slice(at + 1));
      break;
    }
    if (NEXT_HOP_FLAGS.has(word)) hop.flags.push(word);
    else if (value === undefined) strange.push(word);
    else if (word === 'via') at += readVia(hop, words, at, strange);
    else if (word === 'encap') {
      const end = words.findIndex((later, index) => index > at && (later === 'via' || later === 'dev'));
      const upTo = end === -1 ? words.length : end;
      strange.push(...words.slice(at, upTo));
      at = upTo - 1;
    } else if (word === 'mtu' && value === 'lock') {
      setNumber(route, 'mtu', words[at + 2]);
      at += 2;
    } else if (IGNORED_WITH_VALUE.has(word)) at += value === 'lock' ? 2 : 1;
    else if (readAttribute(route, hop, word, value)) at++;
    else strange.push(word);
  }
  if (strange.length > 0) route.notUnderstood = strange.join(' ').slice(0, 200);
}

function readAttribute(route: Route, hop: NextHop, word: string, value: string): boolean {
  if (word === 'dev' || word === 'oif') hop.dev = value.split('@')[0] ?? value;
  else if (word === 'table') route.table = value;
  else if (word === 'proto') route.protocol = value;
  else if (word === 'scope') {
    if (!isScope(value)) return false;
    if (value === 'global') delete route.scope;
    else route.scope = value;
  } else if (word === 'src') {
    if (isAddress(value)) route.prefsrc = plainAddress(value);
    else if (!isMasked(value)) return false;
  } else if (word === 'from') {
    const prefix = prefixOf(value === 'default' ? anyPrefix(route.family) : value, route.family);
    if (!prefix) return false;
    route.source = prefix.cidr;
  } else if (word === 'metric') return setNumber(route, 'metric', value);
  else if (word === 'tos' || word === 'dsfield') {
    const tos = tosOf(value);
    if (tos === undefined) return false;
    route.tos = tos;
  } else if (word === 'pref') route.preference = value;
  else if (word === 'expires') return setNumber(route, 'expires', value.replace(/sec$/, ''));
  else if (word === 'mtu') return setNumber(route, 'mtu', value);
  else if (word === 'nhid') return setNumber(route, 'nextHopObject', value);
  else if (word === 'weight') {
    const weight = decimal(value);
    if (weight === undefined) return false;
    hop.weight = weight;
  } else return false;
  return true;
}

function setNumber(
  route: Route,
  name: 'metric' | 'expires' | 'mtu' | 'nextHopObject',
  value: string | undefined,
): boolean {
  const known = decimal(value);
  if (known === undefined) return false;
  route[name] = known;
  return true;
}

/** Reads `via [inet|inet6] ADDRESS`; returns how many words belong to it beyond `via`. */
function readVia(hop: NextHop, words: readonly string[], at: number, strange: string[]): number {
  const named = words[at + 1] === 'inet6' || words[at + 1] === 'inet';
  const gateway = words[at + (named ? 2 : 1)] ?? '';
  if (isAddress(plainAddress(gateway))) hop.gateway = plainAddress(gateway);
  else if (isMasked(gateway)) hop.flags.push('gateway-masked');
  else strange.push('via', gateway);
  return named ? 2 : 1;
}

function addNextHop(route: Route, words: readonly string[]): void {
  // Flags that the route's own line shows (`linkdown`) are told again at each next hop.
  const [only] = route.nextHops;
  if (only && only.dev === undefined && only.gateway === undefined) route.nextHops = [];
  const hop: NextHop = { flags: [] };
  const probe: Route = compact<Route>({ ...route, notUnderstood: undefined, nextHops: [] });
  const more = words.indexOf('nexthop');
  readAttributes(probe, hop, more === -1 ? words : words.slice(0, more));
  if (probe.notUnderstood !== undefined) {
    route.notUnderstood = [route.notUnderstood, probe.notUnderstood]
      .filter((text) => text !== undefined)
      .join(' ');
  }
  route.nextHops.push(hop);
  if (more !== -1) addNextHop(route, words.slice(more + 1));
}
