import { type Counted, countedOf, countersShowArrival } from './counted.ts';
import { knownByCounter } from './known-mode.ts';
import { type LinkTalk, linkTalkOf } from './link-questions.ts';
import { covers } from './listening-windows.ts';
import {
  type Flow,
  type HostState,
  keyOf,
  type LogEntry,
  type Observation,
  type OpenQuestion,
  type ProbeReport,
  type Scene,
  TABLE,
} from './model/index.ts';
import { type OwnPackets, ownPackets } from './own-packets.ts';
import { cameTooLate, onlyProbes, probesOf, requestsSent, slowestAnswer, smallProbe } from './own-probes.ts';
import { answerQuery, type Passage, passageOf } from './passage.ts';
import {
  type KernelModel,
  kernelModel,
  type RouteAnswer,
  type RouteQuery,
  type SourceValidation,
  type Why,
} from './routes/index.ts';

import { wasRefused } from './seen/probe-errors.ts';
import { type StuckTransfer, stuckTransfer } from './seen/stuck-transfer.ts';
import { type TcpTalk, tcpTalkOf } from './seen/tcp-talk.ts';
import { type Sighting, type Sightings, sightingsOf } from './sightings.ts';
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
  /** Other flows of this host that are known to be answered: another address, port or sender. */
  working?: readonly Flow[];
  /** Other flows of this host that fail alike. */
  failing?: readonly Flow[];
  /** What machines showed that are neither the asked host nor the sender: a router's log, a neighbour's ARP table. */
  others?: readonly Observation[];
  /** What was shown under another host's prompt and stands for this one's: a key or part, and that host. */
  attributed?: readonly Attribution[];
};

/** Part of a host's state that was shown under another host's prompt, and stands for this one's. */
type Attribution = { part: string; keys: readonly string[]; host: string };

/** Everything that the stages look at: prepared once, never changed. */
export type Walk = {
  host: string;
  peerName: string;
  /** With `from` filled in from the packets where the asker did not name it. */
  flow: Flow;
  family: 4 | 6;
  state: HostState;
  /** What was not shown and was taken for granted in judging this flow. */
  assumed: readonly OpenQuestion[];
  /** Settings and parts that were shown under another host's prompt. */
  attributed: readonly Attribution[];
  scene: Scene;
  working: readonly Flow[];
  failing: readonly Flow[];
  /** Kernel log lines that speak of this host's packets and links. */
  log: readonly LogEntry[];
  /** How the kernel itself told that it refuses this source on this interface: its log, or its answer to `ip route get`. */
  refusal?: 'log' | 'oracle';
  /** The command with which the kernel said that it accepts this packet. */
  oracleAccepts?: string;
  /** What the TCP conversation tells of the answer. */
  tcpTalk: TcpTalk;
  /** A transfer within it that goes on no more, as the host's captures show it, or the sender's. */
  stuck?: StuckTransfer;
  /** The connection opens, and then nothing comes. */
  standsStill: boolean;
  /** Whether counters of this very flow tell what became of it. */
  countersTell: boolean;
  /** The asker named no sender and no packet shows one: a sender beyond the router stands in. */
  senderAssumed: boolean;
  /** The sender got answers that this host neither saw nor counted. */
  answeredByAnother?: 'unseen' | 'uncounted';
  model: KernelModel;
  observation: Observation;
  peer?: Observation;
  /** What third machines showed. */
  others: readonly Observation[];
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
  /** The sender's own probe to the address that is asked, all its rounds as one. */
  probe?: ProbeReport;
  /** Seconds that the slowest answer took to reach the sender. */
  slowestAnswer?: number;
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
  /** Who saw that the port is refused: an answer, but not the one that was wanted. */
  refused?: 'by-sender' | 'by-host';
  /** The flow put to the model: the request's source validation, and the answer's lookup. */
  inwardQuery: ValidationQuery;
  replyQuery: RouteQuery;
  validation: SourceValidation;
  replyRoute: RouteAnswer;
  /** How the two came about. */
  validationWhy: Why;
  replyWhy: Why;
};

type ValidationQuery = Parameters<KernelModel['validateSource']>[0];

