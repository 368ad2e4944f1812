import { type Failure, failureIn, runIn } from '../../failures/index.ts';
import type { Sentences } from '../../sentences.ts';
import type { LostBecause, ReasonMessages } from '../../workflow/reasons.ts';
import { lockWords } from '../locks.ts';

export const reasonSentences: Sentences<ReasonMessages> = {
  'reason.recorded': ({ text }) => text,
  'reason.host-said': ({ host, said }) => `${host} の応答: 「${said}」`,
  'reason.failure': ({ failure, whole }) => {
    const { message, nextStep } = failureIn('ja', failure);
    return withoutEnd(whole ? `${message}${nextStep}` : message);
  },
  'reason.gave-up': ({ said }) => `何度か試しましたが失敗しました: 「${said}」`,
  'reason.frozen': () => '現在、変更は凍結されています',
  'reason.shadow': ({ host }) => `${host} はシャドーモードになりました`,
  'reason.locked': (lock) => lockWords(lock),
  'reason.observe-only': ({ host }) => `${host} は監視専用です (apply: false)`,
  'reason.group-changed': ({ host }) => `承認後に ${host} のグループが変わりました`,
  'reason.approval-expired': ({ at }) => `${second(at)} の承認は、作業が始まる前に期限切れになりました`,
  'reason.approvals-lost': ({ minimum, standing, lost }) => {
    const reasons = lost.map(({ by, because }) => `${by}: ${LOST[because]}`).join('、');
    return `承認が ${minimum} 件必要ですが、有効なものは ${standing} 件です${reasons === '' ? '' : ` (${reasons})`}`;
  },
  'reason.policy': ({ run }) => `ポリシープログラム (policy.check) ${runIn('ja', run)}`,
  'reason.works-by-now': ({ found }, tell) => `すでに応答しています (${tell({ key: 'headline', ...found })})`,
  'reason.remedy-gone': ({ found }, tell) =>
    `この修正は現在の状態には合いません: ${tell({ key: 'headline', ...found })}`,
  'reason.would-not-fix': ({ because }, tell) => `この修正では直りません: ${tell(because)}`,
  'reason.ground-moved': ({ changes }) =>
    `計画後にホストの状態が変わりました: ${changes
      .map(({ name, before = 'なし', now = 'なし' }) => `\`${name}\` が ${before} から ${now} に変わりました`)
      .join('、')}`,
  'reason.other-plan': ({ removed, added }) => {
    const lines = [...removed.map((line) => `- \`${line}\``), ...added.map((line) => `+ \`${line}\``)];
    return `現在の状態では計画が変わります: ${lines.join('、') || 'ファイルの内容が違います'}`;
  },
  'reason.not-looked-at': ({ host, failure }) =>
    `${host} を再確認できませんでした (${withoutEnd(failureIn('ja', failure).message)})`,
  'reason.asked-again': ({ host }) => `${host} に再び問い合わせられるようになりました`,
  'reason.worker-ended': () => '作業を始めたワーカーが終了しました',
  'reason.too-late-to-verify': ({ host, seconds }) =>
    `作業を始めたワーカーが終了し、${host} の自動取り消しまで ${seconds} 秒しかなく、検証が間に合いません`,
  'reason.not-kept': ({ host }) => `${host} で変更を確定できませんでした`,
  'reason.keep-failed': ({ failure }) => `応答はありますが、変更を確定できませんでした: ${words(failure)}`,
  'reason.nobody-confirmed': ({ failure }) =>
    `時間内に確認がなく、ホストにも到達できませんでした: ${words(failure)}`,
  'reason.host-is-undoing': ({ said }) =>
    `ホスト上の取り消しが始まっていますが、終わっていません: 「${said}」`,
  'reason.host-knows-nothing': ({ host }) => `${host} に変更の記録がありません`,
  'reason.waited-for': ({ host, by }) =>
    `${host} での ${by} の変更が確定も取り消しもされないまま、待ち時間を過ぎました（その変更を行った側の "roundtrip undo ${by}" で決着します）`,
  'reason.nothing-to-write': () => '書き込むものがありません',
  'reason.persist-never': () => 'ここでは修正を永続化しません (persist: never)',
  'reason.files-not-kept': ({ host }) => `${host} でファイルを確定できませんでした`,
  'reason.files-not-removed': ({ said }) => `永続化のファイルを削除できませんでした: 「${said}」`,
  'reason.no-plan': () => '計画がありません',
  'reason.gateway-first': ({ question }, tell) => `先に確認が必要です: ${tell(question)}`,
  'reason.not-in-diagnosis': () => 'この診断の修正案にありません',
  'reason.not-offered': () => '提示されていない修正です',
  'reason.withheld': () => '理由は監査レポートにあります',
  'reason.unread-checks': ({ commands }) =>
    `ホストで次のコマンドの結果を読み取れませんでした: ${commands.map((each) => `\`${each}\``).join('、')}`,
};

const LOST = {
  glass: '他の承認を待たずに進める権限がなくなりました',
  alone: '一人で取り消す権限がなくなりました',
  terminal: 'ターミナルでの承認はできなくなりました',
  asker: '依頼者なので、承認できなくなりました',
  'not-an-approver': '承認者ではなくなりました',
  'no-ticket': '変更チケットの指定がありません (現在は必須)',
  ticket: '指定された変更チケットは現在無効です',
  'host-name': 'ホスト名の入力がありません (現在は必須)',
} satisfies Record<LostBecause, string>;

function words(failure: Failure): string {
  return withoutEnd(failureIn('ja', failure).message);
}

function withoutEnd(text: string): string {
  return text.replace(/。$/, '');
}

function second(moment: string): string {
  return `${moment.slice(0, 19).replace('T', ' ')} UTC`;
}
