import { rise } from '../counter-rise.ts';
import { isFirstLost, waitsTooBriefly } from '../own-probes.ts';
import type { Walk } from '../walk/index.ts';

/**
 * How many packets were sent, and answered: as the probe says, or as the sender's own capture shows where no probe does. The answer
 * to the last one may still be on its way when a capture ends.
 */
export function attempts({
  seen: { probe, peerPackets: peerSeen },
  asked: { flow },
}: Walk): { sent: number; received: number } | undefined {
  if (probe) return probe;
  if (flow.protocol !== 'icmp' || !peerSeen?.listening || !peerSeen.complete) return undefined;
  const received = peerSeen.answers.length;
  return { sent: Math.max(received, peerSeen.requests.length - 1), received };
}

/** Some packets were answered and some were not: more than the first, that waited for ARP, and not for an answer that came late. */
export function losesSome(walk: Walk): boolean {
  const { probe, peer, slowestAnswer } = walk.seen;
  const { flow } = walk.asked;
  const { sent, received } = attempts(walk) ?? { sent: 0, received: 0 };
  if (received === 0 || received >= sent) return false;
  return probe === undefined || (!isFirstLost(probe, peer, flow) && !waitsTooBriefly(probe, slowestAnswer));
}

/**
 * Whether the host itself did not deliver what is missing: its IP layer took in as many packets more than it delivered as
 * requests got no answer (ip_rcv and ip_local_deliver count on both sides of prerouting, routing and the input hook).
 */
export function lostInside({ seen: { observation, probe }, asked: { family } }: Walk): boolean {
  const group = family === 4 ? 'Ip' : 'Ip6';
  const taken = rise(observation.counters, `${group}.InReceives`);
  const delivered = rise(observation.counters, `${group}.InDelivers`);
  if (taken === undefined || delivered === undefined || probe === undefined) return false;
  return taken > delivered && taken - delivered === probe.sent - probe.received;
}

/**
 * The rate of loss with its 95 % interval in percent, by Wilson's score (E. B. Wilson, 1927): honest also where few packets
 * were sent, or none was lost.
 */
export function lossInterval(sent: number, received: number): { rate: number; low: number; high: number } {
  if (sent === 0) return { rate: 0, low: 0, high: 100 };
  const z = 1.96;
  const rate = (sent - received) / sent;
  const centre = rate + (z * z) / (2 * sent);
  const spread = z * Math.sqrt((rate * (1 - rate)) / sent + (z * z) / (4 * sent * sent));
  const scale = 1 + (z * z) / sent;
  const percent = (value: number) => Math.round(100 * Math.min(1, Math.max(0, value)));
  return {
    rate: percent(rate),
    low: percent((centre - spread) / scale),
    high: percent((centre + spread) / scale),
  };
}
