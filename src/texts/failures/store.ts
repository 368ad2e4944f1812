import type { TrailFinding } from './trail.ts';

type Nothing = Record<never, never>;

/** A key of the audit trail: the one that signs, or one of those before it (`audit.formerKeyFiles`). */
type AuditKey = { file: string; is: 'signing-key' | 'former-key' };

/** What was done with the embedded server as it failed. */
type ServerWork = 'prepare' | 'start' | 'stop' | 'keep';

/** What failed of the store and the audit trail, by the code of each. `code`: that of an error of the operating system. */
export type StoreFailures = {
  /** What stands where the anchor should be is none of this log. `position`: of the event that it signs. */
  'anchor-foreign':
    | { file: string; because: 'no-file' | 'no-anchor' }
    | { file: string; because: 'other-log' | 'log-is-shorter' | 'log-differs'; position: number };
  'anchor-not-written': { file: string; code: string };
  'anchor-unreadable': { file: string };
  'archive-not-written': { file: string; code: string };
  /** It is not as it was written while events were moved into it. */
  'archive-lost': { file: string };
  /** `other`: the data directory that the database belongs to, where that is known. */
  'store-of-another-directory': { directory: string; cluster: string; other?: string };
  'audit-key-exposed': { file: string };
  'audit-event-foreign': { position: number };
  'audit-log-cut': { position: number };
  'audit-key-foreign': { file: string; position: number };
  'audit-key-invalid': AuditKey;
  'audit-key-missing': { file: string };
  'audit-key-not-written': { file: string; code: string };
  'audit-key-unreadable': AuditKey & { code: string };
  'backup-broken': {
    file: string;
    because: 'end-missing' | 'no-backup' | { said: string } | { position: number; finding: TrailFinding };
  };
  'backup-exists': { file: string };
  'backup-not-written': { file: string; code: string };
  'backup-of-another-version': { file: string };
  'backup-unreadable': { file: string; code: string };
  'store-disk-full': { during: 'recording' | ServerWork };
  'store-migration-failed': { said: string };
  'store-no-account': { because: 'root' } | { because: 'nameless'; uid: number };
  'store-no-binaries':
    | { because: 'not-installed'; name: string }
    | { because: 'unreachable'; user: string; tried: string };
  'store-no-socket-directory': { tried: readonly string[] };
  'store-not-empty': { directory: string };
  'store-not-owner': Nothing;
  'store-not-set-up': { said: string };
  'store-not-writable': { directory: string; code: string };
  /** `directory`: one that others than root can write. */
  'store-place-not-roots': { directory: string };
  /** `owner`: the number of the user. */
  'store-other-user': { directory: string; owner: number };
  /** What the role may not do, or nobody may; `said`: the database's words. */
  'store-read-only': { because: 'role' | 'database'; said: string };
  'store-refused': { embedded: boolean; said: string };
  /** `said`: its last line; empty where it said nothing. */
  'store-start-failed': { what: ServerWork; said: string };
  'store-unavailable': Nothing;
};
