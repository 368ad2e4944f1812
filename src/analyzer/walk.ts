import {
  type KernelModel,
  kernelModel,
  type RouteAnswer,
  type RouteQuery,
  type SourceValidation,
} from './kernel/index.ts';
import type { Flow, HostState, Observation, ProbeReport } from './model/index.ts';
import { type Sightings, sightingsOf } from './sightings.ts';

/** What a diagnosis is made from. */
export type DiagnoseInput = {
  /** The host's name as people call it. */
  host: string;
  flow: Flow;
  /** What the asked host showed. */
  observation: Observation;
  /** What the sender's side showed, where it could be looked at. */
  peer?: Observation;
  /** The sender's name, where it has one. */
  peerName?: string;
  /** Whether somebody is known to have been sending while the capture listened. */
  probeExpected: boolean;
  /** Gateway that a person named for policy routing. */
  gateway?: string;
  /** Gateway that an earlier look found: taken where this one shows nothing that tells another. */
  gatewayBefore?: string;
};

/** Everything that the stages look at: prepared once, never changed. */
export type Walk = {
  host: string;
  peerName: string;
  /** With `from` filled in from the packets where the asker did not name it. */
  flow: Flow;
  family: 4 | 6;
  state: HostState;
  /** What was not shown and was taken for granted in judging this flow. */
  assumed: readonly string[];
  model: KernelModel;
  observation: Observation;
  peer?: Observation;
  probeExpected: boolean;
  /** The sender that the asker named, where it is an address. */
  namedSender?: string;
  /** The sender in words: its address, or "a sender beyond the router" where nobody is known. */
  sender: string;
  seen: Sightings;
  peerSeen?: Sightings;
  probe?: ProbeReport;
  /** Device that the requests were seen on, else the interface that was asked about. */
  ingress: string;
  /** Device that answers were seen leaving by. */
  egress?: string;
  /** Whether an answer would have been seen leaving by the device that the model predicts. */
  answersObservable: boolean;
  /** Whether an answer to a seen request left the host. */
  answerLeft: boolean;
  /** Whether the answer is known to have reached the sender. */
  answerArrived: boolean;
  /** Whether the sender is known not to have got an answer. */
  answerMissed: boolean;
  /** The flow put to the model: the request's source validation, and the answer's lookup. */
  inwardQuery: ValidationQuery;
  replyQuery: RouteQuery;
  validation: SourceValidation;
  replyRoute: RouteAnswer;
};

type ValidationQuery = Parameters<KernelModel['validateSource']>[0];

/** Stands for any sender that only a default route leads to, where none is known (RFC 5737, RFC 3849). */
const BEYOND_THE_ROUTER = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;

/** Prepares the walk: joins what was seen with what the model says of the same flow. */
export function prepareWalk(input: DiagnoseInput): Walk {
  const { observation, peer } = input;
  const seen = sightingsOf(observation, input.flow, 'host');
  const from = senderOf(input, seen);
  const flow: Flow = from === undefined ? input.flow : { ...input.flow, from };
  const family: 4 | 6 = flow.to.includes(':') ? 6 : 4;
  const { state } = observation;
  const model = kernelModel(state);
  const ingress = seen.requests.find(({ dev }) => dev !== undefined)?.dev ?? flow.interface;
  const egress = seen.answers.find(({ dev }) => dev !== undefined)?.dev;
  const probe = peer?.probes.find(({ to }) => to === flow.to);
  const modelSender = from ?? BEYOND_THE_ROUTER[family];
  const query = { family, flow, ingress, sender: modelSender };
  const inward = inwardQuery(query);
  const back = replyQuery(query);
  const validation = model.validateSource(inward);
  const replyRoute = model.lookup(back);
  const walk: Walk = {
    host: input.host,
    peerName: input.peerName ?? from ?? 'the sender',
    flow,
    family,
    state,
    assumed: assumptionsOf(validation, replyRoute),
    model,
    observation,
    probeExpected: input.probeExpected,
    sender: from ?? 'a sender beyond the router',
    seen,
    ingress,
    answersObservable: couldSeeLeaving(observation, deviceOf(replyRoute)),
    answerLeft: seen.answers.length > 0,
    answerArrived: (probe?.received ?? 0) > 0,
    answerMissed: probe !== undefined && probe.sent > 0 && probe.received === 0,
    inwardQuery: inward,
    replyQuery: back,
    validation,
    replyRoute,
  };
  if (peer) {
    walk.peer = peer;
    walk.peerSeen = sightingsOf(peer, flow, 'peer');
    if (!probe && walk.peerSeen.answers.length > 0) walk.answerArrived = true;
  }
  if (input.flow.from !== undefined) walk.namedSender = input.flow.from;
  if (egress !== undefined) walk.egress = egress;
  if (probe) walk.probe = probe;
  return walk;
}

