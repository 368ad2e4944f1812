import type { ReportTexts } from '../en/report.ts';

export const report: ReportTexts = {
  title: ({ triage }) => `トリアージ ${triage}`,
  asked: ({ device, host, sender }) =>
    `依頼: ${host} の ${device} は${sender === undefined ? '' : ` ${sender} に`}応答するか`,
  pasted: ({ bytes, hash }) =>
    `貼り付けられたコンソール ${bytes} バイト（SHA-256 ${hash}）から。ホストには接続していません`,
  by: ({ who, at }) => `依頼者: ${who}、${at}`,
  status: ({ status, result }) => `状態: **${status}**${result === undefined ? '' : `。${result}`}`,
  why: ({ cause, certainty, headline }) => `理由: **${cause}**（${certainty}）。${headline}`,
  ticket: ({ tickets }) => `チケット: ${tickets.join(', ') || 'なし'}`,
  remedy: ({ remedy, who, plan, group }) =>
    `対処: **${remedy}**、選択 ${who}、計画 ${plan}${group === undefined ? '' : `、グループ ${group} の規則`}`,
  approvedBy: ({ approvals, minimum }) => `承認: ${approvals.join('; ') || 'なし'}（必要 ${minimum}）`,
  approval: ({ who, at, notes }) => `${who}、${at}${notes.length > 0 ? `（${notes.join('、')}）` : ''}`,
  notes: {
    ticket: ({ ticket }) => `チケット ${ticket}`,
    self: '自己承認',
    hostTyped: 'ホスト名を入力',
    signed: 'SSH 鍵で署名',
    withoutWaiting: ({ reason }) => `他の承認を待たずに: ${reason}`,
  },
  commands: 'コマンド',
  command: ({ run, undo }) => `${run}（取り消し: ${undo}）`,
  noCommands: 'なし。',
  fileBefore: ({ path }) => `ファイル ${path}、変更前`,
  fileNew: ({ path }) => `ファイル ${path}、変更前: なし`,
  fileAfter: '変更後',
  before: '変更前',
  nothingFound: '何も分かりませんでした。',
  witness: ({ name, says, detail }) => `${name}: ${says}。${detail}`.trimEnd(),
  after: '変更後',
  appliedAt: ({ at }) => `適用 ${at}`,
  verifiedAt: ({ at, how, ok, detail }) =>
    `確認 ${at}（${how}）: ${ok ? '動作します' : '動作しません'}。${detail}`,
  notVerified: '未確認',
  now: ({ status, result }) => `現在: **${status}**${result === undefined ? '' : `。${result}`}`,
  happened: '経過 (UTC)',
  event: ({ at, kind, who, detail }) =>
    `${at} **${kind}**${who === undefined ? '' : `（${who}）`}${detail === undefined ? '' : `: ${detail}`}`,
  end: ({ first, last, hash, command }) =>
    `イベント ${first} から ${last}。最後のハッシュ: ${hash}。${command} でログ全体を検証できます。`,
  details: {
    diagnosed: ({ cause, certainty, final, leftOut }) =>
      `${cause}（${certainty}${final ? '' : '、状態だけから'}）${leftOut.length === 0 ? '' : `。収集したものから除いたもの: ${leftOut.join(', ')}`}`,
    ticket: ({ ticket }) => `チケット ${ticket}`,
    right: '正しい',
    wrong: ({ cause }) => `誤り: ${cause ?? '原因の指定なし'}`,
    undoArmed: ({ seconds, method }) => `${seconds} 秒後、${method} による`,
    awaited: ({ until, why }) => `${until} まで: ${why}`,
    verified: ({ ok, how, detail }) => `${ok ? 'はい' : 'いいえ'}、${how} による。${detail}`,
    botVerified: 'ホストは署名を検証できません。ボットだけが検証しました',
    pruned: ({ events, by, archive }) => `イベント ${events} 件（${by}）、アーカイブへ（SHA-256 ${archive}）`,
    unknown: ({ recorded }) => `新しいバージョンの記録: ${recorded}`,
  },
};
