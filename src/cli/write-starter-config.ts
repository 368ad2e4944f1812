import { existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { sshHostNames } from '../config/index.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';
import { starterConfig } from './starter-config.ts';

/**
 * Writes a first configuration and returns what to tell about it. Throws `config-exists` (exit status 2) rather
 * than overwrite, `config-not-written` where the file cannot be made.
 */
export function writeStarterConfig(file: string, sshConfig: string): string {
  const hosts = readHostNames(expandHome(sshConfig));
  const written = sshConfig.startsWith('~/') ? sshConfig : resolve(sshConfig);
  create(resolve(expandHome(file)), starterConfig(written, hosts));
  const { setup } = say();
  const wrote = setup.wroteConfig({ file, hosts: hosts.length, from: sshConfig });
  return `${wrote}\n${setup.readIt}\n`;
}

function readHostNames(sshConfig: string): string[] {
  if (!existsSync(sshConfig)) return [];
  try {
    return sshHostNames(sshConfig);
  } catch (error) {
    throw problem('ssh-config-unreadable', say().problems.sshConfigUnreadable({ file: sshConfig }), {
      cause: error,
    });
  }
}

function create(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const { problems } = say();
    if (code === 'EEXIST') throw problem('config-exists', problems.configExists({ file }), { cause: error });
    throw problem('config-not-written', problems.configNotWritten({ file, code }), { cause: error });
  }
}

function expandHome(path: string): string {
  return path.startsWith('~/') ? resolve(homedir(), path.slice(2)) : path;
}
