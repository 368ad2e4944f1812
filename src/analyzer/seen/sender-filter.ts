import { type FilterPacket, type FilterVerdict, filterModel } from '../filters/index.ts';
import type { FilterFacts } from '../model/index.ts';
import { kernelModel } from '../routes/index.ts';
import type { Walk } from '../walk/index.ts';
import { ECHO_REPLY, ECHO_REQUEST, filterFacts } from './filter-way.ts';
import { senderDevice } from './sender-way.ts';

/** The rule of the sender's own packet filter, as it was listed, that stops such an answer where it comes in. */
export function senderStopsAnswer(walk: Walk): FilterFacts | undefined {
  const { flow, family } = walk.asked;
  const [from, iif] = [senderAddress(walk), senderDevice(walk)];
  return senderStops(walk, ['prerouting', 'input'], {
    ...protocolOf(walk),
    source: flow.to,
    ctState: 'established',
    ...(from === undefined ? {} : { destination: from }),
    ...(iif === undefined ? {} : { iif }),
    ...(flow.protocol === 'icmp' ? { icmpType: ECHO_REPLY[family], icmpCode: 0 } : {}),
    ...(flow.port === undefined ? {} : { sourcePort: flow.port }),
  });
}

/** The rule that stops such a request where it goes out. */
export function senderStopsRequest(walk: Walk): FilterFacts | undefined {
  const { flow, family } = walk.asked;
  const [from, oif] = [senderAddress(walk), senderDevice(walk)];
  return senderStops(walk, ['output', 'postrouting'], {
    ...protocolOf(walk),
    destination: flow.to,
    ctState: 'new',
    ...(from === undefined ? {} : { source: from }),
    ...(oif === undefined ? {} : { oif }),
    ...(flow.protocol === 'icmp' ? { icmpType: ECHO_REQUEST[family], icmpCode: 0 } : {}),
    ...(flow.port === undefined ? {} : { destinationPort: flow.port }),
  });
}

function senderAddress({ asked: { flow, namedSender } }: Walk): string | undefined {
  return namedSender ?? flow.from;
}

function protocolOf({ asked: { flow, family } }: Walk): Pick<FilterPacket, 'family' | 'protocol'> {
  return { family, protocol: flow.protocol === 'icmp' && family === 6 ? 'icmpv6' : flow.protocol };
}

function senderStops(
  { seen: { peer } }: Walk,
  paths: readonly FilterFacts['hook'][],
  packet: FilterPacket,
): FilterFacts | undefined {
  const filters = peer?.state.filters;
  if (peer === undefined || filters === undefined) return undefined;
  const model = filterModel(filters, { routes: kernelModel(peer.state), state: peer.state });
  for (const path of paths) {
    const verdict = model.evaluate(packet, path);
    if (isStop(verdict)) return filterFacts(path, verdict);
    if (verdict.verdict !== 'accept') return undefined;
  }
  return undefined;
}

function isStop({ verdict, rule }: FilterVerdict): boolean {
  return (verdict === 'drop' || verdict === 'reject') && rule !== undefined;
}
