import type {
  RemarkMessages,
  SeenMessages,
  StageMessages,
  WhyMessages,
  WitnessMessages,
} from '../../analyzer/model/index.ts';
import { becauseOf } from '../because.ts';
import { ROUTER_SAYS } from '../names.ts';
import type { Sentences } from '../sentences.ts';
import { causeTexts } from './causes/index.ts';
import { waysOut } from './flows.ts';
import { gapWords } from './gaps.ts';
import { listOf, resolution, ruleAt, ways } from './words.ts';

export const seenSentences: Sentences<SeenMessages> = {
  'seen.requests-in': ({ count, device }) =>
    `キャプチャ: ${device === 'any' ? '' : `${device} に`}リクエスト ${count} 件が到着`,
  'seen.answers-out': ({ count, device }) =>
    `キャプチャ: ${device === undefined ? '' : `${device} から`}応答 ${count} 件を送出`,
  'seen.answers-returned': ({ received, sent }) => `プローブ: ${sent} 件中 ${received} 件に応答あり`,
  'seen.traced': ({ to }) => `エコー要求による経路追跡は ${to} で終わっています`,
  'seen.no-answer-returned': ({ sent }) => `プローブ: ${sent} 件すべてに応答なし`,
  'seen.stated-no-answer': ({ text }) => `応答がないと文章に書かれています: 「${text}」`,
  'seen.no-answer-out': ({ requests, device }) =>
    `キャプチャ: リクエスト ${requests} 件が到着、${device} からの応答 0 件`,
  'seen.acknowledged': ({ client }) => `キャプチャ: ${client} が応答に ACK を返しており、応答は届いています`,
  'seen.dadfailed': ({ address, device }) => `${device} の ${address} は dadfailed です`,
  'seen.claimed-by': ({ address, mac, device }) => `${device} で ${mac} が ${address} を名乗っています`,
  'seen.asked-in-vain': ({ address, device }) =>
    `キャプチャ: ${device === undefined ? '' : `${device} で `}${address} への ARP/ND 要求に応答がありません`,
  'seen.asks-in-vain': ({ asker, address, device }) =>
    `キャプチャ: ${asker} が ${device} で ${address} への ARP/ND 要求を送り、応答がありません`,
  'seen.found-nobody': ({ asker, address }) => `${asker} はリンク上で ${address} を解決できませんでした`,
  'seen.came-in-by-other': ({ address, holder, other }) =>
    `${holder} のアドレス ${address} へのリクエストが ${other} に届いています`,
  'seen.interface-gone': ({ device }) => `リンク: 全インターフェースの一覧に ${device} がありません`,
  'seen.received-in-front': ({ device, packets }) =>
    `カウンター: ${device} は ${packets} パケットを受信していますが、XDP プログラムより後のキャプチャにリクエストがありません`,
  'seen.nothing-in': ({ device }) =>
    `キャプチャ: ${device} にも他のインターフェースにもリクエストがありません`,
  'seen.answer-at-sender': ({ count }) => `送信元のキャプチャ: 応答 ${count} 件が到着`,
  'seen.nothing-sent': ({ to }) => `送信元は ${to} に何も送っていません`,
  'seen.other-source': ({ source, to }) => `応答は ${to} ではなく ${source} から届いています`,
  'seen.large-lost': ({ who }) => `${who} からの小さなパケットは通り、大きなパケットは通りません`,
  'seen.standstill': ({ port }) => `ポート ${port} への接続は確立し、その後止まります`,
  'seen.ceases': ({ port }) => `ポート ${port} へのリクエストは一部に応答があり、後のものにはありません`,
  'seen.refused': ({ port }) => `ポート ${port} は接続を拒否しました`,
  'seen.sibling-answers': ({ to, from }) =>
    `${to} は${from === undefined ? '同じ送信元' : ` ${from} `}からの ping または別のポートには応答しています`,
  'counted.reverse-path': ({ by }) =>
    `カウンター: リクエストは送信元検証まで届いています (IPReversePathFilter +${by})`,
  'counted.no-reverse-path': () =>
    'カウンター: IPReversePathFilter が増えていないため、それより前で破棄されています',
  'counted.echoes-in': ({ by }) => `カウンター: ICMP がリクエストを受信しています (InEchos +${by})`,
  'counted.no-echo-in': () =>
    'カウンター: ICMP はリクエストを受信しておらず (InEchos +0)、それより前で破棄されています',
  'counted.replies-out': ({ by }) => `カウンター: ICMP が応答しています (OutEchoReps +${by})`,
  'counted.no-reply-out': () => 'カウンター: ICMP はどのリクエストにも応答していません (OutEchoReps +0)',
  'counted.ipsec': ({ counter, by }) =>
    `カウンター: IPsec ポリシーがパケットを破棄しています (${counter} +${by})`,
  'counted.rule': ({ packets }) => `カウンター: ルール自身のカウンターが ${packets} 増えました`,
  'counted.rate-limited': ({ by }) =>
    `カウンター: カーネルのレート制限が ICMP 応答 ${by} 件を抑止しました (IcmpOutRateLimit… +${by})`,
  'counted.answered-fewer': ({ requests, answers }) =>
    `カウンター: ICMP の受信リクエスト ${requests} 件に対し、応答 ${answers} 件`,
  'seen.answered-fewer': ({ requests, answers }) =>
    `キャプチャ: リクエスト ${requests} 件に対し、応答 ${answers} 件`,
  'log.conntrack-full': () => 'カーネルログ: `nf_conntrack: table full, dropping packet`',
  'log.filter': ({ prefix }) =>
    `カーネルログ: パケットフィルターがこのパケットを記録しています (\`${prefix.trim()}\`)`,
  'log.came-by': ({ prefix, device }) =>
    `カーネルログ: ${device} に届いたリクエストをルールが記録しています${prefix.trim() === '' ? '' : ` (\`${prefix.trim()}\`)`}`,
  'log.trace': ({ chain, rule }) => `トレース: パケットはチェイン ${chain} で終わっています (\`${rule}\`)`,
  'seen.router-says': ({ by, says }) => `${by} が送信元に "${ROUTER_SAYS[says]}" エラーを返しています`,
  'seen.host-prohibits': ({ to }) => `${to} 自身が "administratively prohibited" を返しています`,
  'oracle.accepts': ({ command }) => `カーネルは受け入れると答えています (\`${command}\`)`,
};

export const stageSentences: Sentences<StageMessages> = {
  'link.takes-packets': ({ device }) => `${device} はパケットを受信しています`,
  'link.no-address-shown': ({ device }) => `${device} のアドレスが分かりません`,
  'link.not-shown': ({ device }) => `${device} の状態が分かりません`,
  'link.address-not-shown': ({ address }) => `${address} がどのインターフェースにあるか分かりません`,
  'link.address-on-other': ({ address, holders, device }) =>
    `${address} は ${device} ではなく ${listOf(holders)} にあります`,
  'link.up': ({ device, address }) => `${device} は UP で、${address} を持っています`,
  'neighbour-in.resolved': () => 'ARP/ND 解決は正常: リクエストが届いています',
  'neighbour-in.answers': ({ address, family }) => `${address} は ${resolution(family)} に応答します`,
  'neighbour-in.asks-in-vain': ({ asker, address }) =>
    `${asker ?? '近隣の機器'} が ${address} への ARP/ND 要求を送り、応答がありません`,
  'neighbour-in.nobody-asked': ({ address }) => `${address} への ARP/ND 要求は確認されていません`,
  'wire-in.arrived'({ count, protocol, from, device, asked }) {
    const what = protocol === 'icmp' ? 'エコー要求' : `${protocol.toUpperCase()} パケット`;
    const on =
      device === undefined ? '' : device === asked ? `${device} に` : `${asked} ではなく ${device} に`;
    return `${from ?? '?'} からの${what} ${count} 件が${on}到着しました`;
  },
  'own-ping.ends': () => '応答は待機中の ping で終わります: 返信はありません',
  'own-ping.replies': ({ count, device }) =>
    `ホスト自身の ping への応答 ${count} 件が ${device} に届きました`,
  'own-ping.no-reply-seen': () => 'ホスト自身の ping への応答が届くかどうか、キャプチャからは分かりません',
  'wire-in.answered': () => '送信元に応答が届きました',
  'wire-in.counted': () => 'カウンターから、リクエストの到着を確認できます',
  'wire-in.not-watched': () => 'キャプチャしていません',
  'wire-in.others-only': ({ others, sender }) =>
    `${others} からのリクエストは届いていますが、${sender} からは届いておらず、送信しているかどうか不明です`,
  'wire-in.nobody-sends': () => 'リクエストは確認されておらず、送信の記録もありません',
  'wire-in.not-seen': ({ host }) => `${host} ではリクエストが確認されていません`,
  'filter.not-shown': ({ hook }) => `パケットフィルターの出力がありません (${hook})`,
  'filter.no-rules': () => 'パケットフィルターにルールはありません',
  'filter.untold': ({ hook, because, rule }, tell) =>
    `${hook} でのパケットフィルターの判定が不明です${rule === undefined ? '' : ` (${tell(rule)})`}: ${tell(because)}`,
  'filter.forwarded': () => 'リクエストは変換されて転送されます: 応答側は調べていません',
  'filter.rule-accepts': ({ rule, becomes }) => `${ruleAt(rule)} が許可します${translation(becomes)}`,
  'filter.none-stops': ({ hook, becomes }) =>
    `パケットフィルターに止めるルールはありません (${hook})${translation(becomes)}`,
  'source.answer-shows': ({ source, device }) =>
    `応答があるため、${source} は ${device} で受け入れられています`,
  'input.answers': ({ host }) => `${host} は応答しています`,
  'input.sockets-not-shown': ({ protocol, port }) =>
    `${protocol} ポート ${port} を待ち受けるプログラムがあるか分かりません`,
  'input.local': ({ address }) => `${address} はローカルアドレスで、応答を妨げるものは見つかっていません`,
  'reply-route.open': ({ sender, question }, tell) =>
    `${sender} への戻り経路が不明です: ${tell({ key: 'question.open', question })}`,
  'reply-route.none': ({ sender }) => `${sender} への戻り経路がありません`,
  'reply-route.is': ({ sender, ...hop }) => `${sender} への戻り経路は ${waysOut([hop])} です`,
  'reply-route.one-of': ({ sender, hops }) =>
    `${sender} への戻り経路は ${waysOut(hops)} です: カーネルのフローハッシュで決まります`,
  'neighbour-out.one-of': ({ hops }) =>
    hops.map(({ device, address, state }) => `${device} の ${address}: ${state ?? '未解決'}`).join('、'),
  'neighbour-out.no-next-hop': () => 'ネクストホップが不明です',
  'neighbour-out.not-looked-up': ({ address, device }) => `${device} の ${address} はまだ未解決です`,
  'neighbour-out.entry': ({ address, device, state }) =>
    `${device} の ${address} は ARP/ND テーブルにあります (${state})`,
  'wire-out.left': () => '応答がホストから出ました',
  'wire-out.answers': ({ count, device, other, ingress }) =>
    `応答 ${count} 件が${device === undefined ? '' : ` ${device} から`}出ました${other ? ` (リクエストは ${ingress} に到着)` : ''}`,
  'wire-out.would-leave': ({ devices }) =>
    `応答の送出は確認されていません。出るとすれば ${ways(devices)} からです`,
  'upstream.returned': ({ peer }) => `${peer} に応答が届きました`,
  'upstream.not-watched': () => 'ホストだけを調べ、その先のネットワークは調べていません',
};

export const whySentences: Sentences<WhyMessages> = {
  'why.open': ({ questions }, tell) =>
    questions.length === 0
      ? '情報が不足しています'
      : questions.map((question) => tell({ key: 'question.open', question })).join('。'),
  'why.own-ping-on-link': ({ device, target, unreachable }) =>
    `${target} への経路で ${device} を使うものがありません。${device} を指定した ping は ${target} をリンク上で直接探します${unreachable ? 'が、ARP への応答がありません' : ''}。${device} 側のゲートウェイ経由の経路が必要です`,
  'why.no-packet': ({ device }) =>
    `${device} でパケットを止めるものは見つかっていませんが、パケットもまだ確認されていません`,
  'why.unexplained': ({ host }) =>
    `リクエストは届いており、${host} にリクエストや応答を止めるものは見つかっていませんが、応答が確認されていません`,
  'why.capture-incomplete': () =>
    'キャプチャは途中で切れているか上限に達しており、パケットが欠けている可能性があります',
  'why.perhaps-translated': ({ source, peer }) =>
    `${source} からのリクエストが届いていますが、経路上で変換された ${peer} のものかどうか不明です`,
  'why.address-not-shown': ({ device }) => `${device} のアドレスが分かりません`,
  'why.answered-by-another': ({ peer, to, host, how }) =>
    `${peer} は ${to} からの応答を受け取っていますが、${how === 'unseen' ? `${host} にはリクエストが届いていません` : `${host} のエコー要求カウンターは増えていません`}。別の機器がそのアドレスを持つか、途中の機器が代わりに応答しています`,
  'why.answered-all-the-same': ({ told, scene }) =>
    `ホストの状態からは破棄されるはずですが (${becauseOf(causeTexts, told, scene)})、応答が確認されています`,
  'why.contradicted': ({ told, scene, by }, tell) =>
    `ホストの状態: ${becauseOf(causeTexts, told, scene)}。しかし、${tell(by)}`,
};

export const witnessSentences: Sentences<WitnessMessages> = {
  'model.no-way-back': ({ sender, error }) => `${sender} への戻り経路がありません (${error})`,
  'model.accepts': ({ source, device, others }, tell) =>
    `${tell(source)}。戻りパケットは ${[device, ...(others ?? [])].join(' または ')} から出ます`,
  'kernel.no-sender': () => '送信元が不明です',
  'kernel.answer': ({ command, answer, way }) =>
    `\`${command}\`: "${answer}"${way === undefined ? '' : `、戻り経路は ${way}`}`,
  'kernel.not-asked': () => 'このフローについてカーネルに問い合わせていません',
  'counters.not-read': () => 'このフローの前後で読み取ったカウンターがありません',
  'counters.rose'({ changes, requests, reading }) {
    const rises = changes.map(({ counter, by }) => `${counter} +${by}`).join(', ');
    const detail = `リクエスト ${requests} 件に対し ${rises}`;
    switch (reading) {
      case 'nobody-sent':
        return `${rises} (送信の記録はありません)`;
      case 'none-in':
        return `${detail}: ICMP には届いていません`;
      case 'none-answered':
        return `${detail}: 応答はありません`;
      case 'mixed':
        return `${detail}: 他のパケットも含まれます`;
      case 'ours':
        return detail;
    }
  },
  'capture.answered': ({ requests, answers, device }) =>
    `受信 ${requests} 件、${device ?? '?'} から送出 ${answers} 件`,
  'capture.none': ({ listening }) =>
    listening ? 'リクエストは確認されていません' : 'キャプチャしていません',
  'capture.not-listened': ({ requests }) => `受信 ${requests} 件、応答はキャプチャの対象外`,
  'capture.unanswered': ({ requests, device }) => `${device} で受信 ${requests} 件、送出 0 件`,
};

const SETTERS: Readonly<Record<string, string>> = {
  dhcp: 'DHCP クライアント',
  ra: 'ルーター広告 (RA)',
  static: '管理者またはネットワークサービス',
  networkmanager: 'NetworkManager',
  zebra: 'ルーティングデーモン (zebra)',
  bird: 'ルーティングデーモン (bird)',
  bgp: 'BGP',
  ospf: 'OSPF',
  keepalived: 'keepalived',
};

/** Commands of a change that are named. */
const NAMED_COMMANDS = 3;

/** `server-b で `ip link set …` を実行`. */
function typedOn(commands: readonly string[], hosts: readonly string[]): string {
  const shown = listOf(commands.slice(0, NAMED_COMMANDS).map((command) => `\`${command}\``));
  const more = commands.length - NAMED_COMMANDS;
  return `${hosts.length === 0 ? '' : `${listOf(hosts)} で `}${shown}${more > 0 ? ` ほか ${more} 件` : ''} を実行しています`;
}

export const remarkSentences: Sentences<RemarkMessages> = {
  'remark.also-affected': ({ devices }) => `${listOf(devices)} も同じ障害です`,
  'remark.assumed': ({ question }, tell) =>
    `未確認のための仮定: ${tell({ key: 'question.assumed', question })}`,
  'remark.attributed': ({ part, keys, host }) =>
    `${keys.length === 0 ? part : listOf(keys.slice(0, 3))} は${host === '' ? '別のプロンプト' : ` ${host} のプロンプト`}に出力されています`,
  'remark.translated-source': ({ arrived, named }) =>
    `リクエストは ${named} ではなく ${arrived} から届いています: 送信元が経路上で変換されています`,
  'remark.some-answered': ({ received, sent }) => `プローブ ${sent} 件中 ${received} 件に応答がありました`,
  'remark.asymmetric': ({ ingress, egress }) =>
    `非対称経路: リクエストは ${ingress} に届き、戻りパケットは ${egress} から出ます`,
  'remark.other-ingress': ({ ingress, asked }) => `リクエストは ${asked} ではなく ${ingress} に届いています`,
  'remark.set-by': ({ what, name, by, protocol }) =>
    `戻り経路を決める${{ rule: 'ルール', route: '経路' }[what]} ${name} を設定したのは ${SETTERS[by] ?? by} です (protocol ${protocol})`,
  'remark.link-changed': ({ line }) => `カーネルログ: リンクの状態が変わっています: 「${line}」`,
  'remark.leased': ({ address, device, seconds }) =>
    `${device} の ${address} はリースで、残り ${seconds} 秒です ("ip addr" の valid_lft)`,
  'remark.overloaded': ({ host, leftOut, load, read }) => {
    const missing = leftOut === undefined ? '時間内に終わりませんでした' : `${leftOut} 件の出力を省きました`;
    const busy = load === undefined ? '' : ` (ロードアベレージ ${load})`;
    return `${host} は過負荷です: ${missing}${busy}。読み取れたのは ${read} 件で、欠けているものも実際には存在する可能性があります`;
  },
  'remark.gap': ({ part, because }) => `${part}: ${gapWords(because)}`,
  'remark.stated': ({ text }) =>
    `文章の内容と一致しません: 「${text}」。別の送信元のことであれば、そのアドレスを示してください`,
  'remark.flapping': ({ device, counter, count }) =>
    `${device} のリンクがフラップしています (${counter} ${count}): ダウン中のパケットは失われます`,
  'remark.late': ({ seconds }) => `応答が遅延しています: 最大 ${seconds.toFixed(1)} 秒`,
  'remark.taken': ({ taken }, tell) => `調べた対象: ${tell(taken)}`,
  'remark.changed-before': ({ commands, hosts, failed, works }) => {
    const typed = `その前に ${typedOn(commands, hosts)}`;
    if (failed && works) return `${typed}。それまでは失敗し、以後は応答があります`;
    return failed ? `${typed}。それ以前も失敗しています` : `${typed}。反映済みとみなします`;
  },
  'remark.changed-after': ({ commands, hosts, leaves, cause }) => {
    const typed = `その後に ${typedOn(commands, hosts)}が、以後の試行がないため、この判定はその前の状態のものです`;
    const now = {
      same: '変更後も同じ原因で止まります',
      'nothing-found': '変更後に止める原因は見つかりません。もう一度試してください',
      open: '変更後に何が止めるかは不明です。もう一度試して、結果を示してください',
      other: `変更後は次の原因で止まります: ${cause}`,
    }[leaves];
    return `${typed}。${now}`;
  },
  'remark.foreign-claim': ({ address, mac }) => `別の機器も ${address} を名乗っています (${mac})`,
};

function translation(becomes: string | undefined): string {
  return becomes === undefined ? '' : ` (宛先は ${becomes} に変換)`;
}
