import type { Walk } from '../walk/index.ts';

/**
 * The address that a UDP answer came from instead of the one that was asked, as the host's capture shows it, the sender's, or the
 * sender's own tool. Undefined where an answer came from the right one, too.
 */
export function otherSource({
  seen: { packets: seen, peerPackets: peerSeen, probe, answerArrived },
}: Walk): { source: string; device?: string; seenBy: 'host' | 'sender' } | undefined {
  if (seen.answers.length > 0 || answerArrived) return undefined;
  const [left] = seen.misaddressed;
  if (left)
    return { source: left.source, ...(left.dev === undefined ? {} : { device: left.dev }), seenBy: 'host' };
  const [came] = peerSeen?.answers.length === 0 ? peerSeen.misaddressed : [];
  const source = came?.source ?? (probe?.protocol === 'udp' ? probe.answeredBy?.[0] : undefined);
  return source === undefined ? undefined : { source, seenBy: 'sender' };
}
