import type { FailureTexts } from '../../failures/failure.ts';
import type {
  AskedOfPerson,
  HostFailures,
  LostBecause,
  ProxyKind,
  UnsupportedOption,
  UnusableIdentity,
} from '../../failures/host.ts';

export const hostFailures: Pick<FailureTexts, keyof HostFailures> = {
  'ssh-client-missing': () => ({
    message: 'ssh の設定を解決する OpenSSH クライアントを実行できません。',
    nextStep:
      '`apt-get install openssh-client` または `dnf install openssh-clients` でインストールしてください。',
  }),
  'ssh-folder-unusable': ({ directory, said }) => ({
    message: `${directory} に ssh の接続用の非公開ディレクトリを作れません: 「${said}」`,
    nextStep: 'TMPDIR に、このユーザーが書き込めるディレクトリを指定してください。',
  }),
  'ssh-config-invalid': (facts) =>
    facts.at === 'jump'
      ? {
          message: `${facts.alias} の ProxyJump 「${facts.jump}」 の書式が正しくありません。`,
          nextStep: '[user@]host[:port] の形で書いてください (複数ならカンマ区切り)。',
        }
      : {
          message: `OpenSSH が ${facts.alias} の設定を受け付けません: ${facts.said === '' ? '理由は示されませんでした。' : `「${facts.said}」`}`,
          nextStep: `\`ssh -G -F ${facts.config} -- ${facts.alias}\` を実行し、示されたファイル (roundtrip.yaml の ssh.config) を修正してください。`,
        },
  'ssh-option-unsupported': ({ alias, options }) => ({
    message: `${alias} の ssh 設定は ${options.map(optionWords).join('、')} を必要としますが、ssh.transport: node-ssh では使えません。`,
    nextStep: `${SWITCH}か、通常の鍵 (IdentityFile) かエージェントを使ってください。`,
  }),
  'host-key-unknown': (facts) =>
    facts.at === 'hop'
      ? hopKeyRefused(facts)
      : {
          message: `${facts.alias} (${facts.name}) のホスト鍵が登録されていません。提示された鍵は ${facts.shown} です。`,
          nextStep: `ホスト上の指紋 (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub) と照合してから登録してください: ${facts.pin}`,
        },
  'host-key-changed': (facts) =>
    facts.at === 'hop'
      ? hopKeyRefused(facts)
      : {
          message: `${facts.alias} のホスト鍵が登録済みのものと違います。提示された鍵は ${facts.shown}、${facts.pinned.file} の ${facts.pinned.line} 行目にある鍵は ${facts.pinned.type} ${facts.pinned.fingerprint} です。`,
          nextStep: `中間者攻撃の可能性があります。ホストの管理者が新しい鍵を確認できた場合は、ssh-keygen -R '${facts.name}' -f ${facts.pinned.file} を実行してから新しい鍵を登録してください。`,
        },
  'host-key-revoked': ({ alias, file, line, shown }) => ({
    message: `${alias} のホスト鍵は ${file} の ${line} 行目で @revoked になっています: ${shown}`,
    nextStep: 'この鍵では接続せず、ホストに新しい鍵を作って登録してください。',
  }),
  'host-key-certificate-authority': ({ alias, file, line, pin }) => ({
    message: `${alias} は @cert-authority (${file} の ${line} 行目) でしか登録されておらず、ssh.transport: node-ssh はホスト証明書を検証できません。`,
    nextStep: `${SWITCH}か、ホスト自身の鍵も登録してください: ${pin}`,
  }),
  'host-certificate-refused': ({ alias, file, line, because }) => ({
    message: `${alias} は @cert-authority (${file} の ${line} 行目) で登録されていますが、${hostCertificateWords(because)}。`,
    nextStep:
      because === 'none-shown'
        ? 'ホスト鍵をその認証局で署名し (ssh-keygen -h)、ホストの sshd_config の HostCertificate に指定してください。'
        : 'ホスト名に対する新しいホスト証明書を発行し、sshd を再読み込みしてください (ホスト上の `ssh-keygen -Lf ファイル` で名前と有効期間を確認できます)。',
  }),
  'login-needs-person': ({ asked, ...target }) => ({
    message: `${targetWords(target)} は${ASKED[asked.kind](asked)}が、ここには応答できる人がいません。`,
    nextStep: ANSWER[asked.kind],
  }),
  'certificate-expired': ({ file, until, ...target }) => ({
    message: `${targetWords(target)} にログインできません。証明書 ${file} は ${until} (UTC) に期限が切れています。`,
    nextStep:
      '新しい証明書を取得してから、もう一度依頼してください。確定していない変更は、時間が来ればホスト上で自動的に取り消されます。',
  }),
  'authentication-failed': (facts) => {
    if (facts.at === 'hop')
      return {
        message: `${facts.alias} への経由ホスト (${proxyWords(facts.proxy)}) がログインを拒否しました: 「${facts.said}」`,
        nextStep: 'ssh 設定で、そのホストのユーザーと鍵を確認してください。',
      };
    const offered = facts.offered
      ? '提示したどの鍵も受け付けませんでした'
      : '鍵を必要としますが、提示できる鍵がありません';
    const unusable =
      facts.unusable.length === 0 ? '' : `使えない鍵: ${facts.unusable.map(identityWords).join('、')}。`;
    return {
      message: `${targetWords(facts)} は${offered}。${unusable}`,
      nextStep: loginStep(facts),
    };
  },
  'ssh-negotiation-failed': ({ said, ...target }) => ({
    message: `${targetWords(target)} と Roundtrip に共通の SSH アルゴリズムがありません: 「${said}」`,
    nextStep:
      'サーバー側で新しいアルゴリズム (ホスト鍵は ssh-ed25519、ecdsa、rsa-sha2、鍵交換は curve25519) を有効にしてください。',
  }),
  'host-unreachable': (facts, say) => {
    if (facts.at === 'host-by-every-way')
      return {
        message: `${facts.host} には ${facts.ways.length} 通りのどの接続方法でも到達できませんでした。${facts.ways.map(({ alias, failure }) => `${alias}: ${say(failure).message}`).join('')}`,
        nextStep: facts.ways[0] === undefined ? '' : say(facts.ways[0].failure).nextStep,
      };
    if (facts.at === 'proxy')
      return {
        message: `${facts.alias} に ${proxyWords(facts.proxy)} 経由で到達できませんでした: ${facts.said === '' ? 'メッセージなしで終了しました。' : `「${facts.said}」`}`,
        nextStep: `\`ssh ${facts.alias}\` を手動で試し、経由ホストが動いていることを確認してください。`,
      };
    return {
      message: `${targetWords(facts)} に到達できませんでした: ${unreachableWords(facts)}。`,
      nextStep: `ホストが動いていること、ここから \`ssh ${facts.alias}\` が通ることを確認してください。`,
    };
  },
  'host-session-refused': ({ host, said }) => ({
    message: `${host} にログインできましたが、セッションを開けませんでした: 「${said}」`,
    nextStep: 'sshd の設定の MaxSessions と ForceCommand を確認してください。',
  }),
  'host-output-too-large': ({ host, megabytes }) => ({
    message: `${host} の出力が ${megabytes} MB を超えたため、読み取りを中止しました。`,
    nextStep: 'ログインして、何が大量に出力しているか (ログインスクリプトなど) を確認してください。',
  }),
  'host-overloaded': ({ host }) => ({
    message: `${host} は過負荷で、時間内に処理が終わりませんでした。`,
    nextStep:
      'ログインして負荷の原因 (uptime、top、vmstat 1) を確認してから、もう一度依頼してください。調査だけでは何も変更されません。',
  }),
  'host-lost': ({ host, because, during }) => ({
    message: `作業中に ${host} との接続が切れました: ${lostWords(because)}。`,
    nextStep: AFTER_LOSS[during],
  }),
  'host-needs-root': ({ host, said }) => ({
    message: `${host} に変更の状態を問い合わせられません: 「${said}」`,
    nextStep: 'ssh ユーザーがパスワードなしで sudo を使えるようにするか、root で接続してください。',
  }),
  'host-program-failed': (facts) => {
    if (facts.at === 'recheck')
      return {
        message: `${facts.host} から、変更の現状についての回答がありませんでした。`,
        nextStep: 'ホストを直接確認してください。',
      };
    if (facts.at === 'answer')
      return {
        message: `${facts.host} の \`${facts.verb}\` への応答を解釈できません: 「${facts.said}」`,
        nextStep:
          'ホストを直接確認してください。設定済みの自動取り消しは、時間が来ればホスト上で実行されます。',
      };
    return {
      message: `${facts.host} 上の Roundtrip のプログラムが終了しました (終了コード ${facts.status ?? '不明'}): ${facts.said === '' ? '理由は示されませんでした。' : `「${facts.said}」`}`,
      nextStep:
        'ログインして、このユーザーで sh が動くか確認してください。ログインシェルや ForceCommand が妨げていることがあります。',
    };
  },
  'host-ip-missing': ({ host }) => ({
    message: `${host} にコマンド ip がインストールされていません。`,
    nextStep: 'ホストに iproute2 をインストールしてください。',
  }),
  'undo-was-due': ({ host }) => ({
    message: `${host} での変更が自動取り消しの時間内に終わらず、取り消しが始まりました。`,
    nextStep: 'ログインして負荷の原因 (uptime、top、vmstat 1) を確認してから、もう一度依頼してください。',
  }),
  'host-setup-failed': ({ host, said }) => ({
    message: `${host} の準備に失敗しました: 「${said}」`,
    nextStep: '表示されたスクリプトをホスト上で root として実行してください。',
  }),
  'interface-unknown': ({ host, name, known }) => ({
    message: `${host} にインターフェース ${name} はありません。`,
    nextStep: `次のいずれかを指定してください: ${known.join('、')}`,
  }),
  'probe-from-itself': ({ host }) => ({
    message: `${host} から自分自身へのプローブはホストの外に出ないため、調査になりません。`,
    nextStep: '別のホストを指定してください。',
  }),
};

