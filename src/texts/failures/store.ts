type Nothing = Record<never, never>;

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
  'store-not-owner': Nothing;
};
