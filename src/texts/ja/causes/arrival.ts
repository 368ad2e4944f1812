import type { CauseFacts, InterfaceTrace, LossSign, Scene } from '../../../analyzer/model/index.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { beginningOf, ROUTER_SAYS } from '../../names.ts';
import { listOf, peer, requests, resolution, ruleAt, UNNAMED, ways } from '../words.ts';

/** Causes on the way to the host: the sender, the link, its addresses and neighbours. */
export const arrivalTexts = {
  'request-not-arriving': {
    headline: (facts, scene) =>
      `${peer(scene)} の ${requests(scene)} が ${scene.host} に届いていません: ${facts.how === 'router-said' ? whatRouterCannot(facts, scene) : '途中で失われています'}`,
    because(facts, scene) {
      if (facts.how === 'router-said')
        return `${whatRouterCannot(facts, scene)} (${peer(scene)} へ "${ROUTER_SAYS[facts.says]}")`;
      const { how, sent, error } = facts;
      const reported = error === undefined ? '' : ` (\`${error}\`)`;
      if (how === 'not-watched') return `リクエストが ${scene.host} に届くかどうか未確認です`;
      const what =
        how === 'asks-link'
          ? `${peer(scene)} がリンク上で ${scene.to} への ARP/ND 要求を送り、応答がありません`
          : `${peer(scene)} が ${scene.to} へ${sent === undefined ? 'リクエスト' : ` ${sent} 件`}を送信しました`;
      return `${what}。${scene.host} のどのインターフェースにも届いていません${reported}`;
    },
    explanation: (facts, scene) =>
      facts.how === 'router-said'
        ? `${routerSaid(facts, scene)}${whereRouterPoints(facts, scene)}`
        : `${peer(scene)} は ${scene.to} へ送信していますが、${scene.host} のどのインターフェースも受信していません。両者の間のセキュリティグループ、ACL、経路と、同じアドレスを持つ別の機器がないかを確認してください。${noFixOn(scene)}`,
  },
  'sender-side': {
    headline({ how, device }, scene) {
      const who = peer(scene);
      if (how === 'dropped-answer' || how === 'own-filter')
        return `${scene.host} は応答していますが、${who} 自身がその応答を破棄しています`;
      if (how === 'vpn') return `${who} は ${scene.to} 宛てのパケットを自身の VPN (${device}) に送っています`;
      if (how === 'wrong-neighbour')
        return `${who} は ${scene.to} 宛てのパケットを別の機器に送っています: ARP/ND エントリーが誤っています`;
      if (how === 'not-permitted')
        return `${who} 自身のパケットフィルターが ${scene.to} 宛てのパケットを破棄しています`;
      return `${who} は ${scene.to} に何も送信していません: 問題は ${who} 側にあります`;
    },
    because({ how, error, mac, device, rule }, scene) {
      const who = peer(scene);
      const reported = error === undefined ? '' : ` (\`${error}\`)`;
      switch (how) {
        case 'own-filter':
          return `${who} 自身のパケットフィルターが応答を破棄しています${rule ? `: ${ruleAt(rule)}` : ''}`;
        case 'dropped-answer':
          return `応答は ${who} に届いていますが、${who} 自身が破棄しています: パケットフィルターまたは送信元検証です`;
        case 'no-route':
          return `リクエストが ${who} から出ていません${reported}`;
        case 'no-source':
          return `${who} にその送信元アドレスがありません${reported}`;
        case 'not-permitted':
          if (rule) return `${who} 自身のパケットフィルターがリクエストを破棄しています: ${ruleAt(rule)}`;
          return `${who} のカーネルが送信を拒否しました: 自身のパケットフィルターが破棄しています${reported}`;
        case 'wrong-neighbour':
          return `${who} には ${scene.to} の固定 (PERMANENT) ARP/ND エントリー ${mac} があり、これは ${scene.host} ではありません`;
        case 'vpn':
          return `リクエストは ${who} の VPN ${device} から出ており、${scene.host} には届いていません`;
        case 'no-neighbour':
          return device === undefined
            ? `リクエストが ${who} から出ていません: ネクストホップを解決できません${reported}`
            : `${who} の経路では ${scene.to} は ${device} のリンク上にありますが、そこに応答する機器がありません${reported}`;
        case 'nothing-sent':
          return `${who} のキャプチャには、${scene.to} へのリクエストも ARP 要求もありません${reported}`;
      }
    },
    explanation({ how }, scene) {
      const who = peer(scene);
      if (how === 'own-filter')
        return `${scene.host} に問題はありません。${who} のパケットフィルターで応答を許可してください。`;
      return how === 'dropped-answer'
        ? `${who} のキャプチャには応答が届いていますが、ping は受け取っていません。${who} のパケットフィルターと rp_filter を確認してください。`
        : `${who} の、${scene.to} への経路、パケットフィルター、VPN を確認してください。${noFixOn(scene)}`;
    },
  },
  'packet-loss': {
    headline: ({ sent, received }, { host, interface: iface }) =>
      `${host} の ${iface} へのパケット ${sent} 件中 ${sent - received} 件が失われています`,
    because: ({ sent, received, low, high }) =>
      `プローブ ${sent} 件中 ${received} 件に応答がありました: 損失率 ${low} %~${high} % (95 % 信頼区間)`,
    explanation: ({ signs }, { host }) =>
      `${signs.length === 0 ? '' : `カウンターが示しているのは${listOf(signs.map(signWords))}です。`}通るパケットと通らないパケットがあるため、${host} のルールや経路が原因ではありません。リンク両端のエラーカウンターと、途中のポートを確認してください。`,
  },
  'interface-down': {
    headline: ({ why }, { host, interface: iface }) =>
      why === 'gone' ? `${host} に ${iface} がなくなっています` : `${host} の ${iface} がダウンしています`,
    because({ why, operstate, others = [] }, { interface: iface }) {
      switch (why) {
        case 'not-up':
          return `${iface} は管理上ダウンしています (UP フラグなし)`;
        case 'no-carrier':
          return `${iface} はダウンしています: キャリアがありません (NO-CARRIER)`;
        case 'operstate':
          return `${iface} はダウンしています: 状態は ${operstate} です`;
        case 'gone':
          return `インターフェース ${iface} はもうありません (現存: ${listOf(others) || 'なし'})`;
      }
    },
    explanation: ({ why, traces = [] }, { interface: iface }) =>
      why === 'gone'
        ? `${iface} への参照が残っている場所: ${listOf(traces.map(traceWords))}。デバイスは削除、名前の変更、または別のネットワーク名前空間への移動が行われています。`
        : why === 'not-up'
          ? 'リンクを UP にするまで、パケットは出入りできません。'
          : 'リンクが復旧するまで、パケットは出入りできません。ケーブル、スイッチのポート、またはその先の仮想ネットワークを確認してください。',
  },
  'address-missing': {
    headline: ({ how }, { to, interface: iface, host, ingress }) =>
      how === 'no-ingress-address'
        ? `${host} は ${ingress} に届くパケットを破棄します: ${ingress} に IPv4 アドレスがありません`
        : how === 'none'
          ? `${host} の ${iface} にアドレスがありません`
          : `${to || iface} は ${host} に設定されていません`,
    because({ how, has, floating }, { to, interface: iface, ingress, host }) {
      if (how === 'no-ingress-address') return `${ingress} に IPv4 アドレスがありません`;
      if (how === 'none') return `${iface} にアドレスがありません`;
      const moves =
        typeof floating === 'string' ? `。${floating} がフローティングアドレスとして管理しています` : '';
      const device = iface === UNNAMED.again.device ? '' : ` (${iface} のアドレス: ${listOf(has) || 'なし'})`;
      return `${to} は ${host} のどのインターフェースにもありません${device}${moves}`;
    },
    explanation: ({ how, floating }, { host, to, ingress }) =>
      how === 'no-ingress-address'
        ? `rp_filter が有効だと、カーネルは IPv4 アドレスのないインターフェースで IPv4 パケットを受け入れません。${ingress} にアドレスを付けるか、リクエストを別のインターフェースに送ってください。`
        : floating !== undefined
          ? `このアドレスはノード間を移動します (keepalived またはクラスター)。${to} が有効にならない理由と、どのノードが持っているかを確認してください。別のノードが持っている可能性があるため、手作業で追加しないでください。`
          : `${host} のどのインターフェースにもこのアドレスがないため、応答しません。フローティングアドレス (VIP) なら別のノードが持っている可能性があります。追加する前に、どのノードかを確認してください。`,
  },
  'wrong-prefix-length': {
    headline: ({ side }, scene) =>
      `${side === 'sender' ? peer(scene) : scene.host} のプレフィックス長が短すぎ、相手を同一リンク上とみなしています`,
    because(facts, scene) {
      const { local, prefixLength, device, neighbour, router, own } = facts;
      if (facts.side === 'sender')
        return `${peer(scene)} のアドレスは ${local}/${prefixLength} のため ${neighbour} を同一リンク上とみなしますが、実際は別ネットワークの ${own} です。ARP への応答はありません`;
      const brought =
        router === undefined ? 'パケットは別の場所から届きます' : `パケットは ${router} 経由で届きます`;
      return `${device} の ${local}/${prefixLength} により ${neighbour} を同一リンク上とみなしますが、${device} で ARP への応答がありません。${brought}`;
    },
    explanation: ({ side }, scene) =>
      `ホストは、プレフィックス内のアドレスには ARP/ND を使い、それ以外はルーターに送ります。${side === 'sender' ? peer(scene) : scene.host} のプレフィックス長を修正してください。`,
  },
  'arp-flux': {
    headline: (_, { host, to }) =>
      `${host} が ${to} の ARP に別のインターフェースで応答し、リクエストがそちらに届いています`,
    because({ holder, other, network }, { to }) {
      const both = network === '' ? '' : `${holder} と ${other} はどちらも ${network} にあります。`;
      return `${both}${holder} のアドレス ${to} への ARP に ${other} が応答し、リクエストは ${other} に届いています`;
    },
    explanation: (_, { interface: iface }) =>
      `Linux は既定で、自身のどのアドレスへの ARP にも全インターフェースで応答します。arp_ignore と arp_announce を設定し、${iface} にポリシールーティングを使ってください。`,
  },
  'arp-rejected-by-rp-filter': {
    headline: (_, { host, to }) =>
      `${host} が ${to} への ARP に応答しません: strict な rp_filter が ARP の送信元を拒否しています`,
    because(facts, { to, interface: iface }) {
      const { how, asker, noRoute } = facts;
      const why = noRoute
        ? `${asker} への戻り経路がありません`
        : `${asker} への戻り経路は ${iface} ではなく ${ways(facts.ways)} です`;
      switch (how) {
        case 'asked':
          return `${asker} が ${to} への ARP 要求を送り、応答がありません: ${why}`;
        case 'sender-found-nobody':
          return `${asker} は ${to} を解決できません。ARP 要求は破棄されるはずです: ${why}`;
        case 'router-found-nobody':
          return `ルーター ${asker} は ${to} を解決できません。ARP 要求は破棄されるはずです: ${why}`;
      }
    },
    explanation: () =>
      'Linux は ARP 要求の送信元も、パケットの送信元と同じように検証します。rp_filter が strict だと、戻り経路が別のインターフェースの場合は応答しません。これを示すカウンターはありません。そのため、ホストにパケットを送れません。',
  },
  'arp-not-answered': {
    headline: ({ by }, { host, to, interface: iface, family }) =>
      `${host} は ${iface} で ${to} への ${resolution(to.includes(':') ? 6 : family)} に応答しません${whyUnanswered(by)}`,
    because({ by, asker, setting, rule }, { to }) {
      const asks = asker === undefined ? '' : `${asker} が ${to} への ARP/ND 要求を送っています。`;
      if (rule) return `${asks}${ruleAt(rule)} が破棄しています`;
      if (by === 'not-shown') return `${asks}応答がなく、その理由となる設定やルールは見つかっていません`;
      if (by === 'NOARP') return `${asks}ARP が無効です (NOARP)`;
      return `${asks}${setting ?? by} により応答しません`;
    },
    explanation: () =>
      'ARP/ND 要求は届いていますが応答がないため、ホストにパケットを送れません。意図したものでなければ設定を変更してください。',
  },
  'address-elsewhere': {
    headline: (_, { host, to }) => `${to} は ${host} にありません: 別の機器が応答しています`,
    because({ how, mac, intent }, { to, host }) {
      const moves = intent === undefined ? '' : `。${intent} がノード間で移動させています`;
      if (how === 'backup') return `${host} の仮想ルーターは BACKUP で、${to} は相手側にあります${moves}`;
      const answers = how === 'answered' ? '応答は別の機器からです' : `${mac} が ${to} として応答しています`;
      return `${to} は ${host} のどのインターフェースにもなく、${answers}${moves}`;
    },
    explanation: (_, { to }) =>
      `フローティングアドレスは、意図的に別の機器にある場合があります。ここに追加する前に、${to} を持つ機器を確認してください。`,
  },
  'duplicate-address': {
    headline: (_, { host, to }) => `別の機器が ${host} と同じアドレス ${to} を使っています`,
    because({ how, mac, device, both, other }, scene) {
      const { to, host } = scene;
      switch (how) {
        case 'dadfailed':
          return `${device} の ${to} は dadfailed です: 設定時に別の機器がこのアドレスを持っていました`;
        case 'also-configured':
          return `${other} の ${device} に ${to} があり、${host} にもあります`;
        case 'logged':
          return `ログによると ${mac} も ${to} を使っています`;
        case 'seen-on-link':
          return `${device} で ${mac} も ${to} を使っています`;
        case 'sender-was-told':
          return `${peer(scene)} は ${to} を ${mac} と解決しましたが、これは ${host} ではありません${both ? ` (${host} も応答しています)` : '。リクエストはここに届きません'}`;
      }
    },
    explanation: () => '送信側がどちらに届くかは偶然で決まります。どちらかのアドレスを変更してください。',
  },
} satisfies Partial<CauseTexts>;

