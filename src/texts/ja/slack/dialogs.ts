import type { SlackTexts } from '../../en/slack/index.ts';

export const approveDialog: SlackTexts['approveDialog'] = {
  title: '変更の承認',
  submit: '承認',
  text: ({ commands, host }) =>
    `あなたの承認を記録し、${host} でコマンド ${commands} 個を実行します。再度 ping して、動作しなければ元に戻します。`,
  hostLabel: 'ホスト名',
  hostHint: ({ host }) => `${host} と正確に入力してください。変更するホストです。`,
  ticketLabel: '変更チケット',
  ticketHint: ({ pattern }) => `形式: ${pattern}`,
};

export const glassDialog: SlackTexts['glassDialog'] = {
  title: '待たずに承認',
  submit: 'すぐ承認',
  text: 'あなたの承認だけで、すぐに変更します。チャンネルに伝わり、あなたの名前と理由は監査記録に残ります。',
  reasonLabel: '待てない理由',
  reasonMissing: '理由を書いてください。監査記録に残ります。',
};

export const signDialog: SlackTexts['signDialog'] = {
  title: '変更への署名',
  submit: '承認',
  text: 'ホスト自身がこの承認を検証します。SSH 鍵のある場所でこれを実行し、出力を貼り付けてください。`roundtrip approve` でも同じことができ、署名するコマンドを表示します。',
  label: '署名',
  hint: 'BEGIN SSH SIGNATURE から END SSH SIGNATURE まで。',
  wrong: 'ssh-keygen の署名ではありません。出力をすべて貼り付けてください。',
};

export const gatewayDialog: SlackTexts['gatewayDialog'] = {
  title: ({ device }) => `${device} のゲートウェイ`,
  submit: 'これを使う',
  question: '応答はどのゲートウェイに送りますか？',
  choose: 'ホストが知っているもの',
  other: 'またはほかを入力',
  address: 'ゲートウェイのアドレス',
  hint: '例: 172.16.5.1。ここでは何も変更しません。対処を計画するだけです。',
  planned: ({ address, sources }) =>
    `計画は ${address}${sources.length === 0 ? '' : `（${sources.join('、')}）`} を使います。別のものを指定すると、それがリンク上で応答するか、対処が有効かをホストで確認し直します。`,
  wrong: 'IP アドレスではありません。',
};

export const pasteDialog: SlackTexts['pasteDialog'] = {
  title: 'コンソールの説明',
  submit: '説明する',
  untold: '貼り付けられた内容からは、どのインターフェースの話か分かりません。',
  shows: ({ names, more }) => ` 表示されているもの: ${names.join('、')}${more ? ' など' : ''}。`,
  name: 'インターフェースを指定',
  interface: '応答しないインターフェース',
  from: '応答を受け取るはずのアドレス',
  gateway: 'そのインターフェースのゲートウェイ（コマンド用）',
  wrongAddress: '172.16.0.4 のような IP アドレスを書いてください。',
};

export const checkDialog: SlackTexts['checkDialog'] = {
  title: 'インターフェースの確認',
  submit: '確認する',
  host: 'ホスト',
  hostHint: '名前かアドレスを入力',
  interface: '応答しないインターフェース',
  interfaceHint: '選ぶか、名前を入力',
  sender: '送信元: ホストまたはアドレス',
  senderExample: 'server-a または 172.16.0.4',
  port: 'ping の代わりの TCP/UDP ポート',
  portExample: '443、または 53 udp',
  wrongHost: 'ホスト名として使えません。',
  wrongInterface: 'インターフェース名として使えません。',
  wrongSender: '登録されたホスト、または IP アドレスを書いてください。',
  wrongPort: '1〜65535 のポートを書いてください。UDP なら後ろに "udp" を付けます。',
};

export const judgeDialog: SlackTexts['judgeDialog'] = {
  title: '実際の原因',
  submit: '送信',
  cause: '実際の原因',
  unknown: '一覧にない、または不明',
  words: '何で分かるか（一文で）',
};

export const rejectDialog: SlackTexts['rejectDialog'] = {
  title: 'この変更を却下しますか？',
  submit: '却下',
  text: ({ host }) => `${host} では何も変更されず、依頼者に伝わります。`,
  reason: '理由（依頼者が読みます）',
};
