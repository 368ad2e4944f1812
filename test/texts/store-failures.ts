import type { Failures } from '../../src/texts/failures/index.ts';

/** Facts of what can fail of the store and the audit trail, every branch of a sentence among them. */
export const STORE_FAILURES = {
  'archive-not-written': [
    { file: '/srv/archive', code: 'EEXIST' },
    { file: '/srv/archive', code: 'ENOSPC' },
  ],
  'archive-lost': [{ file: '/srv/archive' }],
  'store-not-owner': [{}],
} satisfies { [Code in keyof Failures]?: readonly Failures[Code][] };
