import type { Martian, RouteAnswer, SourceValidation } from './answers.ts';
import type { FamilyModel } from './host-model.ts';
import { isOwn4 } from './local4.ts';
import type { RuleFlow, RulesResult } from './rules.ts';
import { BROADCAST, isLoopback4, isMulticast4, isZeroNet4 } from './special4.ts';
import { settingOf } from './sysctls.ts';
import type { Match4 } from './table-route.ts';
import { assume, NotKnown, newTrace, type Trace, unlessNotKnown } from './trace.ts';

type Model = FamilyModel<Match4>;

/** An arriving IPv4 packet. `ownAddress` as in `RouteQuery`. */
export type Arrival = RuleFlow & { to: number; from: number; ownAddress: boolean };

/**
 * The reverse flow of kernel.md: source and destination swapped, ports too, no oif, mark only with `src_valid_mark`, and as if
 * it came from `lo` (for this host) or from the output device (forwarded). It belongs to the ingress device's VRF, else to the
 * output device's (measured).
 */
function reverseFlow(model: Model, arrival: Arrival, outDevice: string | undefined): RuleFlow {
  const matters = arrival.mark !== 0 && model.usesMarks;
  const keepsMark = matters && model.sysctls.either('src_valid_mark', arrival.iif);
  return {
    ...arrival,
    to: arrival.from,
    from: arrival.to === 0 ? undefined : arrival.to,
    arriving: false,
    iif: outDevice ?? 'lo',
    oif: undefined,
    mark: keepsMark ? arrival.mark : 0,
    sport: arrival.dport,
    dport: arrival.sport,
    uid: 0,
    vrf:
      model.devices.vrfOf(arrival.iif) ??
      (outDevice === undefined ? undefined : model.devices.vrfOf(outDevice)),
  };
}

function reverseAnswer(result: RulesResult<Match4>): RouteAnswer {
  if (result.kind === 'error') return { kind: 'error', error: result.error };
  const { route, hops, table } = result.match;
  const [hop] = hops;
  const many = hops.length > 1 ? { nextHops: hops } : { dev: hop?.dev, gateway: hop?.gateway };
  return { kind: 'route', type: route.route.type, table, ...many };
}

/** Whether any next hop of the route, a dead one too, is on the ingress interface (or in the VRF that it is). */
function comesBackBy(model: Model, match: Match4, dev: string): boolean {
  const hops = match.route.hops;
  if (
    hops.some(
      (hop) => hop.dev === dev || (hop.dev !== undefined && model.devices.vrfOf(hop.dev)?.dev === dev),
    )
  )
    return true;
  return match.route.route.type === 'local' && dev === 'lo';
}

function accepted(reason: 'off' | 'loose' | 'accept-local' | 'same-interface'): SourceValidation {
  return { verdict: 'accepted', reason };
}

function refused(
  reason: Exclude<SourceValidation['reason'], 'unknown' | 'martian'>,
): SourceValidation & { verdict: 'refused' } {
  return { verdict: 'refused', reason };
}

/** Whether the ingress interface has an IPv4 address: one that was asked for has, unless all are listed. */
function hasIngressAddress(model: Model, arrival: Arrival, trace: Trace | undefined): boolean {
  const known = model.devices.hasAddress4(arrival.iif);
  if (known !== undefined) return known;
  const question = { about: 'addresses', family: 4, device: arrival.iif } as const;
  if (!arrival.ownAddress) throw new NotKnown(question);
  assume(trace, [question]);
  return true;
}

/** The check itself, for one mode and a reverse lookup that was made. */
function judge(
  model: Model,
  arrival: Arrival,
  result: RulesResult<Match4>,
  mode: 0 | 1 | 2,
  trace: Trace | undefined,
): SourceValidation {
  const { iif } = arrival;
  if (result.kind === 'error') {
    if (mode === 0) return accepted('off');
    if (result.rejected) return refused('route-rejects');
    return refused(mode === 1 ? 'no-route' : 'loose-no-route');
  }
  const { match } = result;
  const { type } = match.route.route;
  if (type === 'local' && !model.sysctls.either('accept_local', iif)) return refused('own-address');
  if (type !== 'unicast' && type !== 'local') return refused('not-unicast');
  if (comesBackBy(model, match, iif)) return accepted(type === 'local' ? 'accept-local' : 'same-interface');
  if (mode === 0) return accepted(type === 'local' ? 'accept-local' : 'off');
  if (!hasIngressAddress(model, arrival, trace)) return refused('no-ingress-address');
  if (mode === 1) return refused('strict');
  return accepted(type === 'local' ? 'accept-local' : 'loose');
}

