import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { RoundtripError } from '../../src/errors.ts';
import { runOrTell } from './programs.ts';

/** A kernel as its package brings it. */
export interface Kernel {
  /** As `uname -r` says it. */
  release: string;
  image: string;
  modules: string;
}

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(base, 'roundtrip', 'kernels');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Newest first: numbers within the names compare as numbers. */
function newestOf(names: readonly string[]): string | undefined {
  return names.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))[0];
}

/** Debian's small flavour for virtual machines: it has the devices that are wanted here (vrf, dummy, wireguard, tun). */
function imageName(line: string): RegExp {
  const [major, minor] = line.split('.');
  return new RegExp(`^linux-image-${major}\\.${minor}\\.[0-9][^-]*(-[0-9]+)?-cloud-amd64$`);
}

/** Downloads a package with apt, unpacks it beside the others, and installs nothing. */
function fetchPackage(name: string): string {
  const cache = cacheFolder();
  const target = join(cache, name);
  if (existsSync(target)) return target;
  const workshop = mkdtempSync(join(cache, 'fetching-'));
  try {
    runOrTell(['apt-get', 'download', '-q', name], workshop, `downloading ${name}`);
    const [archive] = readdirSync(workshop).filter((file) => file.endsWith('.deb'));
    const unpacked = join(workshop, 'unpacked');
    runOrTell(['dpkg-deb', '-x', join(workshop, archive ?? ''), unpacked], workshop, `unpacking ${name}`);
    renameSync(unpacked, target);
    return target;
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function kernelIn(folder: string): Kernel {
  const [image = ''] = globSync(join(folder, 'boot', 'vmlinuz-*'));
  const release = basename(image).slice('vmlinuz-'.length);
  const [modules = ''] = globSync(join(folder, '{usr/,}lib/modules', release));
  return { release, image, modules };
}

/** The newest kernel of a line (`6.1`) that was fetched before, else that apt offers. */
export function fetchKernel(line: string): Kernel {
  const wanted = imageName(line);
  const cached = newestOf(readdirSync(cacheFolder()).filter((name) => wanted.test(name)));
  if (cached) return kernelIn(join(cacheFolder(), cached));
  const search = spawnSync('apt-cache', ['pkgnames', `linux-image-${line}`], { encoding: 'utf8' });
  const offered = newestOf((search.stdout ?? '').split('\n').filter((name) => wanted.test(name)));
  if (offered === undefined) {
    throw new RoundtripError(
      'kernel-missing',
      `apt offers no package with a kernel ${line} for virtual machines (linux-image-${line}*-cloud-amd64).`,
      `Run "apt-get update", or name another line: npm run test:kernels -- --kernel 6.1`,
    );
  }
  return kernelIn(fetchPackage(offered));
}

/** A program that runs without libraries, and is every command of the machine but `ip`. */
export function fetchBusybox(): string {
  const folder = fetchPackage('busybox-static');
  const [path] = globSync(join(folder, '{usr/,}bin', 'busybox'));
  if (path === undefined) {
    throw new RoundtripError(
      'preparation-failed',
      'busybox-static brings no busybox.',
      `Remove ${folder} and try again.`,
    );
  }
  return path;
}
