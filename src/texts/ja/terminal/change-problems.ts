import type { TerminalTexts } from '../../en/terminal/index.ts';
import { whyUnread } from '../failures/file-troubles.ts';

const NAME_KEY =
  '--key FILE で自分の秘密鍵を指定してください。エージェントに秘密鍵がある場合は公開鍵でもかまいません。';

function problem(message: string, nextStep: string) {
  return { message, nextStep };
}

type ChangeProblems = Pick<
  TerminalTexts['problems'],
  | 'otherApprover'
  | 'undoRefused'
  | 'settled'
  | 'notBegun'
  | 'notPersistable'
  | 'notRecorded'
  | 'stillUnknown'
  | 'keyMissing'
  | 'signingFailed'
  | 'keyUseless'
  | 'keyUnreadable'
>;

export const changeProblems: ChangeProblems = {
  otherApprover: ({ message }) => problem(message, '別の承認者に依頼してください。'),
  undoRefused: ({ message }) => problem(message, '承認者に依頼してください。'),
  settled: ({ message, triage }) =>
    problem(message, `"roundtrip audit report ${triage}" で経過を確認できます。`),
  notBegun: ({ host, device, triage, fix, undo }) =>
    problem(
      `${triage} は承認済みで、まだ始まっていません。${host}（${device}）では何も変更していません。`,
      `今変更するには: ${fix}。これを終わらせるには: ${undo}。動作中のボットは承認が有効な間に実行します。`,
    ),
  notPersistable: ({ message }) => problem(message, '手で書く内容は計画にあります。'),
  notRecorded: ({ said, why, first, triage }) =>
    problem(
      `${said} 記録できませんでした: ${why}`,
      `${first} その後 "roundtrip undo ${triage}" またはボットが結果を記録します。`,
    ),
  stillUnknown: ({ host, why, again }) =>
    problem(
      `${host} での変更の結果はまだ不明です: ${why}`,
      `確認されなかった変更はホスト自身が元に戻します。接続できるようになったら、もう一度問い合わせてください: ${again}`,
    ),
  keyMissing: () =>
    problem(
      '~/.ssh に署名できる SSH 鍵がありません。',
      '--key FILE で指定してください: host-setup に登録した鍵です。',
    ),
  signingFailed: ({ why }) =>
    problem(
      `承認に署名できませんでした: ${why}`,
      '"ssh-keygen -Y sign" で鍵を試してください。OpenSSH 8.2 以降が必要です。',
    ),
  keyUnreadable: ({ file, code }) =>
    problem(`${file} では署名できません: 読めません（${whyUnread(code)}）。`, NAME_KEY),
  keyUseless: {
    empty: ({ file }) => problem(`${file} では署名できません: 空のファイルです。`, NAME_KEY),
    'no-key': ({ file }) => problem(`${file} では署名できません: SSH 鍵ではありません。`, NAME_KEY),
    cut: ({ file }) =>
      problem(`${file} では署名できません: 途中で切れています（最後の行がありません）。`, NAME_KEY),
    'windows-lines': ({ file }) =>
      problem(
        `${file} では署名できません: 改行が Windows 形式（CRLF）で、OpenSSH は読めません。`,
        `改行を直して書き直してください: tr -d '\\r' <${file} >key; chmod 600 key`,
      ),
  },
};
