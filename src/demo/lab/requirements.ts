import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { RoundtripError } from '../../errors.ts';
import { ROOT_PATH, run } from './run.ts';

/** The programs that a lab needs, with the Debian package of each. */
const PROGRAMS = {
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  sshd: 'openssh-server',
  nc: 'netcat-openbsd',
  sysctl: 'procps',
  ping: 'iputils-ping',
  tcpdump: 'tcpdump',
} as const;

/** The full path of a program on root's search path. */
export function findProgram(name: string): string | undefined {
  return ROOT_PATH.split(':')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** @throws RoundtripError saying what to do, where this machine or user cannot run a lab. */
export function requireLabSupport(): void {
  if (process.platform !== 'linux') {
    throw new RoundtripError('lab-needs-linux', 'A lab needs Linux network namespaces.', 'Run it on Linux.');
  }
  requireRoot();
  const missing = Object.entries(PROGRAMS).filter(([program]) => findProgram(program) === undefined);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, name]) => name))];
  throw new RoundtripError(
    'lab-programs-missing',
    `A lab needs ${missing.map(([program]) => program).join(', ')}, not found on this machine.`,
    `Install them, on Debian or Ubuntu with: apt-get install -y ${packages.join(' ')}`,
  );
}

/** @throws RoundtripError where this process is not root's: labs are root's alone, made, found and ended. */
export function requireRoot(): void {
  if (process.getuid?.() !== 0) {
    throw new RoundtripError(
      'lab-needs-root',
      'Only root can make the network namespaces of a lab.',
      'Run the same command as root, for example with sudo.',
    );
  }
}

/**
 * `nc` so that it ends when its input does: without that, a client that is killed leaves a session on the server.
 * OpenBSD's needs -N for it, others end by themselves or do not know it.
 */
export async function netcatCommand(): Promise<string[]> {
  const help = await run(['nc', '-h']);
  return /^\s*-N\b|\[-[A-Za-z0-9]*N/m.test(help.stdout + help.stderr) ? ['nc', '-N'] : ['nc'];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
