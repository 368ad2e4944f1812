import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { install as installPackages } from '../../scripts/setup/apt.js';
import { startProgressLine } from '../../scripts/setup/progress-line.js';
import { RoundtripError } from '../../src/errors.ts';
import type { ArchiveEntry } from './cpio.ts';

export const EMULATOR = 'qemu-system-x86_64';
const EMULATOR_PACKAGE = 'qemu-system-x86';

function pathOf(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** Sees to it that the emulator is there: root gets it installed, others are told what to run. */
export async function ensureEmulator(): Promise<void> {
  if (pathOf(EMULATOR)) return;
  const install = `apt-get install -y --no-install-recommends ${EMULATOR_PACKAGE}`;
  if (process.getuid?.() !== 0 || !pathOf('apt-get')) {
    throw new RoundtripError(
      'emulator-missing',
      `${EMULATOR} is not installed, and only root can install it.`,
      `Run once: sudo ${install}`,
    );
  }
  const progress = startProgressLine();
  progress.step(`${EMULATOR_PACKAGE}, which only these tests need`);
  const { succeeded, lastLines } = await installPackages([EMULATOR_PACKAGE]);
  progress.end(succeeded ? 'done' : 'failed');
  if (!pathOf(EMULATOR)) {
    throw new RoundtripError(
      'emulator-missing',
      `${EMULATOR_PACKAGE} could not be installed: ${lastLines.split('\n').at(-1)}`,
      `Run "apt-get update" and then "${install}", and look at what it says.`,
    );
  }
}

/** A file of this machine at the place where a program looks for it. */
function copyOf(path: string): ArchiveEntry {
  const real = realpathSync(path);
  return { path: path.slice(1), mode: statSync(real).mode & 0o777, content: readFileSync(real) };
}

/** This machine's own `ip` with its shared libraries and its names of tables, so that all kernels are asked by one program. */
export function ipProgram(): ArchiveEntry[] {
  const names = ['/etc/iproute2', '/usr/share/iproute2'].filter((folder) => existsSync(folder));
  const tables = names.flatMap((folder) =>
    readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile()),
  );
  return [...programWithLibraries('ip'), ...tables.map(copyOf)];
}

/** One of this machine's programs, in /usr/sbin, with its shared libraries. Throws a RoundtripError where it is not installed. */
export function programWithLibraries(name: string): ArchiveEntry[] {
  const path = pathOf(name);
  if (path === undefined) {
    throw new RoundtripError(
      'program-missing',
      `The program ${name} is missing.`,
      'Run npm run setup: it installs what the tests need.',
    );
  }
  const listed = execFileSync('ldd', [path], { encoding: 'utf8' });
  const libraries = [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map((match) => match[1] as string);
  return [{ ...copyOf(path), path: `usr/sbin/${name}` }, ...libraries.map(copyOf)];
}

/** Runs a program that must succeed; else the error says what it was for. */
export function runOrTell(command: readonly [string, ...string[]], cwd: string, purpose: string): void {
  const [program, ...args] = command;
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status === 0) return;
  throw new RoundtripError(
    'preparation-failed',
    `${purpose} failed: ${error?.message ?? stderr.trim().split('\n').at(-1)}`,
    `Run "${command.join(' ')}" and look at what it says.`,
  );
}
