import { probesOf, waitsTooBriefly } from '../own-probes.ts';
import { lossInterval } from '../seen/loss.ts';
import { cite, type Walk } from '../walk.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/**
 * Part of the packets is lost. A first packet that waits for ARP is no loss, and neither is an answer that came late. Where a
 * rate limit or several next hops explain it, those lead.
 */
export const packetLoss: CauseFile<'packet-loss'> = {
  code: 'packet-loss',
  claims(walk) {
    const { probe } = walk;
    if (!probe || probe.received === 0 || probe.received >= probe.sent || isFirstOnly(walk)) return [];
    if (waitsTooBriefly(probe, walk.slowestAnswer)) return [];
    const { low, high } = lossInterval(probe.sent, probe.received);
    const facts = { sent: probe.sent, received: probe.received, low, high };
    return [
      claim({ cause: 'packet-loss', facts }, 'upstream', {
        after: 'sent',
        before: 'returned',
        despiteAnswer: true,
        evidence: cite(walk, 'peer-probe', 'links'),
        shown: { key: 'seen.answers-returned', received: probe.received, sent: probe.sent },
        ...(probe.sent < 10 ? { surmised: true } : {}),
      }),
    ];
  },
  remedies: [],
  advice: ({ flow, ingress }) => ({
    commands: [
      ['ping', '-c', '100', '-i', '0.2', flow.to],
      ['ip', '-s', '-s', 'link', 'show', 'dev', ingress],
      ['ethtool', '-S', ingress],
    ],
    link: LINKS.hostRequirements,
  }),
};

/**
 * One lost of several is the first one, that waited for its next hop to be resolved: not told as loss. In a look of several
 * rounds it is the one that the first round lost, where all of the later ones were answered.
 */
function isFirstOnly({ probe, peer, flow }: Walk): boolean {
  if (probe === undefined || probe.sent - probe.received !== 1) return false;
  const [first = probe] = probesOf(peer, flow);
  return first.sent <= 5 && first.received < first.sent;
}