/** That the fault lies outside the host. */
function noFixOn({ host }: Scene): string {
  return `${host} 側では修正できません。`;
}

type RouterSaid = Extract<CauseFacts['request-not-arriving'], { how: 'router-said' }>;

/** How far the request got, as the error shows. */
function routerSaid({ router, says }: RouterSaid, scene: Scene): string {
  return `${router} が ${peer(scene)} に "${ROUTER_SAYS[says]}" を返しています。${requests(scene)} が届いているのは ${router} までです。`;
}

/** What the router could not do with the request. */
function whatRouterCannot({ router, says }: RouterSaid, { to, family }: Scene): string {
  switch (says) {
    case 'host-unreachable':
      return `${router} は ${to} の ${resolution(family)} で応答を得られません`;
    case 'network-unreachable':
      return `${router} に ${to} への経路がありません`;
    case 'prohibited':
      return `${router} が遮断しています`;
    case 'time-exceeded':
      return `${router} でルーティングループになっています`;
    case 'beyond-scope':
      return `${router} はその送信元アドレスを転送できません`;
  }
}

/** On which side of the router the fault lies. */
function whereRouterPoints({ router, says, perhapsSender }: RouterSaid, scene: Scene): string {
  const { host, interface: device, to, family } = scene;
  switch (says) {
    case 'host-unreachable': {
      const asks = resolution(family);
      const self = perhapsSender
        ? `${router} が ${peer(scene)} 自身のアドレスなら、エラーは自身のカーネルが出したものです。ネクストホップを解決できず、障害は ${peer(scene)} 側にあります。`
        : '';
      return `障害は ${router} と ${host} の ${device} の間にあります: VLAN、スイッチのポート、ケーブル、アドレスとプレフィックス長、または ${host} が応答しない ${asks} です。${router} の unreachable 経路でも同じエラーになります。${device} で ${asks} をキャプチャし、要求が届くかどうかを確認してください。${self}`;
    }
    case 'network-unreachable':
      return `${router} の経路と、その経路を広告するはずのルーターを確認してください。${noFixOn(scene)}`;
    case 'prohibited':
      return `${router} の ACL またはファイアウォールのルールが拒否しています。そこで許可してください。${noFixOn(scene)}`;
    case 'time-exceeded':
      return `複数のルーターが ${to} 宛てのパケットを互いに送り合い、ホップ数の上限に達しています。\`traceroute\` で特定し、${to} への経路を修正してください。${noFixOn(scene)}`;
    case 'beyond-scope':
      return `リンクローカルまたはサイトローカルの送信元はリンクの外に出られません。${peer(scene)} でグローバルアドレスを使ってください。${noFixOn(scene)}`;
  }
}

function traceWords(trace: InterfaceTrace): string {
  switch (trace.by) {
    case 'configuration':
      return trace.line === undefined ? trace.source : `${trace.source} の ${trace.line} 行目`;
    case 'rule':
      return `IPv${trace.family} のルール ${trace.preference}`;
    case 'log':
      return `カーネルログ (「${beginningOf(trace.line)}」)`;
    case 'rename':
      return `カーネルログ (${trace.to} への名前の変更)`;
  }
}

/** `eno1 のリンクのフラップ (carrier_changes 112)`. */
function signWords({ sign, counter, count, device }: LossSign): string {
  const what = {
    flapping: 'リンクのフラップ',
    errors: 'フレームの破損',
    dropped: 'パケットの破棄',
    checksum: 'チェックサムの誤り',
  }[sign];
  return ` ${device ?? 'IP 層'} の${what} (${counter} ${count}) `;
}

function whyUnanswered(by: CauseFacts['arp-not-answered']['by']): string {
  switch (by) {
    case 'filter':
      return ': ルールが破棄しています';
    case 'NOARP':
      return ': ARP が無効です';
    case 'not-shown':
      return '';
    default:
      return `: ${by} によるものです`;
  }
}
