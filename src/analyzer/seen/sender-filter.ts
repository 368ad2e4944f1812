import { type FilterPacket, type FilterVerdict, filterModel } from '../filters/index.ts';
import type { FilterFacts } from '../model/index.ts';
import { kernelModel } from '../routes/index.ts';
import type { Walk } from '../walk/index.ts';
import { ECHO_REPLY, filterFacts } from './filter-way.ts';
import { senderDevice } from './sender-way.ts';

/** The rule of the sender's own packet filter, as it was listed, that stops such an answer where it comes in. */
export function senderStopsAnswer(walk: Walk): FilterFacts | undefined {
  const { peer } = walk.seen;
  const filters = peer?.state.filters;
  if (peer === undefined || filters === undefined) return undefined;
  const { state } = peer;
  const { flow, family, namedSender } = walk.asked;
  const iif = senderDevice(walk);
  const to = namedSender ?? flow.from;
  const isIcmp = flow.protocol === 'icmp';
  const answer: FilterPacket = {
    family,
    source: flow.to,
    protocol: isIcmp && family === 6 ? 'icmpv6' : flow.protocol,
    ctState: 'established',
    ...(to === undefined ? {} : { destination: to }),
    ...(iif === undefined ? {} : { iif }),
    ...(isIcmp ? { icmpType: ECHO_REPLY[family], icmpCode: 0 } : {}),
    ...(flow.port === undefined ? {} : { sourcePort: flow.port }),
  };
  const model = filterModel(filters, { routes: kernelModel(state), state });
  for (const path of ['prerouting', 'input'] as const) {
    const verdict = model.evaluate(answer, path);
    if (isStop(verdict)) return filterFacts(path, verdict);
    if (verdict.verdict !== 'accept') return undefined;
  }
  return undefined;
}

function isStop({ verdict, rule }: FilterVerdict): boolean {
  return (verdict === 'drop' || verdict === 'reject') && rule !== undefined;
}
