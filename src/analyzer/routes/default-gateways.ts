import type { NextHop } from '../model/index.ts';
import type { FamilyModel } from './host-model.ts';
import { isOlder } from './kernel-release.ts';
import { type RuleFlow, tosMatches } from './rules.ts';
import type { Match4, TableRoute } from './table-route.ts';

/** Neighbour states in which an address is resolved. */
const VALID = new Set(['REACHABLE', 'STALE', 'DELAY', 'PROBE', 'PERMANENT', 'NOARP']);

/** Default routes beside the one that was found that the kernel considers: same TOS and metric, unicast, with a gateway. */
function rivals(match: Match4, flow: RuleFlow): TableRoute[] {
  const { route: found } = match;
  const rivals: TableRoute[] = [];
  let lastTos = 0;
  let lastMetric = found.route.metric ?? 0;
  for (const route of match.prefixRoutes) {
    const { tos = 0, metric = 0, type } = route.route;
    if (route.table !== found.table || (tos && !tosMatches(4, tos, flow.tos))) continue;
    if (metric > lastMetric && tos === lastTos) {
      if (lastTos) continue;
      break;
    }
    const [hop] = route.hops;
    // Without carrier a route counts here, even where `ignore_routes_with_linkdown` lists it as dead (measured).
    if (route.hops.every(({ flags }) => flags.includes('dead') && !flags.includes('linkdown'))) continue;
    lastTos = tos;
    lastMetric = metric;
    if (route.scope !== found.scope || type !== 'unicast' || hop?.gateway === undefined) continue;
    if (rivals.length === 0 && route !== found) break;
    rivals.push(route);
  }
  return rivals;
}

/** What the kernel makes of a gateway's neighbour entry: a good one ends the search, a fair one is taken every other time. */
function standing(model: FamilyModel<Match4>, hop: NextHop | undefined): 'good' | 'fair' | 'dead' {
  const { neighbours, kernelRelease } = model.state;
  const entry = neighbours?.find(({ address, dev }) => address === hop?.gateway && dev === hop?.dev);
  if (entry?.state === 'REACHABLE') return 'good';
  if (entry) return VALID.has(entry.state ?? '') ? 'fair' : 'dead';
  // Not yet asked for is good on 6.18 (measured); older kernels are not known to agree.
  const measured = kernelRelease !== undefined && !isOlder(kernelRelease, 6, 12);
  return neighbours === undefined || !measured ? 'fair' : 'good';
}

/**
 * Several default routes of one metric: the kernel takes the first whose gateway is REACHABLE or has no neighbour entry, passes
 * by FAILED ones, and turns between others from lookup to lookup (measured): all that are possible.
 */
export function possibleDefaults(model: FamilyModel<Match4>, flow: RuleFlow, match: Match4): Match4[] {
  const one = match.route.length === 0 && match.route.route.type === 'unicast' && match.hops.length === 1;
  if (!one || flow.oif !== undefined || match.prefixRoutes.length < 2) return [match];
  const routes = rivals(match, flow);
  if (routes.length < 2) return [match];
  const possible: TableRoute[] = [];
  for (const route of routes) {
    const what = standing(model, route.hops[0]);
    if (what !== 'dead') possible.push(route);
    if (what === 'good') break;
  }
  const chosen = possible.length > 0 ? possible : routes;
  return chosen.map((route) => ({ ...match, route, hops: route.hops.slice(0, 1) }));
}
