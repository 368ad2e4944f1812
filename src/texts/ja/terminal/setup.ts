import type { TerminalTexts } from '../../en/terminal/index.ts';

export const setup: TerminalTexts['setup'] = {
  storeWork: {
    'copy-programs': 'データベースのプログラムを、実行するユーザーが使える場所へコピーしています',
    prepare: 'データベースを準備しています（最初の 1 回だけ）',
    start: 'データベースを起動しています',
  },
  wroteConfig: ({ file, hosts, from }) => `${from} のホスト ${hosts} 台で ${file} を書きました。`,
  leftOut: ({ patterns, forges }) =>
    [
      ...(patterns.length === 0 ? [] : [`パターンのため除きました: ${patterns.join('、')}。`]),
      ...(forges.length === 0 ? [] : [`コードの保管先のため除きました: ${forges.join('、')}。`]),
    ].join(''),
  readIt: '内容を確認し、不要なホストを除き、承認者を指定してください。',
  signedWith: ({ file }) =>
    `監査記録は ${file} で署名されます。失くさず、他の人に渡さないでください。\n公開鍵を別の場所に保管してください（openssl pkey -in ${file} -pubout -out audit.pub）。鍵を失くしても署名を検証できます。`,
  packageWritten: ({ file }) =>
    `${file} を書きました。ホストにインストールしてから "host-setup HOST" の出力を実行してください。アカウントと鍵を設定し、プログラムをハッシュで確認します。`,
  before: {
    none: 'プログラムはまだインストールされていません。',
    same: '同じプログラムがインストール済みです。鍵とアカウントを更新します。',
    other: '別のバージョンのプログラムがあります。置き換えます。',
  },
  labNote: ({ note }) => `注: ${note}`,
  labTry: ({ config }) => `試す: roundtrip triage server-b eth1 --from server-a --config ${config}`,
  labLogIn: ({ sshConfig }) => `ログイン: ssh -F ${sshConfig} server-b`,
  labEnd: ({ name }) => `終了: roundtrip lab down --name ${name}`,
  demoAt: ({ url }) => `ワークスペース: ${url}`,
  demoType: '#net-ops で on-call として入力:  /roundtrip server-b eth1 from server-a',
  demoApprove: 'net-admin は承認できます。visitor はできません。Ctrl-C でデモを終え、すべて取り除きます。',
  demoPaste: ({ page }) => `SSH なしでコンソールだけから: ${page}`,
  demoEnding: 'デモを終了しています…',
  demoPing: ({ before, after }) => `ping の応答: 変更前 ${before} 件、変更後 ${after} 件。`,
};

export const ready: TerminalTexts['ready'] = {
  names: { database: 'データベース', recording: '記録', slack: 'Slack', queue: 'キュー' },
  there: '準備完了',
  notYet: 'まだ準備できていません: ボットは起動中です',
  ending: 'ボットは終了中です',
  noAnswer: ({ said }) => `応答なし: ${said}`,
  notConnected: ({ seconds, address = 'Slack' }) =>
    `${address} への接続がない状態が ${seconds} 秒続いています`,
  behind: ({ kind, seconds }) => `ジョブ（${kind}）が ${seconds} 秒待っていて、誰も処理していません`,
  notConfigured: () => ({
    message: 'health.port が設定されていないため、ボットは状態を答えません。',
    nextStep: 'roundtrip.yaml に health.port を設定するか、--port N でボットのポートを指定してください。',
  }),
  noBot: ({ url, said }) => ({
    message: `${url} でボットが応答しません（${said}）。`,
    nextStep: 'ボットを起動してください（"roundtrip bot"）。終了した理由はログにあります。',
  }),
  notABot: ({ url }) => ({
    message: `${url} で応答しているのはボットではありません。`,
    nextStep: 'health.address と health.port をボットの設定と比べてください。',
  }),
};

export const doctor: TerminalTexts['doctor'] = {
  groups: {
    machine: 'このマシン',
    configuration: '設定',
    store: '保管庫',
    slack: 'Slack との接続',
    hosts: 'ホスト',
  },
  names: {
    ssh: 'ssh クライアント',
    configuration: '設定',
    inventory: 'インベントリープログラム',
    approvers: '承認者',
    sshConfig: 'ssh の設定',
    store: '保管庫',
    trail: '監査記録',
    policy: 'ポリシープログラム',
    slack: 'Slack',
    groups: 'ホストグループ',
    alerts: 'アラート',
  },
  configuration: ({ file, hosts }) => `${file}、ホスト ${hosts} 台`,
  hosts: ({ hosts }) => `ホスト ${hosts} 台`,
  approversNamed: ({ approvers }) => `${approvers} 件`,
  onlyTerminal: '"roundtrip fix" を実行する人だけ',
  nobodyApproves: 'なし。ボットは説明するだけで、何も変更しません',
  noTokens:
    'トークンなし: ボットには SLACK_BOT_TOKEN と、SLACK_APP_TOKEN または SLACK_SIGNING_SECRET が必要です。コマンドラインはなくても動きます',
  reachedBy: ({ file, transport }) =>
    `${file}、接続は ssh.transport: ${transport}${transport === 'openssh' ? ' (システムの ssh クライアント)' : ''}`,
  slackUser: ({ user, team }) => `ワークスペース ${team ?? '（名前なし）'} の ${user ?? 'ボット'}`,
  reached: ({ observedOnly, parts }) =>
    `接続できました${observedOnly ? '（観測のみ）' : ''}${parts.length === 0 ? '' : `。読めなかったもの: ${parts.join('、')}`}`,
  summary: ({ checks, wrong }) =>
    wrong === 0
      ? `${checks} 件を確認。すべて問題ありません。`
      : `${checks} 件を確認。対処が必要なもの: ${wrong} 件。`,
  policyProgram: ({ file, seconds }) => `${file}、最長 ${seconds} 秒`,
  embedded: ({ directory }) => `${directory} の組み込み PostgreSQL`,
  server: 'DATABASE_URL の PostgreSQL',
  clockAhead: ({ where, seconds }) => `${where}。時計がこのマシンより ${seconds} 秒進んでいます`,
  clockBehind: ({ where, seconds }) => `${where}。時計がこのマシンより ${seconds} 秒遅れています`,
  guarded: ({ role, file }) => `${role} はイベントの追加と読み取りだけ。署名鍵 ${file}`,
  askerStuck: (where) => `承認者が${changeOf(where)}を依頼すると、承認を得られません`,
  alerts: ({ address, port, channel }) => `${address} ポート ${port}、回答先 ${channel}`,
  runAgain: 'ROUNDTRIP_LOG=debug を付けてもう一度実行してください。',
};

