import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { EXIT } from '../../errors.ts';
import { failed } from '../../texts/failures/index.ts';
import { type Audit, exportedLine } from '../audit.ts';

/** Writes the events of these triages to a new file, the lines of an export. Answers its SHA-256, once the disk has it. */
export async function writeArchive(
  audit: Audit,
  triages: readonly { triage: string }[],
  file: string,
): Promise<string> {
  const hash = createHash('sha256');
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'wx', 0o600);
    for (const { triage } of triages)
      for await (const event of audit.list(triage)) {
        const line = exportedLine(event);
        hash.update(line);
        await handle.write(line);
      }
    await handle.sync();
    await syncDirectory(dirname(file));
    return hash.digest('hex');
  } catch (cause) {
    if (handle) await rm(file, { force: true });
    throw archiveFailure(file, cause);
  } finally {
    await handle?.close();
  }
}

/** The name of a new file is kept with its directory. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function archiveFailure(file: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (!/^E[A-Z]+$/.test(code)) return cause;
  return failed(
    'archive-not-written',
    { file, code },
    { cause, exitStatus: code === 'EEXIST' ? EXIT.usage : EXIT.failed },
  );
}

/** What stands in an archive. */
export type Archive = { has(line: string): boolean };

/** The archive in that file; undefined where it is not there, or is not the one that was written. */
export async function readArchive(file: string, sha256: string): Promise<Archive | undefined> {
  if (!(await stat(file).catch(() => undefined))?.isFile()) return undefined;
  const whole = createHash('sha256');
  const lines = new Set<string>();
  try {
    await pipeline(createReadStream(file), whole);
    if (whole.digest('hex') !== sha256) return undefined;
    for await (const line of createInterface({ input: createReadStream(file) })) lines.add(digestOf(line));
  } catch {
    return undefined;
  }
  return { has: (line) => lines.has(digestOf(line.trimEnd())) };
}

function digestOf(line: string): string {
  return createHash('sha256').update(line).digest('base64');
}
