import type { Sentences } from '../../sentences.ts';
import type { OutcomeMessages } from '../../workflow/outcomes.ts';

export const outcomeSentences: Sentences<OutcomeMessages> = {
  'outcome.expired': () => '時間内に承認されませんでした',
  'outcome.no-reason': () => '理由の記載なし',
  'outcome.unchanged': ({ because }, tell) => `何も変更していません: ${tell(because)}`,
  'outcome.taken-back': ({ because }, tell) => `すぐに元に戻し、ホストは変更前のままです: ${tell(because)}`,
  'outcome.never-begun': ({ because }, tell) => `作業は始まっていません: ${tell(because)}`,
  'outcome.unfinished': ({ because }, tell) => `作業を完了できませんでした: ${tell(because)}`,
  'outcome.host-undid': ({ because, said }, tell) =>
    `${tell(because)}。ホストが変更を取り消しました: 「${said}」`,
  'outcome.record-gone': ({ because, host }, tell) =>
    `${tell(because)}。${host} には変更の記録がもうなく (再起動で消えます)、変更は何も残っていません`,
  'outcome.undo-failed-too': ({ because, detail }, tell) =>
    `${tell(because)}。取り消しも失敗しました: ${tell(detail)}`,
  'outcome.host-not-asked': ({ host, last, because }, tell) =>
    `${host} に変更の状態を問い合わせられません (${tell(last)})。ホスト上の自動取り消しが実行されたはずです。最初の原因: ${tell(because)}`,
  'outcome.host-kept': ({ host }) => `${host} で変更が確定しています`,
  'outcome.files-kept': ({ host }) => `${host} でファイルが確定しています`,
  'outcome.files-stand': () => 'ファイルの内容どおりの設定が、その管理プログラムによって有効になっています',
  'outcome.host-removed-files': ({ because, said }, tell) =>
    `${tell(because)}。ホストがファイルを削除しました: 「${said}」`,
  'outcome.removing-files-failed': ({ because, detail }, tell) =>
    `${tell(because)}。ファイルの削除も失敗しました: ${tell(detail)}`,
  'outcome.not-undone': ({ because }, tell) => `何も取り消していません: ${tell(because)}`,
  'outcome.removed': () => '修正を取り消しました',
  'outcome.nothing-was-there': () => '変更はすでに残っていませんでした',
  'outcome.others-left': ({ lines }) => `ほかの人が代わりに設定したものはそのままです: ${lines.join('、')}`,
  'outcome.undone-beside': ({ because, lines }, tell) =>
    `${tell(because)}。ほかの人が代わりに設定したものはそのままです: ${lines.join('、')}`,
  'proof.probe': ({ ok, found, counted }, tell) => {
    const answered = counted ? ` (${counted.sent} 個中 ${counted.received} 個に応答)` : '';
    const headline = tell({ key: 'headline', ...found });
    return ok
      ? `新しい接続からの新しいプローブに応答がありました${answered}: ${headline}`
      : `変更後も新しいプローブが失敗します${answered}: ${headline}`;
  },
  'proof.unchecked': ({ because }, tell) =>
    `変更後の確認ができませんでした: ${because ? tell(because) : 'プローブを送れませんでした'}`,
  'proof.each': ({ proofs }, tell) =>
    proofs.map(({ device, proof }) => `${device}: ${tell(proof)}`).join('。'),
  'proof.client': ({ seen }, tell) => `実際のクライアントの要求への応答を確認しました: ${tell(seen)}`,
  'proof.person': ({ by }) => `${by} が動作を確認しました`,
  'proof.nobody': ({ seconds, devices }) =>
    `${time(seconds)}以内に${devices.length === 0 ? '' : ` ${devices.join('、')} で`}実際のクライアントへの応答が見られず、動作の確認もありませんでした`,
  'proof.awaited': () =>
    'プローブを送れるホストがありません。実際のクライアントへの応答か、人による動作の確認を待っています',
};

function time(seconds: number): string {
  return seconds % 60 === 0 && seconds > 60 ? `${seconds / 60} 分` : `${seconds} 秒`;
}
