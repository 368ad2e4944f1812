import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { decodedText } from '../decoded-text.ts';
import type { CollectedFile } from '../triage/index.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/** Larger files (bytes) are no transcripts. */
const LARGEST = 512 * 1024 * 1024;

/** The files that a path names: one file, every file of a folder (not of those below it), or standard input (`-`). */
export function* collectedFiles(path: string): Generator<CollectedFile> {
  if (path === '-') {
    yield { name: 'stdin', text: textFrom(0) };
    return;
  }
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw unreadable(path, 'ENOENT');
  if (!found.isDirectory()) {
    yield readOne(path);
    return;
  }
  const names = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
  for (const name of names) yield readOne(join(path, name));
}

function readOne(path: string): CollectedFile {
  try {
    if (statSync(path).size > LARGEST) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
    return { name: basename(path, extname(path)), text: textFrom(path) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw unreadable(path, code, error);
  }
}

/** Empty where it is no text: a row of its own then says that nothing was found in it. */
function textFrom(file: string | 0): string {
  return decodedText(readFileSync(file)) ?? '';
}

function unreadable(file: string, code: string, cause?: unknown) {
  return problem('transcript-unreadable', say().problems.collectedUnreadable({ file, code }), { cause });
}
