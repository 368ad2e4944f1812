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
      return `この SSH 接続 (${flow.client} ↔ ${flow.server})`;
    case 'leaves': {
      const to = flow.beyond ? BEYOND : flow.to;
      const named = [
        ...(flow.protocol === undefined ? [] : [flow.protocol]),
        ...traitNames(flow.traits ?? {}),
      ];
      const more = named.length === 0 ? '' : ` (${named.join(', ')})`;
      return `${to} ↔ ${flow.from ?? '任意のアドレス'}${more}`;
    }
    case 'arrives':
      return `${flow.beyond ? BEYOND : flow.source} → ${flow.destination} (${flow.device} に到着)`;
  }
}

/** What sets a flow apart, part by part. */
export function traitNames({ uid, mark, iif, oif, tos, ipproto, sport, dport }: FlowTraits): string[] {
  return [
    ...(ipproto === undefined ? [] : [protocolName(ipproto)]),
    ...(sport === undefined ? [] : [`送信元ポート ${sport}`]),
    ...(dport === undefined ? [] : [`宛先ポート ${dport}`]),
    ...(uid === undefined ? [] : [`ユーザー ID ${uid}`]),
    ...(mark === undefined ? [] : [`マーク 0x${mark.toString(16)}`]),
    ...(tos === undefined ? [] : [`TOS 0x${tos.toString(16)}`]),
    ...(oif === undefined ? [] : [`${oif} にバインド`]),
    ...(iif === undefined ? [] : [`${iif} に到着`]),
  ];
}

const BEYOND = '別ネットワークのホスト';

/** `eth0 から送出 (172.16.4.1 経由)`. */
export function flowWay(way: FlowWay): string {
  switch (way.kind) {
    case 'leaves':
      return `${waysOut(way.hops)} から送出`;
    case 'no-way':
      return `送出不可 (${way.error})`;
    case 'refused':
      return way.reason === undefined ? '拒否' : `拒否 (${way.reason})`;
    case 'accepted':
      return '受信';
    case 'unknown':
      return '不明';
  }
}

/** `eth0 (172.16.4.1 経由)`, or one of several. */
export function waysOut(ways: readonly { device: string; gateway?: string }[]): string {
  return ways
    .map(({ device, gateway }) => (gateway === undefined ? device : `${device} (${gateway} 経由)`))
    .join(' または ');
}
