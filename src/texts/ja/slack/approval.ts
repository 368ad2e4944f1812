import type { SlackTexts } from '../../en/slack/index.ts';

export const approval: SlackTexts['approval'] = {
  asks: ({ who, host, label }) => `*${who} が ${host} の変更を依頼しています:* ${label}。`,
  why: ({ verdict }) => `理由: ${verdict}`,
  agentReason: ({ reason }) => `エージェント自身の言葉（未確認）: 「${reason}」`,
  standing: ({ given, minimum, by }) =>
    `承認: ${given}/${minimum}${by.length === 0 ? '' : `（${by.join('、')}）`}。`,
  standingShort: ({ given, minimum, until }) => `承認 ${given}/${minimum}、期限 ${until}。`,
  given: ({ who, self, at, ticket, withoutWaiting }) =>
    [
      `${who}${self ? '（自分の依頼）' : ''} ${at}`,
      ...(ticket === undefined ? [] : [`チケット ${ticket}`]),
      ...(withoutWaiting === undefined ? [] : [`*他の承認を待たず*: ${withoutWaiting}`]),
    ].join('、'),
  nothingYet: 'まだ何も変更していません。',
  approved: '✅ 承認されました。',
  rejected: ({ by, reason }) =>
    `✋ ${by === undefined ? '' : `${by} により`}却下されました${reason === undefined ? '。' : `: ${reason}`} 何も変更していません。`,
  expired: '⌛ 期限切れ: 時間内に承認されませんでした。何も変更していません。',
  overtaken: '新しい依頼に置き換えられました。この依頼では何も変更していません。',
  askedDirectly: ({ names }) => `ダイレクトメッセージで依頼済み: ${names}。`,
  askedNobody: 'ダイレクトメッセージを送れる承認者がいません。承認者はここで回答できます。',
  notReached: ({ names }) => `ダイレクトメッセージを送れませんでした: ${names}。`,
  groupsUnread: ({ groups }) =>
    `${groups} のメンバーを読めないため、このグループでは承認できません。ユーザー ID で指定してください。`,
  openThread: 'スレッドを開く',
  plan: ({ hash }) => `計画 ${hash}`,
  recordedAs: ({ hash }) => ` · 記録 ${hash}`,
  expiresAt: ({ at }) => `期限 ${at}`,
  expiresSoon: ({ given, minimum, at }) =>
    `⌛ この承認依頼の期限は ${at} です。承認は ${given}/${minimum} です。`,
  details: 'コマンド・取り消し・影響',
  inStore: 'コマンドは保管庫にあります',
  approve: '承認',
  approveMore: '承認…',
  sign: '署名して承認…',
  reject: '却下…',
  breakGlass: '待たずに承認…',
  revoke: '承認を取り消す',
  confirmTitle: ({ host }) => `${host} の変更を承認しますか？`,
  confirm: ({ commands, host }) =>
    `あなたの承認を記録し、${host} でコマンド ${commands} 個を実行します。再度 ping して、動作しなければ元に戻します。`,
  revokeTitle: '承認を取り消しますか？',
  revokeYes: '取り消す',
  rejectText: ({ host }) => `${host} では何も変更されず、依頼者に伝わります。`,
  radius: ({ summary }) => `影響: ${summary}`,
  moreFlows: ({ more }) => `${more}: \`roundtrip audit report\``,
};

