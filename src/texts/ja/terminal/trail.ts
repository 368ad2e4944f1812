import type { TerminalTexts } from '../../en/terminal/index.ts';

export const list: TerminalTexts['list'] = {
  empty: 'トリアージはまだありません。',
  triages: {
    triage: 'トリアージ',
    host: 'ホスト',
    interface: 'インターフェース',
    cause: '原因',
    status: '状態',
    by: '依頼',
    at: '時刻 (UTC)',
  },
  hosts: {
    host: 'ホスト',
    interfaces: '確認済みインターフェース',
    cause: '最後の診断',
    at: '時刻 (UTC)',
    notes: '備考',
  },
  noHosts: 'ホストがありません。roundtrip.yaml に登録してください。',
  more: ({ option }) => `新しいものだけです。${option} ですべて表示します。`,
  observedOnly: '観測のみ',
  shadow: 'シャドーモード',
  group: ({ group }) => `グループ ${group}`,
  pattern: 'パターン',
};

export const audit: TerminalTexts['audit'] = {
  unanchored: ({ events, from, signatures }) =>
    `${from === undefined ? '' : `位置 ${from} から`}整合しています（アンカーなし）: イベント ${events} 件、検証した署名 ${signatures} 件。`,
  verifies: ({ events, from, signatures, heads }) =>
    `チェーンを検証しました${from === undefined ? '' : `（位置 ${from} から）`}: イベント ${events} 件、うち署名済み ${signatures} 件。署名済みヘッド ${heads} 件が一致します。`,
  doesNotVerify: ({ position, triage, problem }) =>
    `チェーンを検証できません${position === undefined ? '' : `（位置 ${position}${triage === undefined ? '' : `、${triage}`}）`}: ${problem}。`,
  noAnchor: ({ file }) =>
    `アンカーがありません（${file}）。末尾が切り取られたか、全体が作り直されたかは分かりません。`,
  noKey: ({ file }) => `鍵がありません（${file}）。署名は検証していません。`,
  unsigned: ({ events }) =>
    `署名のないイベントが ${events} 件あります。署名しない版が書いたか、鍵を持たない誰かが書いたものです。`,
  keyExposed: ({ file }) =>
    `署名鍵 ${file} を他のユーザーが読み書きできます。この鍵の署名は証明になりません（chmod 600。読まれた可能性があれば roundtrip audit new-key）。`,
  anchorBehind:
    'アンカーに書き込めなかった場合（ディスクがいっぱいなど。"roundtrip doctor" を参照）は、次のイベントで追いつきます。そうでなければ両方をそのまま残し、アンカーを手元の写しと比べてください。',
  keepBoth: 'データベースかアンカーが変更されています。両方をそのまま残し、バックアップと比べてください。',
  formerKey:
    '署名鍵を替えた場合（roundtrip audit new-key）、以前の鍵が audit.formerKeyFiles に指定されていなければ、指定してからもう一度検査してください。',
  putKeyBack: ({ file }) => `署名鍵 ${file} を戻してから、もう一度検証してください。`,
  finished: ({ triages }) => `前回の途中だった ${triages} 件のトリアージの整理を終えました。`,
  wouldFinish: ({ triages }) => `前回の途中だった ${triages} 件のトリアージの整理を終えます。`,
  archiveLost: ({ triages, file }) =>
    `前回の途中だったトリアージが ${triages} 件あり、${file === undefined ? 'アーカイブの場所が記録されていません' : `アーカイブ ${file} が書いたときのまま残っていません`}。ログにまだあるため、新しいアーカイブに移します。`,
  prunable: ({ events, triages, age, begun }) =>
    `${age} より前に終わったトリアージ${begun === 0 ? '' : `と途中だったもの（${begun} 件）、合わせて`} ${triages} 件のイベント ${events} 件`,
  nothingToPrune: '整理するほど古いものはありません。',
  standing: ({ triages }) =>
    `適用されたままの対処が ${triages} 件あります。取り消しに記録が必要なため残します（--include-standing で移せます）。`,
  wouldPrune: ({ what }) => `整理の対象: ${what}。`,
  askPrune: ({ what, archive }) =>
    `${what}を ${archive} に移しますか? その後は roundtrip で表示も取り消しもできません。`,
  pruned: ({ what, archive }) =>
    `${what}を ${archive} に移しました。チェーンは完全なままです: "roundtrip audit verify"。`,
  newKeyMeans: ({ file }) =>
    `別の鍵が ${file} になります。古い鍵で動いているボットとコマンドは、以後何も記録できません。起動し直してください。古い鍵がここにないだけなら、写しを戻してください。`,
  askNewKey: '今後は新しい鍵で署名しますか?',
  newKey: ({ file }) =>
    `今後は ${file} が署名します。このデータベースのすべてのボットに複製し、写しを別の場所に保管してください。`,
  addFormerKeys: ({ files }) =>
    `以前の署名を検証するには、設定の audit に追加してください:\n  formerKeyFiles: [${files.map((file) => JSON.stringify(file)).join(', ')}]`,
  keyWasLost:
    '古い鍵はありませんでした。署名したものがあれば、その公開鍵（audit.pub の写し、またはアンカーの行の "key" を -----BEGIN PUBLIC KEY----- と -----END PUBLIC KEY----- で挟んだもの）も、使われた順に audit.formerKeyFiles に指定してください。',
};

