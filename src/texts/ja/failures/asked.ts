import type { AskedFailures, ServiceFailures } from '../../failures/asked.ts';
import type { FailureTexts } from '../../failures/failure.ts';
import { runWords } from './run.ts';

/** What somebody asked for that cannot be done. */
export const askedFailures: Pick<FailureTexts, keyof AskedFailures> = {
  'host-unknown': ({ host, known, more = 0 }) => ({
    message: `${host} はインベントリにありません。`,
    nextStep: hostsKnown(known, more),
  }),
  'host-name-invalid': ({ name }) => ({
    message: `「${name}」はホスト名として使えません。`,
    nextStep: '設定にあるとおりの名前を書いてください (英数字と「.」「_」「-」、先頭は英数字)。',
  }),
  'interface-name-invalid': ({ name, longest }) => ({
    message: `「${name}」はネットワークインターフェース名として使えません。`,
    nextStep: `\`ip link\` が示す名前 (eth1 など) を書いてください (${longest} 文字以内の英数字と「.」「_」「-」「@」「:」)。`,
  }),
  'interface-is-address': ({ address }) => ({
    message: `${address} はアドレスです。インターフェースを指定してください。`,
    nextStep: `そのアドレスを持つインターフェース (eth1 など) を書いてください。"roundtrip triage HOST" がホストのインターフェースとアドレスの一覧を示します。アドレスが複数あれば --to ${address} で選べます。`,
  }),
  'address-invalid': ({ address }) => ({
    message: `「${address}」は IP アドレスではありません。`,
    nextStep: '172.16.0.4 や 2001:db8::4 のように書いてください。',
  }),
  'number-invalid': ({ text, what }) => ({
    message: `「${text}」は${what === 'port' ? 'ポート番号' : '待ち時間の秒数'}ではありません。`,
    nextStep:
      what === 'port' ? '1 から 65535 の数字を書いてください。' : '1 から 120 の数字を書いてください。',
  }),
  'sender-not-an-address': ({ name }) => ({
    message: `ここでは from の後に IP アドレスが必要です (「${name}」)。`,
    nextStep: PASTE_EXAMPLE,
  }),
  'question-unreadable': (facts) => ({
    message:
      facts.because === 'too-long'
        ? `${facts.length} 文字あり、長すぎて読み取れません。`
        : '見えない文字か制御文字が含まれているため、読み取りません。',
    nextStep: PASTE_EXAMPLE,
  }),
  'prober-not-allowed': ({ host, allowed }) => ({
    message: `${host} へのプローブは ${allowed.join('、')} からだけ送れます。`,
    nextStep: `このいずれかを指定してください。指定しなければ ${allowed[0]} から送ります。`,
  }),
  'gateway-invalid': () => ({
    message: 'IP アドレスではありません。',
    nextStep: 'ゲートウェイを 172.16.5.1 のように書いてください。',
  }),
  'host-not-shown': ({ file }) => ({
    message: `${file} にはホストの情報（アドレスの一覧）がありません。`,
    nextStep:
      '「roundtrip collect -」が表示するスクリプトをそのホストで実行し、出力をすべて保存してください。',
  }),
  'transcript-too-large': ({ megabytes }) => ({
    message: `貼り付けられた出力が ${megabytes} MB を超えています。`,
    nextStep: '関係する部分だけを貼り付けてください。',
  }),
  'state-not-found': ({ hosts, named }) =>
    hosts.length === 0
      ? {
          message: '出力に経路がありません。',
          nextStep: '`ip route show table all`、`ip rule`、`ip addr` の出力を含めてください。',
        }
      : named !== undefined && !hosts.includes(named)
        ? {
            message: `出力に ${named} の経路がありません。経路があるホスト: ${hosts.map((host) => host || '(名前なし)').join('、')}`,
            nextStep: '--host NAME でそのいずれかを指定してください。',
          }
        : {
            message: `出力に複数のホストがあります: ${hosts.map((host) => host || '(名前なし)').join('、')}`,
            nextStep: '--host NAME で指定してください。',
          },
  'file-too-large': () => ({
    message: 'ファイルが 1 MB を超えています。',
    nextStep: '関係する部分だけを投稿するか、`roundtrip explain` に渡してください (10 MB まで)。',
  }),
  'file-unreadable': ({ because }) => ({
    message: `Slack からファイルを読み取れません (${typeof because === 'object' ? because.status : FILE_UNREAD[because]})。`,
    nextStep: '代わりに、内容をコードブロックに貼り付けてください。',
  }),
  'png-failed': ({ run }) => ({
    message: `図を描けませんでした: 描画処理${runWords(run)}。`,
    nextStep: '.svg で終わるファイル名を指定するか、もう一度試してください。',
  }),
  'png-unavailable': () => ({
    message: 'このプラットフォーム用の @resvg/resvg-js がインストールされていないため、PNG を作れません。',
    nextStep: '.svg で終わるファイル名を指定するか、npm run setup を実行してください。',
  }),
};

