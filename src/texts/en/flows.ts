import type { FlowMessages, FlowTraits, FlowWay, NamedFlow } from '../../analyzer/model/index.ts';
import { protocolName } from '../names.ts';
import type { Sentences } from '../sentences.ts';

export const flowSentences: Sentences<FlowMessages> = {
  'flow.name': ({ flow }) => flowName(flow),
  'flow.way': ({ way }) => flowWay(way),
};

/** `172.16.0.4 ↔ 172.16.5.4 (tcp)`. */
export function flowName(flow: NamedFlow): string {
  switch (flow.kind) {
    case 'own-connection':
      return `this SSH connection: ${flow.client} ↔ ${flow.server}`;
    case 'leaves': {
      const to = flow.beyond ? BEYOND : flow.to;
      const named = [
        ...(flow.protocol === undefined ? [] : [flow.protocol]),
        ...traitNames(flow.traits ?? {}),
      ];
      const more = named.length === 0 ? '' : ` (${named.join(', ')})`;
      return `${to} ↔ ${flow.from ?? 'any address'}${more}`;
    }
    case 'arrives':
      return `${flow.beyond ? BEYOND : flow.source} → ${flow.destination}, arriving on ${flow.device}`;
  }
}

/** What sets a flow apart, part by part. */
export function traitNames({ uid, mark, iif, oif, tos, ipproto, sport, dport }: FlowTraits): string[] {
  return [
    ...(ipproto === undefined ? [] : [protocolName(ipproto)]),
    ...(sport === undefined ? [] : [`from port ${sport}`]),
    ...(dport === undefined ? [] : [`to port ${dport}`]),
    ...(uid === undefined ? [] : [`user id ${uid}`]),
    ...(mark === undefined ? [] : [`mark 0x${mark.toString(16)}`]),
    ...(tos === undefined ? [] : [`TOS 0x${tos.toString(16)}`]),
    ...(oif === undefined ? [] : [`bound to ${oif}`]),
    ...(iif === undefined ? [] : [`arriving on ${iif}`]),
  ];
}

const BEYOND = 'hosts in other networks';

/** `leaves by eth0 via 172.16.4.1`. */
export function flowWay(way: FlowWay): string {
  switch (way.kind) {
    case 'leaves':
      return `leaves by ${waysOut(way.hops)}`;
    case 'no-way':
      return `cannot leave (${way.error})`;
    case 'refused':
      return way.reason === undefined ? 'refused' : `refused (${way.reason})`;
    case 'accepted':
      return 'accepted';
    case 'unknown':
      return 'unknown';
  }
}

/** `eth0 via 172.16.4.1`, or one of several. */
export function waysOut(ways: readonly { device: string; gateway?: string }[]): string {
  return ways
    .map(({ device, gateway }) => (gateway === undefined ? device : `${device} via ${gateway}`))
    .join(' or ');
}
