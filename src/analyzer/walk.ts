import { type Counted, countedOf, countersShowArrival } from './counted.ts';
import { type LinkTalk, linkTalkOf } from './link-questions.ts';
import type { Flow, HostState, Observation, ProbeReport } from './model/index.ts';
import { type OwnPackets, ownPackets } from './own-packets.ts';
import { answerQuery, type Passage, passageOf } from './passage.ts';
import {
  type KernelModel,
  kernelModel,
  type RouteAnswer,
  type RouteQuery,
  type SourceValidation,
} from './routes/index.ts';
import { type Sightings, sightingsOf } from './sightings.ts';
import { unknownSender } from './unknown-sender.ts';

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
  /** What the host's captures show of this very flow; `others` are other people's requests to the same address. */
  seen: Sightings & Pick<OwnPackets, 'others' | 'perhapsOurs'>;
  peerSeen?: Sightings;
  /** Hardware addresses being asked for, here and on the sender's side. */
  linkTalk: LinkTalk;
  peerLinkTalk?: LinkTalk;
  /** The sender's own probe to the address that is asked. */
  probe?: ProbeReport;
  counted: Counted;
  /** Whether the requests are known to have reached the host, by packets or by counters. */
  arrived: boolean;
  /** What translation and marks of the packet filter make of the flow. */
  passage: Passage;
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

/** Prepares the walk: joins what was seen with what the model says of the same flow. */
export function prepareWalk(input: DiagnoseInput): Walk {
  const { observation, peer } = input;
  const family: 4 | 6 = input.flow.to.includes(':') ? 6 : 4;
  const seen = sightingsOf(observation, input.flow, 'host');
  const peerSeen = peer && sightingsOf(peer, input.flow, 'peer');
  const probe = smallProbe(peer, input.flow);
  const own = ownPackets({
    flow: input.flow,
    seen,
    probeExpected: input.probeExpected,
    ...(peerSeen ? { peerSeen } : {}),
    ...(probe ? { probe } : {}),
  });
  const { from } = own;
  const flow: Flow = from === undefined ? input.flow : { ...input.flow, from };
  const { state } = observation;
  const model = kernelModel(state);
  const ingress = own.requests.find(({ dev }) => dev !== undefined)?.dev ?? flow.interface;
  const egress = own.answers.find(({ dev }) => dev !== undefined)?.dev;
  const sender = from ?? unknownSender(state, family);
  const way = { state, model, family, flow, ingress, sender };
  const passage = passageOf(way);
  const inward = inwardQuery({ family, flow, ingress, sender }, passage);
  const back = answerQuery(way, passage, protocolNumber(family, flow));
  const validation = model.validateSource(inward);
  const replyRoute = model.lookup(back);
  const counted = countedOf(observation, flow, family, own.requests.length || (probe?.sent ?? 0));
  return {
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
    seen: { ...seen, ...own },
    linkTalk: linkTalkOf(observation),
    ingress,
    answersObservable: couldSeeLeaving(observation, deviceOf(replyRoute)),
    answerLeft: own.answers.length > 0,
    answerArrived: (probe?.received ?? 0) > 0 || (!probe && answersSeenBy(peerSeen) > 0),
    answerMissed: probe !== undefined && probe.sent > 0 && probe.received === 0,
    counted,
    arrived: own.requests.length > 0 || countersShowArrival(counted),
    passage,
    inwardQuery: inward,
    replyQuery: back,
    validation,
    replyRoute,
    ...(peer ? { peer, peerLinkTalk: linkTalkOf(peer) } : {}),
    ...(peerSeen ? { peerSeen } : {}),
    ...(input.flow.from === undefined ? {} : { namedSender: input.flow.from }),
    ...(egress === undefined ? {} : { egress }),
    ...(probe ? { probe } : {}),
  };
}

function answersSeenBy(peerSeen: Sightings | undefined): number {
  return peerSeen?.answers.length ?? 0;
}

/** The sender's probe of ordinary size: what large packets meet is another question. */
function smallProbe(peer: Observation | undefined, flow: Flow): ProbeReport | undefined {
  const probes = (peer?.probes ?? []).filter(({ to }) => to === flow.to);
  return probes.find((probe) => !isLargeProbe(probe)) ?? probes[0];
}

/** A ping with a size of its own (`-s`, more than 1000 bytes) that may not be fragmented. */
export function isLargeProbe({ command }: ProbeReport): boolean {
  const size = /\s-[a-zA-Z]*s\s*(\d{1,6})\b/.exec(command ?? '')?.[1];
  return size !== undefined && Number(size) > 1000;
}

const IP_PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;
const ICMPV6 = 58;

function assumptionsOf(validation: SourceValidation, replyRoute: RouteAnswer): string[] {
  return [...new Set([...(validation.reverse?.why.assumed ?? []), ...replyRoute.why.assumed])];
}

type FlowQuery = { family: 4 | 6; flow: Flow; ingress: string; sender: string };

function inwardQuery(
  { family, flow, ingress, sender }: FlowQuery,
  { destination, port, mark }: Passage,
): ValidationQuery {
  return {
    family,
    source: sender,
    destination,
    iif: ingress,
    ipproto: protocolNumber(family, flow),
    ...(port === undefined ? {} : { dport: port }),
    ...(mark === undefined ? {} : { mark }),
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

/** Whether the sender's connection was refused: an answer, but not the one that was wished for. */
export function isRefused({ probe }: Pick<Walk, 'probe'>): boolean {
  return probe?.errors.some((line) => /connection refused/i.test(line)) ?? false;
}

/** The device of a route answer, where there is one. */
export function deviceOf(answer: RouteAnswer | undefined): string | undefined {
  return answer?.kind === 'route' ? (answer.dev ?? answer.nextHops?.[0]?.dev) : undefined;
}
