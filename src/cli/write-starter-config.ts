import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { isHostName, sshHostWords } from '../config/index.ts';
import { makeFile } from '../new-file.ts';
import { printable } from '../printable.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';
import { starterConfig } from './starter-config.ts';

/**
 * Writes a first configuration. @returns its absolute path, and what to tell about it. Throws `config-exists` (exit status 2) rather
 * than overwrite, `config-not-written` where the file cannot be made.
 */
export async function writeStarterConfig(
  file: string,
  sshConfig: string,
): Promise<{ file: string; said: string }> {
  const words = readHostWords(sshConfig);
  const names = words.filter(isHostName);
  const forges = names.filter(isForge);
  const hosts = names.filter((name) => !isForge(name));
  // What `Host *` says is for all of them: it is no host that somebody would miss.
  const patterns = words.filter((word) => !isHostName(word) && word !== '*');
  const written = sshConfig.startsWith('~/') ? sshConfig : resolve(sshConfig);
  const path = resolve(expandHome(file));
  await create(path, starterConfig(written, hosts));
  const { setup } = say();
  const wrote = setup.wroteConfig({ file, hosts: hosts.length, from: sshConfig });
  const leftOut = setup.leftOut({ patterns: patterns.map((each) => printable(each, 80)), forges });
  return { file: path, said: `${[wrote, leftOut, setup.readIt].filter(Boolean).join('\n')}\n` };
}

/** Where code is kept: it is reached over SSH by many, and is no host to look at. */
function isForge(name: string): boolean {
  return /(?:^|\.)(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|ssh\.dev\.azure\.com)$/i.test(name);
}

/** Where nobody named one, there may be none. */
const OWN_SSH_CONFIG = '~/.ssh/config';

function readHostWords(sshConfig: string): string[] {
  const file = expandHome(sshConfig);
  const isThere = existsSync(file);
  if (!isThere && sshConfig === OWN_SSH_CONFIG) return [];
  try {
    if (!isThere) throw new Error('there is none');
    return sshHostWords(file);
  } catch (error) {
    throw problem('ssh-config-unreadable', say().problems.sshConfigUnreadable({ file: sshConfig }), {
      cause: error,
    });
  }
}

async function create(file: string, text: string): Promise<void> {
  try {
    await makeFile(file, text, 0o666);
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
