import { createHash } from 'node:crypto';
import { access, chmod, chown, constants, lstat, mkdir, readlink, realpath, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RoundtripError } from '../../errors.ts';
import type { Account } from './account.ts';
import { canReach, exists } from './reach.ts';

/** The longest directory for a socket that still leaves room for its name: a unix address takes 107 bytes. */
const SOCKET_DIRECTORY_LIMIT = 90;
/** Where the cluster goes when the account cannot get to the data directory. */
const ELSEWHERE = '/var/lib/roundtrip';

/** The path of the cluster: `postgres` in the data directory, which may be a link to where its user can reach it. */
export async function clusterPath(dataDirectory: string): Promise<string> {
  const path = join(await realpath(dataDirectory).catch(() => resolve(dataDirectory)), 'postgres');
  const target = await readlink(path).catch(() => undefined);
  return target ?? path;
}

/** Makes the directory that will hold the cluster, and says where the cluster goes. */
export async function prepareCluster(dataDirectory: string, account: Account): Promise<string> {
  try {
    await mkdir(dataDirectory, { recursive: true });
    await access(dataDirectory, constants.W_OK);
    const cluster = await clusterPath(dataDirectory);
    if (await exists(cluster)) return cluster;
    if (await canReach(dataDirectory, account)) return cluster;
    return await placeElsewhere(cluster);
  } catch (cause) {
    if (cause instanceof RoundtripError) throw cause;
    throw notWritable(dataDirectory, cause);
  }
}

/** Throws where this user cannot use the data directory; one that is not there yet can be made. */
export async function mustBeUsable(dataDirectory: string): Promise<void> {
  await access(dataDirectory, constants.R_OK | constants.W_OK | constants.X_OK).catch((cause) => {
    if (cause.code !== 'ENOENT') throw notWritable(dataDirectory, cause);
  });
}

function notWritable(dataDirectory: string, cause: unknown): RoundtripError {
  const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new RoundtripError(
    'store-not-writable',
    `The data directory ${dataDirectory} cannot be written${reason}.`,
    'Make it writable for this user, move roundtrip.yaml to a directory that is, or set DATABASE_URL.',
    { cause },
  );
}

async function placeElsewhere(link: string): Promise<string> {
  if ((await lstat(link).catch(() => undefined))?.isSymbolicLink()) return readlink(link);
  await mkdir(ELSEWHERE, { recursive: true, mode: 0o755 });
  const cluster = join(ELSEWHERE, shortHash(link));
  await symlink(cluster, link).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readlink(link);
}

/** A short, private directory (0700) for the server's socket, owned by its user. */
export async function socketDirectory(cluster: string, account: Account): Promise<string> {
  const hash = shortHash(cluster);
  const candidates = [
    ...(account.other ? [`/run/roundtrip-${hash}`] : []),
    ...(account.other || !process.env.XDG_RUNTIME_DIR
      ? []
      : [`${process.env.XDG_RUNTIME_DIR}/roundtrip-${hash}`]),
    `/tmp/roundtrip-${account.uid}-${hash}`,
  ];
  for (const directory of candidates) {
    if (directory.length <= SOCKET_DIRECTORY_LIMIT && (await makePrivate(directory, account)))
      return directory;
  }
  throw new RoundtripError(
    'store-no-socket-directory',
    `No private directory for the database's socket could be made (tried ${candidates.join(', ')}).`,
    'Remove what stands there if it is not yours, or set DATABASE_URL to a PostgreSQL server.',
  );
}

async function makePrivate(directory: string, account: Account): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700 });
    if (account.other) await chown(directory, account.uid, account.gid);
    await chmod(directory, 0o700);
    return true;
  } catch {
    // It stands already, or cannot be made: only a directory of the very same user, closed to others, will do.
    const found = await lstat(directory).catch(() => undefined);
    return found?.isDirectory() === true && found.uid === account.uid && (found.mode & 0o777) === 0o700;
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
