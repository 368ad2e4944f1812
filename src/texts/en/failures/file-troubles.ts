import { fileTroubles } from '../../failures/file-troubles.ts';

export const { whyUnread, whyUnwritten } = fileTroubles({
  either: {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a directory',
    ENOTDIR: 'a part of its path is not a directory',
    ENAMETOOLONG: 'its name is too long',
    EIO: 'the disk reports an error',
    'not-a-file': 'it is not a file',
  },
  unread: { ENOENT: 'it is not there' },
  unwritten: {
    ENOENT: 'its directory does not exist',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota is used up',
    EROFS: 'the file system is read-only',
    EEXIST: 'it exists already',
  },
});
