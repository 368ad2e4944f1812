import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Account } from './account.ts';

const READ_EXECUTE = 0o5;
const EXECUTE = 0o1;

/** Whether the account can get to a directory or program and use it, judged by owner, group and mode on the way. */
export async function canReach(path: string, account: Account): Promise<boolean> {
  if (!account.other) return true;
  try {
    const real = await realpath(path);
    if (!permits(await stat(real), account, READ_EXECUTE)) return false;
    for (let at = dirname(real); ; at = dirname(at)) {
      if (!permits(await stat(at), account, EXECUTE)) return false;
      if (at === dirname(at)) return true;
    }
  } catch {
    return false;
  }
}

function permits(
  found: { uid: number; gid: number; mode: number },
  account: Account,
  wanted: number,
): boolean {
  const shift = found.uid === account.uid ? 6 : found.gid === account.gid ? 3 : 0;
  return ((found.mode >> shift) & wanted) === wanted;
}

/** Whether something stands at that path, a dangling link included. */
export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
