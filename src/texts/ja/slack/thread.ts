import type { SlackTexts } from '../../en/slack/index.ts';

/* Parameters as in the English sentences. */

export const certainty: SlackTexts['certainty'] = { open: '未確定', likely: '可能性大', proven: '確定' };

export const card: SlackTexts['card'] = {
  asked: ({ interface: device, host, sender, service }) =>
    `*${host}* の *${device}*${sender === undefined ? '' : `（送信元 ${sender}）`}${service === undefined ? '' : `、${service}`}`,
  checking: ({ what }) => `${what} を確認中`,
  service: ({ protocol, port }) => `${protocol} ポート ${port}`,
  looking: '確認中',
  lookingAgain: '再確認中…',
  stopped: '何も分からないうちに中止されました。',
  proofAwaited: ({ run, sender, host, secondsLeft }) =>
    [
      `確定のためパケットを待っています${secondsLeft === undefined ? '' : `（残り ${secondsLeft} 秒）`}。`,
      run === undefined
        ? ''
        : `${sender ?? `${host} 自身のネットワークの外にあるマシン`} で ${run} を実行してください。`,
    ].join(''),
  inThread: '対処と詳細はスレッドにあります。',
  detailsInThread: '詳細はスレッドにあります。',
  otherWaysInThread: '別の確認方法はスレッドにあります。',
  approvalAwaited: ({ by, given, minimum, until }) =>
    `${by === undefined ? '' : `${by} の`}承認待ち: ${given}/${minimum}、期限 ${until}。まだ何も変更していません。`,
  approvalAwaitedOnly: '承認待ちです。',
  approved: '承認されました。これから適用します。',
  applying: ({ progress }) => `適用中です。${progress ?? ''}`,
  applyingArmed: ({ progress }) =>
    `適用中です。動作が確認されなければホスト自身が元に戻します。${progress ?? ''}`,
  withoutWaiting: ({ who, reason }) => `⚠️ ${who} が他の承認を待たずに承認しました: ${reason}`,
  before: ({ headline }) => `変更前: ${headline}`,
  footer: ({ asker, at, approvers }) =>
    `依頼 ${asker} ${at}${approvers === '' ? '' : ` · 承認 ${approvers}`}`,
  approver: ({ who, at }) => `${who} ${at}`,
  alert: ({ name }) => `アラート ${name}`,
  agent: ({ name }) => `エージェント ${name}`,
  alertResolved: ({ at }) => `アラートは ${at} に解消しました。`,
  superseded: '同じインターフェースの新しい確認結果が下にあります。',
};

