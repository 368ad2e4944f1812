import { execFileSync, spawnSync } from 'node:child_process';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** The launcher that starts the sources. */
export const sourceLauncher = join(root, 'bin', 'roundtrip.js');
/** The launcher of the built program while tests run, which starts sooner (support/built-program.ts); elsewhere that of the sources. */
export const launcher = join(process.env['ROUNDTRIP_TESTED_PROGRAM'] ?? root, 'bin', 'roundtrip.js');

/** The machine's own Node, which may be older than the pinned one; the pinned one where there is no other. */
export function machineNode(): string {
  const ours = join(root, 'node_modules') + sep;
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.startsWith(ours));
  try {
    return execFileSync('sh', ['-c', 'command -v node'], {
      encoding: 'utf8',
      env: { PATH: path.join(delimiter) },
    }).trim();
  } catch {
    return process.execPath;
  }
}

type Outcome = { status: number | null; stdout: string; stderr: string };

/** What was printed, as one line: where a sentence is wrapped says nothing. */
export function unwrapped(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Runs the launcher to its end, in `/` unless told otherwise, without this process's own settings. */
export function runRoundtrip(
  args: readonly string[],
  options: {
    node?: string;
    program?: string;
    cwd?: string;
    environment?: Record<string, string>;
    input?: string;
  } = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(
    options.node ?? process.execPath,
    [options.program ?? launcher, ...args],
    {
      cwd: options.cwd ?? '/',
      encoding: 'utf8',
      ...(options.input === undefined ? {} : { input: options.input }),
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.environment },
    },
  );
  return { status, stdout, stderr };
}
