import type { FailureTexts } from '../../failures/failure.ts';
import type { StoreFailures } from '../../failures/store.ts';

const ANCHOR_UNWRITTEN: Readonly<Record<string, string>> = {
  ENOSPC: 'ディスクがいっぱいです',
  EDQUOT: '割り当てを使い切りました',
};

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
    message: `アンカーファイル ${file} に書き込めません (${ANCHOR_UNWRITTEN[code] ?? code})。ログがどこまであるかを示すものが、データベースの外にありません。`,
    nextStep:
      code === 'ENOSPC' || code === 'EDQUOT'
        ? '空きを作ってください。書き込みは自動でやり直します。'
        : 'roundtrip を実行するユーザーが書き込めるようにするか、audit.anchorFile に別のファイルを指定してください。',
  }),
  'anchor-unreadable': ({ file }) => ({
    message: `アンカーファイル ${file} を読めません。`,
    nextStep: '読めるファイルを audit.anchorFile か --anchor で指定してください。',
  }),
  'archive-not-written': ({ file, code }) => ({
    message:
      code === 'EEXIST' ? `${file} はすでにあります。` : `アーカイブを ${file} に書き込めません (${code})。`,
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
};
