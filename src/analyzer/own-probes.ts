import type { Flow, Observation, ProbeReport } from './model/index.ts';
import { answersTo, type Sighting, type Sightings, secondsBetween } from './sightings.ts';

/** What the sender's side tried, of any size. */
export function probesOf(peer: Observation | undefined, flow: Flow): ProbeReport[] {
  return (peer?.probes ?? []).filter(
    (probe) =>
      probe.to === flow.to && isOfKind(probe, flow) && (probe.port === undefined || probe.port === flow.port),
  );
}

/**
 * A ping answers no question about a port, and a connection none about pings. What names no protocol is a ping, also where its
 * command was not shown, unless it is the connection that Roundtrip itself tried.
 */
function isOfKind(probe: ProbeReport, flow: Flow): boolean {
  if (probe.protocol !== undefined) return probe.protocol === flow.protocol;
  return flow.protocol === 'icmp' || !isPing(probe);
}

function isPing({ command, size, roundTrip, sourcePort }: ProbeReport): boolean {
  if (sourcePort !== undefined) return false;
  if (command === undefined || size !== undefined || roundTrip !== undefined) return true;
  return /(?:^|[\s/])[fhn]?ping[46]?\s/.test(command);
}

/** A ping with a size of its own (`-s`, more than 1000 bytes) that may not be fragmented. */
export function isLargeProbe({ command }: ProbeReport): boolean {
  const size = /\s-[a-zA-Z]*s\s*(\d{1,6})\b/.exec(command ?? '')?.[1];
  return size !== undefined && Number(size) > 1000;
}

/**
 * The sender's probe of ordinary size: what large packets meet is another question. The rounds of one look are one probe;
 * of a paste it is the first, since what came later may have met another state; but where that one was answered and a later one
 * lost some or all, that one is what somebody wonders about.
 */
export function smallProbe(probes: readonly ProbeReport[]): ProbeReport | undefined {
  const small = probes.filter((probe) => !isLargeProbe(probe));
  const [first, ...later] = small;
  if (first === undefined) return probes.toSorted((one, other) => (one.size ?? 0) - (other.size ?? 0))[0];
  if (first.ran === undefined) return first.received < first.sent ? first : (later.find(lostSome) ?? first);
  return later.filter(({ ran }) => ran !== undefined).reduce(joined, first);
}

/** More than the first was lost. */
function lostSome({ sent, received }: ProbeReport): boolean {
  return sent > 0 && (received === 0 || sent - received > 1);
}

/**
 * One lost of several is the first one, that waited for its next hop to be resolved. In a look of several rounds it is the one
 * that the first round lost, where all of the later ones were answered.
 */
export function isFirstLost(probe: ProbeReport, peer: Observation | undefined, flow: Flow): boolean {
  if (probe.sent - probe.received !== 1) return false;
  const [first = probe] = probe.ran === undefined ? [probe] : probesOf(peer, flow);
  return first.sent <= 5 && first.received < first.sent && first.answeredFirst !== true;
}

/** Requests that were sent in all: in every round of one look, large ones too; of a paste, those of the probe that counts. */
export function requestsSent(probes: readonly ProbeReport[]): number {
  const probe = smallProbe(probes);
  if (probe?.ran === undefined) return probe?.sent ?? 0;
  return probes.reduce((sum, { sent }) => sum + sent, 0);
}

function joined(one: ProbeReport, other: ProbeReport): ProbeReport {
  const slowest = Math.max(one.slowest ?? 0, other.slowest ?? 0);
  const roundTrip = one.roundTrip ?? other.roundTrip;
  const answeredBy = [...new Set([...(one.answeredBy ?? []), ...(other.answeredBy ?? [])])];
  return {
    ...one,
    sent: one.sent + other.sent,
    received: one.received + other.received,
    errors: [...one.errors, ...other.errors].slice(0, 20),
    ...(roundTrip === undefined ? {} : { roundTrip }),
    ...(slowest === 0 ? {} : { slowest }),
    ...(answeredBy.length === 0 ? {} : { answeredBy }),
    ...(other.unfinished ? { unfinished: true } : {}),
  };
}

