import { addressValue, type HostState, type Neighbour, type NextHop } from '../model/index.ts';
import type { PassedRoute } from './answers.ts';
import type { PrefixNode } from './route-index.ts';
import type { RuleFlow } from './rules.ts';
import { isLinkScope } from './special6.ts';
import type { Sysctls } from './sysctls.ts';
import type { Found, Match6, TableResult, TableRoute } from './table-route.ts';
import { longestPrefix, type Tables } from './tables.ts';
import { assume, NotKnown, type Trace } from './trace.ts';

/** What an IPv6 lookup needs beside the table. */
export interface Surroundings6 {
  sysctls: Sysctls;
  /** The neighbours that do not answer. */
  failed: readonly Neighbour[];
}

/** What of a host's state counts in IPv6 lookups. */
export function surroundings6({ neighbours = [] }: HostState, sysctls: Sysctls): Surroundings6 {
  return { sysctls, failed: neighbours.filter(({ state }) => state === 'FAILED') };
}

/** One next hop of one route: the kernel keeps and scores them singly. */
interface Candidate {
  route: TableRoute;
  hop: NextHop;
}

/** Device and strictness of a lookup: the wanted device scores higher, or alone counts where `strict`. */
interface Wanted {
  dev: string | undefined;
  strict: boolean;
  /** First pass of a host that does not forward: gateways known to be dead do not count. */
  reachable: boolean;
}

/** Destinations that are bound to an interface: multicast, link-local and loopback. */
function needsDevice(to: bigint): boolean {
  return isLinkScope(to) || to === 1n;
}

/** Router preference of RFC 4191, as the kernel ranks it. */
function preferenceRank(preference: string | undefined): number {
  return preference === 'high' ? 3 : preference === 'low' ? 1 : 2;
}

function neighbourFailed(hop: NextHop, around: Surroundings6): boolean {
  if (hop.gateway === undefined) return false;
  const value = addressValue(6, hop.gateway);
  return around.failed.some(({ address, dev }) => dev === hop.dev && addressValue(6, address) === value);
}

type Unfit = PassedRoute['because'];

/** The kernel's score of a next hop, or why it does not count. */
function score({ route, hop }: Candidate, wanted: Wanted, around: Surroundings6): number | Unfit {
  if ((route.route.expires ?? 0) < 0) return 'expired';
  if (hop.flags.includes('linkdown')) {
    const key = 'ignore_routes_with_linkdown';
    if (hop.flags.includes('dead')) return 'linkdown';
    if (around.sysctls.own(6, 'all', key) || around.sysctls.own(6, hop.dev ?? '', key)) return 'linkdown';
  } else if (hop.flags.includes('dead')) return 'dead';
  const fits = wanted.dev === undefined || wanted.dev === hop.dev;
  if (!fits && wanted.strict) return 'oif';
  if (wanted.reachable && neighbourFailed(hop, around)) return 'neighbour-failed';
  return (fits ? 2 : 0) + preferenceRank(route.route.preference) * 4;
}

/** A rejecting route without a device stands on `lo`. */
const ON_LOOPBACK: readonly NextHop[] = [{ dev: 'lo', flags: [] }];

function candidatesOf(routes: readonly TableRoute[]): Candidate[] {
  return routes.flatMap((route) =>
    (route.hops.length > 0 ? route.hops : ON_LOOPBACK).map((hop) => ({ route, hop })),
  );
}

/** A next hop object that is a blackhole is taken whatever device is wanted, and ends the search (measured). */
function endsSearch({ route: { route } }: Candidate): boolean {
  return route.type === 'blackhole' && route.nextHopObject !== undefined && (route.expires ?? 0) >= 0;
}

/** The best of these; the first listed among equals. */
function best(
  candidates: readonly Candidate[],
  wanted: Wanted,
  around: Surroundings6,
): Candidate | undefined {
  let found: Candidate | undefined;
  let highest = -1;
  for (const candidate of candidates) {
    if (endsSearch(candidate)) return candidate;
    const points = score(candidate, wanted, around);
    if (typeof points === 'number' && points > highest) {
      highest = points;
      found = candidate;
    }
  }
  return found;
}

/** The lowest metric first; where nothing there fits, the best of all others whatever their metric (measured). */
function select(routes: readonly TableRoute[], wanted: Wanted, around: Surroundings6): Candidate | undefined {
  const candidates = candidatesOf(routes);
  const lowest = candidates[0]?.route.route.metric ?? 0;
  const metricOf = ({ route }: Candidate) => route.route.metric ?? 0;
  return (
    best(
      candidates.filter((candidate) => metricOf(candidate) === lowest),
      wanted,
      around,
    ) ??
    best(
      candidates.filter((candidate) => metricOf(candidate) !== lowest),
      wanted,
      around,
    )
  );
}

/** Routes of a prefix by how narrow their source prefix is, those without one last; other sources do not count. */
function bySource(node: PrefixNode, from: bigint): (readonly TableRoute[])[] {
  if (node.items.every((route) => route.source === undefined)) return [node.items];
  const groups = new Map<number, TableRoute[]>();
  for (const route of node.items) {
    const { source } = route;
    if (source && (from < source.first || from > source.last)) continue;
    const length = source?.length ?? 0;
    groups.set(length, [...(groups.get(length) ?? []), route]);
  }
  return [...groups].sort(([a], [b]) => b - a).map(([, routes]) => routes);
}