/** The sender as the host sees it: what was captured decides, then what was named, then the peer's own word. */
function senderOf(input: DiagnoseInput, seen: Sightings): string | undefined {
  const named = input.flow.from;
  if (named !== undefined && seen.sources.includes(named)) return named;
  if (input.probeExpected && seen.sources[0] !== undefined) return seen.sources[0];
  return named ?? seen.sources[0];
}

const IP_PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;
const ICMPV6 = 58;

function assumptionsOf(validation: SourceValidation, replyRoute: RouteAnswer): string[] {
  return [...new Set([...(validation.reverse?.why.assumed ?? []), ...replyRoute.why.assumed])];
}

type FlowQuery = { family: 4 | 6; flow: Flow; ingress: string; sender: string };

function inwardQuery({ family, flow, ingress, sender }: FlowQuery): ValidationQuery {
  return {
    family,
    source: sender,
    destination: flow.to,
    iif: ingress,
    ipproto: protocolNumber(family, flow),
    ...(flow.port === undefined ? {} : { dport: flow.port }),
  };
}

/** The answer's own lookup: routed from the address that was asked (replies of ICMP, TCP and bound UDP). */
function replyQuery({ family, flow, sender }: FlowQuery): RouteQuery {
  return {
    family,
    to: sender,
    from: flow.to,
    ipproto: protocolNumber(family, flow),
    ...(flow.port === undefined ? {} : { sport: flow.port }),
  };
}

function protocolNumber(family: 4 | 6, flow: Flow): number {
  return flow.protocol === 'icmp' && family === 6 ? ICMPV6 : IP_PROTOCOL[flow.protocol];
}

/** A capture on one interface alone says nothing of answers that leave by another. */
function couldSeeLeaving(observation: Observation, dev: string | undefined): boolean {
  return observation.captures.some(
    (capture) =>
      capture.listening &&
      (capture.interface === undefined || capture.interface === 'any' || capture.interface === dev),
  );
}

/** Evidence ids of this walk that begin with any of the given kinds (`routes` also finds `routes-2`). */
export function cite(walk: Walk, ...kinds: string[]): string[] {
  const own = walk.observation.evidence.map(({ id }) => id);
  const peers = (walk.peer?.evidence ?? []).map(({ id }) => `peer-${id}`);
  return [...own, ...peers].filter((id) => kinds.some((kind) => id === kind || id.startsWith(`${kind}-`)));
}

/** "ping", or what else was sent, in the plural. */
export function requestsInWords(walk: Walk): string {
  const { protocol, port } = walk.flow;
  return protocol === 'icmp' ? 'pings' : `${protocol.toUpperCase()} connections to port ${port ?? '?'}`;
}

/** The device of a route answer, where there is one. */
export function deviceOf(answer: RouteAnswer | undefined): string | undefined {
  return answer?.kind === 'route' ? (answer.dev ?? answer.nextHops?.[0]?.dev) : undefined;
}
