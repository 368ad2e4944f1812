import type { HostState } from '../model/index.ts';
import { type AddressValue, addressValue } from './addresses.ts';
import type { RouteAnswer, RouteQuery, SourceValidation, Why } from './answers.ts';
import { compileHost, type HostModel } from './host-model.ts';
import { input4 } from './input4.ts';
import { localMatch4 } from './local4.ts';
import { answerOf, type Outcome } from './outcome.ts';
import { output4 } from './output4.ts';
import { route6 } from './route6.ts';
import type { RuleFlow } from './rules.ts';
import { type Arrival, martian, validateReverse } from './source-validation.ts';
import { NotKnown, newTrace, type Trace } from './trace.ts';

/** A packet that arrives, for source validation alone. */
export interface ArrivalQuery {
  family: 4 | 6;
  source: string;
  destination: string;
  iif: string;
  mark?: number;
  tos?: number;
  ipproto?: number;
  sport?: number;
  dport?: number;
}

/** What Linux would do with packets, from one host's state; compiled once, asked many times. */
export interface KernelModel {
  /** As `ip route get` answers. `why` is worked out when it is first read (and is not copied by a spread). */
  lookup(query: RouteQuery): RouteAnswer;
  /** Source validation of an arriving packet, whether or not a route for it exists. */
  validateSource(query: ArrivalQuery): SourceValidation;
  /** Whether the kernel delivers this destination to the host itself; `undefined` where that is not known. */
  isLocal(family: 4 | 6, address: string): boolean | undefined;
}

/** `ip route get` without `ipproto` asks for UDP in IPv4 (measured) and for no protocol in IPv6. */
const UNSAID_PROTOCOL = { 4: 17, 6: 0 };

/** `iif` without `uid`: an IPv4 packet counts as root's, an IPv6 one as nobody's, which is in no range (measured). */
const NOBODY = 0xffffffff;

function uidOf({ family, iif, uid }: RouteQuery): number {
  if (iif === undefined) return uid ?? 0;
  return family === 4 ? 0 : (uid ?? NOBODY);
}

function flowOf(query: RouteQuery, to: AddressValue, from: AddressValue | undefined): RuleFlow {
  return {
    family: query.family,
    to,
    from,
    arriving: query.iif !== undefined,
    iif: query.iif ?? 'lo',
    oif: query.iif === undefined ? query.oif : undefined,
    mark: query.mark ?? 0,
    tos: query.tos ?? 0,
    ipproto: query.ipproto ?? UNSAID_PROTOCOL[query.family],
    sport: query.sport ?? 0,
    dport: query.dport ?? 0,
    uid: uidOf(query),
    vrf: undefined,
  };
}

/** An arriving IPv4 packet as the rules see it. */
function arrivalOf(host: HostModel, flow: RuleFlow, from: number): Arrival {
  const seen = host[4].dissects ? flow : { ...flow, ipproto: 0, sport: 0, dport: 0 };
  return { ...seen, to: Number(flow.to), from };
}

function route(host: HostModel, query: RouteQuery, trace: Trace | undefined): Outcome {
  const { family } = query;
  const to = addressValue(family, query.to);
  const from = query.from === undefined ? undefined : addressValue(family, query.from);
  if (to === undefined) return { kind: 'unknown', because: `${query.to} is not an IPv${family} address` };
  if (query.from !== undefined && from === undefined) {
    return { kind: 'unknown', because: `${query.from} is not an IPv${family} address` };
  }
  const flow = flowOf(query, to, from || undefined);
  if (family === 6) return route6(host[6], flow, trace);
  if (query.iif === undefined)
    return output4(host[4], flow as RuleFlow & { to: number; from: number | undefined }, trace);
  const { outcome, validation } = input4(host[4], arrivalOf(host, flow, Number(from ?? 0)), trace);
  if (trace && validation) trace.why.validation = validation;
  return outcome;
}

/** Runs a lookup; what the state does not tell becomes an `unknown` outcome. */
function attempt(host: HostModel, query: RouteQuery, trace: Trace | undefined): Outcome {
  try {
    return route(host, query, trace);
  } catch (error) {
    if (error instanceof NotKnown) return { kind: 'unknown', because: error.message };
    throw error;
  }
}

function explain(host: HostModel, query: RouteQuery): Why {
  const trace = newTrace([]);
  const outcome = attempt(host, query, trace);
  trace.why.assumed.push(...host[query.family].assumed);
  if (outcome.kind === 'unknown') trace.why.notes.push(outcome.because);
  return trace.why;
}

function validate(host: HostModel, query: ArrivalQuery): SourceValidation {
  if (query.family === 6) {
    return {
      verdict: 'accepted',
      reason: 'not-checked',
      because: 'IPv6 has no source validation in the kernel',
    };
  }
  const to = addressValue(4, query.destination);
  const from = addressValue(4, query.source);
  if (to === undefined || from === undefined) {
    return { verdict: 'unknown', reason: 'unknown', because: 'not an IPv4 address' };
  }
  const { source, destination, ...rest } = query;
  const arrival = arrivalOf(host, flowOf({ ...rest, to: destination, from: source }, to, from), Number(from));
  const { validation } = input4(host[4], arrival, undefined);
  if (validation) return validation;
  const strange = martian(host[4], arrival);
  if (strange && strange !== 'destination') return strange;
  return validateReverse(host[4], arrival, undefined);
}

function local(host: HostModel, family: 4 | 6, address: string): boolean | undefined {
  const value = addressValue(family, address);
  if (value === undefined) return undefined;
  try {
    if (family === 4) return localMatch4(host[4], Number(value));
    if (host[6].devices.owns(6, value)) return true;
    const outcome = route(host, { family, to: address }, undefined);
    return outcome.kind === 'route' && (outcome.type === 'local' || outcome.type === 'anycast');
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}

/** Compiles the model of one host. */
export function kernelModel(state: HostState): KernelModel {
  const host = compileHost(state);
  return {
    lookup: (query) => answerOf(attempt(host, query, undefined), () => explain(host, query)),
    validateSource(query) {
      try {
        return validate(host, query);
      } catch (error) {
        if (error instanceof NotKnown)
          return { verdict: 'unknown', reason: 'unknown', because: error.message };
        throw error;
      }
    },
    isLocal: (family, address) => local(host, family, address),
  };
}
