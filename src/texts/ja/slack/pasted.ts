import type { SlackTexts } from '../../en/slack/index.ts';

export const pasted: SlackTexts['pasted'] = {
  healthy: '貼り付けられた内容に問題は見つかりません。',
  healthyRun: ({ run }) =>
    `貼り付けられた内容に問題は見つかりません。確実にするには、${run} の出力も一緒に貼り付けてください。`,
  open: '貼り付けられた内容からは理由が分かりません。',
  openRun: ({ run }) => `${run} の出力も一緒に貼り付けてください。それで決まります。`,
  fix: ({ label, recommended }) =>
    `*${recommended ? '推奨の対処' : '可能な対処'}:* ${label}。コマンドは下にあります。手で実行してください。`,
  see: '*次:* 下の「手動で確認」を見てください。',
  surer: ({ run }) => `より確実にするには、${run} の出力も一緒に貼り付けてください。`,
  repairs: 'これで直ります。',
  depends: ({ on }) =>
    on === undefined ? 'これで直るかどうかは分かりません。' : `これで直るかどうかは次によります: ${on}。`,
  gatewayNeeded: ({ question, ask }) =>
    `${question} コマンドが必要なら、コンソールと一緒に ${ask} とそのアドレスを書いて私にメンションしてください。`,
  run: 'root で実行。永続ではありません: 再起動で失われます。',
  undo: '取り消すには:',
  source: ({ size, who, at }) =>
    `貼り付けられたコンソール${size === undefined ? '' : `（${size} kB）`}だけの診断です。ホストには接続せず、何も変更していません。依頼 ${who} ${at}`,
};