export const verdict: SlackTexts['verdict'] = {
  healthy: 'このホストに問題は見つかりません。',
  noAnswerNeeded: ({ run }) => `応答を見るには ${run} を実行してください。`,
  askAgain: '誰かが ping している間にもう一度依頼するか、送信元のホストを指定してください。',
  settles: ({ run }) => `${run} を実行して、もう一度依頼してください。`,
  proves: ({ run }) => `確定するには ${run} を実行し、もう一度依頼してください。`,
  fix: ({ recommended, costs }) =>
    `*${recommended ? '推奨の対処' : '可能な対処'}* は下のボタンです。${costs.length === 0 ? '' : `影響: ${costs.join('')}`}`,
  nameGateway: ({ device }) => `*次:* ${device} のゲートウェイを指定すると、対処を計画できます。`,
  gatewayRefused: ({ because }) => `*次:* 別のゲートウェイを指定してください。${because}`,
  hostLeft: '*次:* なし。このホストはもうインベントリーにありません。',
  observeOnly: '*次:* このホストは観測のみです。下のコマンドを手で実行してください。',
  frozen: '*次:* 変更は凍結中です。承認者に相談してください。',
  shadow: '*次:* なし。シャドーモードは計画を示すだけで、何も適用しません。',
  locked: ({ why }) => `*次:* 下でこの診断を評価してください。${why}`,
  unapprovable: ({ minimum, people, unread }) =>
    [
      `*次:* ボタンはありません。必要な承認は ${minimum} 件ですが、承認できる人は`,
      people.length === 0 ? 'いません。' : ` ${people.join('、')} だけです。`,
      unread.length === 0 ? '' : `${unread.join('、')} のメンバーは読めませんでした。`,
      'Roundtrip の管理者に相談してください（approval.approvers、approval.minimum）。',
    ].join(''),
  noFix: '*次:* 安全な変更はありません。下の「手動で確認」を見てください。',
  chosen: '対処が選ばれました。承認と結果は下にあります。',
  stored: ({ command }) => `証拠は保管庫にあります: ${command}`,
  leftOut: ({ kinds }) => `秘密らしいため記録から除いたもの: ${kinds}。`,
  why: '解説',
  judgedRight: ({ who }) => `${who} が正しいと評価しました。`,
  judgedWrong: ({ who, cause, words }) =>
    `${who} が誤りと評価しました${cause === undefined ? '' : `: ${cause}`}。${words ?? ''}`,
  packetPath: 'パケットの経路',
  outputs: '出力',
  yourself: '手動で確認',
  fixDetails: 'コマンド・取り消し・影響',
  alternatives: 'ほかの対処',
  detailOf: ({ label, recommended }) => `*${label}*${recommended ? '（推奨）' : ''}`,
  morePlaces: ({ more }) =>
    `ほか ${more} 件: *全出力* を押すか \`roundtrip audit report\` を実行してください。`,
  nothingLooked: '何も確認していません。',
  nextBlockers: ({ causes }) => `この対処のあとに次に止めるもの: ${causes.join('、')}。`,
  oneSide: '確認したのはこのホストだけです。応答がその先でどうなるかは分かりません。',
  tooLong: '残りは長すぎます: *全出力* を押すか `roundtrip audit report` を実行してください。',
};

export const stages: SlackTexts['stages'] = {
  link: 'インターフェースとアドレス',
  'neighbour-in': 'ARP/ND 解決',
  'wire-in': '要求の到着',
  prerouting: 'ルーティング前のフィルター',
  'source-validation': '送信元検証 (rp_filter)',
  input: '入力フィルターとサービス',
  'reply-route': '応答の経路',
  output: '出力フィルター',
  'neighbour-out': '次ホップの解決',
  'wire-out': '応答が正しいインターフェースから出る',
  upstream: '上流が届ける',
};

export const supposed: SlackTexts['supposed'] = {
  wouldStop: '（止めるはず）',
  notReached: '（未到達）',
  notReachedWouldStop: '（未到達、止めるはず）',
  notReachedWouldPass: '（未到達、通すはず）',
};

export const witnesses: SlackTexts['witnesses'] = {
  model: 'Linux の規則による推論',
  kernel: 'ホストの ip route get',
  counters: 'カーネルのカウンター',
  capture: 'キャプチャー',
  says: { accepts: '通す', refuses: '破棄', unknown: '不明' },
};

