import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { namedFiles } from './machine-settings.ts';
import { mirror, waysOfApt } from './mirror.ts';
import { copyProject } from './project-copy.ts';
import { type Command, type Ended, runCommand } from './run-command.ts';

/** What the roots of one run share. */
export type Shared = {
  base: string;
  /** Two directories in which npm and apt keep what they download. */
  downloads: { npm: string; apt: string };
  environment: Readonly<Record<string, string>>;
  signal: AbortSignal;
};

/** Where things are inside a root. */
const PROJECT = '/srv/roundtrip';
const TOOLCHAIN = '/opt/node';
const NPM_CACHE = '/var/cache/npm';
const APT_CACHE = '/var/cache/apt/archives';
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** User and group by number, since the names are those of another root. */
const USERS = { root: '0:0', nobody: '65534:65534' } as const;

/**
 * Becomes a command in the root $1 (of the mounts too, or who enters a namespace of the lab would be outside), with processes and mounts of its own, which end with it; $2 and $3 are the
 * directories for downloads, $4 is the user, and the command follows.
 */
const ENTER = `set -e
mount --make-rprivate /
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount -t sysfs sysfs "$1/sys"
mount --rbind /dev "$1/dev"
mount -t tmpfs -o mode=755 tmpfs "$1/run"
mount --bind "$2" "$1${NPM_CACHE}"
mount --bind "$3" "$1${APT_CACHE}"
user=$4
cd "$1"
pivot_root . mnt
umount -l /mnt
shift 4
exec chroot --userspec="$user" / "$@"`;

async function mustSucceed(command: Command, { environment, signal }: Shared): Promise<void> {
  const { status, output } = await runCommand(command, {
    environment: { ...process.env, ...environment },
    signal,
  });
  if (status !== 0) throw new Error(`${command[0]} failed:\n${output.split('\n').slice(-20).join('\n')}`);
}

/** Makes the root that the others are copies of: the smallest system of the release that this machine runs. */
export async function makeBase(shared: Shared): Promise<void> {
  const { base, environment } = shared;
  const { codename, uri, components } = mirror();
  const options = ['--variant=minbase', `--components=${components.join(',')}`];
  // What it mounts there is mounted for itself only.
  const alone = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  await mustSucceed(['unshare', ...alone, 'debootstrap', ...options, codename, base, uri], shared);
  rmSync(join(base, APT_CACHE), { recursive: true });
  for (const path of [NPM_CACHE, APT_CACHE, TOOLCHAIN]) mkdirSync(join(base, path), { recursive: true });
  writeFileSync(join(base, 'etc/apt/apt.conf.d/01machine'), waysOfApt());
  // A root that is thrown away need not survive a power failure.
  writeFileSync(join(base, 'etc/dpkg/dpkg.cfg.d/unsafe-io'), 'force-unsafe-io\n');
  for (const file of ['/etc/resolv.conf', '/etc/hosts', ...namedFiles(environment)]) {
    if (!existsSync(file)) continue;
    mkdirSync(dirname(join(base, file)), { recursive: true });
    writeFileSync(join(base, file), readFileSync(file));
  }
}

/** Copies the base to `root`, and puts the project and a Node with its npm into it. */
export async function makeRoot(root: string, toolchain: string, shared: Shared): Promise<void> {
  await mustSucceed(['cp', '-a', shared.base, root], shared);
  cpSync(toolchain, join(root, TOOLCHAIN), { recursive: true, verbatimSymlinks: true });
  copyProject(join(root, PROJECT));
}

/** Runs a command in the project's directory of a root, as root or as nobody. */
export function runInRoot(
  root: string,
  command: Command,
  shared: Shared,
  user: keyof typeof USERS = 'root',
): Promise<Ended> {
  const { downloads, environment, signal } = shared;
  const variables = {
    ...environment,
    PATH: `${TOOLCHAIN}/bin:${SYSTEM_PATH}`,
    HOME: user === 'root' ? '/root' : '/tmp',
    npm_config_cache: user === 'root' ? NPM_CACHE : '/tmp/npm',
  };
  const enter = ['sh', '-c', ENTER, 'sh', root, downloads.npm, downloads.apt, USERS[user]];
  const inside = ['sh', '-c', 'cd "$0" && exec "$@"', PROJECT, ...command];
  return runCommand(['unshare', '--mount', '--pid', '--fork', '--kill-child', ...enter, ...inside], {
    environment: variables,
    signal,
  });
}

/** Removes a directory with roots in it, or throws where something is still mounted there. */
export function removeRoots(root: string): void {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  const left = mounts.filter((path) => path === root || path.startsWith(`${root}/`));
  if (left.length > 0) throw new Error(`still mounted, so nothing is removed: ${left.join(', ')}`);
  rmSync(root, { recursive: true, force: true });
}