/** Prepares the walk: joins what was seen with what the model says of the same flow. */
export function prepareWalk(input: DiagnoseInput): Walk {
  const { observation, peer } = input;
  const family: 4 | 6 = input.flow.to.includes(':') ? 6 : 4;
  const probes = probesOf(peer, input.flow);
  const probe = smallProbe(probes);
  const seen = sightingsOf(observation, input.flow, 'host', probes);
  const peerSeen = peer && onlyProbes(sightingsOf(peer, input.flow, 'peer', probes), probes);
  const own = ownPackets({
    flow: input.flow,
    seen,
    probes,
    probeExpected: input.probeExpected,
    ...(peerSeen ? { peerSeen } : {}),
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
  const judged = model.validateSource(inward);
  const replyRoute = knownWayBack(model.lookup(back), observation, flow);
  const validationWhy = model.explainSource(inward);
  const replyWhy = model.explain(back);
  // A capture that ended early has not seen all requests that the counters count.
  const sawAll = observation.captures.some(
    (capture) => capture.listening && covers(capture, probes) !== false,
  );
  const came = own.requests.reduce((sum, { times }) => sum + times, 0);
  const sent = (sawAll && came) || requestsSent(probes) || came;
  const counted = countedOf(observation, flow, family, sent);
  const validation = knownByCounter(judged, counted);
  const late = cameTooLate(probes, peerSeen);
  const slowest = slowestAnswer(probe, peerSeen);
  const oracle = oracleInward(observation, flow, ingress);
  const log = state.kernelLog ?? [];
  const answerLeft = own.answers.length > 0;
  const refused = wasRefused(probe)
    ? 'by-sender'
    : onlyRefusals(own.answers) && probe?.received !== 0
      ? 'by-host'
      : undefined;
  const answered = (probe?.received ?? 0) > 0 || late || (!probe && answersSeenBy(peerSeen) > 0);
  const peerName = input.peerName ?? from ?? 'the sender';
  const tcpTalk = tcpTalkOf(observation, flow);
  const stuck = stuckTransfer(observation, flow) ?? (peer && stuckTransfer(peer, flow));
  const martian = log.some(
    (entry) =>
      entry.kind === 'martian' &&
      entry.device === ingress &&
      (from === undefined || entry.source === from) &&
      (entry.destination === undefined || entry.destination === flow.to),
  );
  const refusal = answerLeft
    ? undefined
    : martian
      ? 'log'
      : oracle?.answer.kind === 'error'
        ? 'oracle'
        : undefined;
  const walk: Walk = {
    host: input.host,
    peerName,
    flow,
    family,
    state,
    assumed: distinct([...validationWhy.assumed, ...replyWhy.assumed]),
    attributed: input.attributed ?? [],
    scene: {
      host: input.host,
      interface: flow.interface,
      ingress,
      to: flow.to,
      protocol: flow.protocol,
      family,
      ...(from === undefined ? {} : { from }),
      ...(input.peerName === undefined ? {} : { peer: input.peerName }),
      ...(flow.port === undefined ? {} : { port: flow.port }),
    },
    working: input.working ?? [],
    failing: input.failing ?? [],
    others: input.others ?? [],
    log,
    standsStill:
      stuck !== undefined || probes.some(({ standsStill }) => standsStill === true) || ceases(probes),
    countersTell: countersTell(counted),
    senderAssumed: from === undefined,
    model,
    observation,
    probeExpected: input.probeExpected,
    sender: from ?? 'a sender beyond the router',
    seen: { ...seen, ...own },
    linkTalk: linkTalkOf(observation),
    ingress,
    answersObservable: couldSeeLeaving(observation, deviceOf(replyRoute), probes),
    answerLeft: answerLeft && refused === undefined,
    answerArrived: (answered || tcpTalk.acknowledged) && refused === undefined,
    answerMissed: probe
      ? probe.sent > 0 && probe.received === 0 && !late && !tcpTalk.acknowledged
      : gotNone(peerSeen) || (answerLeft && tcpTalk.repeated),
    tcpTalk,
    counted,
    arrived: own.requests.length > 0 || countersShowArrival(counted),
    passage,
    inwardQuery: inward,
    replyQuery: back,
    validation,
    replyRoute,
    validationWhy,
    replyWhy,
    ...(refusal === undefined ? {} : { refusal }),
    ...(refused === undefined ? {} : { refused }),
    ...(stuck === undefined ? {} : { stuck }),
    ...(oracle?.answer.kind === 'route' ? { oracleAccepts: oracle.command } : {}),
    ...(peer ? { peer, peerLinkTalk: linkTalkOf(peer) } : {}),
    ...(peerSeen ? { peerSeen } : {}),
    ...(input.flow.from === undefined ? {} : { namedSender: input.flow.from }),
    ...(egress === undefined ? {} : { egress }),
    ...(probe ? { probe } : {}),
    ...(slowest === undefined ? {} : { slowestAnswer: slowest }),
  };
  const another = walk.answerArrived && probe !== undefined ? answeredByAnother(walk) : undefined;
  return another === undefined ? walk : { ...walk, answeredByAnother: another };
}

/** The sender's own capture shows its requests and no answer. */
function gotNone(peerSeen: Sightings | undefined): boolean {
  return (
    peerSeen?.listening === true &&
    peerSeen.complete &&
    peerSeen.requests.length > 0 &&
    peerSeen.answers.length === 0
  );
}

function distinct(questions: readonly OpenQuestion[]): OpenQuestion[] {
  return [...new Map(questions.map((question) => [keyOf(question), question])).values()];
}

/** A counter that did not rise, or rose by exactly our packets, tells of them; see `Counted`. */
function countersTell(counted: Counted): boolean {
  const { refused, echoesIn, repliesOut, sent } = counted;
  return sent > 0 && [refused, echoesIn, repliesOut].some((rose) => rose === 0 || rose === sent);
}

/** The last answer to `ip route get TO from SENDER iif INGRESS`. */
function oracleInward({ oracle }: Observation, flow: Flow, ingress: string) {
  return oracle.findLast(
    ({ to, from, iif }) =>
      to === flow.to &&
      iif === ingress &&
      (from === flow.from || flow.from === undefined) &&
      from !== undefined,
  );
}

/** Where the routes do not tell, the kernel's own answer to the way back does. */
function knownWayBack(answer: RouteAnswer, { oracle }: Observation, flow: Flow): RouteAnswer {
  if (answer.kind !== 'unknown' || flow.from === undefined) return answer;
  const asked = oracle.findLast(
    ({ to, from, iif, answer: told }) =>
      to === flow.from &&
      iif === undefined &&
      (from === undefined || from === flow.to) &&
      told.kind === 'route',
  );
  if (asked?.answer.kind !== 'route') return answer;
  const { type, dev, gateway, table = TABLE.main } = asked.answer;
  return {
    kind: 'route',
    type,
    table,
    ...(dev === undefined ? {} : { dev }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}

/** A TCP port that is closed answers with a reset: that is no answer of the kind that was asked for. */
function onlyRefusals(answers: readonly Sighting[]): boolean {
  return (
    answers.length > 0 &&
    answers.every(({ packet }) => packet.protocol === 'tcp' && packet.kind?.startsWith('R') === true)
  );
}

/** Of one UDP service some questions are answered, and later ones are not: answers may differ in size. */
function ceases(probes: readonly ProbeReport[]): boolean {
  const first = probes.findIndex(({ protocol, received }) => protocol === 'udp' && received > 0);
  return first >= 0 && probes.slice(first).some(({ received, ran }) => received === 0 && ran === undefined);
}

/** How it is known that the answers that the sender got were not this host's. */
function answeredByAnother({ seen, counted, observation }: Walk): 'unseen' | 'uncounted' | undefined {
  const wide = observation.captures.some(
    ({ listening, interface: on }) => listening && (on === 'any' || on === undefined),
  );
  if (wide && seen.listening && seen.complete && seen.requests.length + seen.perhapsOurs.length === 0)
    return 'unseen';
  return counted.echoesIn === 0 && seen.requests.length === 0 ? 'uncounted' : undefined;
}

function answersSeenBy(peerSeen: Sightings | undefined): number {
  return peerSeen?.answers.length ?? 0;
}

const IP_PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;
const ICMPV6 = 58;

type FlowQuery = { family: 4 | 6; flow: Flow; ingress: string; sender: string };

function inwardQuery(
  { family, flow, ingress, sender }: FlowQuery,
  { destination, port, mark, translated }: Passage,
): ValidationQuery {
  return {
    family,
    source: sender,
    destination,
    iif: ingress,
    ipproto: protocolNumber(family, flow),
    ownAddress: !translated,
    ...(port === undefined ? {} : { dport: port }),
    ...(mark === undefined ? {} : { mark }),
  };
}

function protocolNumber(family: 4 | 6, flow: Flow): number {
  return flow.protocol === 'icmp' && family === 6 ? ICMPV6 : IP_PROTOCOL[flow.protocol];
}

/** A capture on one interface alone says nothing of answers that leave by another. */
function couldSeeLeaving(
  observation: Observation,
  dev: string | undefined,
  probes: readonly ProbeReport[],
): boolean {
  return observation.captures.some(
    (capture) =>
      capture.listening &&
      covers(capture, probes) !== false &&
      (capture.interface === undefined || capture.interface === 'any' || capture.interface === dev),
  );
}

/** Evidence ids of this walk that begin with any of the given kinds (`routes` also finds `routes-2`). */
export function cite(walk: Walk, ...kinds: string[]): string[] {
  const own = walk.observation.evidence.map(({ id }) => id);
  const peers = (walk.peer?.evidence ?? []).map(({ id }) => `peer-${id}`);
  return [...own, ...peers].filter((id) => kinds.some((kind) => id === kind || id.startsWith(`${kind}-`)));
}

/** The device of a route answer, where there is one. */
export function deviceOf(answer: RouteAnswer | undefined): string | undefined {
  return answer?.kind === 'route' ? (answer.dev ?? answer.nextHops?.[0]?.dev) : undefined;
}

/** All the devices that a route answer may take. */
export function waysOf(answer: RouteAnswer | undefined): string[] {
  if (answer?.kind !== 'route') return [];
  const devices = [answer.dev, ...(answer.nextHops ?? []).map(({ dev }) => dev)];
  return [...new Set(devices.filter((dev) => dev !== undefined))];
}