export const remedies: SlackTexts['remedies'] = {
  recommended: '（推奨）',
  repairs: ({ because }) => `これで直ります。${because}`,
  doesNotRepair: ({ because }) => `これでは直りません。${because}`,
  depends: ({ on, because }) =>
    `${on === undefined ? 'これで直るかどうかは分かりません。' : `これで直るかどうかは次によります: ${on}。`}${because}`,
  risks: 'リスク:',
  gateway: ({ address, sources }) => `ゲートウェイ: ${address}${inBrackets(sources)}`,
  gatewayAssumed: ({ address, sources }) =>
    `⚠️ ゲートウェイ ${address} は推定です${inBrackets(sources)}。確認してください。`,
  gatewayOutside: ({ address, networks }) =>
    `⚠️ ゲートウェイ ${address} はインターフェースのネットワークの外です${inBrackets(networks)}。確認してください。`,
  anotherGateway: '別のゲートウェイ…',
  leftOut: ({ because }) => `含まれないもの: ${because}`,
  notOffered: ({ because }) => `提供しません: ${because}`,
  first: ({ question, candidates }) =>
    `先に: ${question}${candidates.length === 0 ? '' : ` 候補: ${candidates.join('、')}。`}`,
  hostLeft: 'ボタンなし: このホストはもうインベントリーにありません。',
  observeOnly: 'ボタンなし: このホストは観測のみです。手で実行してください。',
  frozen: 'ボタンなし: 変更は凍結中です。',
  shadow: 'ボタンなし: シャドーモードでは何も適用しません。',
  locked: 'ボタンなし: 変更は診断の評価を待っています。',
  unapprovable: 'ボタンなし: 承認できる人が足りません。',
  noPlan: 'ボタンなし: 計画がありません。',
  runs: ({ files, more }) =>
    files === 0 ? 'コマンド:' : `コマンドと、検証後に書くファイル ${files + more} 個（再起動後も残すため）:`,
  runsNothing: 'コマンドは実行しません。',
  undo: '自動取り消し（ping の成功が確認されなければホスト自身が実行）:',
  undoFiles: 'ファイルも元に戻します。',
  byHand: 'root で手動実行してください。残す操作をしなければ 5 分後に元に戻ります:',
  inStore: ({ commands, files, report }) =>
    `コマンド ${commands} 個${files === 0 ? '' : `、ファイル ${files} 個`}: ${report} で取り消しと影響も含めて見られます。`,
  untilReboot: '永続ではありません: 再起動で失われます。',
  nameGateway: ({ device }) => `${device} のゲートウェイを指定`,
  alsoRepair: ({ devices }) => `${devices.join('、')} も直す…`,
  confirmTitle: '承認を依頼しますか？',
  confirmYes: '承認を依頼',
  confirm: ({ commands, host }) =>
    `承認者が同意するまで何も変更しません。同意後、${host} でコマンド ${commands} 個を実行し、再度 ping して、失敗なら元に戻します。`,
  confirmGateway: ({ gateways }) =>
    `確認してください: ゲートウェイ ${gateways.join('、')} は推定で、確実ではありません。`,
  confirmOutside: ({ gateways }) =>
    `確認してください: ゲートウェイ ${gateways.join('、')} はインターフェースのネットワークの外です。`,
  confirmDepends: ({ on }) => `次の条件によります: ${on}。`,
};

function inBrackets(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `（${parts.join('；')}）`;
}

export const buttons: SlackTexts['buttons'] = {
  probeFrom: ({ host }) => `${host} から ping`,
  stop: '中止',
  waitLonger: 'あと 1 分待つ',
  fullOutput: '全出力',
  lookAgain: '再確認',
  tryAgain: '再試行',
  right: '正しい',
  wrong: '違う…',
  notNow: 'やめる',
  cancel: 'キャンセル',
};

export const withheld: SlackTexts['withheld'] = {
  question: '応答はどのゲートウェイに向かいますか？',
  refused: '利点より害のほうが大きい修正です',
  outcome: '確認した内容は監査レポートにあります。',
};

export const failure: SlackTexts['failure'] = {
  couldNotLook: ({ message }) => `*確認できませんでした。* ${message}`,
  next: ({ step }) => `*次:* ${step}`,
  otherWays: ({ via, collect, explain, listings }) =>
    [
      'SSH なしで確認する方法:',
      `• *別の入り口:* ${via} のように roundtrip.yaml に書いて、もう一度依頼してください。`,
      `• *コンソール、またはクラウドのコマンド実行機能:* ${collect} が出力するスクリプトをそこで実行し、その出力を ${explain} に渡してください。`,
      `• *手元にある出力:* ${listings.join('、')} を ${explain} に貼り付けてください。`,
    ].join('\n'),
  otherWaysTitle: '別の確認方法',
  nothingChanged: ({ host }) => `${host} では何も変更していません。`,
};
