import { spawn } from 'node:child_process';
import { open, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Account, chooseAccount } from './account.ts';
import { asAccount, writeAs } from './as-account.ts';
import { findBinaries } from './binaries.ts';
import { admitBot, BOT, ensureCluster, ROLE, serverFailure } from './cluster.ts';
import { claim, clusterPath, disown, mustBeUsable, prepareCluster, socketDirectory } from './places.ts';
import { findPostmaster, type Postmaster } from './postmaster.ts';
import { exists } from './reach.ts';
import type { StoreWork } from './work.ts';

/** How to reach the embedded server. */
export type ServerAddress = { host: string; port: number; user: string; database: string };

/** The role that adds events and reads them; the address of a server names their owner. */
export const EMBEDDED_BOT = BOT;

/** A start after a crash replays the log first; that may take a while on a slow disk. */
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 30_000;
const PORT = 5432;
const POLL_MS = 25;
/** A server that nobody is connected to for so long ends (s). */
const IDLE_SECONDS = 900;
const IDLE_PROGRAM = fileURLToPath(new URL('idle.sh', import.meta.url));
/** What that program leaves in the cluster's directory. */
const IDLE_NOTE = 'ended-idle';

/** Attaches to the server of this data directory, or starts it (detached: it outlives this process). */
export async function ensureServer(
  dataDirectory: string,
  onProgress: (work: StoreWork) => void,
): Promise<ServerAddress> {
  try {
    return await attachOrStart(dataDirectory, onProgress);
  } catch (error) {
    throw explained(error);
  }
}

/**
 * Starts the server again where it was killed (its lock file is still there), or ended as idle while this process connected to
 * it. One that was stopped stays stopped.
 */
export async function restartIfKilled(dataDirectory: string): Promise<void> {
  const cluster = await clusterPath(dataDirectory);
  const ended = (await exists(join(cluster, 'postmaster.pid'))) || (await exists(join(cluster, IDLE_NOTE)));
  if (!ended || (await findPostmaster(cluster))) return;
  await ensureServer(dataDirectory, () => undefined);
}

async function attachOrStart(
  dataDirectory: string,
  onProgress: (work: StoreWork) => void,
): Promise<ServerAddress> {
  const known = await clusterPath(dataDirectory);
  const running = await usable(known);
  if (running) {
    await claim(known, dataDirectory);
    return running;
  }
  const account = await chooseAccount(known);
  const cluster = await prepareCluster(dataDirectory, account);
  const binaries = await findBinaries(account, onProgress);
  await ensureCluster(cluster, account, binaries, onProgress);
  onProgress('start');
  return start(cluster, account, binaries.postgres);
}

/** Lets the bot's role into a server that an earlier version made. */
export async function admitBotInto(dataDirectory: string): Promise<void> {
  const cluster = await clusterPath(dataDirectory);
  const changed = await admitBot(cluster, await chooseAccount(cluster));
  const postmaster = changed ? await findPostmaster(cluster) : undefined;
  // PostgreSQL reads both files again then.
  if (postmaster) process.kill(postmaster.pid, 'SIGHUP');
}

/** Whether the embedded server of this data directory runs and can be attached to. */
export async function serverIsRunning(dataDirectory: string): Promise<boolean> {
  await mustBeUsable(dataDirectory);
  return (await usable(await clusterPath(dataDirectory))) !== undefined;
}

/** Stops the embedded server of this data directory, where it runs; connections are ended, nothing is lost. */
export async function stopServer(dataDirectory: string): Promise<void> {
  const postmaster = await findPostmaster(await clusterPath(dataDirectory));
  if (!postmaster) return;
  await stop(postmaster);
  await rmdir(postmaster.socketDirectory).catch(() => undefined);
}

/** Stops the server and deletes its data: for labs, demos and tests. */
export async function removeServer(dataDirectory: string): Promise<void> {
  await stopServer(dataDirectory);
  const cluster = await clusterPath(dataDirectory);
  await rm(cluster, { recursive: true, force: true });
  await disown(cluster);
  await rm(join(dataDirectory, 'postgres'), { recursive: true, force: true });
}

async function stop(postmaster: Postmaster): Promise<void> {
  process.kill(postmaster.pid, 'SIGINT');
  const deadline = Date.now() + STOP_LIMIT_MS;
  while (Date.now() < deadline) {
    const state = await readFile(`/proc/${postmaster.pid}/stat`, 'utf8').catch(() => undefined);
    if (state === undefined || state.split(') ')[1]?.startsWith('Z')) return;
    await delay(POLL_MS);
  }
  throw serverFailure('stop', '');
}

