import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { directoryChangedAt, type LabRecord, labDirectory, labNames, readRecord } from './lab-directory.ts';
import { endProcess, identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** A folder without a record is a lab in the making, unless it is older than this (milliseconds). */
const MAKING_TAKES_AT_MOST = 30_000;

/**
 * Ends a lab: its store's database where one runs, its processes (one process id ends them all, and with the
 * last of them go its namespaces and mounts), its folder.
 */
export async function endLab(record: LabRecord): Promise<void> {
  const directory = labDirectory(record.name);
  // Another lab may have this name by now: its folder is not ours.
  const current = readRecord(record.name);
  const folderIsOurs = current === undefined || isSameLab(current, record);
  if (folderIsOurs) await endDatabases(directory);
  const members = [record.supervisor, ...Object.values(record.nodes ?? {})].filter(
    (one) => one !== undefined,
  );
  if (record.supervisor !== undefined) endProcess(record.supervisor, 'SIGKILL');
  // The kernel ends the others on its own; entering a node that is half gone must not be possible after this.
  await waitUntilGone(members, 5000);
  if (folderIsOurs) rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Ends and removes what labs left whose owner died. @returns the names of the labs that were cleared */
export async function clearStaleLabs(): Promise<string[]> {
  const cleared: string[] = [];
  for (const name of labNames()) {
    const record = readRecord(name);
    if (record === undefined) {
      if (Date.now() - directoryChangedAt(name) < MAKING_TAKES_AT_MOST) continue;
      rmSync(labDirectory(name), { recursive: true, force: true });
    } else {
      if (isLabAlive(record)) continue;
      await endLab(record);
    }
    cleared.push(name);
  }
  return cleared;
}

/** Does the lab run (or is it being made), and does the process live that it depends on? */
export function isLabAlive(record: LabRecord): boolean {
  if (record.owner !== null && !isAlive(record.owner)) return false;
  // Without a supervisor it is being made, by its owner.
  return record.supervisor === undefined || isAlive(record.supervisor);
}

function isSameLab(one: LabRecord, other: LabRecord): boolean {
  return (
    one.supervisor?.pid === other.supervisor?.pid && one.supervisor?.startTime === other.supervisor?.startTime
  );
}

/** The store may have started a PostgreSQL below the lab's folder, which nothing else would end. */
async function endDatabases(directory: string): Promise<void> {
  const postmasters = findPostmasters(directory);
  // SIGINT is PostgreSQL's fast shutdown: it gives back its shared memory, which a kill would leave behind.
  for (const postmaster of postmasters) endProcess(postmaster, 'SIGINT');
  await waitUntilGone(postmasters, 5000);
  for (const postmaster of postmasters) endProcess(postmaster, 'SIGKILL');
}

function findPostmasters(directory: string): ProcessIdentity[] {
  const found: ProcessIdentity[] = [];
  for (const file of databaseFolders(directory)) {
    const pid = Number.parseInt(readText(join(file, 'postmaster.pid')) ?? '', 10);
    const identity = Number.isNaN(pid) ? undefined : identifyProcess(pid);
    // A PostgreSQL works in its data folder: a process id that was used again is somebody else's.
    if (identity !== undefined && workingDirectory(pid)?.startsWith(`${directory}/`)) found.push(identity);
  }
  return found;
}

/** Data folders are at most three levels below the lab's. */
function databaseFolders(directory: string, depth = 3): string[] {
  if (depth < 0) return [];
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    if (entries.some((entry) => entry.name === 'postmaster.pid')) return [directory];
    return entries
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => databaseFolders(join(directory, entry.name), depth - 1));
  } catch {
    return [];
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

async function waitUntilGone(processes: readonly ProcessIdentity[], timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (processes.some(isAlive) && Date.now() < deadline) await sleep(5);
}
