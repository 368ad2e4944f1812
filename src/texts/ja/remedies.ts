import {
  type CloudId,
  type GatewaySource,
  type RemedyMessages,
  type Rule,
  tableName,
  type WithheldBecause,
} from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';
import { flowName, flowWay, waysOut } from './flows.ts';
import { listOf, ruleWords } from './words.ts';

export const remedySentences: Sentences<RemedyMessages> = {
  'remedy.policy-routing.label': ({ devices }) =>
    devices.length === 1
      ? `${devices[0]} の戻りパケットを ${devices[0]} から出す`
      : `${listOf(devices)} の戻りパケットをそれぞれのインターフェースから出す`,
  'remedy.loose-rp-filter.label': ({ devices }) => `${listOf(devices)} で非対称な通信を許可する`,
  'remedy.restore-main-rule.label': ({ devices }) =>
    `${listOf(devices)} のために main テーブルのルールを戻す`,
  'remedy.local-routes-in-policy-table.label': ({ devices }) =>
    `${listOf(devices)} の近隣へはリンク上で直接応答する`,
  'remedy.reorder-policy-rule.label': ({ devices }) => `${listOf(devices)} のポリシールールを先頭に置く`,
  'remedy.add-policy-rule.label': ({ devices }) =>
    `${listOf(devices)} に不足しているポリシールールを追加する`,
  'remedy.src-valid-mark.label': ({ devices }) => `${listOf(devices)} の送信元検証でマークを使う`,
  'remedy.restore-policy-table.label': ({ devices }) => `${listOf(devices)} の設定済みポリシー経路を復元する`,
  'remedy.arp-per-interface.label': ({ devices }) =>
    `${listOf(devices)} の ARP には自身のインターフェースだけで応答する`,

  'risk.own-addresses-move': ({ device }) => `経路が変わるのは ${device} 自身のアドレスからの通信だけです。`,
  'risk.until-reboot': () => '永続化されません: 再起動やネットワークの再起動で失われます。',
  'risk.as-configured': ({ places }) =>
    `ホスト自身の設定がそのテーブルに定めている経路です (${places.join('、')})。再起動後も設定どおりに戻ります。`,
  'risk.arp-own-only': ({ devices }) =>
    `${listOf(devices)} は自身のアドレスの ARP だけに応答します: このホストの他のアドレスに、これらの ARP を通じて到達していた近隣は到達できなくなります。`,
  'risk.rules-overridden': ({ rules, sources }) =>
    `${listOf(sources)} からの通信では、新しいルールが ${someRules(rules)} より先に評価され、優先されます。`,
  'risk.preference-shared': ({ rules }) =>
    `${someRules(rules)} と同じ優先順位で、その後に置かれます。再起動後は、先に追加されたルールが先に評価されます。`,
  'risk.main-again': () => '他のルールに一致しない通信は、すべて main テーブルの経路に戻ります。',
  'risk.forged-sources': ({ device }) =>
    `${device} は、経路のある送信元ならどれでも受け入れます: 詐称された送信元も破棄されません。`,
  'risk.answers-leave-elsewhere': ({ device, out = '別のインターフェース' }) =>
    `${device} に届いた通信への応答は、引き続き ${out} から出ます: 途中のステートフルファイアウォールが破棄することがあります。`,

  'gateway.question': ({ device }) => `${device} のゲートウェイはどれですか?`,
  'gateway.awaited': ({ device }) => `${device} のゲートウェイ`,
  'gateway.none-named': ({ device }) => `ホスト上に ${device} のゲートウェイを示す情報がありません`,
  'gateway.several-named': ({ claims }) => {
    const found = claims.map(({ address, sources }) => `${address} (${listOf(sources.map(sourceName))})`);
    return `候補が複数あります: ${found.join(' または ')}`;
  },
  'gateway.source': ({ source }) => sourceName(source),

  'plan.no-address': ({ device }) => `${device} に送信元として使えるアドレスがありません`,
  'plan.not-an-address': ({ gateway, family }) => `${gateway} は IPv${family} アドレスではありません`,
  'plan.own-address': ({ gateway }) => `${gateway} はこのホスト自身のアドレスです`,
  'plan.no-host': ({ gateway, network }) =>
    `${gateway} は ${network} の最初または最後のアドレスで、ホストのものではありません`,
  'plan.off-link': ({ gateway, device, networks }) =>
    `${gateway} は ${device} のネットワーク (${listOf(networks) || 'なし'}) にありません: カーネルはゲートウェイとして受け付けません`,
  'plan.gateway-silent': ({ gateway, device, family }) =>
    `${gateway} は ${device} で${family === 4 ? ' ARP' : '近隣要請'}に応答しません: 送った応答は失われます`,
  'plan.no-preference': ({ before }) =>
    `ルール ${before} が先に適用され、それより小さい優先順位に空きがありません`,
  'plan.setting-not-shown': ({ device }) => `${device} の rp_filter が不明なため、元に戻す値が決まりません`,
  'plan.main-rule-taken': ({ preference }) => `優先順位 ${preference} には別のルールがあります`,
  'plan.mark-not-shown': ({ device }) =>
    `${device} の src_valid_mark は設定済みか、不明です: 設定しても変わりません`,
  'plan.configured-twice': ({ table, destination }) =>
    `ホストの設定に、テーブル ${table} の ${destination} 宛ての異なる経路が 2 つあります`,
  'plan.device-not-there': ({ device }) => `設定にある ${device} が存在しません`,
  'plan.arp-not-shown': ({ device }) =>
    `${device} の arp_ignore と arp_announce が不明です: 元に戻す値が分かりません`,
  'plan.arp-for-others': ({ device, address }) =>
    `${device} の ${address} は同じネットワークにあり、他のインターフェースが ARP に応答しているために近隣から到達できています`,
  'plan.no-such-rule': () => 'このアドレス用のルーティングテーブルがホストにありません',
  'plan.nothing-hidden': () => '直結ネットワークを隠すポリシーテーブルはありません',
  'plan.network-not-shown': ({ device }) => `${device} のネットワークが不明です`,
  'plan.table-not-by-number': ({ table }) => `テーブル ${table} の番号が不明です`,
  'plan.route-taken': ({ table, destination }) =>
    `テーブル ${table} には ${destination} への経路がすでにあります`,
  'plan.accepted-already': ({ device }) =>
    `${device} の strict な rp_filter はこの送信元をすでに受け入れています: loose にしても変わりません`,
  'plan.not-strict': ({ device }) =>
    `${device} の rp_filter は strict ではないか、不明です: loose にしても変わりません`,

  'outcome.open': ({ question }, tell) => tell({ key: 'question.open', question }),
  'outcome.way-open': ({ sender }) => `${sender} への戻り経路が不明です`,
  'outcome.on-unread': () => 'ホストから読み取れなかった情報',
  'outcome.still-refused': ({ source, device, reason, back }) =>
    `${source} からのリクエストは ${device} の送信元検証で引き続き破棄されます (${reason}${back === undefined ? '' : `、戻り経路は ${back}`})`,
  'outcome.no-way-back': ({ sender }) => `${sender} への戻り経路は引き続きありません`,
  'outcome.still-stopped': ({ causes }) => `引き続き次の原因で止まります: ${listOf(causes)}`,
  'outcome.decided-before': ({ preference }) =>
    `ルール ${preference} が先に適用されるため、このフローには効果がありません`,
  'outcome.same-as-rule': ({ preference, ways }) =>
    `既存のルール ${preference} と同じです: 戻りパケットはすでに ${waysOut(ways)} から出ます`,
  'outcome.same-as-today': ({ ways }) => `戻りパケットはすでに ${waysOut(ways)} から出ています`,
  'outcome.repairs': ({ device, ways }) =>
    `リクエストは ${device} で受信され、戻りパケットは ${waysOut(ways)} から出ます`,
  'outcome.leaves-elsewhere': ({ device, ways, address }) =>
    `リクエストは ${device} で受信されますが、戻りパケットは送信元 ${address} で ${waysOut(ways)} から出ます`,
  'outcome.on-user': ({ port }) =>
    `応答するプログラム${port === undefined ? '' : ` (ポート ${port})`} の実行ユーザー: uidrange のルールが適用されます`,
  'outcome.on-udp-source': ({ address, port }) =>
    `プログラム${port === undefined ? '' : ` (UDP ポート ${port})`} が ${address} から応答するかどうか: ソケットはアドレスに bind されていません`,
  'outcome.on-gateway': ({ gateway, device }) =>
    `${gateway} が ${device} で応答するかどうか: これまでのところ応答はありません`,
  'outcome.on-stages-behind': ({ questions }, tell) =>
    `この後の未確認の段階: ${listOf(questions.map((question) => tell({ key: 'question.open', question })))}`,
  'outcome.filter-refuses': ({ source, device }) =>
    `ファイアウォール独自のリバースパス検証が ${device} で ${source} を引き続き破棄します`,
  'outcome.into-own-network': ({ sender, device }) =>
    `${sender} への応答は、このホスト自身のネットワーク ${device} に入ります: 送信元のネットワークと重複しているため、どちらかの変更が必要です`,
  'outcome.on-anti-spoofing': ({ out, address, cloud }) =>
    cloud === undefined
      ? `${out} 側のネットワークが ${address} からのパケットを通すかどうか (アンチスプーフィング)`
      : `${out} での ${CLOUDS[cloud].name} のアンチスプーフィング: ${CLOUDS[cloud].antiSpoofing}`,

  'left-out.works': ({ device }) => `${device} は応答しています`,
  'left-out.other-cause': ({ device, cause }) => `${device} の障害は別の原因です (${cause})`,

  'permanence.withheld': ({ device, because, owner }) => `${device}: ${WITHHELD[because](owner)}`,
  'permanence.taken-away': ({ device, owner, foreign }) =>
    `永続化しない限り、${owner} は ${device} の再設定時にこれを削除し、リンクダウン時にはその経路も削除します${
      foreign === undefined
        ? ' (ManageForeignRoutes=、ManageForeignRoutingPolicyRules=)'
        : '。networkd.conf は収集されていません: ManageForeignRoutes=no と ManageForeignRoutingPolicyRules=no があれば削除しません'
    }`,
  'permanence.configured-anew': ({ device, owner }) =>
    `ファイルを書くと ${owner} が ${device} を再設定します: DHCP のアドレスは一時的に外れます`,

  'refused.other-interface': ({ arrives, asked }) =>
    `リクエストは ${asked} ではなく ${arrives} に届きます: 変更するには ${arrives} について尋ねてください`,
  'refused.kubelet': () =>
    'kubelet が動いており、このホストはクラスターが管理しています: apply.kubelets が true でない限り変更しません',
  'refused.own-connection': ({ flow, before, after }) =>
    `${flowName(flow)} の経路が変わります: 現在は ${flowWay(before)}、変更後は ${flowWay(after)}`,
};

