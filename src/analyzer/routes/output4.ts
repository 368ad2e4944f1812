import { addressValue, formatValue, type NextHop, type OpenQuestion } from '../model/index.ts';
import type { RouteAnswer } from './answers.ts';
import { possibleDefaults } from './default-gateways.ts';
import { gatewayOf } from './gateways.ts';
import type { FamilyModel } from './host-model.ts';
import { isOlder } from './kernel-release.ts';
import { localDevice4 } from './local4.ts';
import type { RuleFlow } from './rules.ts';
import { chooseSource } from './source-address.ts';
import { routeSource4, SCOPE_HOST, SCOPE_LINK, selectAddress4 } from './source-address4.ts';
import {
  BROADCAST,
  isLocalMulticast4,
  isLoopback4,
  isMulticast4,
  isZeroNet4,
  LOOPBACK_ADDRESS,
  MULTICAST,
} from './special4.ts';
import { MAIN } from './table-numbers.ts';
import type { Match4, Way } from './table-route.ts';
import { assume, NotKnown, type Trace } from './trace.ts';

type Model = FamilyModel<Match4>;
/** A packet of this host's own. */
export type Departure = RuleFlow & { to: number; from: number | undefined };
type Question = Departure;

const EINVAL: RouteAnswer = { kind: 'error', error: 'EINVAL' };
const ENETUNREACH: RouteAnswer = { kind: 'error', error: 'ENETUNREACH' };
const IGMP = 2;

/** Kernels before 5.10 said EINVAL for a source that is not ours (commit series of 5.10; measured: 6.18 says ENETUNREACH). */
function foreignSource(release: string | undefined): RouteAnswer {
  return isOlder(release, 5, 10) ? EINVAL : ENETUNREACH;
}

/** What is sent on a device without, or in spite of, any table. */
function onLink(model: Model, flow: Question, dev: string, source: string | undefined): RouteAnswer {
  return finish(model, flow, { type: 'unicast', dev, source, table: MAIN });
}

interface Chosen {
  type: string;
  dev: string;
  source?: string | undefined;
  sourceUnknown?: OpenQuestion | undefined;
  table: string;
  gateway?: string | undefined;
  /** Prefix length of the route. */
  length?: number;
}

/** Last checks on the way out: loopback sources, and destinations that are broadcast or multicast whatever the table says. */
function finish(model: Model, flow: Question, chosen: Chosen): RouteAnswer {
  const { devices, sysctls } = model;
  const isLoopback = flow.from === undefined ? chosen.source?.startsWith('127.') : isLoopback4(flow.from);
  if (isLoopback && chosen.dev !== 'lo' && devices.vrfOf(chosen.dev)?.dev !== chosen.dev) {
    if (!sysctls.either('route_localnet', chosen.dev)) return EINVAL;
  }
  const prefsrc = flow.from === undefined ? chosen.source : undefined;
  const { dev, table, sourceUnknown } = chosen;
  const base = { kind: 'route', dev, prefsrc, table, sourceUnknown } as const;
  if (flow.to === BROADCAST) return { ...base, type: 'broadcast' };
  if (isMulticast4(flow.to)) {
    const gateway = (chosen.length ?? 0) < 4 ? undefined : chosen.gateway;
    return { ...base, type: 'multicast', gateway };
  }
  if (chosen.type === 'broadcast') return { ...base, type: 'broadcast' };
  return { ...base, type: chosen.type, gateway: chosen.gateway };
}

/** Since 6.15 a multipath route prefers the next hops whose own source is the flow's (measured on 6.18); before, any. */
function preferredHops(model: Model, flow: Question, match: Match4): readonly NextHop[] {
  if (match.hops.length < 2 || flow.from === undefined) return match.hops;
  const { devices, sysctls, state } = model;
  if (state.kernelRelease === undefined || isOlder(state.kernelRelease, 6, 15)) return match.hops;
  const fitting = match.hops.filter((hop) => {
    const gateway = hop.gateway === undefined ? undefined : addressValue(4, hop.gateway);
    const own = selectAddress4(devices, sysctls, hop.dev ?? '', gateway, match.route.scope);
    return own !== undefined && addressValue(4, own) === flow.from;
  });
  return fitting.length > 0 ? fitting : match.hops;
}

