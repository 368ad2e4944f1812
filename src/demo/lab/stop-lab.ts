import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  directoryChangedAt,
  type LabRecord,
  labDirectory,
  labNames,
  readRecord,
  removeDirectory,
} from './lab-directory.ts';
import { canBeSeen, endProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** A folder without a record is a lab in the making, unless it is older than this (milliseconds). */
const MAKING_TAKES_AT_MOST = 30_000;

/**
 * Ends a lab: its store's database where one runs, its processes (one process id ends them all, and with the
 * last of them go its namespaces and mounts), its folder.
 */
export async function endLab(record: LabRecord): Promise<void> {
  const directory = labDirectory(record.name);
  // Another lab may have this name by now: its folder is not ours.
  const folderIsOurs = () => isSameLab(readRecord(record.name), record);
  try {
    if (folderIsOurs()) await removeStore(directory);
  } finally {
    const inits = Object.values(record.nodes ?? {});
    if (record.supervisor !== undefined) endProcess(record.supervisor, 'SIGKILL');
    // The kernel ends the others on its own; what follows must not meet a lab that is half gone.
    await waitUntilGone(record.supervisor === undefined ? inits : [record.supervisor, ...inits], 5000);
    if (folderIsOurs()) removeDirectory(record.name);
  }
}

/** Ends and removes what labs left whose owner died. @returns the names of the labs that were cleared */
export async function clearStaleLabs(): Promise<string[]> {
  const cleared: string[] = [];
  for (const name of labNames()) {
    const record = readRecord(name);
    if (record === undefined) {
      if (Date.now() - directoryChangedAt(name) < MAKING_TAKES_AT_MOST) continue;
      removeDirectory(name);
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

/** Whether this process can tell at all whether the lab lives. */
export function isSeen({ owner, supervisor }: LabRecord): boolean {
  return [owner, supervisor].every((one) => one === undefined || one === null || canBeSeen(one));
}

function isSameLab(one: LabRecord | undefined, other: LabRecord): boolean {
  return (
    one !== undefined &&
    one.supervisor?.pid === other.supervisor?.pid &&
    one.supervisor?.startTime === other.supervisor?.startTime
  );
}

/** The store may have started a PostgreSQL for this lab's roundtrip.yaml, which nothing else would end. */
async function removeStore(directory: string): Promise<void> {
  const dataDirectory = join(directory, 'data');
  if (!existsSync(dataDirectory)) return;
  const { stopEmbedded } = await import('../../store/index.ts');
  await stopEmbedded(dataDirectory, { remove: true });
}

async function waitUntilGone(processes: readonly ProcessIdentity[], timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (processes.some(isAlive) && Date.now() < deadline) await sleep(5);
}
