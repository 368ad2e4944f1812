import { type AddressValue, addressValue, type HostState } from '../model/index.ts';
import type { ArrivalQuery, RouteAnswer, RouteQuery, SourceValidation, Why } from './answers.ts';
import { HostModel } from './host-model.ts';
import { input4 } from './input4.ts';
import { isOwn4 } from './local4.ts';
import { type Departure, output4 } from './output4.ts';
import { route6 } from './route6.ts';
import type { RuleFlow } from './rules.ts';
import { type Arrival, martian, validateReverse } from './source-validation.ts';
import { NotKnown, newTrace, type Trace, unlessNotKnown } from './trace.ts';

/** What Linux would do with packets, from one host's state; compiled once, asked many times. */
export interface KernelModel {
  /** As `ip route get` answers. */
  lookup(query: RouteQuery): RouteAnswer;
  /** How that answer comes about. */
  explain(query: RouteQuery): Why;
  /** Source validation of an arriving packet, whether or not a route for it exists. */
  validateSource(query: ArrivalQuery): SourceValidation;
  /** How that verdict comes about: `steps` are those of the destination's lookup, `reverse` is the check's own. */
  explainSource(query: ArrivalQuery): Why;
  /** Whether the kernel delivers this destination to the host itself; `undefined` where that is not known. */
  isLocal(family: 4 | 6, address: string): boolean | undefined;
}

/** `ip route get` without `ipproto` asks for UDP in IPv4 (measured) and for no protocol in IPv6. */
const UNSAID_PROTOCOL = { 4: 17, 6: 0 };

/** `iif` without `uid`: an IPv4 packet counts as root's, an IPv6 one as nobody's, which is in no range (measured). */
const NOBODY = 0xffffffff;

function uidOf({ family, iif, uid }: RouteQuery): number | undefined {
  if (uid === 'listener') return undefined;
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
function arrivalOf(host: HostModel, flow: RuleFlow, from: number, ownAddress: boolean): Arrival {
  const seen = host[4].dissects ? flow : { ...flow, ipproto: 0, sport: 0, dport: 0 };
  return { ...seen, to: Number(flow.to), from, ownAddress };
}

function readAddress(family: 4 | 6, text: string): AddressValue {
  const value = addressValue(family, text);
  if (value === undefined) throw new NotKnown({ about: 'not-understood', part: 'address', text });
  return value;
}

function route(host: HostModel, query: RouteQuery, trace: Trace | undefined): RouteAnswer {
  const { family, ownAddress = false } = query;
  const to = readAddress(family, query.to);
  const from = query.from === undefined ? undefined : readAddress(family, query.from);
  const flow = flowOf(query, to, from || undefined);
  if (family === 6) return route6(host[6], flow, trace);
  if (query.iif === undefined) return output4(host[4], flow as Departure, ownAddress, trace);
  const arrival = arrivalOf(host, flow, Number(from ?? 0), ownAddress);
  const { outcome, validation } = input4(host[4], arrival, 'packet', trace);
  if (trace && validation) trace.why.validation = validation;
  return outcome;
}

/** Runs a lookup; what the state does not tell becomes an `unknown` answer. */
function attempt(host: HostModel, query: RouteQuery, trace: Trace | undefined): RouteAnswer {
  try {
    return route(host, query, trace);
  } catch (error) {
    if (error instanceof NotKnown) return { kind: 'unknown', question: error.question };
    throw error;
  }
}

function explain(host: HostModel, query: RouteQuery): Why {
  const trace = newTrace();
  attempt(host, query, trace);
  return trace.why;
}

function validate(host: HostModel, query: ArrivalQuery, trace: Trace | undefined): SourceValidation {
  if (query.family === 6) return { verdict: 'accepted', reason: 'not-checked' };
  const { source, destination, ownAddress = false, ...rest } = query;
  const to = readAddress(4, destination);
  const from = readAddress(4, source);
  const flow = flowOf({ ...rest, to: destination, from: source }, to, from);
  const arrival = arrivalOf(host, flow, Number(from), ownAddress);
  const { validation } = input4(host[4], arrival, 'source', trace);
  if (validation) return validation;
  const strange = martian(host[4], arrival);
  if (strange && strange !== 'destination') return strange;
  return validateReverse(host[4], arrival, undefined, trace);
}

/** Runs source validation; what the state does not tell becomes an `unknown` verdict. */
function attemptValidation(host: HostModel, query: ArrivalQuery, trace: Trace | undefined): SourceValidation {
  return unlessNotKnown<SourceValidation>(
    () => validate(host, query, trace),
    (question) => ({ verdict: 'unknown', reason: 'unknown', question }),
  );
}

function explainSource(host: HostModel, query: ArrivalQuery): Why {
  const trace = newTrace();
  trace.why.validation = attemptValidation(host, query, trace);
  return trace.why;
}

function local(host: HostModel, family: 4 | 6, address: string): boolean | undefined {
  const value = addressValue(family, address);
  if (value === undefined) return undefined;
  const { devices } = host[family];
  return unlessNotKnown<boolean | undefined>(
    () => {
      const found = family === 4 ? isOwn4(host[4], Number(value)) : isOwn6(host, address);
      return found || devices.unknown(family).length === 0 ? found : undefined;
    },
    () => undefined,
  );
}

function isOwn6(host: HostModel, address: string): boolean {
  const value = addressValue(6, address);
  if (value !== undefined && host[6].devices.owns(6, value)) return true;
  const answer = route(host, { family: 6, to: address }, undefined);
  return answer.kind === 'route' && (answer.type === 'local' || answer.type === 'anycast');
}

/** Compiles the model of one host. */
export function kernelModel(state: HostState): KernelModel {
  const host = new HostModel(state);
  return {
    lookup: (query) => attempt(host, query, undefined),
    explain: (query) => explain(host, query),
    validateSource: (query) => attemptValidation(host, query, undefined),
    explainSource: (query) => explainSource(host, query),
    isLocal: (family, address) => local(host, family, address),
  };
}
