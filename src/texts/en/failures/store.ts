import type { FailureTexts } from '../../failures/failure.ts';
import type { StoreFailures } from '../../failures/store.ts';

const ANCHOR_UNWRITTEN: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
};

function anchorIs(facts: StoreFailures['anchor-foreign']): string {
  switch (facts.because) {
    case 'no-file':
      return 'is no file';
    case 'no-anchor':
      return 'holds something else than an anchor';
    case 'other-log':
      return `is that of another log: it signs another event ${facts.position}`;
    case 'log-differs':
      return `signs another event ${facts.position} than the log has`;
    case 'log-is-shorter':
      return `signs event ${facts.position}, and the log ends before that`;
  }
}

/** What failed of the store and the audit trail. */
export const storeFailures: Pick<FailureTexts, keyof StoreFailures> = {
  'anchor-foreign': (facts) => ({
    message: `The anchor file ${facts.file} ${anchorIs(facts)}: it is left as it is.`,
    nextStep:
      facts.because === 'no-file' || facts.because === 'no-anchor'
        ? 'Name another file under audit.anchorFile.'
        : 'Where it is that of another installation, name another file under audit.anchorFile. Otherwise events were lost or changed: keep both, run "roundtrip audit verify", and move the anchor away before you go on.',
  }),
  'anchor-not-written': ({ file, code }) => ({
    message: `The anchor file ${file} cannot be written (${ANCHOR_UNWRITTEN[code] ?? code}): nothing outside the database tells now how far the log goes.`,
    nextStep:
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'Free some space there; it is tried again by itself.'
        : 'Let the user that roundtrip runs as write it, or name another under audit.anchorFile.',
  }),
  'anchor-unreadable': ({ file }) => ({
    message: `The anchor file ${file} cannot be read.`,
    nextStep: 'Name a file that can be, under audit.anchorFile or with --anchor.',
  }),
  'archive-not-written': ({ file, code }) => ({
    message:
      code === 'EEXIST' ? `${file} exists already.` : `The archive cannot be written to ${file} (${code}).`,
    nextStep: 'Nothing was pruned. Name a new file in a directory that can be written and has room.',
  }),
  'archive-lost': ({ file }) => ({
    message: `The archive ${file} is not there any more as it was written: what it lacks stays in the log.`,
    nextStep: 'Run it again with a new file in a safe place.',
  }),
  'store-of-another-directory': ({ directory, cluster, other }) => ({
    message: `${directory} is a copy: its database ${cluster} belongs to ${other ?? 'another data directory'}, and two must not share it.`,
    nextStep: `For a database of its own, remove ${directory}/postgres (a link), and fill it with "roundtrip store restore FILE". If this directory was moved: ln -sfn ${directory}/postgres ${cluster}.of`,
  }),
  'store-not-owner': () => ({
    message: 'Only the owner of the database can prune events, and this role is not.',
    nextStep: 'Let DATABASE_OWNER_URL name the owner, and run it again: it goes on where it ended.',
  }),
};
