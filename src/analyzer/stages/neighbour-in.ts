import type { Packet } from '../model/index.ts';
import { cite, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown } from './finding.ts';

/** Was the question for the address' link-layer address answered, by the right interface, once? */
export function neighbourIn(walk: Walk): Finding {
  if (walk.seen.requests.length > 0) {
    return passed('the sender resolved the address: requests arrive', cite(walk, 'capture'));
  }
  const arp = walk.observation.captures
    .flatMap(({ packets }) => packets)
    .filter(({ protocol }) => protocol === 'arp');
  const asked = arp.filter((packet) => isQuestion(packet, walk));
  if (asked.length === 0) return unknown('nobody was seen asking for the address');
  const answered = arp.filter(({ kind, source }) => kind === 'is-at' && source === walk.flow.to);
  if (answered.length > 0) return passed(`${walk.flow.to} answers ARP`, cite(walk, 'capture'));
  return refusedQuestion(walk, asked);
}

function isQuestion({ kind, destination, direction }: Packet, walk: Walk): boolean {
  return kind === 'who-has' && destination === walk.flow.to && direction !== 'out';
}

/** ARP requests are validated as packets are, and refused silently: the counter stays flat (measured). */
function refusedQuestion(walk: Walk, asked: readonly Packet[]): Finding {
  const asker = asked[0]?.source;
  const evidence = cite(walk, 'capture', 'rp_filter', 'routes');
  if (asker === undefined) return unknown('who-has was seen, and no answer', evidence);
  const validation = walk.model.validateSource({
    family: walk.family,
    source: asker,
    destination: walk.flow.to,
    iif: asked[0]?.dev ?? walk.flow.interface,
  });
  if (validation.verdict === 'refused' && validation.reason === 'strict') {
    const because = `${asker} asks who has ${walk.flow.to} and gets no answer: ${validation.because}`;
    return stopped('arp-rejected-by-rp-filter', because, evidence);
  }
  return unknown(`${asker} asks who has ${walk.flow.to} and gets no answer`, evidence);
}
