import { fileTroubles } from '../../failures/file-troubles.ts';

export const { whyUnread, whyUnwritten } = fileTroubles({
  either: {
    EACCES: '権限がありません',
    EPERM: '権限がありません',
    EISDIR: 'ディレクトリです',
    ENOTDIR: 'パスの途中がディレクトリではありません',
    ENAMETOOLONG: '名前が長すぎます',
    EIO: 'ディスクがエラーを返しました',
    'not-a-file': '通常のファイルではありません',
  },
  unread: { ENOENT: 'ありません' },
  unwritten: {
    ENOENT: 'ディレクトリがありません',
    ENOSPC: 'ディスクに空きがありません',
    EDQUOT: '割り当てを使い切りました',
    EROFS: 'ファイルシステムは読み取り専用です',
    EEXIST: 'すでにあります',
  },
});