/**
 * Mode 0 accepts everything with `accept_local`, and looks only for our own addresses as long as no rule was ever added and no
 * local route was made by hand; it checks in full where the packet would go out by the interface that it came from and
 * redirects are sent.
 */
function shortcut(
  model: Model,
  arrival: Arrival,
  outDevice: string | undefined,
  trace: Trace | undefined,
): SourceValidation | undefined {
  const { devices, sysctls } = model;
  const { from, iif } = arrival;
  if (outDevice === iif && sysctls.either('send_redirects', iif)) return undefined;
  if (sysctls.own(4, iif, 'accept_local') || sysctls.own(4, 'all', 'accept_local'))
    return accepted('accept-local');
  if (model.customRules || model.hasCustomLocalRoutes()) return undefined;
  const unlisted = devices.unlisted(4);
  const ours = devices.owns(4, from) || (unlisted.length > 0 && isOwn4(model, from));
  if (ours) return refused('own-address');
  assume(trace, unlisted);
  return accepted('off');
}

function inMode(
  model: Model,
  arrival: Arrival,
  outDevice: string | undefined,
  mode: 0 | 1 | 2,
  trace: Trace | undefined,
): SourceValidation {
  return unlessNotKnown<SourceValidation>(
    () => {
      const early = mode === 0 ? shortcut(model, arrival, outDevice, trace) : undefined;
      const checked = early ?? inFull(model, arrival, outDevice, mode, trace);
      // A refusal stands only where it is known that accept_local would not have let the packet in.
      if (mode === 0 && checked.verdict === 'refused') model.sysctls.either('accept_local', arrival.iif);
      return { ...checked, mode };
    },
    (question) => ({ verdict: 'unknown', reason: 'unknown', question, mode }),
  );
}

function inFull(
  model: Model,
  arrival: Arrival,
  outDevice: string | undefined,
  mode: 0 | 1 | 2,
  trace: Trace | undefined,
): SourceValidation {
  const flow = reverseFlow(model, arrival, outDevice);
  const reverse = trace && newTrace();
  if (trace && reverse) trace.why.reverse ??= reverse.why;
  const result = model.fib(flow, reverse);
  assume(trace, reverse?.why.assumed ?? []);
  return { ...judge(model, arrival, result, mode, trace), reverse: reverseAnswer(result) };
}

/**
 * Source validation of a packet that arrives, in every mode the settings leave possible; where these disagree the verdict is
 * unknown. `outDevice` is where it would be forwarded to, `undefined` = to this host.
 */
export function validateReverse(
  model: Model,
  arrival: Arrival,
  outDevice: string | undefined,
  trace: Trace | undefined,
): SourceValidation {
  const byMode = model.sysctls
    .rpFilterModes(arrival.iif)
    .map((mode) => inMode(model, arrival, outDevice, mode, trace));
  const [first, ...others] = byMode as [SourceValidation, ...SourceValidation[]];
  if (others.length === 0) return first;
  if (others.every(({ verdict }) => verdict === first.verdict)) {
    // What holds in every mode does not tell which one is set; what lets a packet in strictly does so in all.
    const { mode: _, ...open } = byMode.find(({ mode }) => mode === 1) ?? first;
    return open;
  }
  return { verdict: 'unknown', reason: 'unknown', question: settingOf(arrival.iif, 'rp_filter'), byMode };
}

/** Sources and destinations that are refused before any table is asked. */
export function martian(model: Model, arrival: Arrival): SourceValidation | 'destination' | undefined {
  const { from, to, iif } = arrival;
  const source = (what: Martian): SourceValidation => ({
    verdict: 'refused',
    reason: 'martian',
    martian: what,
  });
  if (isMulticast4(from) || from === BROADCAST) return source('no-host-address');
  if (to === BROADCAST || (from === 0 && to === 0)) return undefined;
  if (isZeroNet4(model, from)) return source('zero-network');
  if (isZeroNet4(model, to)) return 'destination';
  if (isLoopback4(to)) return model.sysctls.either('route_localnet', iif) ? undefined : 'destination';
  if (isLoopback4(from) && !model.sysctls.either('route_localnet', iif)) return source('loopback');
  return undefined;
}