const SWITCH = 'roundtrip.yaml で「ssh.transport: openssh」を指定する';

function loginStep({
  alias,
  user,
  unusable,
}: {
  alias: string;
  user: string;
  unusable: readonly UnusableIdentity[];
}): string {
  const kinds = unusable.map(({ kind }) => kind);
  if (kinds.includes('security-key') || kinds.includes('certificate'))
    return '証明書やセキュリティキーを使うには、roundtrip.yaml で「ssh.transport: openssh」を指定してください。';
  if (kinds.includes('refused-certificate'))
    return `ホストの sshd_config の TrustedUserCAKeys と、証明書のプリンシパルに ${user} が含まれることを確認してください。`;
  return `${alias} の User と IdentityFile、およびホスト側の ~${user}/.ssh/authorized_keys に公開鍵があることを確認してください。`;
}

const ASKED = {
  'second-factor': () => '鍵を受け付けたうえで第二の認証要素を求めています',
  password: () => '鍵を受け付けず、パスワードを求めています',
  touch: (asked: AskedOfPerson) =>
    `${asked.kind === 'touch' ? `鍵 ${asked.key} ` : '鍵'}を受け付け、その鍵はタッチ、PIN、確認のいずれかを待っていました`,
} as const;

const KEY_ALONE =
  'このアカウントは鍵だけでログインできるように sshd を設定してください (Match ブロックに AuthenticationMethods publickey)。';
