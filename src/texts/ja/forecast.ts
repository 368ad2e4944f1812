import type { FlowTraits } from '../../analyzer/model/index.ts';
import type { ForecastCounts, ForecastTexts } from '../forecast-texts.ts';
import { flowWay, traitNames } from './flows.ts';

function summary(counts: ForecastCounts): string {
  const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
  const parts = [
    counts.stops > 0 ? `${counts.stops} 件が止まります` : '止まるものはありません',
    counts.repairs > 0 ? `${counts.repairs} 件が応答するようになります` : '',
    counts.moves > 0 ? `${counts.moves} 件の応答が別の経路になります` : '',
    counts.unknown > 0 ? `${counts.unknown} 件は予測できません` : '',
  ].filter((part) => part !== '');
  return `この変更により、${all} 件中: ${parts.join('、')}。`;
}

export const forecastTexts: ForecastTexts = {
  summary,
  cuts: {
    own: 'あなた自身の SSH セッションが切れます。',
    ssh: (number) => `開いている SSH セッション ${number} 件が切れます。あなたのものかもしれません。`,
  },
  outcomes: {
    stops: '停止',
    unknown: '不明',
    moves: '経路変更',
    'still-stopped': '停止のまま',
    repairs: '回復',
    unchanged: '変化なし',
  },
  columns: { outcome: '結果', flow: '通信', from: '送信元' },
  from: {
    elsewhere: () => '別ネットワーク',
    network: (address, network) => (network === undefined ? address : `${address} (${network})`),
    peer: (address) => `${address} (接続中)`,
  },
  flow: (flow) => {
    if (flow.kind === 'asked') return `${flow.device} ${flow.address}${portAndTraits(flow.traits)}`;
    if (flow.kind === 'started')
      return `ホスト自身が始める通信 (${[`IPv${flow.family}`, ...traitNames(flow.traits ?? {})].join('、')})`;
    const port = flow.port === undefined ? '' : `:${flow.port}`;
    const name = { own: 'あなたの SSH セッション', ssh: 'SSH セッション', other: '接続' }[flow.use];
    return `${name} ${flow.address}${port}`;
  },
  headlines: {
    cut: (flow, way, stands) => {
      if (!stands && flow.kind === 'session') return `${flow.address} はこのホストで使えなくなります`;
      return way.kind === 'no-way' ? `送出経路がなくなります (${way.error})` : '送出経路がなくなります';
    },
    moves: (before, after) =>
      `応答は続きますが、${flowWay(after)} (変更前: ${flowWay(before)})。送信元を検査するルーターやクラウドが破棄する可能性があります`,
    same: (way) => (way.kind === 'leaves' ? `変更前と同じ: ${flowWay(way)}` : '変更前と同じ'),
    repaired: (way, was, hop) =>
      `${hop === undefined ? '' : `${hop.device} で ${hop.address} が応答すれば (存在は確認できません)、`}応答します: ${flowWay(way)}${was === undefined ? '' : `。現在: ${was}`}`,
    doubt: (doubt) =>
      doubt.about === 'line'
        ? `${doubt.line} 行目の効果が不明なため、予測できません`
        : `${doubt.device} で ${doubt.address} が応答するかに左右されます。存在は確認できません`,
    ambiguous: 'このネットワークには複数のインターフェースがあり、要求がどれに届くか不明です',
    notShown: '出力に含まれていない情報に左右されます',
  },
  line: (outcome, { keptForLater: later, elsewhere }) => {
    if (later !== undefined) return `今は何も変わりません: ${later} は後で読み込まれます`;
    switch (outcome.kind) {
      case 'made':
        return undefined;
      case 'nothing':
        return '何も変わりません';
      case 'fails':
        return `失敗: ${forecastTexts.errors[outcome.error]}`;
      case 'not-run':
        return '前の行の結果により実行されません';
      case 'open':
        if (elsewhere !== undefined)
          return `解釈しません: ${elsewhere} で実行されます。このホストの別名かもしれません`;
        return '解釈できないか、含まれていない情報に左右されます';
    }
  },
  errors: {
    EEXIST: 'File exists: すでに存在します (EEXIST)',
    ESRCH: 'No such process: その経路はありません (ESRCH)',
    ENOENT: 'No such file or directory: その項目はありません (ENOENT)',
    ENODEV: 'Cannot find device: そのデバイスはありません (ENODEV)',
    ENETUNREACH: 'Nexthop has invalid gateway: 直接つながるネットワークにありません (ENETUNREACH)',
    EHOSTUNREACH: 'No route to host: ゲートウェイは直接つながるネットワークにありません (EHOSTUNREACH)',
    ENETDOWN: 'Network is down: インターフェースが up ではありません (ENETDOWN)',
    EINVAL: 'Invalid argument (EINVAL)',
    EADDRNOTAVAIL: 'Cannot assign requested address: そのアドレスはありません (EADDRNOTAVAIL)',
    EPERM: 'Operation not permitted (EPERM)',
    INVALID: 'netplan はこの値を受け付けず、ファイル全体が適用されません',
  },
  assumed: (one) => {
    switch (one.about) {
      case 'carrier':
        return `${one.device} は up になるとリンクが確立する。`;
      case 'new-interface':
        return `${one.device} は net.ipv4.conf.default と net.ipv6.conf.default の設定で始まり、起動すればキャリアを検出する。`;
      case 'lease-kept':
        return `${one.device} のリースは変わらない（アドレスとゲートウェイは同じ）。`;
      case 'owner-reacts':
        return `${one.owner} は介入しない（リンクの down / up の後に ${one.device} を設定し直す可能性がある）。`;
      case 'foreign-removed':
        return one.known
          ? `systemd-networkd は ${one.device} の経路とポリシールールのうち、設定にないものを削除する。`
          : `systemd-networkd は ${one.device} の経路とポリシールールのうち、設定にないものを削除する（networkd.conf に ManageForeignRoutes=no と ManageForeignRoutingPolicyRules=no があれば削除しない）。`;
      case 'next-hop':
        return `${one.device} で ${one.address} が応答する（存在は確認できない）。`;
      case 'applied':
        return one.form === 'netplan'
          ? 'このファイルが現在の設定に置き換わり、"netplan apply" が実行される。'
          : 'プロファイルは有効化（nmcli con up、nmcli device reapply）されるまでデバイスを変えない。';
    }
  },
  titles: { lines: 'そのまま実行できない行:', assumed: '前提:' },
  more: (unchanged) => `変化なし: ${unchanged} 件 (--verbose で一覧)。`,
};

/** `:22 (tcp)`. */
function portAndTraits({ sport, ...traits }: FlowTraits = {}): string {
  const names = traitNames(traits);
  const named = names.length === 0 ? '' : ` (${names.join('、')})`;
  return `${sport === undefined ? '' : `:${sport}`}${named}`;
}