async function usable(cluster: string): Promise<ServerAddress | undefined> {
  const postmaster = await findPostmaster(cluster);
  if (!postmaster?.ready || !postmaster.hasSocket) return undefined;
  return { host: postmaster.socketDirectory, port: postmaster.port, user: ROLE, database: 'postgres' };
}

/**
 * PostgreSQL's own lock file decides between two starts at once; the loser attaches to the winner's server. A server
 * that was killed leaves backends for a moment, and its memory is "still in use" until they are gone: tried again.
 */
async function start(cluster: string, account: Account, postgres: string): Promise<ServerAddress> {
  const deadline = Date.now() + START_LIMIT_MS;
  const directory = await socketDirectory(cluster, account);
  const log = join(cluster, 'server.log');
  let child: Server | undefined;
  let said = '';
  while (Date.now() < deadline) {
    const postmaster = await findPostmaster(cluster);
    const address = postmaster && (await usable(cluster));
    if (address) {
      if (child) await endWhenIdle(postmaster.pid, cluster, account);
      return address;
    }
    if (postmaster?.ready) {
      await stop(postmaster);
    } else if (!postmaster && child?.ended !== false) {
      if (child) said = await readSince(log, child.logStart);
      if (child && !isPassing(said)) break;
      await removeStaleLock(cluster);
      child = await launch(cluster, account, postgres, directory, log);
    }
    await delay(child?.ended ? POLL_MS * 8 : POLL_MS);
  }
  throw serverFailure('start', said);
}

/** Like the server itself, what ends it outlives this process. */
async function endWhenIdle(pid: number, cluster: string, account: Account): Promise<void> {
  await rm(join(cluster, IDLE_NOTE), { force: true });
  // Read by this process: the server's user may not get to the program's file.
  const program = await readFile(IDLE_PROGRAM, 'utf8');
  const child = spawn('sh', ['-c', program, 'roundtrip-idle', String(pid), String(IDLE_SECONDS)], {
    cwd: cluster,
    detached: true,
    stdio: 'ignore',
    ...asAccount(account),
  });
  child.once('error', () => undefined);
  child.unref();
}

type Server = { ended: boolean; logStart: number };

async function launch(
  cluster: string,
  account: Account,
  postgres: string,
  directory: string,
  log: string,
): Promise<Server> {
  const logStart = (await stat(log).catch(() => undefined))?.size ?? 0;
  const { status, output } = await writeAs(account, cluster, basename(log), 'leave-what-it-holds');
  if (status !== 0) throw serverFailure('start', output);
  const server = ['-D', cluster, '-k', directory, '-p', String(PORT), '-c', 'listen_addresses='];
  const child = spawn('sh', ['-c', 'exec "$@" >>"$0" 2>&1', log, postgres, ...server], {
    cwd: cluster,
    detached: true,
    stdio: 'ignore',
    ...asAccount(account),
  });
  const launched: Server = { ended: false, logStart };
  child.once('exit', () => {
    launched.ended = true;
  });
  child.once('error', () => {
    launched.ended = true;
  });
  child.unref();
  return launched;
}

/** What the file system refuses, told as what it means here. */
function explained(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return serverFailure('keep', 'No space left on device');
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return serverFailure('keep', error instanceof Error ? error.message : code);
  }
  return error;
}

/** Another start was quicker, or a killed server's backends are not gone yet: neither is a failure. */
function isPassing(said: string): boolean {
  return /lock file "[^"]*" already exists|pre-existing shared memory block|lock file "[^"]*" is empty/.test(
    said,
  );
}

/** A lock file whose number now belongs to some other process would keep the server from ever starting. */
async function removeStaleLock(cluster: string): Promise<void> {
  const path = join(cluster, 'postmaster.pid');
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before === undefined || (await findPostmaster(cluster))) return;
  const pid = Number(before.split('\n')[0]);
  const alive = await stat(`/proc/${pid}`).then(
    () => true,
    () => false,
  );
  // A dead one PostgreSQL clears itself, with its own checks against a racing start.
  if (alive && (await readFile(path, 'utf8').catch(() => '')) === before) await rm(path, { force: true });
}

async function readSince(log: string, offset: number): Promise<string> {
  const file = await open(log, 'r').catch(() => undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, Math.min(size - offset, 65_536)));
    await file.read(buffer, 0, buffer.length, Math.max(offset, size - buffer.length));
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}