export const store: TerminalTexts['store'] = {
  doesNotRun: ({ directory }) => `${directory} のデータベースは動いていません。`,
  stopped: ({ directory }) => `${directory} のデータベースを停止しました。`,
  writing: ({ file }) => `${file} に書き込んでいます…`,
  reading: ({ file }) => `${file} を読み込んでいます…`,
  holds: ({ file, contents }) => `${file} の内容: ${contents}。`,
  notRestorable: ({ file, position, problem }) =>
    `${file} は復元できません: イベント ${position}: ${problem}。データベースが変更されています。"roundtrip audit verify" を実行し、これまでのバックアップを残してください。`,
  keysApart:
    '署名鍵とアンカーファイルは含まれていません。両方の写しを別の場所に保管してください（docs/audit.md）。',
  restored: ({ contents }) => `復元しました: ${contents}。チェーンは一致します。`,
  putKeysBack: '署名鍵とアンカーファイルを戻してから "roundtrip audit verify" を実行してください。',
  noEvents: 'イベントなし',
  events: ({ events, at, hash }) => `イベント ${events} 件、最後は ${at}（${hash}…）`,
  embedded: ({ directory }) => `${directory} の組み込み PostgreSQL`,
  server: 'DATABASE_URL の PostgreSQL',
  notRunning: '動いていません。必要とする次のコマンドが起動します',
  version: ({ where, version }) => `${where}、バージョン ${version}`,
  runsSince: ({ since, pid, megabytes }) =>
    `${since} から動作中（${pid === undefined ? '' : `プロセス ${pid}、`}${megabytes} MB）`,
  eventsSoFar: ({ events, at }) => `イベント ${events} 件${at === undefined ? '' : `、最後は ${at}`}`,
  connected: ({ program, connections, since }) =>
    `接続中: ${program}、${connections} 件、最も古いものは ${since} から`,
  unnamed: '名前のないプログラム',
  nobody: '接続はありません',
  ownedByBot: ({ owner }) =>
    `データベースを用意しました: イベントの所有者 ${owner} は変更もできます。DATABASE_URL には別のロールを指定してください。`,
  owned: ({ owner, bot }) =>
    `データベースを用意しました: イベントの所有者は ${owner}、${bot} は追加と読み取りだけです。`,
};

export const calibrate: TerminalTexts['calibrate'] = {
  nothingJudged:
    '評価された診断はまだありません。Slack で診断の下の「正しい」「誤り…」を押すと記録されます。',
  head: ({ verdicts, triages, right, share, low, high }) =>
    `評価 ${verdicts} 件（トリアージ ${triages} 件）: 正しい ${right} 件、${share}（95 % 区間 ${low} – ${high}）。`,
  tooFew: ({ verdicts, wanted }) =>
    `判断するには少なすぎます: 評価 ${verdicts} 件、少なくとも ${wanted} 件必要です。`,
  titles: {
    cause: '原因別',
    certainty: '確度別',
    distribution: 'ディストリビューション別',
    group: 'ホストグループ別',
  },
  columns: { verdicts: '評価', right: '正', precision: '精度', interval: '95 % 区間' },
  few: '少数',
  unknownDistribution: '不明',
  noGroup: 'グループなし',
  confused: ({ shown, actual, times }) => `${shown} と診断、実際は ${actual}: ${times} 件`,
};
