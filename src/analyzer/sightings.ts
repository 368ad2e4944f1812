import { coveredRequests, covers } from './listening-windows.ts';
import type { Capture, Flow, Observation, Packet, ProbeReport } from './model/index.ts';
import { admits, packetOf } from './seen/capture-filter.ts';

/** A request or an answer of the flow as it was seen, with the device it was seen on where that is known. */
export type Sighting = {
  packet: Packet;
  dev?: string;
  source: string;
  /** What both directions of one exchange have in common: the ICMP id, or the client's port; empty where not printed. */
  exchange: string;
  /** How often it was sent: of equal packets those count that one capture saw on one device. */
  times: number;
};

/** What the captures of one host show of everybody's packets of a kind. Each packet counts once, however many captures saw it. */
export type Sightings = {
  /** Whether a capture was listening where the request would have been seen, all the time that the probe was under way. */
  listening: boolean;
  /** How many requests were sent while such a capture is known to have listened; 0 where that was not noted. */
  covered: number;
  /** Whether what is not there was not there: no capture was cut, filtered or lossy. */
  complete: boolean;
  requests: Sighting[];
  answers: Sighting[];
  /** UDP answers that left with another source address than was asked. */
  misaddressed: Sighting[];
};

/**
 * Finds requests to the flow's address and answers to them in what a host captured. The source is not compared: address
 * translation on the way changes it. On the `host` requests come in and answers go out; on the `peer` it is the other way round.
 * `probes`: what was sent to be seen.
 */
export function sightingsOf(
  observation: Observation,
  flow: Flow,
  side: 'host' | 'peer',
  probes: readonly ProbeReport[],
): Sightings {
  const wrongWay =
    side === 'host'
      ? ({ request: 'out', answer: 'in' } as const)
      : ({ request: 'in', answer: 'out' } as const);
  const requests = new Map<string, Sighting>();
  const answers = new Map<string, Sighting>();
  const misaddressed = new Map<string, Sighting>();
  const telling = observation.captures.filter((capture) => couldSeeRequests(capture, flow, side));
  const places: Places = new Map();
  for (const [at, capture] of observation.captures.entries()) {
    for (const packet of capture.packets) {
      if (packet.direction === 'other') continue;
      const dev = packet.dev ?? (capture.interface === 'any' ? undefined : capture.interface);
      const seenAt = { dev, place: `${at} ${dev ?? ''}`, places };
      if (isRequest(packet, flow) && packet.direction !== wrongWay.request) {
        remember(requests, packet, seenAt, 'request');
      } else if (isAnswer(packet, flow) && packet.direction !== wrongWay.answer) {
        remember((packet.source ?? '') === flow.to ? answers : misaddressed, packet, seenAt, 'answer');
      }
    }
  }
  const clients = new Set([...requests.values()].map(({ source, exchange }) => `${source} ${exchange}`));
  return {
    listening:
      telling.some((capture) => capture.listening && covers(capture, probes) !== false) || requests.size > 0,
    covered: coveredRequests(telling, probes),
    complete: telling.every(isComplete),
    requests: [...requests.values()],
    answers: [...answers.values()],
    misaddressed: [...misaddressed.values()].filter(({ packet, exchange }) =>
      clients.has(`${packet.destination} ${exchange}`),
    ),
  };
}

/** The answers to these requests: by the address that asked, and by the ICMP id and sequence, or the client's port. */
export function answersTo(requests: readonly Sighting[], answers: readonly Sighting[]): Sighting[] {
  const asked = new Map<string, Set<number | undefined>>();
  for (const { source, exchange, packet } of requests) {
    const key = `${source} ${exchange}`;
    asked.set(key, (asked.get(key) ?? new Set()).add(packet.icmpSequence));
  }
  const sequencesOf = ({ packet, exchange }: Sighting) => asked.get(`${packet.destination} ${exchange}`);
  const paired = answers.filter((answer) => {
    const sequences = sequencesOf(answer);
    const { icmpSequence } = answer.packet;
    return sequences?.has(icmpSequence) || (sequences !== undefined && icmpSequence === undefined);
  });
  // Captures of two interfaces that were taken one after the other show other packets of the same ping.
  const exchanges = new Set(paired.map(({ exchange }) => exchange));
  const apart = answers.filter(
    (answer) =>
      sequencesOf(answer) !== undefined && !exchanges.has(answer.exchange) && answer.exchange !== '',
  );
  return paired.length > 0
    ? paired
    : apart.filter(({ dev }) => !requests.some((request) => request.dev === dev));
}

