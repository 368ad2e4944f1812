import { type Counted, countedOf, countersShowArrival, isOurs } from '../counted.ts';
import { ingressOf } from '../ingress.ts';
import { type LinkTalk, linkTalkOf } from '../link-questions.ts';
import { covers } from '../listening-windows.ts';
import type {
  Capture,
  Flow,
  HostState,
  LogEntry,
  Observation,
  ProbeReport,
  Refusal,
} from '../model/index.ts';
import { type OwnPackets, ownPackets } from '../own-packets.ts';
import {
  cameTooLate,
  onlyProbes,
  probesOf,
  requestsSent,
  requestTookTooLong,
  slowestAnswer,
  smallProbe,
} from '../own-probes.ts';
import { isForContainer } from '../published.ts';
import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { admits, packetOf } from '../seen/capture-filter.ts';
import { wasRefused } from '../seen/probe-errors.ts';
import { type StuckTransfer, stuckTransfer } from '../seen/stuck-transfer.ts';
import { type TcpTalk, tcpTalkOf } from '../seen/tcp-talk.ts';
import { type Sighting, type Sightings, sightingsOf } from '../sightings.ts';
import type { DiagnoseInput } from './asked.ts';

/** What was seen of this very flow: packets, counters, log lines, and the kernel's own answers. */
export type Seen = {
  observation: Observation;
  peer?: Observation;
  /** What third machines showed. */
  others: readonly Observation[];
  /** What the host's captures show of this very flow; `others` are other people's requests to the same address. */
  packets: Sightings & Pick<OwnPackets, 'others' | 'perhapsOurs'>;
  peerPackets?: Sightings;
  /** Hardware addresses being asked for, here and on the sender's side. */
  linkTalk: LinkTalk;
  peerLinkTalk?: LinkTalk;
  /** Every probe of the sender to the address that is asked. */
  probes: readonly ProbeReport[];
  /** The sender's own probe to the address that is asked, all its rounds as one. */
  probe?: ProbeReport;
  /** Seconds that the slowest answer took to reach the sender. */
  slowestAnswer?: number;
  counted: Counted;
  /** Whether counters of this very flow tell what became of it. */
  countersTell: boolean;
  /** Kernel log lines that speak of this host's packets and links. */
  log: readonly LogEntry[];
  /** How the kernel itself told that it refuses this source on this interface: its log, its answer to `ip route get`, its counter. */
  refusal?: Refusal;
  /** Who refused a connection: the sender was told so, or this host sent nothing but resets. */
  refused?: 'by-sender' | 'by-host';
  /** The command with which the kernel said that it accepts this packet. */
  oracleAccepts?: string;
  /** What the TCP conversation tells of the answer. */
  tcpTalk: TcpTalk;
  /** A transfer within it that goes on no more, as the host's captures show it, or the sender's. */
  stuck?: StuckTransfer;
  /** The connection opens, and then nothing comes. */
  standsStill: boolean;
  /** Device that the requests were seen on (of a port, its master), else the one that they should come in on. */
  ingress: string;
  /** The port of a bridge, bond or team that they were seen on. */
  port?: string;
  /** Device that answers were seen leaving by. */
  egress?: string;
  /** Whether the requests are known to have reached the host, by packets or by counters. */
  arrived: boolean;
  /** Whether an answer to a seen request left the host. */
  answerLeft: boolean;
  /** Whether the sender's path of echo requests ends at the asked address, and no ping of its says otherwise. */
  traced: boolean;
  /** Whether the answer is known to have reached the sender. */
  answerArrived: boolean;
  /** Whether the sender is known not to have got an answer. */
  answerMissed: boolean;
  /** By both clocks a request alone took as long as the probe waits: that nothing came back says nothing of the answer. */
  gaveUpBefore: boolean;
  /** The sender got answers that this host neither saw nor counted. */
  answeredByAnother?: 'unseen' | 'uncounted';
};

