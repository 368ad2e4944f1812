import type { TerminalTexts } from '../../en/terminal/index.ts';

export const plan: TerminalTexts['plan'] = {
  routes: (number) => `経路 ${number} 件`,
  rules: (number) => `ルール ${number} 件`,
  settings: (number) => `設定 ${number} 件`,
  files: (number) => `ファイル ${number} 件`,
  summary: ({ parts, host }) => `計画: ${host} に${parts.length === 0 ? '変更なし' : ` ${parts.join('、')}`}`,
  onlyPlanned: ({ summary }) => `${summary}。何も変更していません`,
};

export const fixing: TerminalTexts['fixing'] = {
  tookRecommended: ({ id }) => `--remedy がないため、推奨の ${id} を使います。`,
  ask: ({ host }) => `これを ${host} に適用しますか?`,
  outcome: {
    committed: ({ where, reason }) => `修復済み: ${where}。${reason}`,
    'rolled-back': ({ where, reason }) => `元に戻しました。${where} は変更前のままです: ${reason}`,
    refused: ({ where, reason }) => `${where} には適用していません: ${reason}`,
    unknown: ({ where, reason }) => `${where} での結果は不明です: ${reason}`,
    planned: ({ where, reason }) => `${where} の計画: ${reason}`,
  },
  recorded: ({ triage }) => `${triage} として記録しました。`,
  untilReboot: '永続ではありません: 再起動で失われます。',
  nextUndo: ({ undo, persist }) =>
    `取り消すには: ${undo}${persist === undefined ? '' : `。再起動後も残すには: ${persist}`}`,
  askAgain: ({ undo }) => `ホストにもう一度問い合わせて元に戻すには: ${undo}`,
  byConsole: ({ host }) =>
    `${host} のコンソールで root として実行すると、残っている変更を元に戻せます。残っていない手順のコマンドは失敗します:`,
  noDiagnosis: '診断がありません。',
  noneRecommended: ({ headline }) => `これに推奨できる対処はありません: ${headline}`,
  noSuchRemedy: ({ id, headline }) => `${id} はこの問題の対処ではありません: ${headline}`,
  needsGateway: ({ because, question }) => `${because}。${question} --gateway IP を付けてください。`,
  leaveOut: ({ because, devices }) => `${because.join('; ')}。${devices.join('、')} を除いてください。`,
  declined: '「いいえ」と答えました。',
  notKept: {
    never: '永続ではありません: 設定によります（persist: never）。',
    hostVerified: '永続ではありません: このホストは承認を自分で検証し、ファイルにはまだ署名できません。',
    nothingToWrite: '永続ではありません: 書き込めるものがありません。',
  },
  needsMore: ({ minimum, given }) =>
    `${minimum} 件の承認が必要で、今は ${given} 件です。複数の承認が必要な変更は Slack で依頼してください。`,
};

export const following: TerminalTexts['following'] = {
  approved: '承認されました。変更の前にホストをもう一度確認しています…',
  applying: '取り消しを仕掛けてから、ホストを変更して試しています…',
  'awaiting-confirmation': '適用しました。実際の要求と応答を待っています。なければ元に戻します。',
  finishesEarlier: ({ triage, host }) =>
    `${host} の ${triage} を先に終えます。以前のコマンドが途中で中断されています。`,
  noNews: ({ host, seconds, at }) =>
    at === undefined
      ? `${host} から ${seconds} 秒間応答がありません。待っています…`
      : `${host} から ${seconds} 秒間応答がありません。先に確認されなければ ${at} にホスト自身が元に戻します。待っています…`,
  storeAway: ({ why, host }) =>
    `${why} 未確認の変更が ${host} に残っているかもしれません。確認されなければホスト自身が元に戻します。${host} に問い合わせています…`,
  hostAway: ({ host }) => `${host} にも問い合わせできませんでした。`,
  wasInterrupted: 'この変更は中断されていました。結果をホストに問い合わせています。',
  wasUnknown: ({ host }) => `この変更の結果は不明でした。${host} にもう一度問い合わせています。`,
  beside: ({ why }) => `次の問題がありましたが、続行します: ${why}`,
  stillSo: ({ said }) => `変わりません: ${said}`,
  onHost: {
    none: ({ host }) => `${host}: 何も変更されていません。`,
    applied: ({ host, seconds }) =>
      `${host}: 未確認の変更が残っています。${seconds ?? '数'} 秒後に元に戻ります。`,
    undoing: ({ host }) => `${host}: 変更を元に戻しています。`,
    undone: ({ host, because }) => `${host}: 変更は元に戻されました（${because}）。`,
    confirmed: ({ host }) => `${host}: 変更は確認済みで、残ります。`,
  },
};

