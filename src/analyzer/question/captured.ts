import type { Capture, Packet } from '../model/index.ts';
import { canonical } from './addresses.ts';
import type { Attempt } from './attempt.ts';
import type { Console } from './console.ts';

/** A packet of a capture with the interface that it was seen on, where that is known. */
export type Seen = { packet: Packet; capture: Capture; device?: string };

/** All packets that a console's captures show, those that were meant for another machine on the wire left out. */
export function packetsOf({ observation }: Console): Seen[] {
  return observation.captures.flatMap((capture) =>
    capture.packets.flatMap((packet) => {
      const device = packet.dev ?? (capture.interface === 'any' ? undefined : capture.interface);
      if (packet.direction === 'other') return [];
      return [{ packet, capture, ...(device === undefined ? {} : { device }) }];
    }),
  );
}

/** An end of a packet: its address, else the name or mask that stands for it; empty where neither was printed. */
export function endOf(packet: Packet, end: 'source' | 'destination'): string {
  return packet[end] ?? packet[`${end}Name`] ?? '';
}

/** Both directions of one exchange as a console's captures show them. */
export type Ends = { from: string; to: string; requests: readonly Seen[]; answers: readonly Seen[] };

/**
 * Whose console captured it: who sees requests come in is asked, who sees them leave sends them; else whose own address is
 * one of both ends. Where both directions are seen of one packet it passes through, and the address decides.
 */
export function sideOf(console: Console, { from, to, requests, answers }: Ends): Attempt['side'] {
  const goes = (packets: readonly Seen[], way: 'in' | 'out') =>
    packets.some(({ packet }) => packet.direction === way);
  const asked = goes(requests, 'in') || goes(answers, 'out');
  const sends = goes(requests, 'out') || goes(answers, 'in');
  if (asked !== sends) return asked ? 'asked' : 'sender';
  // A host does not ask its own address on a wire: where it has both, somebody else has the sender's as well.
  if (to !== '' && console.own.has(canonical(to))) return 'asked';
  if (from !== '' && console.own.has(canonical(from))) return 'sender';
  return asked ? 'asked' : 'unknown';
}

/** The interface that requests came in on. */
export function deviceIn(requests: readonly Seen[]): string | undefined {
  const incoming = requests.filter(({ packet }) => packet.direction !== 'out');
  return incoming.find(({ device }) => device !== undefined)?.device;
}

/** Whether the same requests were seen to come in and to leave again by another interface. */
export function isForwarded(requests: readonly Seen[]): boolean {
  const devices = (way: 'in' | 'out') =>
    new Set(requests.filter(({ packet }) => packet.direction === way).map(({ device }) => device));
  const [came, left] = [devices('in'), devices('out')];
  return came.size > 0 && [...left].some((device) => !came.has(device));
}