const ANSWER = {
  'second-factor': `${KEY_ALONE}調査だけなら、「ssh.transport: openssh」は人が開いて共有している接続 (ControlMaster、ControlPath) も使います。`,
  password: KEY_ALONE,
  touch:
    '鍵が点滅したら触れ、もう一度依頼してください。無人で使うなら、エージェントの証明書か、`ssh-keygen -O no-touch-required` で作った鍵を使ってください。',
} as const;

function hostCertificateWords(because: 'expired' | 'none-shown' | { said: string }): string {
  if (because === 'expired') return 'ホスト証明書の期限が切れています';
  if (because === 'none-shown') return 'その認証局が署名した証明書を提示しません';
  return `ホスト証明書が有効ではありません (「${because.said}」)`;
}

const AFTER_LOSS = {
  look: 'ホストが動いていることを確認して、もう一度依頼してください。調査だけでは何も変更されません。',
  change:
    '確定していない変更は、時間が来ればホスト上で自動的に取り消されます。ホストが復帰してから状態を確認してください。',
  recheck: '何も変更されていません。ホストが復帰してから、もう一度依頼してください。',
  setup: 'ホストが復帰してから、もう一度実行してください。すでにあるものはそのまま残ります。',
} as const;

type Target = { alias: string; user: string; hostname: string; port: number };

