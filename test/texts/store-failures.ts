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
    { directory: '/root/data', cluster: '/var/lib/roundtrip-store/1' },
    { directory: '/root/data', cluster: '/var/lib/roundtrip-store/1', other: '/root/other' },
  ],
  'audit-key-exposed': [{ file: '/srv/key' }],
  'audit-event-foreign': [{ position: 7 }],
  'audit-log-cut': [{ position: 7 }],
  'audit-key-foreign': [{ file: '/srv/key', position: 7 }],
  'audit-key-invalid': [
    { file: '/srv/key', is: 'signing-key' },
    { file: '/srv/key', is: 'former-key' },
  ],
  'audit-key-missing': [{ file: '/srv/key' }],
  'audit-key-not-written': [
    { file: '/srv/key', code: 'ENOSPC' },
    { file: '/srv/key', code: 'EIO' },
  ],
  'audit-key-unreadable': [
    { file: '/srv/key', code: 'ENOENT', is: 'signing-key' },
    { file: '/srv/key', code: 'EIO', is: 'former-key' },
  ],
  'backup-broken': [
    { file: '/srv/backup', because: 'end-missing' },
    { file: '/srv/backup', because: 'no-backup' },
    { file: '/srv/backup', because: { said: 'incorrect header check' } },
    { file: '/srv/backup', because: { position: 7, finding: { kind: 'content-changed', facts: {} } } },
  ],
  'backup-exists': [{ file: '/srv/backup' }],
  'backup-not-written': [
    { file: '/srv/backup', code: 'ENOSPC' },
    { file: '/srv/backup', code: 'EACCES' },
  ],
  'backup-of-another-version': [{ file: '/srv/backup' }],
  'backup-unreadable': [{ file: '/srv/backup', code: 'ENOENT' }],
  'store-disk-full': [{ during: 'recording' }, { during: 'start' }],
  'store-migration-failed': [{ said: 'permission denied' }],
  'store-no-account': [{ because: 'root' }, { because: 'nameless', uid: 7 }],
  'store-no-binaries': [
    { because: 'not-installed', name: 'postgres' },
    { because: 'unreachable', user: 'postgres', tried: '/var/lib/roundtrip-store' },
  ],
  'store-no-socket-directory': [{ tried: ['/run/1', '/tmp/1'] }],
  'store-not-empty': [{ directory: '/srv/data' }],
  'store-not-owner': [{}],
  'store-read-only': [
    { because: 'role', said: 'permission denied' },
    { because: 'database', said: 'read-only transaction' },
  ],
  'store-not-set-up': [{ said: 'permission denied' }],
  'store-not-writable': [
    { directory: '/srv/data', code: 'EACCES' },
    { directory: '/srv/data', code: '' },
  ],
  'store-place-not-roots': [{ directory: '/var/lib/roundtrip-store' }],
  'store-other-user': [{ directory: '/srv/data', owner: 7 }],
  'store-refused': [
    { embedded: true, said: 'no role' },
    { embedded: false, said: 'no role' },
  ],
  'store-start-failed': [
    { what: 'start', said: 'FATAL: no' },
    { what: 'prepare', said: '' },
    { what: 'stop', said: '' },
    { what: 'keep', said: '' },
  ],
  'store-unavailable': [{}],
} satisfies { [Code in keyof Failures]?: readonly Failures[Code][] };
