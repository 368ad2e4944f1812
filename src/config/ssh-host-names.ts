import { existsSync, globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isHostName } from './names.ts';

/** ssh_config(5) follows Include no deeper than this. */
const INCLUDE_DEPTH = 16;

/**
 * The hosts that an OpenSSH client configuration names, in its order, Include followed. Patterns (`*`, `?`, `!`) name
 * nobody in particular and are left out. Only names are read here; what they mean is asked of `ssh -G`.
 */
function sshHostNames(file: string): string[] {
  return sshHostWords(file).filter(isHostName);
}

/** Every word that stands behind `Host`, patterns included. */
export function sshHostWords(file: string): string[] {
  const words: string[] = [];
  collect(file, 0, words);
  return [...new Set(words)];
}

function collect(file: string, depth: number, names: string[]): void {
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
    const words = wordsOf(rest);
    if (keyword.toLowerCase() === 'host') names.push(...words);
    if (keyword.toLowerCase() === 'include' && depth < INCLUDE_DEPTH) {
      for (const included of words.flatMap(includedFiles)) collect(included, depth + 1, names);
    }
  }
}

/** Words of a line, each plain or in double quotes; a `#` that begins a word ends the line. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"|(\S+)/g)) {
    if (plain?.startsWith('#')) break;
    words.push(quoted ?? plain ?? '');
  }
  return words;
}

/** A relative Include of a user's configuration is relative to ~/.ssh (ssh_config(5)). */
function includedFiles(pattern: string): string[] {
  const path = pattern.startsWith('~/') ? join(homedir(), pattern.slice(2)) : pattern;
  return globSync(isAbsolute(path) ? path : join(homedir(), '.ssh', path)).sort();
}

/** The same; nobody where there is no such file. */
export function knownToSsh(file: string): string[] {
  return existsSync(file) ? sshHostNames(file) : [];
}
