import type { Failures } from '../../src/texts/failures/index.ts';

/** Facts of what can fail of the store and the audit trail, every branch of a sentence among them. */
export const STORE_FAILURES = {
  'anchor-foreign': [
    { file: '/srv/anchor', because: 'no-file' },
    { file: '/srv/anchor', because: 'no-anchor' },
    { file: '/srv/anchor', because: 'other-log', position: 1 },
    { file: '/srv/anchor', because: 'log-differs', position: 3 },
    { file: '/srv/anchor', because: 'log-is-shorter', position: 3 },
  ],
  'anchor-not-written': [
    { file: '/srv/anchor', code: 'ENOSPC' },
    { file: '/srv/anchor', code: 'EACCES' },
  ],
  'anchor-unreadable': [{ file: '/srv/anchor' }],
  'archive-not-written': [
    { file: '/srv/archive', code: 'EEXIST' },
    { file: '/srv/archive', code: 'ENOSPC' },
  ],
  'archive-lost': [{ file: '/srv/archive' }],
  'store-of-another-directory': [
    { directory: '/root/data', cluster: '/var/lib/roundtrip/1' },
    { directory: '/root/data', cluster: '/var/lib/roundtrip/1', other: '/root/other' },
  ],
  'store-not-owner': [{}],
} satisfies { [Code in keyof Failures]?: readonly Failures[Code][] };