/** The way of a route that leaves by one next hop and has no rival: no choice is left but the source address. */
function followWay(model: Model, flow: Question, match: Match4, way: Way): RouteAnswer {
  // Then nothing else of the flow counts, and what came of it once is the answer for all.
  const unbound = flow.to < MULTICAST && (flow.from === undefined || !isLoopback4(flow.from));
  const sources = flow.from === undefined ? 'chosen' : 'given';
  const known = unbound ? way.outcomes[sources] : undefined;
  if (known) return known;
  const outcome = finish(model, flow, {
    type: 'unicast',
    dev: way.dev,
    gateway: gatewayOf(model, match.route.table, way.hop),
    ...(flow.from === undefined &&
      chooseSource(() => routeSource4(model.devices, model.sysctls, match, way.hop))),
    table: match.table,
    length: match.route.length,
  });
  if (unbound) way.outcomes[sources] = outcome;
  return outcome;
}

/** Where a flow in a VRF leaves by a device outside, an address of the VRF goes along, whatever the route says (measured). */
function sourceOf({ devices, sysctls }: Model, { vrf }: Question, match: Match4, hop: NextHop) {
  const leaks = vrf !== undefined && devices.vrfOf(hop.dev ?? '')?.dev !== vrf.dev;
  if (leaks) return selectAddress4(devices, sysctls, vrf.dev, undefined, SCOPE_LINK);
  return routeSource4(devices, sysctls, match, hop);
}

function followMatch(model: Model, flow: Question, match: Match4): RouteAnswer {
  const { devices } = model;
  const { way, length } = match.route;
  if (way && flow.vrf === undefined && (length > 0 || match.prefixRoutes.length === 1))
    return followWay(model, flow, match, way);
  const { type, prefsrc } = match.route.route;
  const hop = match.hops[0] as NextHop;
  if (type === 'local') {
    const vrf = devices.vrfOf(hop.dev ?? 'lo')?.dev;
    const source = prefsrc ?? textOf(flow);
    return finish(model, flow, { type, dev: vrf ?? 'lo', source, table: match.table });
  }
  const defaults = possibleDefaults(model, flow, match);
  const ways = defaults.flatMap((each) =>
    preferredHops(model, flow, each).map((way) => ({ from: each, hop: way })),
  );
  const hops = ways.map((way) => way.hop);
  const outcomes = ways.map(({ from, hop: each }) =>
    finish(model, flow, {
      type,
      dev: each.dev ?? '',
      gateway: gatewayOf(model, from.route.table, each),
      ...(flow.from === undefined && chooseSource(() => sourceOf(model, flow, from, each))),
      table: match.table,
      length: match.route.length,
    }),
  );
  return outcomes.length === 1 ? (outcomes[0] as RouteAnswer) : oneOf(outcomes, hops);
}

/** The answer where a flow hash chooses among next hops: what they have in common, and the list. */
export function oneOf(outcomes: readonly RouteAnswer[], hops: readonly NextHop[]): RouteAnswer {
  const [first] = outcomes;
  const same = JSON.stringify(first);
  if (first && first.kind !== 'route' && outcomes.every((other) => JSON.stringify(other) === same))
    return first;
  const alike = outcomes.every(
    (other) => other.kind === 'route' && first?.kind === 'route' && other.type === first.type,
  );
  if (!alike || first?.kind !== 'route') {
    return { kind: 'unknown', question: { about: 'untold', what: 'flow-hash' } };
  }
  const sources = new Set(
    outcomes.map((outcome) => (outcome.kind === 'route' ? outcome.prefsrc : undefined)),
  );
  const prefsrc = sources.size === 1 ? first.prefsrc : undefined;
  const { type, table, sourceUnknown } = first;
  const nextHops = hops.map(({ gateway: _, ...hop }, index) => {
    const outcome = outcomes[index];
    return outcome?.kind === 'route' && outcome.gateway !== undefined
      ? { ...hop, gateway: outcome.gateway }
      : hop;
  });
  return { kind: 'route', type, table, prefsrc, nextHops, sourceUnknown };
}