/** What the observations show of the flow, and the sender whose packets these are where they tell it. */
export function seenOf(input: DiagnoseInput, family: 4 | 6): { seen: Seen; from?: string } {
  const { observation, peer, flow: asked } = input;
  const probes = probesOf(peer, asked);
  const probe = smallProbe(probes);
  const seen = sightingsOf(observation, asked, 'host', probes);
  const peerSeen = peer && onlyProbes(sightingsOf(peer, asked, 'peer', probes), probes);
  const own = ownPackets({
    flow: asked,
    seen,
    probes,
    probeExpected: input.probeExpected,
    untranslated: isInNetworkOf(observation.state, asked),
    ...(peerSeen ? { peerSeen } : {}),
  });
  const { from } = own;
  const flow: Flow = from === undefined ? asked : { ...asked, from };
  const isSent = input.probeExpected && requestsSent(probes) > 0;
  const { device: ingress, port } = ingressOf(
    { observation, flow, isSent },
    { requests: own.requests, answers: own.answers },
  );
  const egress = own.answers.find(({ dev }) => dev !== undefined)?.dev;
  // A capture that ended early has not seen all requests that the counters count.
  const sawAll = observation.captures.some(
    (capture) => capture.listening && covers(capture, probes) !== false,
  );
  const came = own.requests.reduce((sum, { times }) => sum + times, 0);
  const sent = (sawAll && came) || requestsSent(probes) || came;
  const counted = countedOf(observation, flow, family, sent);
  const late = cameTooLate(probes, peerSeen);
  const tooLong = requestTookTooLong(probe, own.requests, peerSeen);
  const slowest = slowestAnswer(probe, peerSeen);
  const oracle = oracleInward(observation, flow, ingress);
  const log = observation.state.kernelLog ?? [];
  const answerLeft = own.answers.length > 0;
  const saysClosed = (at: Observation | undefined) => at?.captures.some((one) => showsClosed(one, flow));
  const refused =
    wasRefused(probe) || saysClosed(peer)
      ? 'by-sender'
      : (onlyRefusals(own.answers) && probe?.received !== 0) || saysClosed(observation)
        ? 'by-host'
        : undefined;
  const traced = probe === undefined && asked.protocol === 'icmp' && isTracedByEcho(peer, asked.to);
  const answered = (probe?.received ?? 0) > 0 || traced || late || (!probe && answersSeenBy(peerSeen) > 0);
  const tcpTalk = tcpTalkOf(observation, flow);
  const stuck = stuckTransfer(observation, flow) ?? (peer && stuckTransfer(peer, flow));
  const refusal = answerLeft
    ? undefined
    : refusalOf(observation, { flow, ingress, counted }, oracle?.answer.kind);
  const all: Seen = {
    observation,
    others: input.others ?? [],
    packets: { ...seen, ...own },
    linkTalk: linkTalkOf(observation),
    probes,
    counted,
    countersTell: countersTell(counted),
    log,
    standsStill:
      stuck !== undefined || probes.some(({ standsStill }) => standsStill === true) || ceases(probes),
    tcpTalk,
    traced,
    ingress,
    arrived: own.requests.length > 0 || countersShowArrival(counted),
    answerLeft: answerLeft && refused === undefined,
    answerArrived: (answered || tcpTalk.acknowledged) && refused === undefined,
    answerMissed: probe
      ? probe.sent > 0 && probe.received === 0 && !late && !tooLong && !tcpTalk.acknowledged
      : gotNone(peer, peerSeen, flow) || (answerLeft && tcpTalk.repeated),
    gaveUpBefore: tooLong,
    ...(port === undefined ? {} : { port }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(refused === undefined ? {} : { refused }),
    ...(stuck === undefined ? {} : { stuck }),
    ...(oracle?.answer.kind === 'route' ? { oracleAccepts: oracle.command } : {}),
    ...(peer ? { peer, peerLinkTalk: linkTalkOf(peer) } : {}),
    ...(peerSeen ? { peerPackets: peerSeen } : {}),
    ...(egress === undefined ? {} : { egress }),
    ...(probe ? { probe } : {}),
    ...(slowest === undefined ? {} : { slowestAnswer: slowest }),
  };
  const another = all.answerArrived && probe !== undefined ? answeredByAnother(all) : undefined;
  return {
    seen: another === undefined ? all : { ...all, answeredByAnother: another },
    ...(from === undefined ? {} : { from }),
  };
}

/** Whether a path of echo requests ends at the address: it answered them, and none of them is known to be lost. */
function isTracedByEcho(peer: Observation | undefined, to: string): boolean {
  const traces = peer?.traces ?? [];
  return traces.some(
    (one) => one.echo === true && one.reached && one.to === to && (one.hops.at(-1)?.loss ?? 0) === 0,
  );
}

/** Whether the sender that is named has an address in the network of the asked interface. */
function isInNetworkOf({ addresses = [] }: HostState, { from, interface: device }: Flow): boolean {
  const sender = from === undefined ? undefined : parseAddress(from);
  return addresses.some(({ dev, local, prefixLength }) => {
    const network = dev === device ? parsePrefix(`${local}/${prefixLength}`) : undefined;
    return sender !== undefined && network?.family === sender.family && prefixContains(network, sender);
  });
}

/** The sender's own capture shows its requests and no answer, and would have shown answers. */
function gotNone(peer: Observation | undefined, peerSeen: Sightings | undefined, flow: Flow): boolean {
  const answer = packetOf({ ...flow, from: undefined }, 'answer');
  const couldSee = peer?.captures.some(
    (capture) => capture.listening && capture.only !== 'out' && admits(capture, answer) !== false,
  );
  return (
    couldSee === true &&
    peerSeen?.listening === true &&
    peerSeen.complete &&
    peerSeen.requests.length > 0 &&
    peerSeen.answers.length === 0
  );
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

/** A TCP port that is closed answers with a reset: that is no answer of the kind that was asked for. */
/** The asked address itself says that nobody takes what comes to the port (RFC 1122, 3.2.2.1), or a rule says so in its name. */
function showsClosed({ packets }: Capture, { to, from, port }: Flow): boolean {
  return packets.some(
    ({ source, destination, about, closedPort }) =>
      closedPort !== undefined &&
      closedPort === port &&
      source === to &&
      about === to &&
      (from === undefined || destination === from),
  );
}

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

/** How the kernel told that it refuses this source: a martian line of this flow, its answer to the question, its counter. */
function refusalOf(
  { state }: Observation,
  { flow, ingress, counted }: Pick<Seen, 'ingress' | 'counted'> & { flow: Flow },
  oracle: 'route' | 'error' | 'not-understood' | undefined,
): Refusal | undefined {
  const martian = (state.kernelLog ?? []).some(
    (entry) => entry.kind === 'martian' && isOfFlow(state, entry, flow, ingress),
  );
  if (martian) return 'log';
  if (oracle === 'error') return 'oracle';
  return isOurs(counted, counted.refused) ? 'counter' : undefined;
}

/** A martian line names the destination as it is after translation: of a port's request that may be a container. */
function isOfFlow(
  state: HostState,
  entry: Extract<LogEntry, { kind: 'martian' }>,
  { from, to, protocol }: Flow,
  ingress: string,
): boolean {
  const { source, destination, device } = entry;
  if (device !== ingress || (from !== undefined && source !== from)) return false;
  if (destination === undefined || destination === to) return true;
  const family = to.includes(':') ? 6 : 4;
  return protocol !== 'icmp' && isForContainer(state, entry, { sender: source, ingress, family });
}

/** How it is known that the answers that the sender got were not this host's. */
function answeredByAnother({
  packets: seen,
  counted,
  observation,
}: Seen): 'unseen' | 'uncounted' | undefined {
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
