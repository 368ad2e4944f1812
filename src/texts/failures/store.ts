type Nothing = Record<never, never>;

/** What failed of the store and the audit trail, by the code of each. `code`: that of an error of the operating system. */
export type StoreFailures = {
  'archive-not-written': { file: string; code: string };
  /** It is not as it was written while events were moved into it. */
  'archive-lost': { file: string };
  'store-not-owner': Nothing;
};
