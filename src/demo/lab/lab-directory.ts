import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { RoundtripError } from '../../errors.ts';
import type { ProcessIdentity } from './process-identity.ts';

/**
 * Where labs live, one folder each. Fixed, so that any process finds any lab, and short, so that a unix
 * socket's path below it stays under the kernel's 108 bytes.
 */
const LABS_DIRECTORY = '/tmp/roundtrip-lab';

/** What is written beside a lab, so that another process can find it, enter it and end it. */
export interface LabRecord {
  readonly name: string;
  /** The process on whose life the lab depends; null: it outlives the command that started it. */
  readonly owner: ProcessIdentity | null;
  /** The one process whose end is the lab's end; absent while the lab is being made. */
  readonly supervisor?: ProcessIdentity;
  /** The first process of each node; present once the lab is usable. */
  readonly nodes?: Readonly<Record<string, ProcessIdentity>>;
  /** What the lab could not do as asked, in words. */
  readonly notes?: readonly string[];
}

/** A lab's name is a folder's name and part of messages. */
export function checkLabName(name: string): void {
  if (/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) return;
  throw new RoundtripError(
    'lab-name-invalid',
    `"${name}" cannot be a lab's name.`,
    'Use up to 31 small letters, digits and hyphens, such as "seed".',
    { exitStatus: 2 },
  );
}

export function labDirectory(name: string): string {
  return join(LABS_DIRECTORY, name);
}

/**
 * Makes a lab's folder; making it is what claims the name. It can be passed through but not listed by
 * others, because the store's database runs as another user below it; what is secret has its own 0700.
 */
export function claimDirectory(name: string): string | undefined {
  const directory = labDirectory(name);
  for (let made = false; !made; ) {
    try {
      makeLabsDirectory();
      mkdirSync(directory, { mode: 0o711 });
      made = true;
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return undefined;
      // The last lab to end takes the folder of all labs with it: made again.
      if (!isErrno(error, 'ENOENT')) throw error;
    }
  }
  chmodSync(directory, 0o711);
  return directory;
}

/** Removes a lab's folder, and that of all labs where this was the last one. */
export function removeDirectory(name: string): void {
  rmSync(labDirectory(name), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  try {
    rmdirSync(LABS_DIRECTORY);
  } catch {
    // Other labs are there, or somebody else removed it.
  }
}

function makeLabsDirectory(): void {
  mkdirSync(LABS_DIRECTORY, { recursive: true, mode: 0o711 });
  const found = lstatSync(LABS_DIRECTORY);
  // /tmp is everybody's: a folder that somebody else put there could be swapped under us.
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return;
  throw new RoundtripError(
    'lab-directory-foreign',
    `${LABS_DIRECTORY} is not a folder of this user alone.`,
    `Remove it, if nobody needs it: rm -rf ${LABS_DIRECTORY}`,
  );
}

export function writeRecord(record: LabRecord): void {
  const file = join(labDirectory(record.name), 'lab.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** undefined where there is no such lab, or one whose record was never finished. */
export function readRecord(name: string): LabRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(labDirectory(name), 'lab.json'), 'utf8')) as LabRecord;
  } catch {
    return undefined;
  }
}

/** When the lab's folder was made or last changed, in milliseconds since the epoch; 0 where there is none. */
export function directoryChangedAt(name: string): number {
  return lstatSync(labDirectory(name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The names of all labs that left a folder, the living and the dead. */
export function labNames(): string[] {
  try {
    return readdirSync(LABS_DIRECTORY);
  } catch {
    return [];
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
