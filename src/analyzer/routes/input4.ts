import type { NextHop } from '../model/index.ts';
import type { SourceValidation } from './answers.ts';
import { gatewayOf } from './gateways.ts';
import type { FamilyModel } from './host-model.ts';
import type { Outcome } from './outcome.ts';
import { oneOf } from './output4.ts';
import { type Arrival, martian, validateReverse } from './source-validation.ts';
import { BROADCAST, isLocalMulticast4, isLoopback4, isMulticast4, isZeroNet4 } from './special4.ts';
import { MAIN } from './table-numbers.ts';
import type { Match4 } from './table-route.ts';
import { note, type Trace } from './trace.ts';

type Model = FamilyModel<Match4>;

/** What becomes of an arriving packet, and what source validation said where it was asked. */
export interface InputOutcome {
  outcome: Outcome;
  validation: SourceValidation | undefined;
}

const ALL_HOSTS = 0xe0000001;

function refusal(validation: SourceValidation): Outcome {
  if (validation.verdict === 'unknown') return { kind: 'unknown', because: validation.because };
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
  const { devices } = model;
  const link = devices.link(arrival.iif);
  note(trace, 'multicast is delivered to joined groups only');
  if (arrival.to !== ALL_HOSTS || !link) {
    return {
      validation: undefined,
      outcome: { kind: 'unknown', because: 'which multicast groups are joined was not collected' },
    };
  }
  if (!link.flags.includes('UP'))
    return { validation: undefined, outcome: { kind: 'error', error: 'EINVAL' } };
  const { from } = arrival;
  const refused = (because: string): SourceValidation => ({ verdict: 'refused', reason: 'martian', because });
  if (isMulticast4(from) || from === BROADCAST)
    return deliver(refused('no source is multicast or broadcast'), '', '', '');
  if (isLoopback4(from) && !model.sysctls.either('4.route_localnet', arrival.iif)) {
    return deliver(refused('a loopback source'), '', '', '');
  }
  if (isZeroNet4(model, from) && isLocalMulticast4(arrival.to))
    return deliver(undefined, 'multicast', 'lo', MAIN);
  const validation = validateReverse(model, { ...arrival, to: 0 }, undefined);
  return deliver(validation, 'multicast', 'lo', MAIN);
}

/**
 * Limited and subnet broadcasts: the reverse flow then has no source. Where a route says that it is one, the VRF of the route's device
 * delivers it, else `lo` (measured).
 */
function broadcastIn(model: Model, arrival: Arrival, table: string, by?: string): InputOutcome {
  const checked = isZeroNet4(model, arrival.from)
    ? undefined
    : validateReverse(model, { ...arrival, to: 0 }, undefined);
  const dev = by === undefined ? undefined : model.devices.vrfOf(by)?.dev;
  return deliver(checked, 'broadcast', dev ?? 'lo', table);
}

/** Directed broadcasts are forwarded only where `all` and the interface both say so. */
function forwardsBroadcast({ sysctls }: Model, dev: string): boolean {
  return !!sysctls.own(4, dev, 'bc_forwarding') && !!sysctls.own(4, 'all', 'bc_forwarding');
}

function forward(model: Model, arrival: Arrival, match: Match4): InputOutcome {
  const { type } = match.route.route;
  const validations = match.hops.map((hop) => validateReverse(model, arrival, hop.dev));
  const outcomes = match.hops.map((hop: NextHop, index): Outcome => {
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
  const [first] = outcomes as [Outcome];
  const same = outcomes.every((other) => other.kind === first.kind);
  if (outcomes.length === 1 || (same && first.kind !== 'route'))
    return { outcome: first, validation: validations[0] };
  return { outcome: oneOf(outcomes, match.hops), validation: validations[0] };
}

/** What the kernel does with a packet that arrives on `arrival.iif`, as `ip route get TO from FROM iif IFACE` answers it. */
export function input4(model: Model, arrival: Arrival, trace: Trace | undefined): InputOutcome {
  const { devices, sysctls } = model;
  devices.mustExist(arrival.iif);
  if (isMulticast4(arrival.to)) return multicastIn(model, arrival, trace);
  const strange = martian(model, arrival);
  if (strange === 'destination') {
    note(trace, 'the destination may not be seen on a wire');
    return { outcome: { kind: 'error', error: 'EINVAL' }, validation: undefined };
  }
  if (strange) return { outcome: refusal(strange), validation: strange };
  if (arrival.to === BROADCAST || (arrival.from === 0 && arrival.to === 0))
    return broadcastIn(model, arrival, MAIN);
  const result = model.fib({ ...arrival, vrf: devices.vrfOf(arrival.iif) }, trace);
  const hostUnreachable: InputOutcome = {
    outcome: { kind: 'error', error: 'EHOSTUNREACH' },
    validation: undefined,
  };
  if (result.kind === 'error') {
    if (!sysctls.forwarding4(arrival.iif)) return hostUnreachable;
    return { outcome: { kind: 'error', error: result.error }, validation: undefined };
  }
  const { match } = result;
  const { type } = match.route.route;
  if (type === 'broadcast' && !forwardsBroadcast(model, arrival.iif))
    return broadcastIn(model, arrival, match.table, match.hops[0]?.dev);
  if (type === 'local') {
    const validation = validateReverse(model, arrival, undefined);
    const dev = devices.vrfOf(match.hops[0]?.dev ?? 'lo')?.dev ?? 'lo';
    return deliver(validation, 'local', dev, match.table);
  }
  if (type !== 'broadcast') {
    if (!sysctls.forwarding4(arrival.iif)) {
      note(trace, `forwarding is off on ${arrival.iif}`);
      return hostUnreachable;
    }
    if (type !== 'unicast') return { outcome: { kind: 'error', error: 'EINVAL' }, validation: undefined };
  }
  return forward(model, arrival, match);
}
