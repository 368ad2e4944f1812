import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { printable } from '../printable.ts';
import { unreachable } from './unreachable.ts';

/** `ssh -G` connects to nothing; only a `Match exec` or a slow disk could take long. */
const TIMEOUT = 10_000;

/** Answers are used again for so long (ms): a look, a change and its check of one host come soon after each other. */
const KEPT = 15_000;

type Kept = { answer: Promise<string>; file: string; until: number };

const kept = new Map<string, Kept>();

/**
 * What OpenSSH's client says of an alias (`ssh -G -F CONFIG -- ALIAS`): Include, Match and tokens are its own. Kept for a short time
 * while the configuration file is the same; what that file includes may be older by that time.
 */
export function askSsh(sshConfig: string, alias: string): Promise<string> {
  const key = JSON.stringify([sshConfig, alias]);
  const file = stampOf(sshConfig);
  const known = kept.get(key);
  if (known && known.file === file && known.until > performance.now()) return known.answer;
  const answer = run(sshConfig, alias);
  const asked = { answer, file, until: performance.now() + KEPT };
  kept.set(key, asked);
  const forget = () => {
    if (kept.get(key) === asked) kept.delete(key);
  };
  answer.catch(forget);
  setTimeout(forget, KEPT).unref();
  return answer;
}

/** Another one where the file was written meanwhile. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

function run(sshConfig: string, alias: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', ['-G', '-F', sshConfig, '--', alias], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT,
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors = `${errors}${chunk}`.slice(0, 2000);
    });
    child.on('error', (error) => reject(unreachable('ssh-client-missing', {}, error)));
    child.on('close', (status) => {
      if (status === 0) return resolve(output);
      const said = errors
        .split('\n')
        .filter((line) => !line.startsWith('Pseudo-terminal'))
        .join(' ')
        .trim();
      reject(
        unreachable('ssh-config-invalid', {
          ...{ at: 'configuration', alias, config: sshConfig },
          said: printable(said, 300),
        }),
      );
    });
  });
}