const PASTE_EXAMPLE =
  '例: コードブロックにコンソール出力を貼り、explain または explain eth1 from 172.16.0.4 と書いてください。';

const FILE_UNREAD = {
  'no-address': 'Slack がファイルのアドレスを示しません',
  'no-answer': 'Slack から応答がありません',
  'scope-missing': 'アプリに files:read の権限がありません',
} as const;

function hostsKnown(known: readonly string[] | undefined, more: number): string {
  if (known === undefined) return '登録すべきホストかどうか、Roundtrip の管理者に確認してください。';
  if (known.length === 0) return 'インベントリが空です。roundtrip.yaml の hosts にホストを追加してください。';
  const rest = more === 0 ? '' : `、ほか ${more} 台`;
  return `登録済みのホストから選ぶか (${known.join('、')}${rest})、roundtrip.yaml の hosts に追加してください。`;
}

/** What failed on the bot's own side. */
export const serviceFailures: Pick<FailureTexts, keyof ServiceFailures> = {
  'already-used': () => ({
    message: 'このボタンは使用済みで、一度しか効きません。追加の処理はしていません。',
    nextStep: 'さらに操作が必要な場合は、まもなくメッセージに新しいボタンが表示されます。',
  }),
  'not-recorded': () => ({
    message: '時間内に記録できなかったため、何も実行していません。',
    nextStep:
      '少し待ってからもう一度試してください。続く場合は、データベースと Slack への接続の確認を Roundtrip の管理者に依頼してください。',
  }),
  'recording-unknown': () => ({
    message: 'データベースが時間内に応答せず、記録されたかどうか不明です。',
    nextStep: '1 分待っても何も起きなければ、もう一度試してください。',
  }),
  'diagnosis-given-up': ({ said }) => ({
    message: `診断を完了できませんでした: 「${said}」`,
    nextStep:
      'もう一度依頼してください。それでも失敗する場合は、Roundtrip のログと `roundtrip doctor` の結果を確認してください。',
  }),
  'slack-token-missing': ({ name }) => ({
    message: `${name} が設定されていません。`,
    nextStep:
      name === 'SLACK_BOT_TOKEN'
        ? `${name} (または ${name}_FILE) に Slack アプリのボットトークン (xoxb-…) を設定してください。`
        : `${name} (または ${name}_FILE) に Socket Mode 用のアプリレベルトークン (xapp-…) を、HTTP の場合は SLACK_SIGNING_SECRET を設定してください。`,
  }),
  'slack-refused': ({ name, said }) => ({
    message: `Slack が ${name} のトークンを拒否しました (${said})。`,
    nextStep: `Slack アプリの設定から ${name} をコピーし直してください。スコープを変えた場合はアプリを再インストールしてください。`,
  }),
  'slack-unreachable': () => ({
    message: 'Slack に接続できません。',
    nextStep:
      'このマシンから https://slack.com への接続と、設定していれば SLACK_API_URL を確認してください。',
  }),
  'health-not-listening': ({ address, port, said }) => ({
    message: `${address} のポート ${port} で /healthz、/readyz、/metrics に応答できません: ${said}`,
    nextStep: 'roundtrip.yaml の health.port か health.address を別の値にしてください。',
  }),
  'slack-not-listening': ({ port, said }) => ({
    message: `ポート ${port} で Slack からの要求を待ち受けられません: ${said}`,
    nextStep: 'roundtrip.yaml の slack.http.port か slack.http.address を別の値にしてください。',
  }),
  'slack-url-refused': () => ({
    message: 'SLACK_API_URL が Slack でもこのマシンでもないため、トークンを送りません。',
    nextStep:
      'SLACK_API_URL を外すか、http://127.0.0.1:4000/api/ のようなループバックアドレスにしてください。',
  }),
};