/** What the probes' packets are known by on the sender's side: ICMP ids or ports. Empty where no command names one. */
export function namedExchanges(probes: readonly ProbeReport[]): ReadonlySet<string> {
  return new Set(probes.flatMap(({ icmpId, sourcePort }) => icmpId ?? sourcePort ?? []).map(String));
}

/** What the sender's captures show of the probes alone: not what other programs there sent to the same address. */
export function onlyProbes(peerSeen: Sightings, probes: readonly ProbeReport[]): Sightings {
  const named = namedExchanges(probes);
  const exchanges = named.size > 0 ? named : likeProbes(peerSeen.requests, probes);
  const requests =
    exchanges.size > 0
      ? peerSeen.requests.filter(({ exchange }) => exchanges.has(exchange))
      : peerSeen.requests;
  return { ...peerSeen, requests, answers: answersTo(requests, peerSeen.answers) };
}

/** An older ping names no id: its sequence begins at 1 (BusyBox: 0) and is as long as the probe says. */
function likeProbes(requests: readonly Sighting[], probes: readonly ProbeReport[]): ReadonlySet<string> {
  const sequences = new Map<string, Set<number>>();
  for (const { exchange, packet } of requests) {
    if (packet.icmpId === undefined || packet.icmpSequence === undefined) continue;
    sequences.set(exchange, (sequences.get(exchange) ?? new Set()).add(packet.icmpSequence));
  }
  const alike = [...sequences].filter(
    ([, numbers]) => Math.min(...numbers) <= 1 && probes.some(({ sent }) => sent === numbers.size),
  );
  return new Set(alike.map(([exchange]) => exchange));
}

/** Seconds that the slowest answer took, as the probe itself or the sender's captures show; undefined without answers. */
export function slowestAnswer(
  probe: ProbeReport | undefined,
  peerSeen: Sightings | undefined,
): number | undefined {
  const seen = peerSeen === undefined ? [] : answerTimes(peerSeen);
  const printed = probe?.slowest === undefined ? [] : [probe.slowest / 1000];
  const times = [...seen, ...printed];
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Whether answers take longer than the probe waits: what it counts as unanswered may be late, and is no loss. */
export function waitsTooBriefly(probe: ProbeReport, slowest: number | undefined): boolean {
  return (slowest ?? 0) >= (probe.wait ?? Number.POSITIVE_INFINITY);
}

/** Whether an answer reached the sender after its probe had ceased to wait. */
export function cameTooLate(probes: readonly ProbeReport[], peerSeen: Sightings | undefined): boolean {
  const waits = probes.flatMap(({ wait }) => wait ?? []);
  if (waits.length === 0 || peerSeen === undefined) return false;
  return answerTimes(peerSeen).some((seconds) => seconds >= Math.min(...waits));
}

/** So long (seconds) an answer is waited for before it is called lost: satellite links and full buffers delay by less. */
const PATIENCE = 3;

/** Whether a person's probe waits so briefly (`ping -W 1`) that what it misses may only be late. */
export function gaveUpSoon({ ran, wait = PATIENCE }: ProbeReport): boolean {
  return ran === undefined && wait < PATIENCE;
}

/** By the clocks of both sides a request alone took as long as the probe waits: its answer can come only after that. */
export function requestTookTooLong(
  probe: ProbeReport | undefined,
  came: readonly Sighting[],
  peerSeen: Sightings | undefined,
): boolean {
  if (probe === undefined || !gaveUpSoon(probe)) return false;
  return came.some(({ packet, exchange }) => {
    const sent = peerSeen?.requests.find(
      (one) => one.exchange === exchange && one.packet.icmpSequence === packet.icmpSequence,
    );
    const took = sent && secondsBetween(sent.packet, packet);
    return took !== undefined && took >= (probe.wait ?? PATIENCE) && took < AN_HOUR;
  });
}

/** Clocks that differ by more are of different days, or wrong. */
const AN_HOUR = 3600;

function answerTimes({ requests, answers }: Sightings): number[] {
  return answers.flatMap((answer) => {
    const request = requests.find((one) => answersTo([one], [answer]).length > 0);
    return request === undefined ? [] : (secondsBetween(request.packet, answer.packet) ?? []);
  });
}
