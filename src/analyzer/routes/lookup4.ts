import type { NextHop } from '../model/index.ts';
import type { RuleFlow } from './rules.ts';
import { tosMatches } from './rules.ts';
import type { Sysctls } from './sysctls.ts';
import { LOCAL, MAIN } from './table-numbers.ts';
import type { Match4, TableResult, TableRoute } from './table-route.ts';
import { placeOf, type Table, type Tables } from './tables.ts';
import { assume, NotKnown, type Trace } from './trace.ts';

/** Why a next hop may not be used; `undefined` where it may. */
function unusable(
  hop: NextHop,
  oif: string | undefined,
  sysctls: Sysctls,
): 'dead' | 'linkdown' | 'oif' | undefined {
  if (hop.flags.length > 0) {
    if (hop.flags.includes('linkdown')) {
      if (hop.flags.includes('dead')) return 'linkdown';
      const dev = hop.dev ?? '';
      const key = 'ignore_routes_with_linkdown';
      if (sysctls.own(4, 'all', key) || sysctls.own(4, dev, key)) return 'linkdown';
    } else if (hop.flags.includes('dead')) return 'dead';
  }
  return oif !== undefined && hop.dev !== oif ? 'oif' : undefined;
}

function passOver(
  trace: Trace | undefined,
  route: TableRoute,
  because: Parameters<Trace['passedOver']['push']>[0]['because'],
) {
  trace?.passedOver.push({ route: route.route, because });
}

function usableHops(
  route: TableRoute,
  flow: RuleFlow,
  sysctls: Sysctls,
  trace: Trace | undefined,
): readonly NextHop[] {
  const { hops, way } = route;
  if (way && (flow.oif === undefined || way.dev === flow.oif)) return hops;
  if (hops.length === 1) {
    const why = unusable(hops[0] as NextHop, flow.oif, sysctls);
    if (why === undefined) return hops;
    passOver(trace, route, why);
    return [];
  }
  const usable = hops.filter((hop) => unusable(hop, flow.oif, sysctls) === undefined);
  if (usable.length === 0) passOver(trace, route, unusable(hops[0] as NextHop, flow.oif, sysctls) ?? 'dead');
  return flow.oif === undefined ? usable : usable.slice(0, 1);
}

function firstAddress(address: number, length: number): number {
  return address - (address % 2 ** (32 - length));
}

/**
 * Longest prefix first; within one TOS descending, then metric; what may not be used is skipped, shorter prefixes included. A next
 * hop object that may not be used takes with it whatever else begins at its prefix's first address (measured).
 */
function lookup(
  table: Table,
  flow: RuleFlow,
  sysctls: Sysctls,
  trace: Trace | undefined,
): TableResult<Match4> {
  const place = placeOf(table, flow.to, trace);
  if (place === 0) {
    assume(trace, table.assumedAbsent);
    return undefined;
  }
  const found = trace || flow.oif !== undefined ? undefined : table.index.found(place);
  if (found) return found;
  let result: TableResult<Match4>;
  /** First address at which nothing else is found. */
  let closed: number | undefined;
  for (let node = table.index.node(place, flow.to as number); node; node = node.parent) {
    const first = firstAddress(flow.to as number, node.length);
    for (const route of node.items) {
      if (first === closed) {
        passOver(trace, route, 'behind-object');
        continue;
      }
      if (result) {
        passOver(trace, route, route.length < result.route.length ? 'shorter-prefix' : 'later-entry');
        continue;
      }
      if (route.open !== undefined) throw new NotKnown(route.open);
      if (route.tos && !tosMatches(4, route.tos, flow.tos)) {
        passOver(trace, route, 'tos');
        continue;
      }
      if (route.reject === 'throw') result = { kind: 'throw', route };
      else if (route.reject) result = { kind: 'reject', error: route.reject, route };
      else {
        const hops = usableHops(route, flow, sysctls, trace);
        if (hops.length === 0) {
          if (route.route.nextHopObject !== undefined) closed = first;
          continue;
        }
        const match = { route, hops, table: table.reported ?? route.table, prefixRoutes: node.items };
        // The rule looks at the first next hop that may be used; a flow hash chooses later.
        const devices = route.way ? route.way.devices : [(hops[0] as NextHop).dev];
        result = { kind: 'match', match, route, length: node.length, devices };
      }
      if (!trace) return result;
    }
  }
  if (result?.route.table !== LOCAL) assume(trace, table.assumedAbsent);
  return result;
}

/** Lookup in one IPv4 table. While local and main are one trie, what rule 0 finds there is what local contributes. */
export function tableLookup4(
  tables: Tables,
  id: string,
  flow: RuleFlow,
  sysctls: Sysctls,
  trace: Trace | undefined,
): TableResult<Match4> {
  const { merged } = tables;
  if (!merged || (id !== LOCAL && id !== MAIN)) return lookup(tables.get(id), flow, sysctls, trace);
  if (id === LOCAL && !trace) return undefined;
  const result = lookup(merged, flow, sysctls, trace);
  if (id !== LOCAL || !result || result.route.table === LOCAL) return result;
  if (trace) trace.passedOver = [];
  return undefined;
}