export const outcome: SlackTexts['outcome'] = {
  where: ({ device, host }) => `${host} の ${device}`,
  committed: ({ where, detail, lasting }) =>
    `✅ *修復しました:* ${where} が応答します。${detail}${lasting ?? ''}`,
  lasts: {
    kept: '再起動後も残ります。',
    'being-kept': '再起動後も残るように設定中です。',
    'needs-nothing': '再起動後も残ります（保持するための設定は不要です）。',
    'until-reboot': '再起動すると失われます。',
  },
  rolledBack: ({ host, detail }) => `↩️ *元に戻しました:* ${detail} ${host} は変更前と同じです。`,
  undone: ({ where, detail }) => `↩️ *取り消しました:* ${where} の対処を取り除きました。${detail}`,
  undoFailed: ({ where, detail }) =>
    `⚠️ *取り消せませんでした:* ${where} の対処は取り消されていません。${detail}`,
  unknown: ({ host, detail }) =>
    `❓ *不明:* ${detail} 変更が確定されていなければ、${host} は自分で元に戻します。`,
  applyRefused: ({ detail }) => `⚠️ *適用していません。* ${detail}`,
  rejected: ({ detail }) => `✋ *却下:* 何も変更していません。${detail}`,
  expired: '⌛ *期限切れ:* 時間内に承認されず、何も変更していません。',
  awaitingConfirmation: ({ detail }) => `⏳ *適用済み、動作の確認待ち:* ${detail}`,
  superseded: 'これより新しい結果が下にあります。',
  checkedHere: ({ host }) =>
    `⚠️ ${host} は署名を検証できません (ssh-keygen がないか、OpenSSH 8.1 より古いため): 承認者を確認したのは Roundtrip だけです。`,
  fullRecord: ({ command }) => `全記録: ${command}`,
  rejectedBy: ({ who }) => `${who} が却下しました。`,
  undoneBy: ({ who }) => `${who} が取り消しました。`,
  recheckedBy: ({ who }) => `${who} が再確認を依頼しました。`,
  worksNow: ({ run, sender, until }) =>
    `動作していますか？${run === undefined ? '' : ` ${sender === undefined ? '' : `${sender} で `}${run} を試してください。`}${until === undefined ? '' : ` 回答がなければ ${until} に元に戻します。`}`,
  saysItWorks: ({ who }) => `${who} が動作を確認しました。`,
  itWorks: '動作している',
  stays: ({ command, asker }) =>
    `自動取り消しは解除されました。${asker ? '依頼者または承認者' : '承認者'}はここ、または ${command} で取り消せます。`,
  nextRolledBack: '*次:* 再確認して何が止めているかを見るか、ほかの対処を選んでください。',
  nextUnknown: ({ host }) =>
    `*次:* ${host} には 1 分ごとに問い合わせます。ホスト自身の取り消しは実行されたはずです。この変更が残っている間、このホストにほかの変更は行いません。`,
  byConsole:
    'ホストのコンソールで root として実行すると、残っている変更を元に戻せます。残っていない手順のコマンドは失敗します:',
  nextRefused: '*次:* 診断のボタンがまた使えます。ホストの状態が変わっていれば、もう一度依頼してください。',
  nextPlannedAnew: '*次:* 現在のホストに合わせた新しい計画ができ、承認を依頼済みです。',
  nextUndoFailed: '*次:* ホストに接続できることを確かめ、もう一度「取り消す」を押してください。',
  nextUndone: '*次:* 再確認して状態を見てください。',
  undoUnderWay: '取り消し中です。',
  undoAsked: ({ given, minimum }) => `取り消し: 承認者 ${given}/${minimum} 人が依頼済み。`,
  undo: '取り消す',
  undoTitle: '対処を取り消しますか？',
  undoText: ({ host, device }) =>
    `${host} から変更を取り除きます。${device} は以前のように応答しなくなります。`,
  undoYes: '取り消す',
  undoNo: '残す',
  before: ({ detail }) => `変更前: ${detail}`,
  verified: { probe: '再度 ping', capture: '実際の通信で確認', person: '人が確認' },
  done: ({ label, commands, files, approvals }) =>
    `実行済み: ${label}（コマンド ${commands} 個${files === 0 ? '' : `、ファイル ${files} 個`}、承認 ${approvals} 件）`,
};

export const undo: SlackTexts['undo'] = {
  whoCan: ({ names, unread }) =>
    [
      names.length === 0 ? 'ここで取り消せる人はいません。' : `取り消せるのは ${names.join('、')} です。`,
      unread.length === 0 ? '' : `${unread.join('、')} のメンバーは読めませんでした。`,
    ].join(''),
  askThem: '取り消しを頼む',
  asking: '依頼中です。誰に届いたかはスレッドに表示されます。',
  wanted: ({ who, asked, missed }) =>
    [
      `${who} が取り消しを求めています。`,
      asked.length === 0 ? '' : `ダイレクトメッセージで依頼: ${asked.join('、')}。`,
      missed.length === 0 ? '' : `届きませんでした: ${missed.join('、')}。`,
    ].join(''),
  asks: ({ who, host, label, at }) =>
    `*${who} が ${host} の対処の取り消しを求めています:* ${label}${at === undefined ? '' : `（${at} に適用）`}。`,
  runs: '取り消しで実行するもの:',
};

export const recheck: SlackTexts['recheck'] = {
  button: '再確認',
  underWay: '再確認中です。',
  title: {
    stands: '再確認しました',
    gone: '対処がなくなっています',
    fails: '動作しなくなりました',
    unknown: '不明',
  },
  next: {
    stands: '対応は不要です。',
    gone: '今回は何も変更していません。取り除いた側が正しいかもしれません。再度必要なら依頼してください。承認は通常どおり必要です。',
    fails: '今回は何も変更していません。何が止めているかは、もう一度依頼して確認してください。',
    unknown: '今回は何も変更していません。ホストに接続できることを確かめ、再確認してください。',
  },
};

export const permanence: SlackTexts['permanence'] = {
  kept: ({ by }) => `永続: 再起動後も残ります（${by}）。取り消すとこれも取り除きます。`,
  report: ({ command }) => `詳細は ${command}。`,
  failed: ({ reason }) => `永続化できませんでした: 再起動で失われます。${reason ?? ''}`,
  notWritten: ({ notes }) =>
    `永続ではありません: 再起動で失われます。残すためのファイルは書きません:${notes}`,
  beingMade: '永続化しています。',
  asked: ({ given, minimum }) => ` 承認者 ${given}/${minimum} 人が依頼済み。`,
  wouldWrite: ({ files, notes, asked }) =>
    `永続ではありません: 再起動で失われます。${notes} 残すには、ファイル ${files} 個を書きます。${asked}`,
  files: ({ files }) => `ファイル ${files} 個`,
  diff: '永続化に使うファイル',
  make: '永続化する',
  confirmTitle: '再起動後も残しますか？',
  confirm: ({ files, host }) =>
    `${host} にファイル ${files} 個を書き、再度 ping して、動作しなければ取り除きます。`,
};