export const approving: TerminalTexts['approving'] = {
  plan: ({ triage, host, device, asker, until }) =>
    `${triage} は ${host}（${device}）を変更します。依頼 ${asker}、期限 ${until}:`,
  ask: ({ host }) => `${host} のこの変更に署名しますか?`,
  typeHost: 'ホスト名を入力してください:',
  signed: ({ given, minimum }) => `署名しました: 承認 ${given}/${minimum}。`,
};

export const undoing: TerminalTexts['undoing'] = {
  ask: ({ host, remedy }) => `${host} の変更（${remedy}）を取り消しますか?`,
  askEnd: ({ host, remedy }) =>
    `${host} の変更（${remedy}）は承認済みで、まだ始まっていません。終わらせますか?`,
  ended: ({ where }) =>
    `終わらせました: ${where} での作業が始まる前に承認を取り消しました。何も変更していません。`,
  undone: ({ where, said }) =>
    `取り消しました: ${where} の対処を除きました。${said === undefined ? '' : `${said}。`}`,
  begun: ({ host }) => `${host} の変更を取り消しています …`,
  again: ({ command }) => `もう一度試すには: ${command}`,
  notUndone: ({ where, reason }) => `${where} の対処は取り消していません: ${reason}`,
};

export const unfinished: TerminalTexts['unfinished'] = {
  approved: ({ triage, where, undo }) =>
    `${where} の ${triage} は承認済みで、まだ始まっていません。終わらせるには: ${undo}`,
  begun: ({ triage, where, recheck, undo, at }) =>
    `${triage} の変更が今 ${where} に残っているかもしれません。確認も取り消しもされていません。先に確認されなければ${at === undefined ? '数分以内' : ` ${at} `}にホスト自身が元に戻します。${where} の応答はこの変更によるものかもしれません。ホストに問い合わせて結果を記録するには: ${recheck}。取り消すには: ${undo}`,
  unknown: ({ triage, where, recheck }) =>
    `${where} の ${triage}: この変更の結果はまだ不明です。ホストに問い合わせるには: ${recheck}`,
};

export const keeping: TerminalTexts['keeping'] = {
  by: '再起動後も残すためのファイル',
  couldBeKept: ({ paths }) =>
    `永続ではありません: --persist で ${paths.join('、')} を書かなければ、再起動で失われます。`,
  wouldBeKept: '--persist を付けると、次のファイルで再起動後も残ります',
  withheld: '永続ではありません: 再起動で失われます。残すためのファイルは書きません',
  ask: ({ host }) => `${host} でこれを残しますか?`,
  needsMore: ({ minimum, given }) => `${minimum} 人の承認者が必要で、今は ${given} 人です。`,
  kept: ({ paths }) => `再起動後も残ります: ${paths.join('、')}。`,
  notKept: ({ reason }) =>
    `動作していますが、再起動で失われます。残すものはありません。${reason === undefined ? '' : reason}`,
};

export const asking: TerminalTexts['asking'] = {
  yesNo: ({ question }) => `${question} [y/N]`,
};
