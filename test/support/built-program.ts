import { createHash } from 'node:crypto';
import {
  chmodSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgramDirectory } from '../../scripts/build/program-directory.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(root, 'node_modules', '.cache', 'program');
const BUILT_FROM = ['{bin,src,packages,scripts/build}/**/*', 'docs/*', 'manifest.yml', 'package-lock.json'];
/** A build that nobody used for so long (ms) is of sources that have changed since. */
const UNUSED = 3_600_000;

/**
 * The commands that tests start are those of the package, as its users have them: a bundle starts with half the processor time that
 * the sources take. Built once for all tests, and again when a source has changed.
 */
export async function setup(): Promise<void> {
  const directory = join(CACHE, fingerprint());
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE)) {
    const other = join(CACHE, name);
    const usedAt = statSync(other, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (other !== directory && Date.now() - usedAt > UNUSED) rmSync(other, { recursive: true, force: true });
  }
  if (statSync(directory, { throwIfNoEntry: false }) === undefined) await build(directory);
  utimesSync(directory, new Date(), new Date());
  process.env['ROUNDTRIP_TESTED_PROGRAM'] = directory;
}

async function build(directory: string): Promise<void> {
  const made = mkdtempSync(`${directory}-`);
  await buildProgramDirectory(root, made);
  // A service that has a user of its own reads it too.
  chmodSync(made, 0o755);
  try {
    renameSync(made, directory);
  } catch (error) {
    // Another run built the same meanwhile.
    if (!statSync(directory, { throwIfNoEntry: false })) throw error;
    rmSync(made, { recursive: true, force: true });
  }
}

/** Of the sources' names, sizes and times. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of globSync(BUILT_FROM, { cwd: root }).sort()) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}
