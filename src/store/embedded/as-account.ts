import { spawn } from 'node:child_process';
import type { Account } from './account.ts';

/** The options of a process that is the account's: root starts it as that user. */
export function asAccount(account: Account): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  return {
    // Nothing of this process's environment: PG… variables and secrets have no business in the server.
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...(account.other ? { uid: account.uid, gid: account.gid } : {}),
  };
}

/** Runs a program as the account to its end; `output` is all that it printed, errors included. */
export function runAs(
  account: Account,
  [program, ...args]: readonly [string, ...string[]],
  { cwd, input = '' }: { cwd: string; input?: string },
): Promise<{ status: number | null; output: string }> {
  const child = spawn(program, args, { cwd, ...asAccount(account) });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  // A program that ends before it has read its input is judged by its status.
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}

/**
 * Writes a file of the cluster, closed to others. Whoever owns a directory can put a link where root is about to write:
 * inside the cluster nothing is written but as its own user.
 */
export function writeAs(
  account: Account,
  directory: string,
  name: string,
  how: { text: string } | 'leave-what-it-holds',
): Promise<{ status: number | null; output: string }> {
  const [redirect, input] = how === 'leave-what-it-holds' ? ['>>', ''] : ['>', how.text];
  return runAs(account, ['sh', '-c', `umask 077; cat ${redirect}"$1"`, 'write', name], {
    cwd: directory,
    input,
  });
}
