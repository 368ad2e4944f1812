import { readFile, readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What `postmaster.pid` says of a server that is really there. */
export type Postmaster = {
  pid: number;
  socketDirectory: string;
  port: number;
  ready: boolean;
  hasSocket: boolean;
};

/**
 * The server that runs on a cluster, undefined where none does. The file outlives a killed server, and its number may
 * belong to another process by now: the process must have the cluster as its working directory, as PostgreSQL does.
 * Lines of the file: pid, data directory, start time, port, socket directory, listen address, shared memory, status.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !(await isServerOf(pid, cluster))) return undefined;
  const socketDirectory = lines[4]?.trim() ?? '';
  const port = Number(lines[3] ?? '');
  const socket = await stat(join(socketDirectory, `.s.PGSQL.${port}`)).catch(() => undefined);
  return {
    pid,
    socketDirectory,
    port,
    ready: lines[7]?.trim() === 'ready',
    hasSocket: socketDirectory !== '' && socket?.isSocket() === true,
  };
}

async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  try {
    const state = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.[0];
    return state !== 'Z' && (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster));
  } catch {
    return false;
  }
}
