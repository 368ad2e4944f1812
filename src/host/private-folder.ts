import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printable } from '../printable.ts';
import { unreachable } from './unreachable.ts';

/** A socket's path holds 104 to 108 bytes, and ssh makes it under a longer name first: a longer place leaves no room for the rest. */
const LONGEST_PLACE = 40;

let folder: string | undefined;
const atEnd: (() => void)[] = [];

/** A directory of this process that nobody else can enter: made when it is first needed, removed when the process ends. */
export function privateFolder(): string {
  if (folder !== undefined && existsSync(folder)) return folder;
  const place = tmpdir().length > LONGEST_PLACE ? '/tmp' : tmpdir();
  try {
    removeAbandoned(place);
    if (folder === undefined) process.once('exit', end);
    folder = mkdtempSync(join(place, `roundtrip-ssh-${process.pid}-`));
    return folder;
  } catch (error) {
    const said = error instanceof Error ? printable(error.message, 200) : '';
    throw unreachable('ssh-folder-unusable', { directory: place, said }, error);
  }
}

/** @param work done before the directory is removed; it must not wait for anything */
export function beforeItEnds(work: () => void): void {
  atEnd.push(work);
}

function end(): void {
  for (const work of atEnd) work();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** No connection of a process that was killed is left after so long (ms); a socket is, where its connection was killed, too. */
const ABANDONED = 3_600_000;

/** What processes left that were killed: once the last connection there has ended by itself, no socket is left in it. */
function removeAbandoned(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = Number(/^roundtrip-ssh-(\d+)-/.exec(name)?.[1]);
    const path = join(place, name);
    if (Number.isNaN(pid) || runs(pid) || !isOurs(path)) continue;
    const hasSocket = readdirSync(path).some((file) => lstatSync(join(path, file)).isSocket());
    const isOld = Date.now() - lstatSync(path).mtimeMs > ABANDONED;
    if (!hasSocket || isOld) rmSync(path, { recursive: true, force: true });
  }
}

function isOurs(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
