import { ROUTER_SAYS } from '../../names.ts';
import type { PictureTexts } from '../../picture-texts.ts';
import { peer, requests, ways } from '../words.ts';

/** In a few words: causes on the way to the host. */
export const arrivalReasons = {
  'request-not-arriving': (facts, scene) =>
    facts.how === 'router-said'
      ? `${facts.router} の応答: ${ROUTER_SAYS[facts.says]}`
      : `${requests(scene)} が ${scene.host} に届かない`,
  'sender-side': (facts, scene) => {
    switch (facts.how) {
      case 'no-route':
        return `${peer(scene)} に宛先への経路がない`;
      case 'no-source':
        return `${peer(scene)} に送信元アドレスがない`;
      case 'not-permitted':
        return `${peer(scene)} のファイアウォールが送信を拒否`;
      case 'no-neighbour':
        return `${peer(scene)} の ARP/ND に応答がない`;
      case 'wrong-neighbour':
        return `${peer(scene)} の ARP/ND エントリーが誤り`;
      case 'vpn':
        return `${peer(scene)} が ${facts.device ?? 'VPN'} に送信`;
      case 'nothing-sent':
        return `${peer(scene)} は何も送信していない`;
      case 'dropped-answer':
        return `応答は届き、${peer(scene)} が破棄`;
      case 'own-filter':
        return `${peer(scene)} のファイアウォールが応答を破棄`;
    }
  },
  'packet-loss': ({ sent, received, signs }) => {
    const lost = sent > 0 ? `${sent} 件中 ${sent - received} 件が失われる` : 'パケットの一部が失われる';
    const [sign] = signs;
    return sign === undefined ? lost : `${lost} (${sign.counter} ${sign.count})`;
  },
  'interface-down': ({ why, operstate }, { interface: device }) => {
    switch (why) {
      case 'not-up':
        return `${device} はダウン`;
      case 'no-carrier':
        return `${device} にキャリアがない (ケーブル、対向ポート)`;
      case 'operstate':
        return `${device} は ${operstate ?? '動作していない'}`;
      case 'gone':
        return `${device} はもうない`;
    }
  },
  'address-missing': ({ how }, { to, ingress }) => {
    switch (how) {
      case 'none':
        return `${ingress} にアドレスがない`;
      case 'other':
        return `${to} を持つインターフェースがない`;
      case 'no-ingress-address':
        return `${ingress} に IPv4 アドレスがない`;
    }
  },
  'wrong-prefix-length': ({ side, local, prefixLength, neighbour }, scene) =>
    `${side === 'host' ? scene.host : peer(scene)} の ${local}/${prefixLength} が誤り: ${neighbour} を同一リンク上とみなす`,
  'arp-flux': ({ holder, other }) => `${holder} のアドレスの ARP に ${other} が応答 (ARP flux)`,
  'arp-rejected-by-rp-filter': ({ ways: back, noRoute, asker }) =>
    noRoute
      ? `${asker} の ARP に応答しない: rp_filter、戻り経路なし`
      : `${asker} の ARP に応答しない: rp_filter、戻りは ${ways(back)}`,
  'arp-not-answered': ({ by, setting, rule }) => {
    switch (by) {
      case 'filter':
        return `ARP/ND のルールが要求を破棄${rule?.chain === undefined ? '' : ` (チェイン ${rule.chain})`}`;
      case 'not-shown':
        return 'ARP/ND 要求は届くが応答がない';
      case 'NOARP':
        return 'インターフェースの ARP が無効 (NOARP)';
      case 'arp_ignore':
      case 'arp_filter':
        return `ARP に応答しない: ${setting ?? by}`;
    }
  },
  'address-elsewhere': ({ how, mac }, { to }) =>
    how === 'backup'
      ? `${to} は別のノードにある (ここは VRRP BACKUP)`
      : `${to} に別の機器が応答${mac === undefined ? '' : ` (${mac})`}`,
  'duplicate-address': ({ other, mac }, { to }) => `${to} が重複: ${other ?? mac ?? '別の機器'} も使用`,
} satisfies Partial<PictureTexts['reason']>;