function changeOf({ group }: { group?: string }): string {
  return group === undefined ? '変更' : `${group} のホストの変更`;
}

export const doctorProblems: TerminalTexts['doctorProblems'] = {
  groupUnread: ({ unread, ...where }) => ({
    message: `${unread.join(', ')} に誰がいるか Slack から分かりません。それでは誰も${changeOf(where)}を承認できません。`,
    nextStep:
      'approval.approvers に人を ID で指定するか、アプリに usergroups:read を与えてください（グループは有料プランのみ）。',
  }),
  minimumUnreachable: ({ minimum, people, ...where }) => ({
    message: `${changeOf(where)}は決して承認されません。${minimum} 件の承認が必要で、承認できるのは ${people} 人です。`,
    nextStep: 'approval.approvers に人を加えるか、approval.minimum を下げてください。',
  }),
  alertsTokenMissing: () => ({
    message: 'ALERTS_TOKEN が設定されていません。',
    nextStep: 'ALERTS_TOKEN（または ALERTS_TOKEN_FILE）を設定してください。ないとボットは起動しません。',
  }),
  sshMissing: () => ({
    message: 'ssh がインストールされていません。',
    nextStep: 'OpenSSH クライアントをインストールしてください（Debian: apt-get install openssh-client）。',
  }),
  sshConfigMissing: ({ file }) => ({
    message: `${file} がありません。`,
    nextStep: 'ssh.config に OpenSSH クライアントの設定を指定してください。',
  }),
  policyProgramMissing: ({ program }) => ({
    message: `policy.check の ${program} を実行できません。すべての変更が拒否されます。`,
    nextStep: '実行できるプログラムを指定してください。パスは設定ファイルからの相対です。',
  }),
  inventoryIncomplete: ({ problems }) => ({
    message: problems || 'インベントリーが空です。',
    nextStep:
      'inventory.command のプログラムを手で実行してください。"ansible-inventory --list" と同じ出力が必要です。',
  }),
  anchorBehind: ({ file, anchored, events }) => ({
    message: `アンカーファイル ${file} が遅れています: イベント ${events} 件のうち署名されているのは ${anchored} 件までです。書き込めなかったか、切り取られています。`,
    nextStep:
      'ディスクがいっぱいだったか、ファイルがなかった場合は、次のイベントで追いつきます。そうでなければ手元の写しと比べ、"roundtrip audit verify" を実行してください。',
  }),
  trailNotLookedAt: () => ({
    message: 'ストアを使えないため、確かめていません。',
    nextStep: '上の行の対処をしてから、もう一度実行してください。',
  }),
  trailNotGuarded: ({ problems, embedded }) => ({
    message: `記録を変更できる状態です: ${problems.join('; ')}。`,
    nextStep: embedded
      ? '"roundtrip store migrate" で直してから "roundtrip audit verify" を実行してください。データベースが変更されています。'
      : 'DATABASE_OWNER_URL にデータベースの所有者、DATABASE_URL に別のロールを指定して "roundtrip store migrate" を実行してください。',
  }),
  scopesMissing: ({ scopes }) => ({
    message: `Slack アプリに ${scopes.join('、')} が付与されていません。これを必要とする操作は Slack に拒否されます。`,
    nextStep:
      'Slack アプリの設定（App Manifest）に manifest.yml を貼り付け、ワークスペースに再インストールしてください。',
  }),
  captureMissing: ({ reason }) => ({
    message: `接続できましたが、パケットをキャプチャできません（${reason}）。確実な判定はほとんど出せません。`,
    nextStep:
      'ホスト側で解決する（必要なものは "roundtrip host-setup HOST" が表示）か、そのグループに observe: state を設定してください（access.groups）。',
  }),
  groupEmpty: ({ groups }) => ({
    message: `${groups.join(', ')} に属するホストがありません。そのグループの規則は何にも効きません。`,
    nextStep: 'access.groups と approval.groups と同じ名前を書いてください: hosts: { db-1: { group: db } }。',
  }),
};