/** Why a file is not written. */
const WITHHELD: Record<WithheldBecause, (owner?: string) => string> = {
  'owner-unknown': () =>
    '何が設定しているか、収集した情報からは分かりません: 何も設定していなければ、次のようなユニットで維持できます',
  'owner-not-supported': (owner = '別のプログラム') =>
    `${owner} が設定しています: その設定に手作業で追加してください`,
  'place-not-shown': (owner = '別のプログラム') =>
    `${owner} が設定していますが、どのファイルか、収集した情報からは分かりません`,
  'not-kept-there': (owner = '設定しているプログラム') => `${owner} にはこの変更を保存する方法がありません`,
  'host-managed-elsewhere': (owner = '別のプログラム') =>
    `このホストのファイルは ${owner} が管理しています: そちらで変更してください`,
  'others-withheld': () => '残りが書けないため、これだけは書きません',
};

function sourceName(source: GatewaySource): string {
  switch (source.by) {
    case 'person':
      return '人による入力';
    case 'earlier-look':
      return '以前の調査';
    case 'default-route':
      return `テーブル ${tableName(source.table)} のデフォルト経路`;
    case 'configuration':
      return source.told;
    case 'cloud':
      return `${CLOUDS[source.cloud].name} の規則: サブネットの最初のホスト`;
    case 'forwarding':
      return 'キャプチャしたリクエストを転送した機器';
  }
}

/** Clouds, and their names for anti-spoofing. */
const CLOUDS: Record<CloudId, { name: string; antiSpoofing: string }> = {
  ibm: {
    name: 'IBM Cloud VPC',
    antiSpoofing: 'インターフェースの allow_ip_spoofing (IAM ロールが必要)',
  },
  aws: { name: 'AWS', antiSpoofing: 'ネットワークインターフェースの送信元/送信先チェック' },
  azure: { name: 'Azure', antiSpoofing: 'ネットワークインターフェースの IP 転送' },
  gcp: { name: 'Google Cloud', antiSpoofing: 'インスタンスの can_ip_forward' },
  oci: { name: 'Oracle Cloud', antiSpoofing: 'VNIC のソース/宛先チェック' },
};

/** Policy rules in a row; of many the first. */
function someRules(rules: readonly Rule[]): string {
  const shown = rules.slice(0, RULES_SHOWN).map(ruleWords);
  const more = rules.length - shown.length;
  return listOf(more > 0 ? [...shown, `他 ${more} 件`] : shown);
}

const RULES_SHOWN = 3;
