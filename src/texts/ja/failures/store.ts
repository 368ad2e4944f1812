import type { FailureTexts } from '../../failures/failure.ts';
import type { StoreFailures } from '../../failures/store.ts';

/** What failed of the store and the audit trail. */
export const storeFailures: Pick<FailureTexts, keyof StoreFailures> = {
  'archive-not-written': ({ file, code }) => ({
    message:
      code === 'EEXIST' ? `${file} はすでにあります。` : `アーカイブを ${file} に書き込めません (${code})。`,
    nextStep: '何も整理していません。書き込めて空きのあるディレクトリの新しいファイルを指定してください。',
  }),
  'archive-lost': ({ file }) => ({
    message: `アーカイブ ${file} が書いたときのまま残っていません。そこにないイベントはログに残してあります。`,
    nextStep: '安全な場所の新しいファイルを指定して、もう一度実行してください。',
  }),
  'store-not-owner': () => ({
    message: 'イベントを整理できるのはデータベースの所有者だけで、このロールは所有者ではありません。',
    nextStep: 'DATABASE_OWNER_URL に所有者を指定してもう一度実行してください。終わったところから続けます。',
  }),
};
