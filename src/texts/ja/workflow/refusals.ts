import { runIn } from '../../failures/index.ts';
import type { Sentences } from '../../sentences.ts';
import type { RefusalMessages } from '../../workflow/refusals.ts';
import { lockWords } from '../locks.ts';

export const refusalSentences: Sentences<RefusalMessages> = {
  'refusal.unknown-triage': ({ triage }) => `トリアージ ${triage} はありません。`,
  'refusal.ended': () => 'このトリアージは終了しています。新しく依頼してください。',
  'refusal.ended-nothing-to-decide': () => 'このトリアージは終了しており、判断することは残っていません。',
  'refusal.under-way': () => '変更はすでに承認され、進行中です。',
  'refusal.nothing-waits': () => '現在、承認待ちのものはありません。',
  'refusal.approved-enough': () => '必要な承認はすでに揃っています。',
  'refusal.diagnosis-unfinished': () => '診断がまだ終わっていません。終わり次第ボタンを使えます。',
  'refusal.expired': () => 'この承認依頼は期限切れです。修正を選び直してください。',
  'refusal.stale-plan': () => 'このボタンは古い計画のものです。スレッドの最新のボタンを使ってください。',
  'refusal.observe-only': ({ host }) => `${host} は監視専用 (apply: false) のため、何も変更しません。`,
  'refusal.frozen': () => '現在、変更は凍結されており、何も適用しません。',
  'refusal.shadow': ({ host }) => `${host} はシャドーモードです。計画を示すだけで、何も適用しません。`,
  'refusal.locked': (lock) => `${lockWords(lock)}。`,
  'refusal.group-changed': ({ host }) =>
    `依頼後に ${host} のグループが変わりました。修正を選び直してください。`,
  'refusal.remedy': ({ because }, tell) => `適用できません: ${tell(because)}。`,
  'refusal.awaiting-others': () => '承認を待っている依頼があります。置き換えられるのは、その依頼者だけです。',
  'refusal.not-yours': () => 'この操作ができるのは、依頼者か承認者だけです。',
  'refusal.committed': () => '修正は適用済みです。再確認するか、新しく依頼してください。',
  'refusal.outcome-unknown': () => '変更の結果がまだ不明です。新しく依頼してください。',
  'refusal.only-pasted': () =>
    'これは貼り付けられたコンソールの診断で、Roundtrip はホストに接続しません。調べるには、ホスト名を指定して依頼してください。',
  'refusal.no-verdict': () => '評価できる診断結果がありません。',
  'refusal.nobody-waits': () => '現在、動作の確認を待っているものはありません。',
  'refusal.nothing-to-stop': () => '待っているパケットはないため、停止するものはありません。',
  'refusal.no-packet-awaited': () => 'パケットはもう待っていません。再調査してください。',
  'refusal.waited-enough': () => 'これ以上は延長できません。終わってから再調査してください。',
  'refusal.nothing-to-recheck': () => '再確認できる適用済みの修正がありません。',
  'refusal.being-rechecked': () => 'すでに再確認中です。',
  'refusal.approved-already': () => '承認済みです。ほかの人の承認も必要です。',
  'refusal.own-request': ({ to, terminal }) =>
    `あなた自身の依頼なので、ほかの人が${BY_OTHERS[to]}必要があります${terminal ? ' (approval.terminal を設定するとここでも可能です)' : ''}。`,
  'refusal.not-an-approver': () => 'あなたはこのホストの承認者ではありません。承認者には依頼済みです。',
  'refusal.terminal': () =>
    'ここではターミナルでの承認は許可されていません (approval.terminal)。承認者が Slack で承認してください。',
  'refusal.nobody-can-approve': () =>
    '承認できる人がいません。roundtrip.yaml の approval.approvers が空です。',
  'refusal.break-glass': () =>
    'ここでは他の承認を待たずに進めることは許可されていません (approval.breakGlass)。',
  'refusal.unsigned': ({ host, triage }) =>
    `${host} は承認を自分で検証します。\`roundtrip approve ${triage}\` で署名してください。`,
  'refusal.host-not-typed': ({ host }) => `承認するには、ホスト名 ${host} を入力してください。`,
  'refusal.ticket-missing': () => '変更チケットが必要です。承認時に指定してください。',
  'refusal.ticket-unfit': ({ pattern }) =>
    `変更チケットの形式ではありません${pattern === undefined ? '' : ` (${pattern} に一致する必要があります)`}。`,
  'refusal.policy': ({ run }) =>
    `許可されていません。ポリシープログラム (policy.check) ${runIn('ja', run)}。`,
  'refusal.undone-already': () => 'この修正はすでに取り消されています。',
  'refusal.nothing-to-undo': () => '取り消せる適用済みの修正がありません。',
  'refusal.undo-outcome-unknown': () =>
    '変更の結果は不明です。ホストが応答しませんでした。ホストには繰り返し確認します。応答するようになってから、もう一度実行してください。',
  'refusal.undo-asked-already': () => '取り消しは依頼済みです。ほかの人の依頼も必要です。',
  'refusal.too-few-approvers': ({ minimum, people }) =>
    `承認が成立しません: 必要な承認は ${minimum} 件ですが、依頼した人のほかに承認できるのは ${people} 人です。ほかの人が選ぶか、承認者を増やす必要があります（approval.approvers、approval.minimum）。`,
  'refusal.undo-wanted-already': () => 'すでに依頼されています。',
  'refusal.nothing-to-keep': () => '永続化できる適用済みの修正がありません。',
  'refusal.persist-never': () => 'ここでは修正を永続化しません (persist: never)。',
  'refusal.files-unsigned': ({ host }) =>
    `${host} は承認を自分で検証しますが、これらのファイルには署名がありません。`,
  'refusal.nothing-to-write': () =>
    '永続化のために書き込めるものがありません。理由と、手動で書くべき内容は計画にあります。',
  'refusal.permanent-already': () => 'すでに永続化されています。',
  'refusal.being-made-permanent': () => '永続化の処理中です。',
  'refusal.permanence-asked-already': () => '永続化は依頼済みです。ほかの人の依頼も必要です。',
  'refusal.freeze-approver': () => '変更の凍結と解除ができるのは承認者だけです。',
  'refusal.freeze-reason': () => '理由を書いてください: `/roundtrip freeze REASON`',
  'refusal.frozen-already': () => '変更はすでに凍結されています。',
  'refusal.not-frozen': () => '変更は凍結されていません。',
};

const BY_OTHERS = {
  approve: '承認する',
  permanence: '永続化する',
  undo: '取り消しを依頼する',
} as const;