function explain(
  node: PrefixNode,
  chosen: Candidate | undefined,
  wanted: Wanted,
  around: Surroundings6,
  trace: Trace,
) {
  for (const route of node.items) {
    if (route === chosen?.route) continue;
    const reasons = candidatesOf([route]).map((candidate) => score(candidate, wanted, around));
    const unfit = reasons.find((reason) => typeof reason === 'string');
    const left = chosen ? (route.length < chosen.route.length ? 'shorter-prefix' : 'later-entry') : 'source';
    trace.passedOver.push({ route: route.route, because: (chosen ? undefined : (unfit as Unfit)) ?? left });
  }
}

/** Siblings among which a flow hash chooses; only one where just one may be used. */
function siblings(chosen: Candidate, wanted: Wanted, around: Surroundings6): NextHop[] {
  const { route } = chosen;
  if (route.hops.length < 2) return [chosen.hop];
  const usable = route.hops.filter((hop) => typeof score({ route, hop }, wanted, around) === 'number');
  return usable.length > 0 ? usable : [chosen.hop];
}

/**
 * Where a lookup begins: a prefix that has source-specific routes, none of them for this source, is passed by with its other
 * routes too, unless it is the default (measured; afterwards such a prefix's other routes do count).
 */
function firstNode(longest: PrefixNode | undefined, flow: RuleFlow): PrefixNode | undefined {
  const from = BigInt(flow.from ?? 0);
  for (let node = longest; node; node = node.parent) {
    const sourced = node.items.filter(({ source }) => source !== undefined);
    if (sourced.length === 0 || node.length === 0) return node;
    if (!sourced.some(({ source }) => source && from >= source.first && from <= source.last)) continue;
    // Where a route for every source was deleted the kernel looks for these behind an inner prefix, and misses them (measured).
    if (sourced.length === node.items.length && node.holdsOthers)
      throw new NotKnown({
        about: 'untold',
        what: 'deleted-route',
        subject: node.items[0]?.route.destination,
      });
    return node;
  }
  return undefined;
}

function walk(
  first: PrefixNode | undefined,
  flow: RuleFlow,
  wanted: Wanted,
  around: Surroundings6,
  trace: Trace | undefined,
): Candidate | undefined {
  let chosen: Candidate | undefined;
  const from = BigInt(flow.from ?? 0);
  for (let node = first; node; node = node.parent) {
    for (const routes of chosen ? [] : bySource(node, from)) {
      const open = routes.find((route) => route.open !== undefined)?.open;
      if (open) throw new NotKnown(open);
      chosen ??= select(routes, wanted, around);
    }
    if (trace) explain(node, chosen, wanted, around, trace);
    else if (chosen) return chosen;
  }
  return chosen;
}

/** What is found at a prefix with one plain route, of which nothing is to be asked but its device. */
function foundPlain({ plain }: PrefixNode, { dev, strict }: Wanted): Found<Match6> | undefined {
  return plain && strict && dev !== undefined && dev !== plain.devices[0] ? undefined : plain;
}

/**
 * Whether the neighbours' states decide: a host that does not forward passes by next hops that failed, as long as another route
 * leads there. Whether it forwards is asked only where that makes a difference.
 */
function prefersReachable(
  first: PrefixNode | undefined,
  flow: RuleFlow,
  wanted: Wanted,
  around: Surroundings6,
): boolean {
  const reached = walk(first, flow, { ...wanted, reachable: true }, around, undefined);
  if (!reached) return false;
  const listed = walk(first, flow, wanted, around, undefined);
  const isSame = listed?.route === reached.route && listed.hop === reached.hop;
  return !isSame && !around.sysctls.forwarding6();
}

/** Lookup in one IPv6 table: prefix, source prefix, metric, then score (device, router preference, neighbour state). */
export function tableLookup6(
  tables: Tables,
  id: string,
  flow: RuleFlow,
  around: Surroundings6,
  trace: Trace | undefined,
): TableResult<Match6> {
  const table = tables.get(id);
  const longest = longestPrefix(table, flow.to, trace);
  const { arriving } = flow;
  const dev = arriving ? flow.iif : flow.oif;
  const strict = needsDevice(BigInt(flow.to)) || (!arriving && dev !== undefined && flow.from === undefined);
  const wanted = { dev, strict, reachable: false };
  const plain = longest && !trace && around.failed.length === 0 ? foundPlain(longest, wanted) : undefined;
  if (plain) return plain;
  const first = firstNode(longest, flow);
  const reachable = around.failed.length > 0 && prefersReachable(first, flow, wanted, around);
  const chosen = walk(first, flow, { ...wanted, reachable }, around, trace);
  if (chosen?.route.route.type !== 'local') assume(trace, table.assumedAbsent);
  if (!chosen) return undefined;
  const { route } = chosen;
  if (route.reject === 'throw') return { kind: 'throw', route };
  if (route.reject) return { kind: 'reject', error: route.reject, route };
  const match = { route, hops: siblings(chosen, wanted, around), table: route.table };
  return { kind: 'match', match, route, length: route.length, devices: match.hops.map(({ dev }) => dev) };
}