function targetWords({ alias, user, hostname, port }: Target): string {
  return `${alias} (${user}@${hostname}:${port})`;
}

function proxyWords(proxy: ProxyKind): string {
  return proxy === 'command' ? 'ProxyCommand' : `ProxyJump ${proxy.jump}`;
}

function hopKeyRefused({ alias, proxy, said }: { alias: string; proxy: ProxyKind; said: string }) {
  return {
    message: `${alias} への経由ホスト (${proxyWords(proxy)}) のホスト鍵が拒否されました: 「${said}」`,
    nextStep: '経由ホストに一度手動で ssh ログインし、管理者が示す指紋と照合してから鍵を登録してください。',
  };
}

function optionWords(option: UnsupportedOption): string {
  switch (option.kind) {
    case 'certificate':
      return `証明書 ${option.file} (CertificateFile)`;
    case 'pkcs11':
      return `PKCS#11 プロバイダー ${option.provider} (PKCS11Provider)`;
    case 'host-based':
      return 'ホストベース認証';
    case 'known-hosts-command':
      return 'プログラムによるホスト鍵 (KnownHostsCommand)';
  }
}

function identityWords(identity: UnusableIdentity): string {
  switch (identity.kind) {
    case 'no-agent':
      return `エージェントのソケット ${identity.socket} がありません`;
    case 'security-key':
      return `${identity.file} はセキュリティキー (sk-*) の鍵です`;
    case 'certificate':
      return `証明書 ${identity.file}`;
    case 'refused-certificate':
      return `証明書 ${identity.file} (プリンシパル: ${identity.principals.join('、') || 'なし'}) は拒否されました`;
    case 'unreadable':
      return `${identity.file} はこのユーザーでは読めません`;
    case 'encrypted':
      return `${identity.file} は暗号化されています (ssh-add ${identity.file} でエージェントに追加してください)`;
    case 'unsupported':
      return `${identity.file} は対応している形式の秘密鍵ではありません (「${identity.said}」)`;
  }
}

function unreachableWords({
  hostname,
  because,
}: {
  hostname: string;
  because: { seconds: number } | 'name-unknown' | { said: string };
}): string {
  if (because === 'name-unknown') return `名前 ${hostname} を解決できません`;
  return 'said' in because ? `「${because.said}」` : `${because.seconds} 秒以内に応答がありません`;
}

function lostWords(because: LostBecause): string {
  if (typeof because === 'object') return `「${because.said}」`;
  return LOST[because];
}

const LOST = {
  closed: '接続が閉じられました',
  'cut-short': '応答が途中で終わりました',
  'no-answer': '応答がありませんでした',
} as const;
