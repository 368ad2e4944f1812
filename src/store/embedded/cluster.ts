import { lchown, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RoundtripError } from '../../errors.ts';
import { type Failures, failed } from '../../texts/failures/index.ts';
import type { Account } from './account.ts';
import { runAs, writeAs } from './as-account.ts';
import type { Binaries } from './binaries.ts';
import { exists } from './reach.ts';
import type { StoreWork } from './work.ts';

/** The roles of the embedded server: whose the tables are, and as whom everything is done. */
export const ROLE = 'roundtrip';
export const BOT = 'roundtrip_bot';

/**
 * Makes the cluster where there is none yet: beside its place and renamed, so that a start that is killed leaves
 * nothing half made, and of two at once one wins.
 */
export async function ensureCluster(
  cluster: string,
  account: Account,
  binaries: Binaries,
  onProgress: (work: StoreWork) => void,
): Promise<void> {
  if (await exists(join(cluster, 'PG_VERSION'))) return;
  onProgress('prepare');
  const beside = await mkdtemp(join(dirname(cluster), '.new-postgres-'));
  try {
    // Never through a link: the directory above may be the account's own.
    if (account.other) await lchown(beside, account.uid, account.gid);
    const fresh = join(beside, 'postgres');
    await runInitdb(binaries, fresh, account);
    await configure(fresh, account);
    await rename(fresh, cluster).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function runInitdb(binaries: Binaries, directory: string, account: Account): Promise<void> {
  const { status, output } = await runAs(
    account,
    [
      binaries.initdb,
      '-D',
      directory,
      '-U',
      ROLE,
      '-E',
      'UTF8',
      '--no-locale',
      '--auth-local=peer',
      '--auth-host=reject',
      '--no-instructions',
    ],
    { cwd: dirname(directory) },
  );
  if (status !== 0) throw serverFailure('prepare', output);
}

async function configure(directory: string, account: Account): Promise<void> {
  await write(directory, account, {
    ...admission(account),
    'postgresql.auto.conf': [
      '# Made by roundtrip.',
      "listen_addresses = ''",
      'unix_socket_permissions = 0700',
      'max_connections = 200',
      'shared_buffers = 32MB',
      "log_line_prefix = '%m [%p] '",
      "timezone = 'UTC'",
      "log_timezone = 'UTC'",
      'fsync = on',
      'synchronous_commit = on',
      '',
    ].join('\n'),
  });
}

/** Reached through its private socket only; root and the server's user are its roles, and nobody else is. */
function admission(account: Account): Record<string, string> {
  const users = [...new Set(['root', account.name])];
  return {
    'pg_hba.conf': `# Made by roundtrip: by the unix socket, and only for the users of pg_ident.conf.\nlocal all ${ROLE},${BOT} peer map=roundtrip\n`,
    'pg_ident.conf': users
      .flatMap((user) => [ROLE, BOT].map((role) => `roundtrip "${user}" ${role}\n`))
      .join(''),
  };
}

/** A cluster of an earlier version lets its one role in alone; true where that was changed: the server must read it again. */
export async function admitBot(cluster: string, account: Account): Promise<boolean> {
  const admitted = await readFile(join(cluster, 'pg_hba.conf'), 'utf8').catch(() => '');
  if (admitted.includes(BOT)) return false;
  await write(cluster, account, admission(account));
  return true;
}

async function write(directory: string, account: Account, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const { status, output } = await writeAs(account, directory, name, { text });
    if (status !== 0) throw serverFailure('prepare', output);
  }
}

/** The failure of a server, told by the last line that it said. */
export function serverFailure(what: Failures['store-start-failed']['what'], output: string): RoundtripError {
  const lines = output.split('\n').map((line) => line.trim());
  const said =
    lines.findLast((line) => /\b(FATAL|PANIC|error):/i.test(line)) ?? lines.findLast(Boolean) ?? '';
  return /No space left on device|Disk quota exceeded/i.test(output)
    ? failed('store-disk-full', { during: what })
    : failed('store-start-failed', { what, said });
}
