import { tableName } from '../../../analyzer/model/index.ts';
import type { PictureTexts } from '../../picture-texts.ts';
import { sender, UNNAMED, ways } from '../words.ts';

/** In a few words: causes on the way back, and what is no cause. */
export const replyReasons = {
  'no-return-route': (_, scene) => `${sender(scene)} への戻り経路がない`,
  'route-rejects': (facts) => {
    switch (facts.entry) {
      case 'rule':
        return `ルール ${facts.preference} は ${facts.action}`;
      case 'route':
        return `経路 ${facts.type} ${facts.destination}`;
      case 'not-told':
        return `経路またはルールが拒否${facts.error === undefined ? '' : ` (${facts.error})`}`;
    }
  },
  'policy-rule-shadowed': ({ rule, decider }) =>
    decider === undefined
      ? `ルール ${rule.preference} に到達しない`
      : `ルール ${rule.preference} より先に ${decider.preference} が適用`,
  'policy-table-empty': ({ table, empty }, scene) =>
    empty
      ? `テーブル ${tableName(table)} が空`
      : `テーブル ${tableName(table)} に ${sender(scene)} への経路がない`,
  'main-rule-missing': () => 'main テーブルを参照するルールがない',
  'policy-rule-missing': ({ sibling }, { to }) =>
    sibling === undefined ? `${to} 用のルールがない` : `${to} 用のルールがない (${sibling} にはある)`,
  'policy-table-hides-connected': ({ table, towards }) =>
    `テーブル ${tableName(table)} のデフォルト経路が ${towards} へ送る`,
  'vpn-captures-reply': ({ rule, device }) => `ルール ${rule.preference} が応答を ${device} へ送る`,
  'duplicate-connected-prefix': ({ prefix, device }) => `${prefix} は ${device} にもあり、そちらが優先`,
  'gateway-unreachable': ({ gateway, device }) =>
    `${device} のゲートウェイ ${gateway} が ARP/ND に応答しない`,
  'neighbour-wrong': ({ address, mac }) => `ARP/ND エントリーが誤り: ${address} は ${mac}`,
  'reply-leaves-other-interface': ({ device, ways: all, missed }) =>
    `応答は ${all === undefined ? device : ways(all)} から出て、${missed ? '届かない' : '詐称として破棄されうる'}`,
  'udp-source-mismatch': ({ source }, { to }) => `応答の送信元が ${to} ではなく ${source}`,
  'mtu-blackhole': () => '大きなパケットだけが失われる (MTU)',
  'answered-but-lost': ({ device }, scene) => `応答は ${device ?? scene.interface} から出て、届かない`,
  'reply-rate-limited': ({ by, setting, rule }) => `応答がレート制限される: ${setting ?? rule?.chain ?? by}`,
  healthy: ({ how, device }, { interface: asked, port }) => {
    switch (how) {
      case 'returned':
        return '応答が届く';
      case 'left':
        return `応答は ${device ?? asked} から出る。ホストより先は未確認`;
      case 'refused':
        return `ポート ${port ?? '?'} は拒否: その応答は届く`;
      case 'expected':
        return '止めるものは見つからない';
    }
  },
  inconclusive: ({ overloaded, nothingFound }, { ingress }) => {
    if (overloaded) return 'ホストが過負荷で読み取れない';
    const device = ingress === '' ? UNNAMED.again.device : ingress;
    return nothingFound ? `${device} でパケットは未確認` : '示された情報では決まらない';
  },
} satisfies Partial<PictureTexts['reason']>;
