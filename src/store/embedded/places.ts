import { createHash, randomUUID } from 'node:crypto';
import {
  access,
  chmod,
  chown,
  constants,
  lstat,
  mkdir,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RoundtripError } from '../../errors.ts';
import { failed } from '../../texts/failures/index.ts';
import type { Account } from './account.ts';
import { ELSEWHERE, makeElsewhere } from './elsewhere.ts';
import { canReach, exists } from './reach.ts';

/** The longest directory for a socket that still leaves room for its name: a unix address takes 107 bytes. */
const SOCKET_DIRECTORY_LIMIT = 90;

/**
 * The path of the cluster: `postgres` in the data directory, which may be a link to where its user can reach it. Throws where that
 * link belongs to another data directory: this one was copied from it.
 */
export async function clusterPath(dataDirectory: string): Promise<string> {
  const link = await linkIn(dataDirectory);
  const cluster = await readlink(link).catch(() => undefined);
  if (cluster === undefined) return link;
  const owner = await ownerOf(cluster);
  if (owner === link || (owner === undefined && isNamedAfter(cluster, link))) return cluster;
  // One that was moved leaves nothing behind that still leads there.
  if (owner !== undefined && (await readlink(owner).catch(() => undefined)) !== cluster) return cluster;
  const other = owner === undefined ? {} : { other: dirname(owner) };
  throw failed('store-of-another-directory', { directory: dirname(link), cluster, ...other });
}

async function linkIn(dataDirectory: string): Promise<string> {
  return join(await realpath(dataDirectory).catch(() => resolve(dataDirectory)), 'postgres');
}

/** Beside a cluster that stands elsewhere: a link back to the link that it belongs to. */
function backLink(cluster: string): string {
  return `${cluster}.of`;
}

function ownerOf(cluster: string): Promise<string | undefined> {
  return readlink(backLink(cluster)).catch(() => undefined);
}

/** Earlier versions made no link back, and named the cluster after the directory that it was made for. */
function isNamedAfter(cluster: string, link: string): boolean {
  return dirname(cluster) !== ELSEWHERE || basename(cluster).replace(/-\d+$/, '') === shortHash(link);
}

/** Says whose the cluster is that stands elsewhere; of a directory that was moved, where it is now. */
export async function claim(cluster: string, dataDirectory: string): Promise<void> {
  const link = await linkIn(dataDirectory);
  if (dirname(cluster) !== ELSEWHERE || (await ownerOf(cluster)) === link) return;
  const beside = `${backLink(cluster)}.${randomUUID()}`;
  try {
    await symlink(link, beside);
    await rename(beside, backLink(cluster));
  } catch (error) {
    // Whoever may not say so is the server's user, and not who moves directories.
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EACCES') throw error;
  }
}

/** Makes the directory that will hold the cluster, and says where the cluster goes. */
export async function prepareCluster(dataDirectory: string, account: Account): Promise<string> {
  try {
    await mkdir(dataDirectory, { recursive: true });
    await access(dataDirectory, constants.W_OK);
    const cluster = await clusterPath(dataDirectory);
    const link = await linkIn(dataDirectory);
    const isHere = cluster === link && ((await exists(link)) || (await canReach(dataDirectory, account)));
    if (isHere) return cluster;
    const placed = cluster === link ? await placeElsewhere(link) : cluster;
    await claim(placed, dataDirectory);
    return placed;
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
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return failed('store-not-writable', { directory: dataDirectory, code }, { cause });
}

async function placeElsewhere(link: string): Promise<string> {
  await makeElsewhere();
  const cluster = await freePlace(join(ELSEWHERE, shortHash(link)));
  await symlink(cluster, link).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readlink(link);
}

/** What stood there before belongs to a directory that was moved away, or deleted: it is left to whoever looks for it. */
async function freePlace(cluster: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const place = number === 1 ? cluster : `${cluster}-${number}`;
    if (!(await exists(place)) && !(await exists(backLink(place)))) return place;
  }
}

/** Removes what says whose a cluster was that is gone. */
export async function disown(cluster: string): Promise<void> {
  if (dirname(cluster) === ELSEWHERE) await rm(backLink(cluster), { force: true });
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
  throw failed('store-no-socket-directory', { tried: candidates });
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
