import { formatValue } from './addresses.ts';
import type { RouteAnswer, SourceValidation } from './answers.ts';
import type { FamilyModel } from './host-model.ts';
import { localMatch4 } from './local4.ts';
import { answerOf, type Outcome } from './outcome.ts';
import type { RuleFlow, RulesResult } from './rules.ts';
import { BROADCAST, isLoopback4, isMulticast4, isZeroNet4 } from './special4.ts';
import type { Match4 } from './table-route.ts';
import { newTrace } from './trace.ts';

type Model = FamilyModel<Match4>;

/** An arriving IPv4 packet. */
export type Arrival = RuleFlow & { to: number; from: number };

/**
 * The reverse flow of kernel.md: source and destination swapped, ports too, no oif, mark only with `src_valid_mark`, and as if
 * it came from `lo` (for this host) or from the output device (forwarded). It belongs to the ingress device's VRF, else to the
 * output device's (measured).
 */
function reverseFlow(model: Model, arrival: Arrival, outDevice: string | undefined): RuleFlow {
  const matters = arrival.mark !== 0 && model.usesMarks;
  const keepsMark = matters && model.sysctls.either('4.src_valid_mark', arrival.iif);
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

function reverseAnswer(model: Model, flow: RuleFlow, result: RulesResult<Match4>): RouteAnswer {
  let outcome: Outcome;
  if (result.kind === 'error') outcome = result;
  else {
    const { route, hops, table } = result.match;
    const [hop] = hops;
    const many = hops.length > 1 ? { nextHops: [...hops] } : { dev: hop?.dev, gateway: hop?.gateway };
    outcome = { kind: 'route', type: route.route.type, table, ...many };
  }
  return answerOf(outcome, () => {
    const trace = newTrace(model.assumed);
    model.fib(flow, trace);
    return trace.why;
  });
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

type Verdict = Omit<SourceValidation, 'mode' | 'reverse'>;

function noWayBack(rejected: boolean, mode: 0 | 1 | 2, source: string): Verdict {
  if (mode === 0)
    return { verdict: 'accepted', reason: 'off', because: `no way back to ${source}, but rp_filter is 0` };
  if (rejected)
    return {
      verdict: 'refused',
      reason: 'route-rejects',
      because: `a route or rule rejects the way back to ${source}`,
    };
  const because = `there is no route back to ${source}`;
  return { verdict: 'refused', reason: mode === 1 ? 'no-route' : 'loose-no-route', because };
}

/** The check itself, for one mode and a reverse lookup that was made. */
function judge(model: Model, arrival: Arrival, result: RulesResult<Match4>, mode: 0 | 1 | 2): Verdict {
  const source = formatValue(4, arrival.from);
  const { iif } = arrival;
  if (result.kind === 'error') return noWayBack(result.rejected, mode, source);
  const { match } = result;
  const { type } = match.route.route;
  if (type === 'local' && !model.sysctls.either('4.accept_local', iif)) {
    return {
      verdict: 'refused',
      reason: 'own-address',
      because: `${source} is one of this host's own addresses`,
    };
  }
  if (type !== 'unicast' && type !== 'local') {
    return {
      verdict: 'refused',
      reason: 'not-unicast',
      because: `the way back to ${source} is of type ${type}`,
    };
  }
  if (comesBackBy(model, match, iif)) {
    const reason = type === 'local' ? 'accept-local' : 'same-interface';
    return { verdict: 'accepted', reason, because: `the way back to ${source} uses ${iif}` };
  }
  if (model.devices.addresses(4, iif).length === 0) {
    if (mode === 0) return { verdict: 'accepted', reason: 'off', because: 'rp_filter is 0' };
    return { verdict: 'refused', reason: 'no-ingress-address', because: `${iif} has no IPv4 address` };
  }
  const way = match.hops.map((hop) => hop.dev).join(', ');
  if (mode === 1) {
    return {
      verdict: 'refused',
      reason: 'strict',
      because: `the way back to ${source} is ${way}, not ${iif}`,
    };
  }
  if (type === 'local')
    return { verdict: 'accepted', reason: 'accept-local', because: 'accept_local is set' };
  const setting = mode === 0 ? ('off' as const) : ('loose' as const);
  return {
    verdict: 'accepted',
    reason: setting,
    because: `the way back to ${source} is ${way}; rp_filter is ${mode}`,
  };
}

/**
 * Mode 0 accepts everything with `accept_local`, and looks only for our own addresses as long as no rule was ever added and no
 * local route was made by hand; it checks in full where the packet would go out by the interface that it came from and
 * redirects are sent.
 */
function shortcut(model: Model, arrival: Arrival, outDevice: string | undefined): Verdict | undefined {
  const { devices, sysctls } = model;
  const { from, iif } = arrival;
  if (outDevice === iif && sysctls.either('4.send_redirects', iif)) return undefined;
  if (sysctls.own(4, iif, 'accept_local') || sysctls.own(4, 'all', 'accept_local')) {
    return { verdict: 'accepted', reason: 'accept-local', because: 'rp_filter is 0 and accept_local is set' };
  }
  if (model.customRules || model.customLocalRoutes) return undefined;
  const ours = devices.owns(4, from) || (!devices.complete(4) && localMatch4(model, from));
  if (!ours) return { verdict: 'accepted', reason: 'off', because: 'rp_filter is 0' };
  const because = `${formatValue(4, from)} is one of this host's own addresses`;
  return { verdict: 'refused', reason: 'own-address', because };
}

function inMode(
  model: Model,
  arrival: Arrival,
  outDevice: string | undefined,
  mode: 0 | 1 | 2,
): SourceValidation {
  const early = mode === 0 ? shortcut(model, arrival, outDevice) : undefined;
  const checked = early ?? inFull(model, arrival, outDevice, mode);
  // A refusal stands only where it is known that accept_local would not have let the packet in.
  if (mode === 0 && checked.verdict === 'refused') model.sysctls.either('4.accept_local', arrival.iif);
  return { ...checked, mode };
}

function inFull(
  model: Model,
  arrival: Arrival,
  outDevice: string | undefined,
  mode: 0 | 1 | 2,
): SourceValidation {
  const flow = reverseFlow(model, arrival, outDevice);
  const result = model.fib(flow, undefined);
  return { ...judge(model, arrival, result, mode), reverse: reverseAnswer(model, flow, result) };
}

/**
 * Source validation of a packet that arrives, in every mode the settings leave possible; where these disagree the verdict is
 * unknown. `outDevice` is where it would be forwarded to, `undefined` = to this host.
 */
export function validateReverse(
  model: Model,
  arrival: Arrival,
  outDevice: string | undefined,
): SourceValidation {
  const modes = model.sysctls.rpFilterModes(arrival.iif);
  const [first, ...others] = modes.map((mode) => inMode(model, arrival, outDevice, mode));
  if (first && others.every(({ verdict }) => verdict === first.verdict)) return first;
  return {
    verdict: 'unknown',
    reason: 'unknown',
    because: `rp_filter of ${arrival.iif} or of all was not collected`,
  };
}

/** Sources and destinations that are refused before any table is asked. */
export function martian(model: Model, arrival: Arrival): SourceValidation | 'destination' | undefined {
  const { from, to, iif } = arrival;
  const refused = (because: string): SourceValidation => ({ verdict: 'refused', reason: 'martian', because });
  const source = formatValue(4, from);
  if (isMulticast4(from) || from === BROADCAST) return refused(`${source} is no address of a host`);
  if (to === BROADCAST || (from === 0 && to === 0)) return undefined;
  if (isZeroNet4(model, from)) return refused(`${source} is accepted for the limited broadcast only`);
  if (isZeroNet4(model, to)) return 'destination';
  if (isLoopback4(to)) return model.sysctls.either('4.route_localnet', iif) ? undefined : 'destination';
  if (isLoopback4(from) && !model.sysctls.either('4.route_localnet', iif)) {
    return refused(`${source} is a loopback address, and route_localnet is off on ${iif}`);
  }
  return undefined;
}
