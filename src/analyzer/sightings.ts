import type { Flow, Observation, Packet } from './model/index.ts';

/** A request or an answer of the flow as it was seen, with the device it was seen on where that is known. */
export type Sighting = {
  packet: Packet;
  dev?: string;
  source: string;
};

/** What the captures of one host show of a flow. Each packet counts once, however many captures saw it. */
export type Sightings = {
  /** Whether any capture was listening where the request would have been seen. */
  listening: boolean;
  requests: Sighting[];
  answers: Sighting[];
  /** Sources of the requests, the most frequent first. */
  sources: string[];
  /** Requests whose own answer (same ICMP id and sequence, or same ports) was seen. */
  answered: number;
};

/**
 * Finds the flow's requests and answers in what a host captured. The source is not compared unless `onlyFrom` is given:
 * address translation on the way changes it, and "arrived as another" is a finding. On the `host` requests come in and
 * answers go out; on the `peer` it is the other way round.
 */
export function sightingsOf(
  observation: Observation,
  flow: Flow,
  side: 'host' | 'peer',
  onlyFrom?: string,
): Sightings {
  const wrongWay =
    side === 'host'
      ? ({ request: 'out', answer: 'in' } as const)
      : ({ request: 'in', answer: 'out' } as const);
  const requests = new Map<string, Sighting>();
  const answers = new Map<string, Sighting>();
  let listening = false;
  for (const capture of observation.captures) {
    const couldSee =
      side === 'peer' ||
      capture.interface === undefined ||
      capture.interface === 'any' ||
      capture.interface === flow.interface;
    if (capture.listening && couldSee) listening = true;
    for (const packet of capture.packets) {
      if (packet.direction === 'other') continue;
      const dev = packet.dev ?? (capture.interface === 'any' ? undefined : capture.interface);
      if (
        isRequest(packet, flow) &&
        packet.direction !== wrongWay.request &&
        matches(packet.source, onlyFrom)
      ) {
        remember(requests, packet, dev);
      } else if (
        isAnswer(packet, flow) &&
        packet.direction !== wrongWay.answer &&
        matches(packet.destination, onlyFrom)
      ) {
        remember(answers, packet, dev);
      }
    }
  }
  const requestList = [...requests.values()];
  const answerKeys = new Set([...answers.values()].map(({ packet }) => conversation(packet, 'answer')));
  return {
    listening: listening || requestList.length > 0,
    requests: requestList,
    answers: [...answers.values()],
    sources: byFrequency(requestList.map(({ source }) => source)),
    answered: requestList.filter(({ packet }) => answerKeys.has(conversation(packet, 'request'))).length,
  };
}

function matches(address: string | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || address === undefined || address === wanted;
}

function isRequest(packet: Packet, flow: Flow): boolean {
  if (packet.destination !== flow.to) return false;
  if (flow.protocol === 'icmp') return isIcmp(packet) && packet.kind === 'echo-request';
  if (packet.protocol !== flow.protocol || packet.destinationPort !== flow.port) return false;
  return flow.protocol === 'udp' || packet.kind === undefined || /^S(?!\.)/.test(packet.kind);
}

function isAnswer(packet: Packet, flow: Flow): boolean {
  if (flow.protocol === 'icmp')
    return packet.source === flow.to && isIcmp(packet) && packet.kind === 'echo-reply';
  if (packet.source !== flow.to || packet.protocol !== flow.protocol || packet.sourcePort !== flow.port)
    return false;
  return flow.protocol === 'udp' || packet.kind === undefined || /[SR]\.?/.test(packet.kind);
}

function isIcmp(packet: Packet): boolean {
  return packet.protocol === 'icmp' || packet.protocol === 'icmp6';
}

/** Both sides of one exchange have the same key. */
function conversation(packet: Packet, side: 'request' | 'answer'): string {
  const [client, clientPort] =
    side === 'request' ? [packet.source, packet.sourcePort] : [packet.destination, packet.destinationPort];
  return [client, clientPort ?? '', packet.icmpId ?? '', packet.icmpSequence ?? ''].join(' ');
}

/** The same packet seen by several captures, or on a bridge and its port, is one: the first sighting with a device wins. */
function remember(found: Map<string, Sighting>, packet: Packet, dev: string | undefined): void {
  if (packet.source === undefined) return;
  const identified = packet.icmpSequence !== undefined || packet.sourcePort !== undefined;
  const key = identified
    ? [
        packet.source,
        packet.destination,
        packet.icmpId,
        packet.icmpSequence,
        packet.sourcePort,
        packet.kind,
      ].join(' ')
    : `${packet.source} ${packet.destination} ${found.size}`;
  const before = found.get(key);
  if (before && (before.dev !== undefined || dev === undefined)) return;
  found.set(key, { packet, source: packet.source, ...(dev === undefined ? {} : { dev }) });
}

function byFrequency(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value);
}
