import type { FailureTexts } from '../../failures/failure.ts';
import type { StoreFailures } from '../../failures/store.ts';

/** What failed of the store and the audit trail. */
export const storeFailures: Pick<FailureTexts, keyof StoreFailures> = {
  'archive-not-written': ({ file, code }) => ({
    message:
      code === 'EEXIST' ? `${file} exists already.` : `The archive cannot be written to ${file} (${code}).`,
    nextStep: 'Nothing was pruned. Name a new file in a directory that can be written and has room.',
  }),
  'archive-lost': ({ file }) => ({
    message: `The archive ${file} is not there any more as it was written: what it lacks stays in the log.`,
    nextStep: 'Run it again with a new file in a safe place.',
  }),
  'store-not-owner': () => ({
    message: 'Only the owner of the database can prune events, and this role is not.',
    nextStep: 'Let DATABASE_OWNER_URL name the owner, and run it again: it goes on where it ended.',
  }),
};
