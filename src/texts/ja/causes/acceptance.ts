import type { FilterFacts, Refusal } from '../../../analyzer/model/index.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { listOf, programWords, requests, ruleAt, sender, target, UNNAMED, wayOutOf, ways } from '../words.ts';

/** Causes in the host: filters, source validation, and whoever takes the packet. */
export const acceptanceTexts = {
  'firewall-drop': {
    headline(facts, scene) {
      const out = facts.hook === 'output' || facts.hook === 'postrouting';
      const what = out ? '自身の応答' : `${target(scene)} 宛ての ${requests(scene)} `;
      const verb = facts.notShown
        ? '破棄している可能性があります'
        : facts.verdict === 'reject'
          ? '拒否しています'
          : '破棄しています';
      return `${scene.host} のファイアウォールが${out ? '' : ' '}${what}を${verb}${ownerOf(facts)}`;
    },
    because: (facts) => filterBecause(facts),
    explanation: (_, { host }) =>
      `パケットは ${host} に届いており、原因はルーティングではなくファイアウォールのルールです。意図したものでなければ、そのルールより前でこの通信を許可してください。`,
  },
  'firewall-rp-filter': {
    headline: (facts, scene) =>
      `${scene.host} のファイアウォールが ${target(scene)} 宛ての ${requests(scene)} を破棄: 独自のリバースパス検証${ownerOf(facts)}`,
    because: (facts) => filterBecause(facts),
    explanation: (_, { ingress }) =>
      `ファイアウォールは、戻りパケットが出るのとは別のインターフェースに届いたパケットを破棄します。strict な rp_filter と同じ動作で、rp_filter の値とは関係ありません。戻りパケットを ${ingress} から出す (ポリシールーティング) か、このルールを緩めてください。`,
  },
  'published-port-reverse-path': {
    headline: ({ leaves, ways: back }, { host, port, interface: iface }) =>
      leaves === undefined
        ? `${host} が ${iface} のポート ${port ?? '?'} を破棄: アドレス変換後の戻り経路は別のインターフェースです`
        : `${host} のポート ${port ?? '?'} (${iface}) の戻りパケットは ${ways(back)} から出ます: コンテナからの経路が別です`,
    because(facts, { to, ingress, ...scene }) {
      const port = facts.port === undefined ? '' : ` ポート ${facts.port}`;
      const container = facts.container === undefined ? 'コンテナ' : `コンテナ ${facts.container}`;
      const inside = facts.network ? `${facts.network} の${container}` : container;
      const goal = facts.network === undefined ? facts.destination : inside;
      return `公開ポートのため、リクエストは ${goal}${port} に転送されます。そこから ${sender(scene)} への戻り経路は ${ingress} ではなく ${ways(facts.ways)} です (${to} 自身からの戻り経路は ${ingress})`;
    },
    explanation: ({ leaves }, { to }) => {
      const why =
        leaves === undefined
          ? '送信元検証の前に、宛先がコンテナに書き換えられます'
          : `コンテナの応答は、送信元が ${to} に書き換えられる前にルーティングされます`;
      return `${why}。そのため ${to} 用のルールに一致しません。コンテナのブリッジからの通信にも同じルールを追加するか、接続にマークを付け (connmark)、src_valid_mark を設定してください。`;
    },
  },
  'conntrack-full': {
    headline: (_, { host }) => `${host} が新しい接続を破棄: 接続追跡 (conntrack) テーブルが満杯です`,
    because: ({ count: used, max, logged }) =>
      used === undefined
        ? 'カーネルログ: 接続追跡テーブルが満杯で、パケットを破棄しています'
        : `接続追跡テーブルが満杯です: ${max} 件中 ${used} 件${logged ? '。カーネルログに破棄の記録があります' : ''}`,
    explanation: () =>
      '確立済みの接続のパケットは通るため、ログインできても ping が失敗することがあります。上限を上げ、大量の接続を開いているものを調べてください。',
  },
  'bpf-or-tc-drop': {
    headline: ({ direction, decided }, { host, interface: iface }) =>
      decided
        ? `${host} の tc フィルターが${direction === 'in' ? ` ${iface} に届くパケット` : '応答'}を破棄しています`
        : `${host} の ${iface} のプログラム (XDP、tc、BPF) がパケットを破棄しています`,
    because: ({ programs, direction, decided }) =>
      decided
        ? `${listOf(programs.map(programWords))} が${direction === 'in' ? 'リクエスト' : '応答'}を破棄しています`
        : `${listOf(programs.map(programWords))} はパケットを破棄でき、他に破棄するものがありません`,
    explanation: () =>
      'このようなプログラムはパケットフィルターの前後で動き、ルールの一覧には出ません。導入した担当者に確認してください。',
  },
  'strict-rp-filter': {
    headline(facts, scene) {
      const { host } = scene;
      const beyond = scene.from === undefined ? '別ネットワークからの ' : '';
      const what = `${target(scene)} 宛ての ${beyond}${requests(scene)}`.replace('の 別', 'の別');
      if (scene.own && !facts.byMark)
        return `${host} が ${scene.interface} で${requests(scene)}を破棄: rp_filter が strict で、${sender(scene)} への経路は ${ways(facts.ways)} です`;
      return facts.byMark
        ? `${host} が ${what} を破棄: strict な rp_filter は応答用のマークを見ません`
        : `${host} が ${what} を破棄: rp_filter が strict で、戻りは ${ways(facts.ways)} から出ます`;
    },
    because(facts, scene) {
      const { ingress } = scene;
      const name = ingress === UNNAMED.again.device ? '個別' : ingress;
      const setting = `all=${facts.all ?? '?'}, ${name}=${facts.own ?? '?'}`;
      const greater =
        facts.all !== undefined && facts.own !== undefined && facts.all !== facts.own
          ? '、大きい方が有効'
          : '';
      const mark = facts.byMark
        ? `。マークを使えば戻り経路は ${ingress} ですが、src_valid_mark が 0 なので送信元検証はマークを見ません`
        : '';
      const refused = facts.told === undefined ? '' : `。${REFUSAL_WORDS[facts.told]}`;
      return `${sender(scene)} への戻り経路は ${ingress} ではなく ${ways(facts.ways)} で、${ingress} の rp_filter は strict です (${setting}${greater})${mark}${refused}`;
    },
    explanation(facts, scene) {
      const { to, ingress, host } = scene;
      if (facts.byMark)
        return `${to} へのリクエストは ${ingress} に届き、戻りパケットはマークにより ${ingress} から出ます。しかし strict な rp_filter はマークなしで戻り経路を調べ、${ways(facts.ways)} と判断してリクエストを破棄します。マークを見るようにする (src_valid_mark) か、アドレスによるルールを使ってください。`;
      if (scene.own)
        return `${sender(scene)} からの応答は ${ingress} に届きますが、${host} の ${sender(scene)} への経路は ${ways(facts.ways)} です。rp_filter が strict だと、カーネルは応答を送信元の詐称とみなし、ping に届く前に破棄します。ポリシールーティングを使うと、${to} から ${sender(scene)} への経路は ${ingress} になります。`;
      return `${to} へのリクエストは ${ingress} に届きますが、${sender(scene)} への戻りパケットは ${ways(facts.ways)} から出ます。rp_filter が strict だと、カーネルはリクエストを送信元の詐称とみなし、応答する前に破棄します。${wayOutOf(scene)}`;
    },
  },
  'source-is-own-address': {
    headline: (_, scene) =>
      `${scene.host} が ${sender(scene)} からのパケットを破棄: 自身も同じアドレスを持っています`,
    because: ({ device }, scene) =>
      `${sender(scene)} は ${scene.host} 自身のアドレスです${device === undefined ? '' : ` (${device})`}。応答はホストの外に出ません`,
    explanation: (_, { host, ingress }) =>
      `カーネルは、自身のアドレスを送信元とする外部からのパケットを、rp_filter の値に関係なく詐称とみなします。応答もホストの外に出ません。送信元が ${host} 自身なら、パケットは lo を通るため ${ingress} の確認になりません。別の機器から試してください。そうでなければ、どちらかのアドレスの変更が必要です。`,
  },
  'vrf-mismatch': {
    headline: (facts, scene) =>
      'port' in facts
        ? `${scene.host} のポート ${facts.port} のプログラムに、${scene.ingress} からのパケットが届きません: VRF が異なります`
        : `${scene.host} の ${scene.ingress} が属する VRF に ${sender(scene)} への戻り経路がありません`,
    because(facts, scene) {
      if (!('port' in facts))
        return `${scene.ingress} は VRF ${facts.vrf} に属し、そこに ${sender(scene)} への戻り経路がありません。VRF の外での経路は ${facts.outside} です`;
      const place = (vrf: string | undefined) => (vrf === undefined ? 'VRF の外' : `VRF ${vrf}`);
      const setting = facts.setting === undefined ? '' : ` (${facts.setting} は 1 ではありません)`;
      return `ポート ${facts.port} の待ち受けは ${place(facts.socketVrf)}、${scene.ingress} は ${place(facts.vrf)} です${setting}`;
    },
    explanation: (facts) =>
      'port' in facts
        ? 'ソケットは、自身の VRF に届いたパケットしか受け取りません。プログラムをその VRF で起動する (ip vrf exec)、VRF に bind する、または VRF の外のソケットが全 VRF のパケットを受け取れるようにしてください (tcp_l3mdev_accept、udp_l3mdev_accept)。'
        : 'VRF のインターフェースに届いたパケットへの応答には、main テーブルに関係なく、その VRF のテーブルだけが使われます。VRF のテーブルに経路を追加するか、インターフェースを VRF から外してください。',
  },
  'address-not-local': {
    headline: ({ destination }, { host }) =>
      `${destination} は ${host} のローカルアドレスではなく、${host} は転送もしません`,
    because({ destination, translated, forwards }, { to, family }) {
      const what = translated ? `${to} の変換先 ${destination}` : destination;
      return forwards
        ? `${what} は local テーブルになく、ホストは応答せずに転送します`
        : `${what} は local テーブルになく、転送も無効です (${family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding'} は 0)。ホストはパケットを破棄します`;
    },
    explanation: (_, { host }) =>
      `このアドレス宛てのパケットは ${host} に届きますが、${host} はアドレスを持たず、転送もしません。ここにアドレスを設定するか、ルーターであれば転送を有効にしてください。`,
  },
  'echo-ignored': {
    headline: ({ everybody }, { host, to }) =>
      everybody
        ? `${host} はブロードキャストまたはマルチキャストアドレス ${to} への ping に応答しません`
        : `${host} は ping に応答しない設定です。他の通信は可能かもしれません`,
    because({ setting, everybody, counted }) {
      if (counted)
        return `ICMP はリクエストをすべて受信し、戻り経路があるのに 1 件も応答していません。該当する設定は ${setting} だけです`;
      return everybody
        ? `${setting} は既定値の 1 です。カーネルはブロードキャストやマルチキャストへのエコー要求に応答しません`
        : `${setting} は 1 です。カーネルはエコー要求に応答しません`;
    },
    explanation: ({ everybody }) =>
      everybody
        ? 'このようなリクエストへの応答は攻撃 (smurf 攻撃) に悪用されたため、ホストは応答しません。アドレスごとに ping するか、ネットワークをスキャンしてください。'
        : 'ホストはリクエストを受信していますが、設定により応答しません。ping が必要なら 0 に設定するか、TCP で確認してください。',
  },
  'not-listening': {
    headline: ({ refused }, { host, interface: iface, port }) =>
      `${host} には ${iface} で到達できますが、ポート ${port} ${refused ? 'は拒否されます: 待ち受けがありません' : 'の待ち受けがありません'}`,
    because({ refused, boundTo }, { to, protocol, port }) {
      const bound = boundTo.length === 0 ? '' : ` (待ち受けは ${listOf(boundTo)} だけです)`;
      return `${to} の ${protocol} ポート ${port} に待ち受けがありません${bound}${refused ? '。接続は拒否されます' : ''}`;
    },
    explanation: (_, { port }) =>
      `ネットワークは正常です。ポート ${port} のプログラムが動いていないか、別のアドレスで待ち受けています。`,
  },
  'listen-queue-full': {
    headline: (_, { host, interface: iface, port }) =>
      `${host} には ${iface} で到達できますが、ポート ${port} の accept キューが満杯です`,
    because({ waiting, limit, rose }, { port }) {
      const queue =
        waiting === undefined
          ? `ポート ${port} の accept キューがあふれています`
          : `ポート ${port} で ${waiting} 件の接続が accept 待ちです${limit === undefined ? '' : ` (上限 ${limit})`}`;
      return `${queue}${rose === undefined ? '' : ` (ListenOverflows +${rose})`}。カーネルは以後のリクエストを応答せずに破棄します`;
    },
    explanation: () =>
      'リクエストはプログラムまで届いていますが、プログラムが停止しているか、accept が追いついていません。再起動するか増強してください。backlog (プログラムの設定と net.core.somaxconn) を増やしても、短時間のピークにしか効きません。',
  },
  'ipsec-policy': {
    headline: (_, { host }) => `${host} の IPsec ポリシーがパケットを破棄しています`,
    because({ counter, rose, direction, source, destination, blocks }) {
      const which = source === undefined ? '' : ` (${source} → ${destination})`;
      const counted =
        counter === undefined ? '' : ` (${counter}${rose === undefined ? ' が増加' : ` +${rose}`})`;
      const way = direction === 'in' ? '受信' : '送信';
      return blocks
        ? `IPsec ポリシー${which} が${way}パケットを遮断しています${counted}`
        : `IPsec ポリシー${which} は${way}パケットの暗号化を要求しますが、暗号化されていません${counted}`;
    },
    explanation: ({ blocks }) =>
      blocks
        ? 'ポリシーがこの通信を遮断しています。意図したものでなければ、削除するか修正してください。'
        : 'この通信にはポリシーが適用され、暗号化されていないパケットは通知なしに破棄されます。両側でトンネルを張り直すか、残っているポリシーを削除してください。',
  },
} satisfies Partial<CauseTexts>;

function ownerOf({ rule }: FilterFacts): string {
  return rule?.owner === undefined ? '' : ` (${rule.owner})`;
}

const REFUSAL_WORDS = {
  log: 'カーネルログに、この送信元を拒否した記録があります',
  oracle: '"ip route get" も拒否しています',
  counter: 'IPReversePathFilter がこのリクエストの数だけ増えています',
} as const satisfies Record<Refusal, string>;

function filterBecause({ verdict, rule, rose, logged, notShown, told, hook }: FilterFacts): string {
  const verb = verdict === 'reject' ? '拒否' : '破棄';
  if (notShown) return `パケットフィルターの出力がありません (${hook})`;
  if (logged !== undefined)
    return `カーネルログに、パケットフィルターが${verb}した記録があります (\`${logged.trim()}\`)${rule ? `: ${ruleAt(rule)}` : ''}`;
  if (told) return 'ホストが送信元に "administratively prohibited" を返しています: ルールが拒否しています';
  const by = rule ? `${ruleAt(rule)} が` : 'パケットフィルターが';
  if (rose) return `${by}リクエスト ${rose.requests} 件に対し ${rose.packets} パケットを破棄しました`;
  return `${by}${verb}しています`;
}
