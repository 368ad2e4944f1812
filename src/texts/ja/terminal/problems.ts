import type { TerminalTexts } from '../../en/terminal/index.ts';
import { whyUnread, whyUnwritten } from '../failures/file-troubles.ts';
import { changeProblems } from './change-problems.ts';

function problem(message: string, nextStep: string) {
  return { message, nextStep };
}

const SEE_HELP = '"roundtrip --help" でコマンドとオプションを確認してください。';

function seeHelpOf(command: string): string {
  return command === 'roundtrip' ? SEE_HELP : `"${command} --help" で使い方を確認してください。`;
}

const NAME_A_FILE = 'ファイルを指定するか、標準入力に貼り付けるなら - を指定してください。';
const NAME_SENDER = '応答を受け取れないホストのアドレスを指定してください。';

function meant(near: readonly string[]): string {
  return near.length === 0 ? '' : `${near.join('、')} ではありませんか。`;
}

export const problems: TerminalTexts['problems'] = {
  ...changeProblems,
  unexpected: ({ message }) =>
    problem(
      `予期しない問題が起きました: ${message}`,
      'ROUNDTRIP_LOG=debug を付けて実行すると詳細が表示されます。',
    ),
  outputNotWritten: ({ code }) =>
    problem(
      `出力を書き込めません（${whyUnwritten(code)}）。ここまでの出力は全体ではありません。`,
      '空きを作るか別の場所に出力して、もう一度実行してください。',
    ),
  usage: ({ message }) => problem(message, SEE_HELP),
  noCommand: () => problem('コマンドがありません。', SEE_HELP),
  commandUnknown: ({ name, near, command }) =>
    problem(`'${name}' というコマンドはありません。${meant(near)}`, seeHelpOf(command)),
  optionUnknown: ({ flag, near, command }) =>
    problem(`'${flag}' というオプションはありません。${meant(near)}`, seeHelpOf(command)),
  argumentMissing: ({ name, command }) => problem(`引数 '${name}' が必要です。`, seeHelpOf(command)),
  optionValueMissing: ({ flags, command }) =>
    problem(`オプション '${flags}' に値がありません。`, seeHelpOf(command)),
  optionMissing: ({ flags, command }) => problem(`オプション '${flags}' が必要です。`, seeHelpOf(command)),
  argumentsTooMany: ({ expected, extra, command }) =>
    problem(`引数が多すぎます（${expected} 個まで）。余分: ${extra.join('、')}`, seeHelpOf(command)),
  topologyUnknown: ({ text, known }) =>
    problem(
      `--topology: "${text}" はありません。`,
      `--topology ${known.join(' または --topology ')} と書いてください。`,
    ),
  notYesOrTerminal: ({ purpose }) =>
    problem(
      '標準入力が端末ではないため、確認できません。',
      `確認なしで${PURPOSE[purpose]}には --yes を付けてください。`,
    ),
  fixNotAskable: () =>
    problem(
      '標準入力が端末ではないため、確認できません。',
      '確認なしで適用するには --yes を、計画を見るだけなら --dry-run を付けてください。',
    ),
  alsoAndNames: () =>
    problem(
      '--also は同じ原因で止まるすべてのインターフェースを対象にしますが、名前も指定されています。',
      '名前を並べるか、1 つだけ指定して --also を付けてください。',
    ),
  remedyUnknown: ({ text, known }) =>
    problem(`"${text}" という対処はありません。`, `次のどれかを指定してください: ${known.join(', ')}。`),
  needsChange: ({ option }) =>
    problem(`${option} は予定の変更のためのものです。`, '--change FILE を付けてください。'),
  changeUnreadable: ({ file }) =>
    problem(
      `${file} の予定の変更を読めません。`,
      'テキストファイル、または標準入力の - を指定してください。',
    ),
  changeEmpty: ({ file }) =>
    problem(
      `${file} に変更がありません。`,
      'ip・sysctl・nmcli の行、または netplan の YAML を書いてください。',
    ),
  failOnUnknown: ({ text }) =>
    problem(`--fail-on: "${text}" は指定できません。`, '--fail-on stops と書いてください。'),
  udpNeedsPort: () => problem('--udp にはポートが必要です。', '--port N を付けてください。'),
  senderInvalid: ({ text }) =>
    problem(
      `--from: "${text}" は IP アドレスでもホスト名でもありません。`,
      '--from 172.16.0.4 のように書くか、--from に一覧のホストを指定してください。',
    ),
  addressInvalid: ({ option, text }) =>
    problem(
      `${option}: "${text}" は IP アドレスではありません。`,
      `${option} 172.16.5.4 のように書いてください。`,
    ),
  numberInvalid: ({ option, text, least, most }) =>
    problem(
      `${option}: "${text}" は ${least} から ${most} までの数ではありません。`,
      `${option} ${least + 1} のように書いてください。`,
    ),
  senderMustBeAddress: () =>
    problem('ここでは --from に IP アドレスが必要です。', '--from 172.16.0.4 のように書いてください。'),
  senderSendsNothing: ({ from }) =>
    problem(`--from: ${from} はホストが送信元に使えるアドレスではありません。`, NAME_SENDER),
  senderOtherFamily: ({ from, to }) =>
    problem(`--from: ${from} と ${to} は IP のバージョンが違います。`, NAME_SENDER),
  languageUnknown: ({ text, known }) =>
    problem(
      `--language: "${text}" という言語はありません。`,
      `--language ${known.join(' または --language ')} と書いてください。`,
    ),
  triageUnknown: ({ text }) =>
    problem(
      `トリアージ ${text} はありません。`,
      '"roundtrip list --all" で ID を確認できます。スレッドにもあります。',
    ),
  triagePruned: ({ triage, by, at, archive, file }) =>
    problem(
      `${triage} は ${at} に ${by} が整理しました。内容はアーカイブにあります。`,
      `SHA-256 が ${archive} のファイル${file === undefined ? '' : `（書き込み先 ${file}）`}にイベントがあります。`,
    ),
  nothingWaits: ({ triage, status }) =>
    problem(
      `${triage} に承認待ちはありません（${status}）。`,
      `"roundtrip audit report ${triage}" で経過を確認できます。`,
    ),
  notHostVerified: ({ host }) =>
    problem(
      `${host} は承認を自分で検証しません（approval.hostVerified）。`,
      'Slack で承認するか、approval.terminal が許すなら "roundtrip fix" で承認してください。',
    ),
  scanWhich: () =>
    problem(
      'どのホストですか。ホストかグループの名前、--all、--from-file FILE のどれか 1 つだけを指定します。',
      '例: roundtrip scan server-b、または roundtrip scan --all。',
    ),
  scanForm: () => problem('--json と --csv は同時に使えません。', 'どちらかを選んでください。'),
  scanNobody: () =>
    problem('調べるホストがありません。', 'roundtrip.yaml に名前で登録するか、ここで指定してください。'),
  optionNeedsInterface: ({ option }) =>
    problem(
      `${option} は 1 つのインターフェースに対するものですが、指定がありません。`,
      'ホストの後にインターフェースを書くか、オプションを外してください。',
    ),
  collectedUnreadable: ({ file, code }) =>
    problem(
      `${file} を読めません（${whyUnread(code)}）。`,
      '"roundtrip collect" の出力のファイルかフォルダーを指定してください。',
    ),
  transcriptBinary: ({ file }) =>
    problem(
      `${file} はテキストではありません。`,
      'コンソールの出力のテキストファイルを指定してください。圧縮されている場合は先に展開してください。',
    ),
  transcriptIsFolder: () => problem('これはファイルではなくフォルダーです。', NAME_A_FILE),
  transcriptUnreadable: ({ code }) => problem(`テキストを読めません（${whyUnread(code)}）。`, NAME_A_FILE),
  stateUnreadable: ({ file }) =>
    problem(`${file} を読めません。`, 'ホストの出力を保存したファイルを指定してください。'),
  transcriptTooLarge: () =>
    problem(
      'テキストが 10 MB を超えています。',
      'インターフェース、経路、ルール、rp_filter、キャプチャの部分だけを貼り付けてください。',
    ),
  pictureEnding: ({ file }) =>
    problem(
      `--picture: ${file} の末尾が .svg でも .png でもありません。`,
      '--picture round-trip.png のように指定してください。',
    ),
  pictureUnwritable: ({ file, code }) =>
    problem(
      `${file} に書き込めません: ${whyUnwritten(code)}。`,
      '書き込めるフォルダーのファイルを指定してください。',
    ),
  collectAddressInvalid: ({ text }) =>
    problem(
      `"${text}" は IP アドレスではありません。`,
      '応答を受け取るアドレスを --from 172.16.0.4 のように指定してください。',
    ),
  positionInvalid: ({ text }) =>
    problem(
      `"${text}" はログの位置ではありません。`,
      '位置は 1, 2, 3 … です。"roundtrip audit export" で表示されます。',
    ),
  positionBeyond: ({ position, newest }) =>
    problem(
      `ログに位置 ${position} はありません。${newest} で終わります。`,
      'ある位置を指定するか、--from を外してすべて検証してください。',
    ),
  pruneAge: ({ why }) => problem(`--older-than ${why}`, '--older-than 400d のように書いてください。'),
  pruneArchive: () =>
    problem(
      '--archive がありません。',
      'イベントの移し先の新しいファイルを指定してください: --archive FILE。',
    ),
  storeInUse: ({ users }) =>
    problem(
      `データベースは使用中です: ${users.map(({ program, connections }) => `${program} (${connections})`).join(', ')}。`,
      '先にボットと使用中のコマンドを終えるか、--force を付けてください。途中の作業は次の起動時に続きます。',
    ),
  storeNotEmbedded: ({ directory, instead }) =>
    problem(
      'DATABASE_URL は roundtrip が動かしていない PostgreSQL を指しています。',
      `${directory} の組み込みデータベースなら DATABASE_URL を外してください。そのサーバーでは${INSTEAD[instead]}。`,
    ),
  storeOwnerMissing: () =>
    problem(
      'DATABASE_OWNER_URL が設定されていません。',
      'DATABASE_URL のデータベースの所有者を指定してください。',
    ),
  hostMissing: () =>
    problem(
      'ホストが指定されていません。',
      '一覧のホストを指定してください: roundtrip host-setup HOST。--deb と --rpm だけなら不要です。',
    ),
  signersInvalid: ({ file }) =>
    problem(
      `${file} に承認者の鍵がありません。`,
      '1 行に 1 人、名前と公開鍵を書いてください: "alice@example.com ssh-ed25519 AAAA…"。',
    ),
  keyInvalid: ({ file }) =>
    problem(
      `${file} は OpenSSH の公開鍵ではありません。`,
      '"ssh-keygen -t ed25519 -f FILE" で作り、FILE.pub を指定してください。',
    ),
  packageProgramMissing: ({ program, from }) =>
    problem(
      `${program} がインストールされていません。`,
      `${from === 'deb' ? 'dpkg' : '"rpm-build"（Debian では "rpm"）'} をインストールするか、それがある場所で作成してください。`,
    ),
  packageFailed: ({ program, said }) =>
    problem(`${program} が失敗しました: ${said}`, '出力を確認してください。何も書き込んでいません。'),
  sshConfigUnreadable: ({ file }) =>
    problem(
      `ssh の設定 ${file} を読めません。`,
      'このユーザーが読めるファイルか確認するか、--ssh-config FILE で別のものを指定してください。',
    ),
  configExists: ({ file }) =>
    problem(
      `${file} は既にあり、そのまま残します。`,
      '--config FILE で別のファイルを指定するか、古いものを移動してください。',
    ),
  configNotWritten: ({ file, code }) =>
    problem(
      `${file} に書き込めません（${whyUnwritten(code)}）。`,
      '既にあって書き込めるディレクトリーのファイルを --config FILE で指定してください。',
    ),
  labUnknown: ({ name }) =>
    problem(`${name} というラボはありません。`, `開始するには: roundtrip lab up --name ${name}`),
  demoNotInstalled: () =>
    problem(
      'このインストールにデモは含まれていません。',
      'リポジトリー全体のコピーで実行してください: npm run demo。',
    ),
  mcpPortInvalid: () =>
    problem('--http がポート番号ではありません。', '--http 9097 のように書いてください。'),
  mcpTokenMissing: () =>
    problem(
      'HTTP でエージェントに答えるにはトークンが必要ですが、設定されていません。',
      'MCP_TOKEN または MCP_TOKEN_FILE を設定してください。作成例: openssl rand -hex 32',
    ),
  mcpNotListening: ({ address, port, why }) =>
    problem(
      `${address} のポート ${port} でエージェントを待ち受けられません: ${why}`,
      '--http で別のポート、または --address で別のアドレスを指定してください。',
    ),
  portInvalid: () => problem('--port がポート番号ではありません。', '--port 3939 のように書いてください。'),
  healthPortInvalid: () =>
    problem('--health-port がポート番号ではありません。', '--health-port 9464 のように書いてください。'),
};

const PURPOSE = { sign: '署名する', undo: '取り消す', keep: '残す', prune: '移動する' } as const;

const INSTEAD = {
  stop: 'そのサーバーの道具で停止してください',
  backup: 'は pg_dump を使ってください',
  restore: 'は pg_restore を使ってください',
} as const;
