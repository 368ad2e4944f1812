import type { FailureTexts } from '../../failures/failure.ts';
import { isFull } from '../../failures/file-troubles.ts';
import type { StoreFailures } from '../../failures/store.ts';
import type { TrailFinding } from '../../failures/trail.ts';
import { whyUnread, whyUnwritten } from './file-troubles.ts';
import { trailTexts } from './trail.ts';

function anchorIs(facts: StoreFailures['anchor-foreign']): string {
  switch (facts.because) {
    case 'no-file':
      return '通常のファイルではありません';
    case 'no-anchor':
      return 'アンカーではない内容です';
    case 'other-log':
      return `別のログのものです（署名されたイベント ${facts.position} が異なります）`;
    case 'log-differs':
      return `ログにあるものと違うイベント ${facts.position} に署名しています`;
    case 'log-is-shorter':
      return `イベント ${facts.position} に署名していますが、ログはその前で終わっています`;
  }
}

const FORMER_KEY =
  '以前に署名した鍵の公開鍵です。audit.pub の写しから戻して audit.formerKeyFiles に指定してください。';

const DATABASE = {
  prepare: 'データベースを用意できませんでした',
  start: 'データベースが起動しませんでした',
  stop: 'データベースが停止しませんでした',
  keep: 'データベースを置けません',
} as const;

function backupIs(because: StoreFailures['backup-broken']['because']): string {
  if (because === 'end-missing') return '末尾がありません';
  if (because === 'no-backup') return 'バックアップではない行があります';
  if ('said' in because) return because.said;
  const { kind, facts } = because.finding;
  const word = trailTexts.findings[kind] as (facts: TrailFinding['facts']) => string;
  return `イベント ${because.position}: ${word(facts)}`;
}

