import { chmodSync, existsSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, type Ended, runCommand } from './run-command.ts';

const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const PROGRAMS = ['node', 'nodejs', 'npm', 'npx', 'corepack'];
const REFUSED = 97;

/** Mounts $1 over each of the paths up to `--`, seen by what follows only, and becomes that. */
const HIDE = `refuse=$1; shift
while [ "$1" != -- ]; do mount --bind "$refuse" "$1"; shift; done
shift; exec "$@"`;

/**
 * Runs a command with this Node and npm, the system's own programs, and nothing else: whatever calls another Node or
 * npm of this machine fails. Needs root.
 * @param binaries the directory with `node` and `npm`
 * @param scratch an empty directory of the caller's
 */
export function runWithHiddenNode(
  command: Command,
  options: {
    binaries: string;
    scratch: string;
    cwd: string;
    environment: Readonly<Record<string, string>>;
  },
): Promise<Ended> {
  const refuse = join(options.scratch, 'refuse');
  writeFileSync(refuse, `#!/bin/sh\necho "another Node was called: $0 $*" >&2\nexit ${REFUSED}\n`);
  chmodSync(refuse, 0o755);
  const others = SYSTEM_PATH.flatMap((directory) => PROGRAMS.map((program) => join(directory, program)));
  const hidden = [...new Set(others.filter((path) => existsSync(path)).map((path) => realpathSync(path)))];
  return runCommand(['unshare', '--mount', 'sh', '-c', HIDE, 'sh', refuse, ...hidden, '--', ...command], {
    cwd: options.cwd,
    environment: { ...options.environment, PATH: [options.binaries, ...SYSTEM_PATH].join(':') },
  });
}