/** Seconds from one packet of a capture to a later one; captures print the time of day. */
export function secondsBetween(earlier: Packet, later: Packet): number | undefined {
  if (earlier.time === undefined || later.time === undefined) return undefined;
  const seconds = later.time - earlier.time;
  return seconds < 0 ? seconds + SECONDS_A_DAY : seconds;
}

const SECONDS_A_DAY = 86_400;

/** A capture that ended because it had as many packets as it was asked for (`-c`) did not see what came later. */
function isComplete({ incomplete, droppedByKernel, command, packets }: Capture): boolean {
  const wanted = Number(/\s-c\s*(\d{1,9})\b/.exec(command ?? '')?.[1] ?? Number.POSITIVE_INFINITY);
  return incomplete !== true && !droppedByKernel && packets.length < wanted;
}

function couldSeeRequests(capture: Capture, flow: Flow, side: 'host' | 'peer'): boolean {
  const { interface: on, only } = capture;
  // Address translation on the way changes the source that the sender's own side shows.
  const asSeen = side === 'host' ? flow : { ...flow, from: undefined };
  if (admits(capture, packetOf(asSeen, 'request')) === false) return false;
  if (only !== undefined && only !== (side === 'host' ? 'in' : 'out')) return false;
  return side === 'peer' || on === undefined || on === 'any' || on === flow.interface;
}

/** A flow whose address is not shown has the empty one: packets of which names are printed belong to it by their ports. */
function isRequest(packet: Packet, flow: Flow): boolean {
  if ((packet.destination ?? '') !== flow.to) return false;
  if (flow.protocol === 'icmp') return isIcmp(packet) && packet.kind === 'echo-request';
  if (packet.protocol !== flow.protocol || packet.destinationPort !== flow.port) return false;
  return flow.protocol === 'udp' || packet.kind === undefined || /^S(?!\.)/.test(packet.kind);
}

/** UDP answers may carry any source: an unbound socket chooses it by the way back. */
function isAnswer(packet: Packet, flow: Flow): boolean {
  if (flow.protocol === 'icmp')
    return (packet.source ?? '') === flow.to && isIcmp(packet) && packet.kind === 'echo-reply';
  if (packet.protocol !== flow.protocol || packet.sourcePort !== flow.port) return false;
  if (flow.protocol === 'udp') return true;
  return (packet.source ?? '') === flow.to && (packet.kind === undefined || /[SR]\.?/.test(packet.kind));
}

function isIcmp(packet: Packet): boolean {
  return packet.protocol === 'icmp' || packet.protocol === 'icmp6';
}

function exchangeOf(packet: Packet, side: 'request' | 'answer'): string {
  const port = side === 'request' ? packet.sourcePort : packet.destinationPort;
  return String(packet.icmpId ?? port ?? '');
}

/** How often each packet was seen at each place: in one capture, on one device. */
type Places = Map<string, number>;

/** The same packet seen by several captures, or on a bridge and its port, is one: the first sighting with a device wins. */
function remember(
  found: Map<string, Sighting>,
  packet: Packet,
  { dev, place, places }: { dev: string | undefined; place: string; places: Places },
  side: 'request' | 'answer',
): void {
  const { destination, icmpId, icmpSequence, sourcePort, destinationPort, kind } = packet;
  const source = packet.source ?? packet.sourceName;
  if (source === undefined) return;
  const identified = icmpSequence !== undefined || sourcePort !== undefined;
  const parts = identified
    ? [source, destination, icmpId, icmpSequence, sourcePort, destinationPort, kind]
    : [source, destination, found.size];
  const key = parts.join(' ');
  const before = found.get(key);
  const seenHere = (places.get(`${side} ${place} ${key}`) ?? 0) + 1;
  places.set(`${side} ${place} ${key}`, seenHere);
  const times = Math.max(before?.times ?? 0, seenHere);
  if (before && (before.dev !== undefined || dev === undefined)) {
    before.times = times;
    return;
  }
  found.set(key, {
    packet,
    source,
    exchange: exchangeOf(packet, side),
    times,
    ...(dev === undefined ? {} : { dev }),
  });
}
