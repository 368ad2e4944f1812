import type { TerminalTexts } from '../../en/terminal/index.ts';

export const help: TerminalTexts['help'] = {
  frame: {
    description:
      '複数の口を持つ Linux サーバーの 1 つのインターフェースが応答しない理由を説明し、承認後に直します。',
    config: '設定ファイル（既定: $ROUNDTRIP_CONFIG、なければ ./roundtrip.yaml）',
    language: '文の言語: en か ja（既定: 設定に従う。JSON は en）',
    version: 'バージョンを表示',
    help: 'ヘルプを表示',
    helpCommand: 'コマンドのヘルプを表示',
    titles: {
      usage: '使い方:',
      options: 'オプション:',
      globalOptions: '共通オプション:',
      commands: 'コマンド:',
      arguments: '引数:',
      examples: '例:',
    },
    json: '結果を JSON で表示',
    yes: '確認しない。承認の規則はそのまま有効',
    examples: {
      triage: 'eth1 が応答しないのはなぜか。server-a が探査を送る',
      fix: '推奨の対処を、承認後に',
      explain: '貼り付けたコンソールから同じ診断。SSH なし',
      doctor: '設定、ホスト、保管庫、Slack を確認',
    },
  },
  flow: {
    fromHost: '探査を送る一覧のホスト、または待ち受ける IP アドレス',
    fromAddress: '送信元の IP アドレス',
    to: '問い合わせるアドレス',
    toDefault: '問い合わせるアドレス（既定: インターフェースの最初のもの）',
    port: 'ICMP エコーの代わりに TCP ポート',
    udp: '--port と共に、TCP の代わりに UDP',
    wait: 'パケットを待つ秒数（既定: 探査の後は capture.seconds、人が送る場合は capture.wait）',
    gateway: 'インターフェースのゲートウェイ。証拠から分からない場合に',
    picture: '往復の図を、今と対処後について .svg または .png のファイルに描く',
    verbose: 'パケットの経路、証拠、コマンド、影響も表示',
    timings: 'どこに時間がかかったかを標準エラーに表示',
  },
  triage: {
    summary: '応答しない理由を調べる',
    description:
      'このインターフェースが応答しないのはなぜか（SSH、キャプチャ、診断。何も変更しない）。インターフェースを省くとホスト全体を探査なしで調べる',
    examples: {
      host: 'ホストの全インターフェース。探査なしで、応答しないものとその理由',
      probe: 'server-a が ping を送り、両側をキャプチャ',
      port: 'ping の代わりに TCP ポート 443',
      wait: 'その送信元のパケットを 1 分待つ',
    },
  },
  scan: {
    summary: '多数のホストで応答しないものを調べる',
    description:
      '多数のホストの全インターフェースとアドレス: 他のネットワークに応答しないものとその理由（各 1 回の SSH 接続。探査もキャプチャもなし。何も変更しない）',
    hosts: '一覧のホストまたはグループ',
    all: '一覧のすべてのホスト',
    fromFile: '"roundtrip collect" の出力（1 台以上）: ファイル、フォルダー、または -（標準入力）',
    csv: 'CSV（RFC 4180）で表示',
    failOn: 'この確度以上で応答しないものがあれば終了ステータス 1',
    examples: {
      group: 'グループのホスト',
      csv: '全ホスト。表計算用',
      failOn: '1 行に 1 つの JSON。応答しないものがあれば失敗',
      fromFile: 'SSH なし: Ansible や cron が集めた出力から',
    },
  },
  ask: {
    summary: '自然な文で尋ねる',
    description:
      'Slack と同じように文（英語または日本語）を読み取り、調査します。複数の意味に取れる場合は、考えられるコマンドを答えます',
    words: '何が起きているか。ホスト名とインターフェース名を含めてください',
    dryRun: '文の読み取り結果だけを表示します',
    examples: { triage: '呼び出された人の言葉のまま', dryRun: '読み取り結果の確認' },
  },
  explain: {
    summary: '貼り付けたコンソールから同じ診断',
    description: '貼り付けたコンソールから診断。- は標準入力。質問は中から見つけ、オプションで絞る',
    iface: '応答しないインターフェース',
    host: '問い合わせるホスト。プロンプトにある名前',
    gateway: 'そのインターフェースのゲートウェイ。ポリシールーティングのコマンドに使う',
    examples: {
      file: '質問はテキストから見つける',
      narrowed: 'インターフェースと送信元を指定',
      stdin: 'クリップボードから',
    },
  },
  simulate: {
    summary: '予定の変更で何が止まるか。出力から `ip route get` に答える',
    description:
      '--change を付けると、予定の変更がそのホストで何を止め、何を回復させるか。付けなければ `ip route get` の問い合わせ（標準入力に 1 行ずつ）に、そのカーネルのように答える。分からない行は UNKNOWN',
    state: 'ホストの出力: ip addr, ip rule, ip route show table all, sysctl',
    host: '複数のホストが含まれる場合に、どのホストか',
    change:
      '予定の変更。- は標準入力。シェルの ip・sysctl・nmcli の行、`ip -batch` のファイル、または netplan の YAML。実行はしない',
    failOn: '何かが止まる場合は終了ステータス 1',
    verbose: '変わらない通信も表示',
    examples: {
      one: '1 つの問い合わせ',
      change: 'netplan のファイルを適用する前に',
      stdin: '1 行だけ。何かが止まる場合は終了ステータス 1',
    },
  },
  collect: {
    summary: 'SSH なしで集めるスクリプト',
    description:
      'すべてを集めるスクリプトを表示。シリアルコンソール用。出力は "explain" に渡す。インターフェースを省くとホスト全体（"scan --from-file" 用）',
    host: '一覧のホスト、または - （任意）',
    iface: '応答しないインターフェース',
    from: '応答を受け取るアドレス',
    examples: {
      any: '任意のホスト用。そこで実行し、出力を保存',
      host: '全インターフェース、パケットなし。Ansible や cron 用',
    },
  },
  list: {
    summary: 'トリアージ、またはホストの一覧',
    description: 'トリアージを新しい順に。--hosts では一覧のホスト、確認済みインターフェース、最後の診断',
    all: ({ newest }) => `最新 ${newest} 件だけでなく、すべて`,
    hosts: '一覧のホスト、これまでに確認したインターフェース、それぞれの最後の診断',
    examples: { triages: '依頼、結果、変更', hosts: '各ホストについて分かっていること' },
  },
  doctor: {
    summary: '環境を確認',
    description: '設定、ホスト、保管庫、Slack を確認し、何をすべきかを表示',
    examples: { plain: 'このディレクトリーの設定で' },
  },
  ready: {
    summary: '動作中のボットの状態を確認',
    description:
      '動作中のボットに、データベース、Slack、キューが使えるかを尋ねる。使えないものがあれば終了ステータス 1',
    port: 'このマシンのボットのポート（省略時は設定の health.port）',
    examples: { plain: '1 行に 1 項目。使えない理由も表示', port: 'コンテナーのヘルスチェックに' },
  },
  fix: {
    summary: '承認後に直す。だめなら元に戻す',
    description:
      '診断し、承認後に対処を適用。直ったと確認されなければ元に戻す。同じ問題のインターフェース（eth1,eth2）は 1 つの変更で、すべてか無か',
    remedy: '診断にある対処の ID: policy-routing, loose-rp-filter …（既定: 推奨のもの）',
    persist: '再起動後も残す。確認の後、設定の持ち主に必要なものを書く',
    also: '同じ原因で止まる他のインターフェースも同じ変更で直す',
    key: 'ホストが承認を自分で検証する場合に、署名する SSH 鍵',
    ticket: '変更チケット。承認と共に記録（change.ticket）',
    dryRun: '計画だけを表示',
    examples: {
      recommended: '推奨の対処: 計画、承認、変更、確認。だめなら元に戻す',
      dryRun: '特定の対処の計画だけ',
      persist: '再起動後も残す',
    },
  },
  approve: {
    summary: '承認待ちの計画に署名',
    description: '承認を自分で検証するホストのために、計画に自分の SSH 鍵で署名（approval.hostVerified）',
    key: '秘密鍵、またはエージェントにある鍵の公開鍵（既定: ~/.ssh の通常のもの）',
    ticket: '変更チケット。承認と共に記録（change.ticket）',
    host: 'approval.mistapGuard が求める場合に、ホスト名',
    examples: { plain: 'コマンドを表示し、確認して署名', key: 'エージェントの鍵で' },
  },
  persist: {
    summary: '対処を再起動後も残す',
    description: '確認済みの対処をホストの再起動後も残す。同じ承認の規則で',
    examples: { plain: '書くファイルを表示し、確認する' },
  },
  recheck: {
    summary: '対処が残って動いているか確認',
    description: '確認済みの対処がまだ残って動いているか、誰が除いたかを確認',
    examples: { plain: '何も変更しない' },
  },
  undo: {
    summary: '対処を元に戻す',
    description: '確認済みの対処を元に戻す。同じ承認の規則で',
    examples: { plain: 'ホストは変更前に戻る' },
  },
  audit: {
    summary: '記録の検証、出力、報告、整理',
    description: '依頼、承認、実行のすべての記録',
    verify: {
      description: 'ハッシュチェーンと署名済みヘッドを検証',
      anchor: '別に保管した署名済みヘッド（既定: あれば audit.anchorFile）',
      from: 'その位置以前の最新の署名済みヘッドから',
      strict: 'アンカー、鍵、署名のどれかがない場合も失敗とする',
      examples: { plain: '検証できなければ終了ステータス 1' },
    },
    export: {
      description: 'イベントを 1 行ずつ JSON で表示',
      triage: '1 つのトリアージだけ',
      examples: { all: 'すべて', one: '1 つのトリアージ' },
    },
    report: {
      description: '変更記録のためのトリアージ 1 件の報告書',
      triage: 'トリアージの ID',
      examples: { plain: 'チケット用の Markdown' },
    },
    prune: {
      description: '古いイベントの内容をアーカイブに移す。チェーンは完全なまま',
      olderThan: 'それより前に終わったトリアージ。400d など',
      archive: 'イベントの移し先の新しいファイル。1 行に 1 つの JSON',
      includeStanding: '適用されたままの対処も移す。その後は roundtrip で取り消せない',
      dryRun: '何が移されるかだけを表示',
      yes: '確認しない',
      examples: { dryRun: '移されるもの' },
    },
    newKey: {
      description: '鍵を失ったか、他の人に読まれた場合に、今後の署名を別の鍵に切り替える',
      examples: { plain: '先にボットをすべて終了する。新しい鍵はすべてのボットに必要' },
    },
  },
  store: {
    summary: 'データベース: 状態、バックアップ…',
    description: 'すべてを記録するデータベース',
    status: {
      description: '場所、動作中か、大きさ、接続しているもの',
      examples: { plain: '何も起動しない' },
    },
    stop: {
      description: '組み込みデータベースを停止。必要とする次のコマンドが再び起動する',
      force: 'ボットや他のコマンドが接続中でも',
      examples: { plain: 'ボットが接続中なら拒否' },
    },
    backup: {
      description: '記録のすべてを新しいファイルに書く。ボットの動作中でも',
      examples: { plain: '署名鍵とアンカーファイルは含まない' },
    },
    restore: {
      description: '空の組み込みデータベースをバックアップから復元',
      examples: { plain: 'チェーンを検証する' },
    },
    migrate: {
      description: '所有者（DATABASE_OWNER_URL）としてデータベースを DATABASE_URL のロール用に用意',
      examples: { plain: '最初と更新の後に' },
    },
  },
  calibrate: {
    summary: '人の評価による診断の精度',
    description: '人の評価（Slack の「正しい」「誤り…」）による診断の精度',
    field: 'この環境の診断から',
    examples: { plain: '原因、確度、ディストリビューション、ホストグループ別' },
  },
  mcp: {
    summary: 'エージェント用のツール (MCP)',
    description:
      'エージェントの問い合わせに答えます: ホストの一覧、インターフェースの調査、コンソール出力の説明、対処の試算、人への修正依頼。ホストを変更するツールはなく、呼び出しはすべて記録されます',
    as: 'エージェントの名前。呼び出しはこの名前で記録されます',
    http: '標準入出力の代わりにこのポートで待ち受けます。MCP_TOKEN を示す相手に /mcp で答えます',
    address: '待ち受けるこのマシンのアドレス',
    examples: { stdio: 'エージェントからの起動', http: '別のマシンのエージェント用' },
  },
  bot: {
    summary: 'Slack のボットを動かす',
    description: 'Slack のボットを動かす',
    healthPort: '/healthz、/readyz、/metrics に応答するポート（省略時は health.port）',
    examples: { plain: 'npm start と同じ' },
  },
  demo: {
    summary: 'このマシンで全体を試す',
    description: 'このマシンで全体を試す: ネットワーク、ブラウザーの中の Slack、ボット（Linux, root）',
    once: 'ブラウザーなしで実行して表示。最後に ping が通れば終了ステータス 0',
    port: '127.0.0.1 のページのポート（0 は空きポート）',
    forContainer:
      'ボットなし。このネットワーク名前空間を共有するコンテナのボットが読むファイルをここに書く（docker-compose.yml）',
    examples: { plain: '表示されるページを開く', once: 'ブラウザーなしで' },
  },
  init: {
    summary: '最初の roundtrip.yaml を書く',
    description: 'ssh の設定から注釈付きの roundtrip.yaml を書く。上書きはしない',
    sshConfig: 'ホストを読み取る OpenSSH クライアントの設定',
    examples: { plain: 'このディレクトリーに', elsewhere: '別の場所に' },
  },
  hostSetup: {
    summary: '最小権限のためにホストを準備',
    description: 'ホストにプログラムをインストールするスクリプトを表示。観測用と適用用の鍵を 1 つずつ',
    observeKey: '観測だけができる公開鍵',
    applyKey: '適用、確認、取り消し、変更の照会だけができる公開鍵',
    approvers:
      'そこで変更を承認できる人の鍵。ssh-keygen の allowed_signers 形式。署名のない変更はホストが行わない',
    apply: '今の設定の接続で、ホストの上で実行',
    deb: 'プログラムだけの Debian パッケージを書く。パッケージのものしか動かさないホスト用。スクリプトはそれに触れない',
    rpm: '同じものを RPM で（rpmbuild が必要）',
    examples: { print: 'まず読む', apply: 'そこで実行' },
  },
  config: {
    summary: 'roundtrip.yaml の JSON Schema',
    description: '設定ファイルについて',
    schema: {
      description: 'roundtrip.yaml の JSON Schema を表示',
      examples: { plain: 'エディターとレビュー用' },
    },
  },
  lab: {
    summary: '試すための名前空間のネットワーク',
    description: 'roundtrip を試すための名前空間のネットワーク（Linux, root）',
    up: {
      description: '開始し、その roundtrip.yaml のパスを表示',
      name: 'ラボの名前',
      topology: 'どのネットワークか',
      examples: { plain: 'README のネットワーク' },
    },
    down: {
      description: '終えて、すべて取り除く',
      name: 'ラボの名前',
      examples: { plain: '何も残らない' },
    },
  },
};
