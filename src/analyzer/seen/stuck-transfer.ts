import { type Flow, grouped, type Observation, type Packet } from '../model/index.ts';

/**
 * A TCP conversation that opened and then stands still, as one host's captures show it: bytes that are sent again and again
 * without an acknowledgement (`resent`), or that never arrive though others behind them do (`hole`).
 */
export type StuckTransfer = {
  how: 'resent' | 'hole';
  /** Whose bytes are stuck: the client's or the server's. */
  of: 'client' | 'server';
  /** Bytes of payload of the segment that is stuck, at the least. */
  bytes: number;
  /** Bytes of the largest payload that got through in the same direction; 0 = handshakes and acknowledgements alone. */
  passes: number;
  /** How often they were sent, or were seen to be missing. */
  times: number;
};

/** The transfer of a flow that stands still in what one host captured, where there is one. */
export function stuckTransfer({ captures }: Observation, flow: Flow): StuckTransfer | undefined {
  if (flow.protocol !== 'tcp' || flow.port === undefined) return undefined;
  for (const { packets } of captures) {
    const conversations = grouped(
      packets.filter((packet) => isOfFlow(packet, flow) && packet.direction !== 'other'),
      (packet) => (isFromClient(packet, flow) ? packet.sourcePort : packet.destinationPort),
    );
    for (const conversation of conversations.values()) {
      const [client, server] = [true, false].map((from) =>
        conversation.filter((packet) => isFromClient(packet, flow) === from && !opensOrResets(packet)),
      );
      const stuck =
        stuckIn('server', server ?? [], client ?? []) ?? stuckIn('client', client ?? [], server ?? []);
      if (stuck) return stuck;
    }
  }
  return undefined;
}

/** So many times something is sent before its loss is no accident. */
const AGAIN = 3;

type Segment = { sequence: number; payload: number; times: number; first: number };

function stuckIn(
  of: StuckTransfer['of'],
  sent: readonly Packet[],
  back: readonly Packet[],
): StuckTransfer | undefined {
  const segments = segmentsOf(sent);
  // Without any word from the other side nothing tells that it is a matter of these bytes.
  if (segments.length === 0 || back.length === 0) return undefined;
  const acknowledged = Math.max(...back.map(({ acknowledges }) => acknowledges ?? 0));
  const passes = Math.max(
    0,
    ...segments
      .filter(({ sequence, payload }) => sequence + payload <= acknowledged)
      .map((one) => one.payload),
  );
  const open = segments.filter(({ sequence }) => sequence >= acknowledged);
  const [first] = open.toSorted((one, other) => one.sequence - other.sequence);
  if (!first) return undefined;
  const arrivedBehind = open.filter(({ sequence }) => sequence > first.sequence);
  if (first.sequence > acknowledged && acknowledged > 0) {
    const times = open.reduce((sum, one) => sum + one.times, 0);
    const most = Math.max(passes, ...open.map(({ payload }) => payload));
    const bytes = first.sequence - acknowledged;
    return times >= 2 ? { how: 'hole', of, bytes, passes: most, times } : undefined;
  }
  if (first.times < AGAIN || isSilent(first, back)) return undefined;
  // What the other side confirmed out of order got through (RFC 2018): smaller segments behind the one that is stuck.
  const smaller = arrivedBehind.filter(({ payload, times }) => payload < first.payload && times === 1);
  return {
    how: 'resent',
    of,
    bytes: first.payload,
    passes: Math.max(passes, ...smaller.map(({ payload }) => payload)),
    times: first.times,
  };
}

/** The other side was not heard since, and sends again itself: then nothing at all gets through, of whatever size. */
function isSilent({ first }: Segment, back: readonly Packet[]): boolean {
  const heard = back.some(({ time }) => time !== undefined && time > first);
  const repeats = segmentsOf(back).some(({ times }) => times > 1);
  return !heard && repeats;
}

function segmentsOf(packets: readonly Packet[]): Segment[] {
  const found = new Map<number, Segment>();
  for (const { sequence, payload = 0, time = 0 } of packets) {
    if (sequence === undefined || payload === 0) continue;
    const known = found.get(sequence);
    if (known) {
      known.times++;
      known.payload = Math.max(known.payload, payload);
    } else found.set(sequence, { sequence, payload, times: 1, first: time });
  }
  return [...found.values()];
}

function isOfFlow(packet: Packet, flow: Flow): boolean {
  if (packet.protocol !== 'tcp') return false;
  return isFromClient(packet, flow) || (packet.source === flow.to && packet.sourcePort === flow.port);
}

function isFromClient({ destination, destinationPort }: Packet, flow: Flow): boolean {
  return destination === flow.to && destinationPort === flow.port;
}

/** Its numbers are printed as they are, those of later packets relative to them. */
function opensOrResets({ kind = '' }: Packet): boolean {
  return kind.includes('S') || kind.includes('R');
}
