import type { NextHop, Route } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress, prefixOf } from '../forms/addresses.ts';
import { type JsonRecord, number, record, records, strings, text } from '../forms/json.ts';
import { isScope } from '../forms/scope.ts';
import type { Reading } from './reading.ts';
import type { RouteDefaults } from './route-defaults.ts';
import { anyPrefix } from './route-text.ts';
import { tosOf } from './tos.ts';

const UNDERSTOOD = new Set(
  (
    'type dst from table protocol scope prefsrc metric tos gateway via dev nexthops weight flags pref expires metrics ' +
    'flow uid cache nhid error used users age iif ipid ttl-propagate src'
  ).split(' '),
);

/** Routes of `ip -j route`. */
export function readRoutesJson(items: readonly JsonRecord[], defaults: RouteDefaults): Reading<Route> {
  const found: Route[] = [];
  const unread: string[] = [];
  for (const item of items) {
    const route = routeOf(item, defaults);
    if (route) found.push(route);
    else unread.push(JSON.stringify(item));
  }
  return { found, unread };
}

function routeOf(item: JsonRecord, defaults: RouteDefaults): Route | undefined {
  const dst = text(item['dst']);
  if (dst === undefined) return undefined;
  const family = familyOf(item, dst) ?? defaults.family;
  const destination = dst === 'default' ? anyPrefix(family) : prefixOf(dst, family)?.cidr;
  if (destination === undefined) return undefined;
  const route: Route = {
    family,
    type: text(item['type']) ?? defaults.type ?? 'unicast',
    destination,
    table: text(item['table']) ?? defaults.table,
    nextHops: [],
  };
  const strange = Object.keys(item).filter((key) => !UNDERSTOOD.has(key));
  setTexts(route, item, defaults);
  setNumbers(route, item, strange);
  const hops = records(item['nexthops']);
  if (hops.length > 0) route.nextHops = hops.map((hop) => nextHopOf(hop, {}, strange));
  else {
    const hop = nextHopOf(item, defaults, []);
    if (hop.dev !== undefined || hop.gateway !== undefined || hop.flags.length > 0) route.nextHops.push(hop);
  }
  if (strange.length > 0) route.notUnderstood = strange.join(' ').slice(0, 200);
  return route;
}

function setTexts(route: Route, item: JsonRecord, defaults: RouteDefaults): void {
  const protocol = text(item['protocol']) ?? defaults.protocol;
  const scope = text(item['scope']) ?? defaults.scope;
  const prefsrc = text(item['prefsrc']);
  const preference = text(item['pref']);
  const source = text(item['from']);
  if (protocol !== undefined) route.protocol = protocol;
  if (scope !== undefined && !isScope(scope)) route.notUnderstood = `scope ${scope}`.slice(0, 200);
  else if (scope !== undefined && scope !== 'global') route.scope = scope;
  if (isAddress(prefsrc)) route.prefsrc = plainAddress(prefsrc);
  if (preference !== undefined) route.preference = preference;
  if (source !== undefined) {
    const prefix = source === 'default' ? undefined : prefixOf(source, route.family);
    route.source = prefix?.cidr ?? anyPrefix(route.family);
  }
}

function setNumbers(route: Route, item: JsonRecord, strange: string[]): void {
  const metric = number(item['metric']);
  const expires = number(item['expires']);
  const mtu = records(item['metrics'])
    .map((metrics) => number(metrics['mtu']))
    .find((value) => value !== undefined);
  const object = number(item['nhid']);
  const tos = text(item['tos']);
  if (metric !== undefined) route.metric = metric;
  if (expires !== undefined) route.expires = expires;
  if (mtu !== undefined) route.mtu = mtu;
  if (object !== undefined) route.nextHopObject = object;
  if (tos !== undefined) {
    const value = tosOf(tos);
    if (value === undefined) strange.push('tos');
    else route.tos = value;
  }
}

const HOP_UNDERSTOOD = new Set('gateway via dev weight flags flow nhid'.split(' '));

function nextHopOf(item: JsonRecord, defaults: Partial<RouteDefaults>, strange: string[]): NextHop {
  const hop: NextHop = { flags: strings(item['flags']) };
  const dev = text(item['dev']) ?? defaults.dev;
  const gateway = text(item['gateway']) ?? text(record(item['via'])?.['host']) ?? defaults.gateway;
  const weight = number(item['weight']);
  if (dev !== undefined) hop.dev = dev;
  if (gateway !== undefined && isAddress(plainAddress(gateway))) hop.gateway = plainAddress(gateway);
  else if (gateway !== undefined) strange.push(`gateway ${gateway}`);
  if (weight !== undefined) hop.weight = weight;
  strange.push(...Object.keys(item).filter((key) => !HOP_UNDERSTOOD.has(key) && !UNDERSTOOD.has(key)));
  return hop;
}

function familyOf(item: JsonRecord, dst: string): 4 | 6 | undefined {
  const own = prefixOf(dst);
  if (own) return own.family;
  if (item['pref'] !== undefined) return 6;
  for (const value of [item['gateway'], item['prefsrc'], records(item['nexthops'])[0]?.['gateway']]) {
    const address = text(value);
    const prefix = address === undefined ? undefined : prefixOf(address);
    if (prefix) return prefix.family;
  }
  return undefined;
}
