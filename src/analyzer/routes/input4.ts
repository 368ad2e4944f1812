import { type NextHop, type OpenQuestion, sysctlKey } from '../model/index.ts';
import type { Martian, RouteAnswer, SourceValidation } from './answers.ts';
import { gatewayOf } from './gateways.ts';
import type { FamilyModel } from './host-model.ts';
import { oneOf } from './output4.ts';
import { type Arrival, martian, validateReverse } from './source-validation.ts';
import { BROADCAST, isLocalMulticast4, isLoopback4, isMulticast4, isZeroNet4 } from './special4.ts';
import { LOCAL, MAIN } from './table-numbers.ts';
import type { Match4 } from './table-route.ts';
import { assume, NotKnown, type Trace } from './trace.ts';

type Model = FamilyModel<Match4>;

/** What becomes of an arriving packet, and what source validation said where it was asked. */
export interface InputOutcome {
  outcome: RouteAnswer;
  validation: SourceValidation | undefined;
}

const ALL_HOSTS = 0xe0000001;

function refusal(validation: SourceValidation): RouteAnswer {
  if (validation.verdict === 'unknown') return { kind: 'unknown', question: validation.question };
  return { kind: 'refused', validation };
}

/** Delivery to this host, where the source is accepted. */
function deliver(
  validation: SourceValidation | undefined,
  type: string,
  dev: string,
  table: string,
): InputOutcome {
  const passes = validation === undefined || validation.verdict === 'accepted';
  return { validation, outcome: passes ? { kind: 'route', type, dev, table } : refusal(validation) };
}

/**
 * Multicast in: 224.0.0.1 is joined on every multicast interface that is up; other groups are not part of the state, and
 * a router for multicast is not modelled.
 */
function multicastIn(model: Model, arrival: Arrival, trace: Trace | undefined): InputOutcome {
  const link = model.devices.link(arrival.iif);
  if (arrival.to !== ALL_HOSTS || !link) throw new NotKnown({ about: 'untold', what: 'joined-groups' });
  if (!link.flags.includes('UP'))
    return { validation: undefined, outcome: { kind: 'error', error: 'EINVAL' } };
  const { from } = arrival;
  const refused = (what: Martian) =>
    deliver({ verdict: 'refused', reason: 'martian', martian: what }, '', '', '');
  if (isMulticast4(from) || from === BROADCAST) return refused('no-host-address');
  if (isLoopback4(from) && !model.sysctls.either('route_localnet', arrival.iif)) return refused('loopback');
  if (isZeroNet4(model, from) && isLocalMulticast4(arrival.to))
    return deliver(undefined, 'multicast', 'lo', MAIN);
  const validation = validateReverse(model, { ...arrival, to: 0 }, undefined, trace);
  return deliver(validation, 'multicast', 'lo', MAIN);
}

/**
 * Limited and subnet broadcasts: the reverse flow then has no source. Where a route says that it is one, the VRF of the route's device
 * delivers it, else `lo` (measured).
 */
function broadcastIn(
  model: Model,
  arrival: Arrival,
  trace: Trace | undefined,
  table: string,
  by?: string,
): InputOutcome {
  const checked = isZeroNet4(model, arrival.from)
    ? undefined
    : validateReverse(model, { ...arrival, to: 0 }, undefined, trace);
  const dev = by === undefined ? undefined : model.devices.vrfOf(by)?.dev;
  return deliver(checked, 'broadcast', dev ?? 'lo', table);
}

/** Directed broadcasts are forwarded only where `all` and the interface both say so. */
function forwardsBroadcast({ sysctls }: Model, dev: string): boolean {
  return !!sysctls.own(4, dev, 'bc_forwarding') && !!sysctls.own(4, 'all', 'bc_forwarding');
}