/** What failed of the store and the audit trail. */
export const storeFailures: Pick<FailureTexts, keyof StoreFailures> = {
  'anchor-foreign': (facts) => ({
    message: `アンカーファイル ${facts.file} は${anchorIs(facts)}。書き込まずにそのまま残します。`,
    nextStep:
      facts.because === 'no-file' || facts.because === 'no-anchor'
        ? 'audit.anchorFile に別のファイルを指定してください。'
        : '別のインストールのものなら、audit.anchorFile に別のファイルを指定してください。そうでなければイベントが失われたか変更されています。両方を残して "roundtrip audit verify" を実行し、続ける前にアンカーを移してください。',
  }),
  'anchor-not-written': ({ file, code }) => ({
    message: `アンカーファイル ${file} に書き込めません (${whyUnwritten(code)})。ログがどこまであるかを示すものが、データベースの外にありません。`,
    nextStep: isFull(code)
      ? '空きを作ってください。書き込みは自動でやり直します。'
      : 'roundtrip を実行するユーザーが書き込めるようにするか、audit.anchorFile に別のファイルを指定してください。',
  }),
  'anchor-unreadable': ({ file }) => ({
    message: `アンカーファイル ${file} を読めません。`,
    nextStep: '読めるファイルを audit.anchorFile か --anchor で指定してください。',
  }),
  'archive-not-written': ({ file, code }) => ({
    message:
      code === 'EEXIST'
        ? `${file} はすでにあります。`
        : `アーカイブを ${file} に書き込めません (${whyUnwritten(code)})。`,
    nextStep: '何も整理していません。書き込めて空きのあるディレクトリの新しいファイルを指定してください。',
  }),
  'archive-lost': ({ file }) => ({
    message: `アーカイブ ${file} が書いたときのまま残っていません。そこにないイベントはログに残してあります。`,
    nextStep: '安全な場所の新しいファイルを指定して、もう一度実行してください。',
  }),
  'store-of-another-directory': ({ directory, cluster, other }) => ({
    message: `${directory} は複製です。データベース ${cluster} は${other === undefined ? '別のデータディレクトリ' : ` ${other} `}のもので、共有はできません。`,
    nextStep: `別のデータベースにするには、リンク ${directory}/postgres を削除して "roundtrip store restore FILE" で復元してください。移動したディレクトリなら: ln -sfn ${directory}/postgres ${cluster}.of`,
  }),
  'store-not-owner': () => ({
    message: 'イベントを整理できるのはデータベースの所有者だけで、このロールは所有者ではありません。',
    nextStep: 'DATABASE_OWNER_URL に所有者を指定してもう一度実行してください。終わったところから続けます。',
  }),
  'audit-key-exposed': ({ file }) => ({
    message: `署名鍵 ${file} を他のユーザーが読み書きできます。この鍵の署名は証明になりません。`,
    nextStep: `chmod 600 ${file} を実行してください。誰かに読まれた可能性があれば、別の鍵に替えてください: roundtrip audit new-key。`,
  }),
  'audit-event-foreign': ({ position }) => ({
    message: `イベント ${position} はこのログの鍵で署名されていません。Roundtrip 以外が書き込んだか、署名した鍵が指定されていません。これに基づく記録や変更は行いません。`,
    nextStep:
      '"roundtrip audit verify" を実行してください。鍵を替えた後なら以前の鍵を audit.formerKeyFiles に指定してください。そうでなければ DATABASE_URL のパスワードを変え、データベースに書き込んだ者を調べ、バックアップから復元してください。',
  }),
  'audit-log-cut': ({ position }) => ({
    message: `ログにあったイベント ${position} がなくなったか、別のものになっています。データベースでログが切り詰められたか書き換えられました。残りに基づく記録や変更は行いません。`,
    nextStep:
      '"roundtrip audit verify" を実行し、データベースとアンカーを今のまま写しておき、データベースに書き込んだ者を調べ、バックアップから復元してください。',
  }),
  'audit-key-foreign': ({ file, position }) => ({
    message: `最新のイベント (${position}) の署名は ${file} の鍵のものではありません。この鍵では何も記録しません。`,
    nextStep:
      '正しい鍵を置いてください。実行中に鍵が替わったなら起動し直してください。どちらでもなければデータベースが変更されています: roundtrip audit verify。',
  }),
  'audit-key-invalid': ({ file, is }) => ({
    message: `${file} は Ed25519 の鍵ではありません。`,
    nextStep:
      is === 'former-key'
        ? FORMER_KEY
        : '写しから鍵を戻してください。完全に失われた場合は、このファイルを移して "roundtrip audit new-key" を実行してください。',
  }),
  'audit-key-missing': ({ file }) => ({
    message: `署名鍵 ${file} がありません。これまでの記録は署名されています。`,
    nextStep:
      '写しから戻すか、このデータベースの別のボットから複製してください。完全に失われた場合: roundtrip audit new-key。',
  }),
  'audit-key-not-written': ({ file, code }) => ({
    message: `署名鍵 ${file} に書き込めません (${whyUnwritten(code)})。`,
    nextStep:
      '何も作成していません。roundtrip を実行するユーザーが書き込め、空きのある場所にするか、audit.signingKeyFile に別のファイルを指定してください。',
  }),
  'audit-key-unreadable': ({ file, code, is }) =>
    is === 'former-key'
      ? {
          message: `audit.formerKeyFiles の以前の鍵 ${file} を読めません (${whyUnread(code)})。`,
          nextStep: FORMER_KEY,
        }
      : {
          message: `署名鍵 ${file} を読めません (${whyUnread(code)})。`,
          nextStep:
            'roundtrip を実行するユーザーだけが読めるようにするか、audit.signingKeyFile に別のファイルを指定してください。',
        },
  'backup-broken': ({ file, because }) => ({
    message: `${file} は復元できません: ${backupIs(because)}。`,
    nextStep: '何も変更していません。別のバックアップを使ってください。',
  }),
  'backup-exists': ({ file }) => ({
    message: `${file} はすでにあります。`,
    nextStep: 'まだないファイルを指定してください。',
  }),
  'backup-not-written': ({ file, code }) => ({
    message: `バックアップを ${file} に書き込めません (${whyUnwritten(code)})。`,
    nextStep: isFull(code)
      ? '空きを作るか、別のディスクのファイルを指定してください。'
      : '書き込めるディレクトリのファイルを指定してください。',
  }),
  'backup-of-another-version': ({ file }) => ({
    message: `${file} は別のバージョンの roundtrip が書いたものです。`,
    nextStep: 'そのバージョンで復元してください。新しいバージョンは起動時にテーブルを更新します。',
  }),
  'backup-unreadable': ({ file, code }) => ({
    message: `バックアップ ${file} を読めません (${whyUnread(code)})。`,
    nextStep: '"roundtrip store backup" が書いたファイルを指定してください。',
  }),
  'store-disk-full': ({ during }) =>
    during === 'recording'
      ? {
          message: 'データベースのディスクがいっぱいです。記録できないため、何も行いません。',
          nextStep: '空きを作ってください。記録済みのものは無事です。',
        }
      : {
          message: `${DATABASE[during]}。ディスクがいっぱいです。`,
          nextStep: '空きを作って、もう一度実行してください。',
        },
  'store-migration-failed': ({ said }) => ({
    message: `データベースのテーブルを更新できませんでした: ${said}`,
    nextStep:
      '所有者が用意してください。DATABASE_OWNER_URL に所有者を指定して "roundtrip store migrate" を実行します。データベースは roundtrip 専用にしてください。',
  }),
  'store-no-account': (facts) =>
    facts.because === 'root'
      ? {
          message:
            'PostgreSQL は root では実行できず、実行するユーザー (roundtrip、postgres、「nobody」) もありません。',
          nextStep:
            'ユーザーを作る (useradd --system roundtrip) か、DATABASE_URL に PostgreSQL サーバーを指定してください。',
        }
      : {
          message: `ユーザー番号 ${facts.uid} にはこのマシンでの名前がなく、PostgreSQL には名前が必要です。`,
          nextStep:
            'ユーザーを /etc/passwd に追加するか、DATABASE_URL に PostgreSQL サーバーを指定してください。',
        },
  'store-no-binaries': (facts) =>
    facts.because === 'not-installed'
      ? {
          message: `PostgreSQL のプログラムのパッケージ ${facts.name} がインストールされていません。`,
          nextStep:
            'オプションのパッケージも含めて npm ci を実行するか、DATABASE_URL に PostgreSQL サーバーを指定してください。',
        }
      : {
          message: `PostgreSQL のプログラムをユーザー ${facts.user} が実行できず、${facts.tried} にも複製できませんでした。`,
          nextStep:
            'すべてのユーザーが読める場所 (/opt など) に roundtrip をインストールするか、DATABASE_URL に PostgreSQL サーバーを指定してください。',
        },
  'store-no-socket-directory': ({ tried }) => ({
    message: `データベースのソケット用の専用ディレクトリを作れませんでした (${tried.join('、')})。`,
    nextStep:
      'そこにあるものが自分のものでなければ削除するか、DATABASE_URL に PostgreSQL サーバーを指定してください。',
  }),
  'store-not-empty': ({ directory }) => ({
    message: 'ストアにはすでにイベントがあります。何も復元していません。',
    nextStep: `停止して ("roundtrip store stop") ${directory} を移すか、別の場所の roundtrip.yaml で復元してください。データはその隣に置かれます。`,
  }),
  'store-not-set-up': ({ said }) => ({
    message: `データベースがこのバージョン用に用意されていません: ${said}`,
    nextStep:
      'DATABASE_OWNER_URL にデータベースの所有者を指定して "roundtrip store migrate" を実行してください。',
  }),
  'store-not-writable': ({ directory, code }) => ({
    message: `データディレクトリ ${directory} に書き込めません${code === '' ? '' : ` (${whyUnwritten(code)})`}。`,
    nextStep:
      'このユーザーが書き込めるようにするか、roundtrip.yaml を書き込める場所へ移すか、DATABASE_URL を設定してください。',
  }),
  'store-other-user': ({ directory, owner }) => ({
    message: `${directory} のデータベースは別のユーザー (番号 ${owner}) のものです。`,
    nextStep:
      'そのユーザーか root で roundtrip を実行するか、DATABASE_URL に PostgreSQL サーバーを指定してください。',
  }),
  'store-place-not-roots': ({ directory }) => ({
    message: `${directory} に root 以外も書き込めます。データベースのプログラムとファイルを root がその下に置くため、何も起動していません。`,
    nextStep: `所有者を確認してください (ls -ld ${directory})。root だけでよければ: chown root:root ${directory}; chmod 755 ${directory}`,
  }),
  'store-read-only': ({ because, said }) =>
    because === 'role'
      ? {
          message: `データベースのロールに権限がないため、何も記録しません: ${said}`,
          nextStep:
            'events と roundtrip_migration に SELECT があれば、"roundtrip list" と "roundtrip audit" の verify、export、report は使えます。それ以外は DATABASE_URL にボットのロールを指定してください。権限は "roundtrip store migrate"（DATABASE_OWNER_URL に所有者）が与えます。',
        }
      : {
          message: `データベースが読み取り専用のため、何も記録しません: ${said}`,
          nextStep:
            'DATABASE_URL にプライマリーサーバーを指定するか、default_transaction_read_only を所有者に確認してもらってください。その間も "roundtrip list" と "roundtrip audit" の verify、export、report は使えます。',
        },
  'store-refused': ({ embedded, said }) =>
    embedded
      ? {
          message: `データディレクトリのデータベースに接続を拒否されました: ${said}`,
          nextStep:
            '最初に実行したユーザーか root で実行してください。または DATABASE_URL を設定してください。',
        }
      : {
          message: `DATABASE_URL のデータベースを使えません: ${said}`,
          nextStep:
            'ホスト、ポート、ユーザー、パスワード、データベース名と、PostgreSQL が動いていることを確認してください。',
        },
  'store-start-failed': ({ what, said }) => ({
    message: `${DATABASE[what]}: ${said || '出力がありません。'}`,
    nextStep:
      'その行の問題を直してもう一度実行するか、DATABASE_URL に PostgreSQL サーバーを指定してください。',
  }),
  'store-unavailable': () => ({
    message: 'データベースが今は応答しません。',
    nextStep:
      '数秒後にもう一度試してください。続くようなら PostgreSQL が動いているか確認してください ("roundtrip doctor")。',
  }),
};
