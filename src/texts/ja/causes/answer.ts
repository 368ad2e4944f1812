import { type RejectingEntry, tableName } from '../../../analyzer/model/index.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { peer, requests, resolution, ruleAt, ruleWords, sender, target, wayOutOf, ways } from '../words.ts';

/** Causes on the way back: routes, rules, the next hop, and the network beyond. */
export const answerTexts = {
  'no-return-route': {
    headline: (_, scene) =>
      `${scene.host} に ${sender(scene)} への${scene.own ? '経路' : '戻り経路'}がありません`,
    because: ({ refused }, scene) =>
      refused
        ? `${sender(scene)} への戻り経路がないため、送信元検証で破棄されます`
        : `${scene.to} から ${sender(scene)} への${scene.own ? '経路' : '戻り経路'}がありません`,
    explanation: (_, scene) =>
      scene.own
        ? `${scene.host} に ${sender(scene)} への経路がないため、自身の ping は送出されません。そのネットワークへの経路かデフォルト経路を追加してください。`
        : `リクエストは ${scene.host} に届きますが、${sender(scene)} への戻り経路がないため応答できません。送信元のネットワークへの経路かデフォルト経路を追加してください。`,
  },
  'route-rejects': {
    headline: (_, scene) =>
      `${scene.host} の経路またはルールが ${sender(scene)} への${scene.own ? '' : '戻りの'}通信を拒否しています`,
    because: (facts, scene) => `${sender(scene)} への${scene.own ? '' : '戻りの'}通信: ${entryWords(facts)}`,
    explanation: () =>
      'blackhole、unreachable、prohibit のエントリーは、通信を意図的に止めるためのものです。不要であれば、その経路またはルールを削除してください。',
  },
  'reply-rate-limited': {
    headline: ({ by }, scene) =>
      by === 'rule'
        ? `${scene.host} のファイアウォールが ${requests(scene)} をレート制限し、超過分を破棄しています`
        : `${scene.host} はエコー応答をレート制限し、超過分を破棄しています`,
    because: ({ by, setting, rule }) =>
      rule
        ? `${ruleAt(rule)} が、レートまたは確率により一部のパケットを破棄しています`
        : `${setting ?? by} がエコー応答を抑止しています`,
    explanation: ({ by }) =>
      by === 'rule'
        ? '破棄しているのはネットワークではなくルールです。意図したものでなければ変更してください。'
        : '破棄しているのはネットワークではなくレート制限です。意図したものでなければ上限を上げてください。',
  },
  'policy-rule-shadowed': {
    headline: (_, { host, to }) =>
      `${host} に ${to} 用の正しいポリシールールがありますが、先のルールが適用されます`,
    because: ({ rule, decider }) =>
      `${ruleWords(rule)} が正しいものですが、先に${decider ? `${ruleWords(decider)} ` : '別のルール'}が適用されます`,
    explanation: () =>
      'ルールは優先順位の小さい順に調べられ、最初に経路が見つかったものが使われます。正しいルールの優先順位を小さくしてください。',
  },
  'policy-table-empty': {
    headline: (_, { host, to }) =>
      `${host} の ${to} 用ポリシールールが使うテーブルに、応答の経路がありません`,
    because({ rule, table, empty }, scene) {
      const lacks = empty ? '経路が 1 つもありません' : `${sender(scene)} への経路がありません`;
      return `${ruleWords(rule)} に一致しますが、テーブル ${tableName(table)} に${lacks}`;
    },
    explanation: () =>
      'テーブルに経路がないと後のルールが適用され、応答は別の経路を使います。リンクのダウンとアップで、ルールは残ったままテーブルが空になることがあります。テーブルの経路を戻してください。',
  },
  'policy-rule-missing': {
    headline: ({ sibling, table }, { host, to, ingress }) =>
      sibling === undefined
        ? `${host} には ${ingress} 用のテーブル ${table} がありますが、${to} で参照するポリシールールがありません`
        : `${host} には他のアドレス用のポリシールールがありますが、${to} 用がありません`,
    because({ sibling, siblingDevice, table }, { to, ingress }) {
      const other = `${sibling}${siblingDevice === undefined ? '' : ` (${siblingDevice})`} には専用のポリシールールがありますが、${to} にはありません`;
      const own = `テーブル ${table} は ${ingress} から戻しますが、${to} で参照するルールがありません`;
      if (table === undefined) return other;
      return sibling === undefined ? own : `${other}。${own}`;
    },
    explanation({ sibling, table }, { to }) {
      const add =
        sibling === undefined
          ? `テーブル ${table} を参照するルールを追加してください。`
          : '他のアドレスと同じようなルールを追加してください。';
      return `専用のルールがないと、${to} からの応答は main テーブルを使い、別のインターフェースから出ます。${add}`;
    },
  },
  'main-rule-missing': {
    headline: (_, { host }) => `${host} に main テーブルを参照するポリシールールがありません`,
    because: () => 'main テーブルを参照するポリシールールがなく、その経路は使われません',
    explanation: () =>
      '既定のルール 32766 が削除されているため、"ip route" に出る経路は使われません。ルールを戻してください。',
  },
  'policy-table-hides-connected': {
    headline: ({ prefix }, { host, ingress }) =>
      `${host} は自身のネットワーク ${prefix ?? ingress} への応答をゲートウェイに送っています`,
    because: ({ rule, towards }, scene) =>
      `${ruleWords(rule)} により応答は ${towards} に送られますが、${sender(scene)} は ${scene.ingress} のリンク上にあります`,
    explanation: () =>
      'ポリシーテーブルは main より先に参照され、そのデフォルト経路は直結ネットワークにも一致します。直結ネットワークの経路をポリシーテーブルにコピーしてください。',
  },
  'vpn-captures-reply': {
    headline: ({ device }, { host }) => `${host} が応答を VPN (${device}) に送っています`,
    because: ({ rule, device }) => `${ruleWords(rule)} がすべての応答を ${device} に送っています`,
    explanation: (_, { to, ingress }) =>
      `VPN のルールは、先のルールに一致しない通信をすべて対象とし、外部からのリクエストへの応答も含みます。それより前に ${to} 用のルールを置くと、戻りパケットは ${ingress} から出ます。`,
  },
  'duplicate-connected-prefix': {
    headline: ({ device }, { host, ingress }) =>
      `${host} の ${ingress} と ${device} が同じネットワークにあり、戻りパケットは ${device} から出ます`,
    because: ({ prefix, device }, { ingress }) =>
      `${ingress} と ${device} はどちらも ${prefix} にあり、${device} の経路が優先されます`,
    explanation: (_, { to }) =>
      `Linux は 1 つのネットワークに 1 つの経路を使います。リクエストが届いたインターフェースに関係なく、メトリックの小さいもの、同じなら古いものです。${to} にポリシールーティングを使うか、インターフェースごとにネットワークを分けてください。`,
  },
  'gateway-unreachable': {
    headline: ({ gateway, device }, { host, own }) =>
      `${host} が ${device} のゲートウェイ ${gateway} に到達できず、${own ? 'そこから何も' : '応答を'}送出できません`,
    because: ({ gateway, device }, { family }) =>
      `${device} の ${gateway} が ${resolution(family)} に応答しないため、送信できません`,
    explanation: ({ device }) =>
      `経路のネクストホップを ${device} で解決できません。経路のゲートウェイアドレスと、ゲートウェイが稼働していてこのネットワークにあることを確認してください。`,
  },
  'neighbour-wrong': {
    headline: ({ address }, { host }) =>
      `${host} が応答を別の機器に送っています: ${address} の ARP/ND エントリーが誤りです`,
    because({ address, device, mac, state, other, carrier }) {
      const against =
        other !== undefined
          ? `ですが、${other} も ${address} を名乗っています`
          : carrier !== undefined
            ? `ですが、リクエストは ${carrier} から届いています`
            : 'です';
      return `${device} の ${address} の ARP/ND エントリーは ${mac} (${state}) ${against}。そこに送った応答は届きません`;
    },
    explanation: () =>
      'ネクストホップが、転送しない MAC アドレスに解決されています。エントリーを削除して、解決し直してください。',
  },
  'reply-leaves-other-interface': {
    headline({ device, missed, ways: all }, scene) {
      const lost = missed ? '届いていません' : '届いたか未確認です';
      return `${scene.host} の、${target(scene)} 宛ての ${requests(scene)} への応答は ${all === undefined ? device : ways(all)} から出て、${lost}`;
    },
    because(facts, scene) {
      const { device, seen, missed, borrowed, gateway } = facts;
      if (seen)
        return `リクエストは ${scene.ingress} に届きましたが、${sender(scene)} への応答は ${device} から出ました。応答は${missed ? '届いていません' : '届いたか未確認です'}`;
      const asked =
        borrowed === undefined ? '' : `。${gateway} はそこで ${borrowed} からの ARP に応答しません`;
      if (facts.ways !== undefined)
        return `リクエストは ${scene.ingress} に届きますが、応答は ${ways(facts.ways)} から出ます (カーネルのフローハッシュで決まります)`;
      return `リクエストは ${scene.ingress} に届きますが、応答は ${device} から出ます${asked}`;
    },
    explanation: ({ device, ways: all }, { to, ingress, ...scene }) =>
      `${to} へのリクエストは ${ingress} に届き、応答は送信元 ${to} で ${all === undefined ? device : ways(all)} から出ます。Linux は応答を、リクエストが届いた場所ではなく宛先でルーティングします。クラウドやルーターは、このようなパケットを詐称として破棄することがよくあります。${wayOutOf({ to, ingress, ...scene })}`,
  },
  'udp-source-mismatch': {
    headline: (_, { host, port }) =>
      `${host} の UDP ポート ${port ?? '?'} が、リクエストの宛先とは別のアドレスから応答しています`,
    because({ source, device }, { to }) {
      const by = device === undefined ? '' : ` ${device} から`;
      return `リクエストは ${to} 宛てですが、応答は送信元 ${source} で${by}出ました。送信元のプログラムは応答として扱いません`;
    },
    explanation: (_, { to }) =>
      `アドレスに bind していない UDP ソケットでは、カーネルが送出インターフェースのアドレスを送信元に選びます。プログラムを ${to} に bind するか、IP_PKTINFO を使ってください。NAT が応答を変換した場合は、masquerade のルールを確認してください。`,
  },
  'mtu-blackhole': {
    headline: (_, scene) =>
      `${peer(scene)} と ${scene.host} の間で大きなパケットだけが失われています: MTU ブラックホールです`,
    because({ who, command, passes, lost, seen }) {
      const sizes =
        passes === undefined ? '' : ` (ペイロード ${passes} バイトは通り、${lost} バイトは通りません)`;
      const by = command === undefined ? '' : ` (\`${command}\`)`;
      switch (seen) {
        case 'resent':
          return `${who} は ${lost} バイトのセグメントを再送し続けていますが、ACK がありません。小さいものには ACK があります`;
        case 'hole':
          return `${who} からの ${lost} バイトが届かず、その後の小さいセグメント (${passes} バイト) は届いています`;
        case 'standstill':
          return '接続は確立しますが、その中の最初の大きなパケットに応答がありません';
        case 'ceases':
          return '一部のリクエストにだけ応答があります。大きな応答が失われる場合の現れ方です';
        case 'large-alone':
          return `${who} の大きなパケットに応答がありません。小さなパケットは試されていません`;
        default:
          return `${who} の小さなパケットには応答があり、大きなパケットには応答もエラーもありません${sizes}${by}`;
      }
    },
    explanation: () =>
      '途中に MTU の小さいリンクがあり、それを知らせる ICMP エラーが遮断されています。そのため、ログインが始まってから止まることがあります。ICMP "fragmentation needed" を許可するか、MTU または TCP の MSS を下げてください。',
  },
  'answered-but-lost': {
    headline: ({ device }, scene) =>
      `${scene.host} は ${device ?? scene.interface} で応答していますが、${peer(scene)} に応答が届いていません`,
    because: ({ device, stated }, scene) =>
      `${scene.host} は${device === undefined ? '' : ` ${device} から`}応答しましたが、${peer(scene)} に${stated ? '届いていないと文章に書かれています' : '届いていません'}`,
    explanation: (_, scene) =>
      `${scene.host} に問題はありません。復路の ACL、クラウドのアンチスプーフィング、${peer(scene)} 自身のファイアウォールと rp_filter を確認してください。`,
  },
} satisfies Partial<CauseTexts>;

function entryWords(facts: RejectingEntry & { error?: string }): string {
  const error = facts.error === undefined ? '' : ` (${facts.error})`;
  switch (facts.entry) {
    case 'rule':
      return `ルール ${facts.preference} の動作は ${facts.action} です${error}`;
    case 'route':
      return `経路 ${facts.type} ${facts.destination} が拒否します${error}`;
    case 'not-told':
      return `経路またはルールが拒否します${error}`;
  }
}
