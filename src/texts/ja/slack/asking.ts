import type { SlackTexts } from '../../en/slack/index.ts';

export const question: SlackTexts['question'] = {
  checkIt: '確認する',
  check: ({ what }) => `${what} を確認`,
  change: '変更',
  form: 'フォームに入力',
  whichOne: 'どれのことですか？',
  whichInterface: ({ host }) => `${host} のどのインターフェースですか？`,
  whichHost: 'どのホストですか？',
  hostOf: ({ target }) => `${target} を持つのはどのホストですか？`,
  seesNothing: 'ホストもインターフェースも読み取れませんでした。',
  tooLong: ({ length }) => `${length} 文字は長すぎて読めません。`,
  invisible: '見えない文字か制御文字が含まれているため、読みません。',
  example: '例: server-b eth1 from server-a',
  from: ({ sender }) => `（送信元 ${sender}）`,
  checking: ({ what }) => `${what} を確認しています。`,
};

export const refused: SlackTexts['refused'] = {
  unknownButton: 'このボタンは使えません。何もしていません。`/roundtrip` でもう一度依頼してください。',
  unknownDialog: 'このダイアログは使えません。何もしていません。`/roundtrip` でもう一度依頼してください。',
  outdatedButton: 'このボタンは古い版のものです。何もしていません。まもなく新しいボタンが表示されます。',
  outdatedDialog: 'このダイアログは古い版のものです。何もしていません。開き直してください。',
  expiredButton: 'このボタンは期限切れです。何もしていません。`/roundtrip` でもう一度依頼してください。',
  expiredDialog: 'このダイアログは期限切れです。何もしていません。`/roundtrip` でもう一度依頼してください。',
  otherMessage: 'このボタンはこのメッセージのものではありません。何もしていません。',
  otherPerson: 'このダイアログはあなたのものではありません。何もしていません。',
  gatewaySettled: 'ゲートウェイはもう必要ありません。状態はカードを見てください。',
  planSettled: 'この計画はもう承認待ちではありません。状態はカードを見てください。',
  messageGone: 'そのメッセージはなくなりました。コンソールをもう一度貼り付けてください。',
  noConsole: 'そのメッセージにコンソールの文字列はありません。',
  notFound: ({ name, near }) =>
    `${name} は、ここで依頼できるホストではありません。${near.length === 0 ? '本来あるはずなら、Roundtrip の管理者に聞いてください。' : `${near.join('、')} のことですか？`}`,
  probesFrom: ({ host, allowed }) => `${host} への ping は ${allowed.join('、')} からだけ送れます。`,
  ourFailure:
    'こちらで問題が起きました。何も変更していません。1 分後にもう一度試してください。続くようなら、Roundtrip の管理者にログを見てもらってください。',
};

export const access: SlackTexts['access'] = {
  guest: 'ゲストはここで Roundtrip を使えません。このワークスペースの正式なメンバーに頼んでください。',
  external: '他の組織の人はここで Roundtrip を使えません。このワークスペースのメンバーに頼んでください。',
  bot: 'ボットはここで Roundtrip を使えません。人が依頼してください。',
  unknown: 'あなたが誰か Slack から分からないため、Roundtrip は何もしません。',
  hidden: ({ botName }) => `私はこの会話にいません。${invite(botName)}`,
  unreadable:
    'Slack がこの会話を読ませてくれないため、ここでは何もしません。私のいるチャンネルで依頼するか、Roundtrip の管理者に、マニフェストの権限でアプリを入れ直すよう頼んでください。',
  'not-listed': 'このチャンネルでは Roundtrip を使いません。設定にあるチャンネルで依頼してください。',
  direct: 'ここではダイレクトメッセージで Roundtrip を使いません。設定にあるチャンネルで依頼してください。',
  shared:
    'このチャンネルは他の組織と共有されているため、Roundtrip は何もしません。自組織のチャンネルで依頼してください。',
  'not-member': ({ botName }) => `私はこのチャンネルにいません。${invite(botName)}`,
};

function invite(botName: string): string {
  return `先に \`/invite @${botName}\` で招待し、もう一度依頼してください。`;
}

export const told: SlackTexts['told'] = {
  policyAsked:
    'ポリシープログラムに確認しています。同意すれば承認が記録されます。1 分たっても返事がなければ、もう一度試してください。',
  reading:
    'ファイルを読んでいます… 1 分たってもスレッドに返事がなければ、もう一度 *Explain this* を選んでください。',
  howToPaste:
    'コンソールの説明が必要なら、コードブロックかテキストファイルにコンソールを入れたメッセージで私にメンションするか、そのメッセージのメニューから *Explain this* を選んでください。',
  outputInStore: ({ command }) => `出力は保管庫にあります: ${command} で表示できます。`,
  judged: '記録しました。ありがとうございます。',
  noOutput: 'この確認ではどのホストからも出力がありません。',
  outputSent: '全出力をダイレクトメッセージで送りました。',
  outputTitle: ({ triage }) => `${triage} の全出力`,
  outputComment: ({ triage }) =>
    `${triage} の全出力です。\`roundtrip explain\` で読めます。秘密らしいものは除いて印を付けました。`,
  frozen: ({ who, reason }) =>
    `❄️ ${who} がすべてのホストの変更を凍結しました${reason === undefined ? '' : `: ${reason}`}。承認者は \`/roundtrip unfreeze\` で解除できます。`,
  unfrozen: ({ who, reason }) =>
    `${who} が凍結を解除しました${reason === undefined ? '' : `: ${reason}`}。変更を再び適用できます。`,
};

export const help: SlackTexts['help'] = [
  '*サーバーのインターフェースの一つが応答しないのはなぜか。* ここで依頼するか、私にメンションしてください。確認し、説明し、変更を提案します。変更には承認者の同意が必要です。',
  '• `/roundtrip server-b eth1` — 確認し、誰かの ping を待つ',
  '• `/roundtrip server-b eth1 from server-a` — 登録されたホストから ping を送り、両側を確認する',
  '• `/roundtrip server-b eth1 from 172.16.0.4 to 172.16.5.4` — その送信元を待つ',
  '• `/roundtrip server-b eth1 port 443`（UDP なら後ろに `udp`）— ping の代わりにポート',
  '• `@roundtrip explain` とコードブロックかテキストファイルのコンソール、またはメッセージのメニューの *Explain this* — SSH なしで同じ答え。`explain eth1:443 from 172.16.0.4` で絞り込み',
  '• `/roundtrip server-b`、`/roundtrip scan web` — ホスト、またはグループ（`scan all` で全部）の全インターフェース: 応答しないものとその理由。ping は不要',
  '• `/roundtrip list`、`/roundtrip status`、`/roundtrip status server-b` — 最近の確認、進行中のものと有効な対処。ホームタブにも表示します',
  '• `/roundtrip freeze 理由`、`/roundtrip unfreeze` — 承認者がすべてのホストの変更を止め、また許可する',
  '• チャンネルやスレッドでのメンション、または私へのダイレクトメッセージでも、普通の言葉（日本語・英語）で書けます: `server-aからserver-bのeth1にpingが通らない`。二通りに読めるときは聞き返します',
].join('\n');
