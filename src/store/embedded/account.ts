import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { RoundtripError } from '../../errors.ts';
import { failed } from '../../texts/failures/index.ts';

/** Who runs the server: `uid` and `gid` are absent where it is the user of this process. */
export type Account = { name: string; uid: number; gid: number; other: boolean };

/** An own user first; `nobody` is shared with others and comes last. */
const CANDIDATES = ['roundtrip', 'postgres', 'nobody'];

/**
 * The user that runs the database server: the owner of the cluster where there is one, else this user, and
 * for root (as whom PostgreSQL refuses to run) `roundtrip`, `postgres` or `nobody`, whichever exists first.
 */
export async function chooseAccount(clusterDirectory: string): Promise<Account> {
  const self = process.getuid?.() ?? 0;
  const owner = await stat(clusterDirectory).then(
    (found) => found.uid,
    () => undefined,
  );
  if (self !== 0) {
    if (owner !== undefined && owner !== self) throw foreignCluster(clusterDirectory, owner);
    return ownAccount();
  }
  const known = readAccounts();
  const chosen =
    owner === undefined || owner === 0
      ? CANDIDATES.map((name) => known.find((account) => account.name === name)).find(Boolean)
      : known.find((account) => account.uid === owner);
  if (chosen) return chosen;
  throw failed('store-no-account', { because: 'root' });
}

function ownAccount(): Account {
  try {
    const { username, uid, gid } = userInfo();
    return { name: username, uid, gid, other: false };
  } catch (cause) {
    throw failed('store-no-account', { because: 'nameless', uid: process.getuid?.() ?? 0 }, { cause });
  }
}

/** `name:password:uid:gid:…`, passwd(5). */
function readAccounts(): Account[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (!name || !uid || !gid || Number(uid) === 0) return [];
    return [{ name, uid: Number(uid), gid: Number(gid), other: true }];
  });
}

function foreignCluster(directory: string, owner: number): RoundtripError {
  return failed('store-other-user', { directory, owner });
}