function textOf(flow: Question): string {
  const { to } = flow;
  return `${to >>> 24}.${(to >>> 16) & 255}.${(to >>> 8) & 255}.${to & 255}`;
}

/** The route of a packet that this host sends, as `ip route get TO [from] [oif] …` answers it; `ownAddress` as in `RouteQuery`. */
export function output4(
  model: Model,
  flow: Question,
  ownAddress: boolean,
  trace: Trace | undefined,
): RouteAnswer {
  const { devices, sysctls } = model;
  const { oif } = flow;
  if (flow.from !== undefined) {
    if (isMulticast4(flow.from) || flow.from === BROADCAST || isZeroNet4(model, flow.from)) return EINVAL;
    const owner = localDevice4(model, flow.from);
    if (owner === undefined) {
      const [open] = ownAddress ? devices.unlisted(4) : devices.unknown(4);
      if (open === undefined) return foreignSource(model.state.kernelRelease);
      if (!ownAddress) throw new NotKnown(open);
      assume(trace, [open]);
    }
    // Multicast and limited broadcast leave by the interface that owns the source.
    if (oif === undefined && (isMulticast4(flow.to) || flow.to === BROADCAST)) {
      if (owner === undefined || devices.isShared(4, flow.from))
        throw new NotKnown({ about: 'untold', what: 'first-owner', subject: formatValue(4, flow.from) });
      return onLink(model, flow, owner, undefined);
    }
  }
  let source: string | undefined;
  if (oif !== undefined) {
    devices.mustExist(oif);
    if (!devices.isUp(oif)) return ENETUNREACH;
    const select = (scope: number) =>
      flow.from === undefined ? selectAddress4(devices, sysctls, oif as string, undefined, scope) : undefined;
    if (isLocalMulticast4(flow.to) || flow.to === BROADCAST || flow.ipproto === IGMP)
      return onLink(model, flow, oif, select(SCOPE_LINK));
    if (isMulticast4(flow.to)) source = select(0);
    else if (flow.to === 0) source = select(SCOPE_HOST);
  }
  // Destination 0.0.0.0 means this host.
  if (flow.to === 0) {
    const prefsrc = flow.from === undefined ? (source ?? LOOPBACK_ADDRESS) : undefined;
    return { kind: 'route', type: 'local', dev: 'lo', prefsrc, table: MAIN };
  }
  const fromSoFar = source === undefined ? flow.from : Number(addressValue(4, source));
  const vrf = oif === undefined ? undefined : devices.vrfOf(oif);
  const lookupFlow =
    oif === undefined
      ? flow
      : { ...flow, from: fromSoFar, oif: vrf && vrf.dev === oif ? undefined : oif, vrf };
  const result = model.fib(lookupFlow, trace);
  if (result.kind === 'error') {
    // In a VRF only multicast is taken to be on the link, and only on its members' (measured).
    if (oif === undefined || (vrf && (vrf.dev === oif || !isMulticast4(flow.to))))
      return { kind: 'error', error: result.error };
    // No route leads out of the device: the destination is taken to be on its link.
    const chosen =
      flow.from === undefined
        ? (source ?? selectAddress4(devices, sysctls, oif, undefined, SCOPE_LINK))
        : undefined;
    return onLink(model, flow, oif, chosen);
  }
  const outcome = followMatch(model, lookupFlow, result.match);
  if (source === undefined || outcome.kind !== 'route') return outcome;
  return { ...outcome, prefsrc: source };
}