function forward(model: Model, arrival: Arrival, match: Match4, trace: Trace | undefined): InputOutcome {
  const { type } = match.route.route;
  const validations = match.hops.map((hop) => validateReverse(model, arrival, hop.dev, trace));
  const outcomes = match.hops.map((hop: NextHop, index): RouteAnswer => {
    const validation = validations[index] as SourceValidation;
    if (validation.verdict !== 'accepted') return refusal(validation);
    return {
      kind: 'route',
      type,
      dev: hop.dev,
      gateway: gatewayOf(model, match.route.table, hop),
      table: match.table,
    };
  });
  const [first] = outcomes as [RouteAnswer];
  const same = outcomes.every((other) => other.kind === first.kind);
  if (outcomes.length === 1 || (same && first.kind !== 'route'))
    return { outcome: first, validation: validations[0] };
  return { outcome: oneOf(outcomes, match.hops), validation: validations[0] };
}

const HOST_UNREACHABLE: InputOutcome = {
  outcome: { kind: 'error', error: 'EHOSTUNREACH' },
  validation: undefined,
};

/**
 * Whether the host forwards what arrives there. `asks` = 'source': what matters is whether the source is accepted, which is asked
 * of forwarded packets only where the host forwards; so that is taken for granted where it was not shown.
 */
function forwards(
  { sysctls }: Model,
  { iif }: Arrival,
  asks: 'packet' | 'source',
  trace: Trace | undefined,
): boolean {
  const known = sysctls.forwarding4(iif);
  if (known !== undefined) return known;
  const question: OpenQuestion = { about: 'sysctl', keys: [sysctlKey(4, iif, 'forwarding')] };
  if (asks === 'packet') throw new NotKnown(question);
  assume(trace, [question]);
  return true;
}

/** What the kernel does with a packet that arrives on `arrival.iif`, as `ip route get TO from FROM iif IFACE` answers it. */
export function input4(
  model: Model,
  arrival: Arrival,
  asks: 'packet' | 'source',
  trace: Trace | undefined,
): InputOutcome {
  const { devices } = model;
  devices.mustExist(arrival.iif);
  if (isMulticast4(arrival.to)) return multicastIn(model, arrival, trace);
  const strange = martian(model, arrival);
  if (strange === 'destination')
    return { outcome: { kind: 'error', error: 'EINVAL' }, validation: undefined };
  if (strange) return { outcome: refusal(strange), validation: strange };
  if (arrival.to === BROADCAST || (arrival.from === 0 && arrival.to === 0))
    return broadcastIn(model, arrival, trace, MAIN);
  const result = model.fib({ ...arrival, vrf: devices.vrfOf(arrival.iif) }, trace);
  const match = result.kind === 'match' ? result.match : undefined;
  const type = match?.route.route.type;
  if (match && type === 'local') {
    const validation = validateReverse(model, arrival, undefined, trace);
    const dev = devices.vrfOf(match.hops[0]?.dev ?? 'lo')?.dev ?? 'lo';
    return deliver(validation, 'local', dev, match.table);
  }
  if (match && type === 'broadcast') {
    if (forwardsBroadcast(model, arrival.iif)) return forward(model, arrival, match, trace);
    return broadcastIn(model, arrival, trace, match.table, match.hops[0]?.dev);
  }
  const open = devices.unlisted(4, arrival.iif);
  if (open.length > 0) {
    const [unknown] = devices.unknown(4, arrival.iif);
    if (asks === 'packet' && !arrival.ownAddress && unknown) throw new NotKnown(unknown);
    assume(trace, arrival.ownAddress ? open.slice(0, 1) : open);
    const dev = devices.vrfOf(arrival.iif)?.dev ?? 'lo';
    if (arrival.ownAddress)
      return deliver(validateReverse(model, arrival, undefined, trace), 'local', dev, LOCAL);
  }
  if (!forwards(model, arrival, asks, trace)) return HOST_UNREACHABLE;
  if (result.kind === 'error')
    return { outcome: { kind: 'error', error: result.error }, validation: undefined };
  if (type !== 'unicast') return { outcome: { kind: 'error', error: 'EINVAL' }, validation: undefined };
  return forward(model, arrival, result.match, trace);
}
