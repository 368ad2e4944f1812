import { existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { EXIT, RoundtripError } from '../errors.ts';
import { sshHostNames } from './ssh-host-names.ts';
import { starterConfig } from './starter-config.ts';

/**
 * Writes a first configuration and returns what to tell about it. Throws `config-exists` (exit status 2) rather
 * than overwrite, `config-not-written` where the file cannot be made.
 */
export function writeStarterConfig(file: string, sshConfig: string): string {
  const hosts = readHostNames(expandHome(sshConfig));
  const written = sshConfig.startsWith('~/') ? sshConfig : resolve(sshConfig);
  create(resolve(expandHome(file)), starterConfig(written, hosts));
  return [
    `Wrote ${file} with ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'} from ${sshConfig}.`,
    'Read it, take out the hosts that do not belong, and name the approvers.',
    '',
  ].join('\n');
}

function readHostNames(sshConfig: string): string[] {
  if (!existsSync(sshConfig)) return [];
  try {
    return sshHostNames(sshConfig);
  } catch (error) {
    throw new RoundtripError(
      'ssh-config-unreadable',
      `The ssh configuration ${sshConfig} cannot be read.`,
      'Check that it is a file that this user may read, or name another with --ssh-config FILE.',
      { exitStatus: EXIT.usage, cause: error },
    );
  }
}

function create(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') {
      throw new RoundtripError(
        'config-exists',
        `${file} exists already and is left as it is.`,
        'Name another file with --config FILE, or move the old one away.',
        { exitStatus: EXIT.usage, cause: error },
      );
    }
    throw new RoundtripError(
      'config-not-written',
      `${file} cannot be written (${String(code)}).`,
      'Name a file in a directory that exists and that this user may write to, with --config FILE.',
      { exitStatus: EXIT.usage, cause: error },
    );
  }
}

function expandHome(path: string): string {
  return path.startsWith('~/') ? resolve(homedir(), path.slice(2)) : path;
}
