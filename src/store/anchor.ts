import { open, stat } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { failed } from '../texts/failures/index.ts';
import { isTornLine, parseHead, type SignedHead } from './heads.ts';
import type { Schema } from './schema.ts';

/** The first and the last head of an anchor, both absent where it holds none yet; and all that stand near them, in their order. */
type Ends = { first?: SignedHead; last?: SignedHead; near: readonly SignedHead[] };

/** A head is less than 500 bytes; so many are read at each end of the file. */
const READ_BYTES = 16_384;

/**
 * The ends of the anchor in that file, which need not be there. Throws where something else is: that is never written. The file is
 * not read as a whole, however long it is.
 */
export async function mustBeAnchor(file: string): Promise<Ends> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return { near: [] };
  if (!found.isFile()) throw failed('anchor-foreign', { file, because: 'no-file' });
  const [start, end] = await readBothEnds(file);
  const first = start.find(isOfAnAnchor);
  const last = end.findLast(isOfAnAnchor);
  if (first === undefined || last === undefined) return { near: [] };
  const heads = { first: parseHead(first), last: parseHead(last) };
  if (!heads.first || !heads.last) throw failed('anchor-foreign', { file, because: 'no-anchor' });
  // What was read in part only is no head.
  const near = [...start, ...end].flatMap((line) => parseHead(line) ?? []);
  return { first: heads.first, last: heads.last, near };
}

/** A line that says what the file is: all but an empty one, and one that a crash cut short. */
function isOfAnAnchor(line: string): boolean {
  return line.trim() !== '' && !isTornLine(line);
}

/** Lines at the start and at the end of a file; of a line that is read in part only, the part. */
async function readBothEnds(file: string): Promise<[string[], string[]]> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const read = async (from: number): Promise<string[]> => {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, from);
        return buffer.toString('utf8', 0, bytesRead).split('\n');
      };
      return [await read(0), await read(Math.max(0, size - READ_BYTES))];
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw failed('anchor-unreadable', { file }, { cause });
  }
}

/**
 * Throws where the anchor in that file is not that of this log, or signs an event that the log has not. Looked at are the heads near
 * both ends: what a log that was cut, and went on in another way, has had signed meanwhile stands among the last.
 */
export async function mustBeOfThisLog(file: string, database: Kysely<Schema>): Promise<void> {
  const { first, last, near } = await mustBeAnchor(file);
  if (first === undefined || last === undefined) return;
  const heads = [first, ...near, last];
  const rows = await database
    .selectFrom('events')
    .select(['position', 'hash'])
    .where('position', 'in', [...new Set(heads.map(({ position }) => String(position)))])
    .execute();
  const hashes = new Map(rows.map(({ position, hash }) => [Number(position), hash]));
  for (const head of heads) {
    const { position } = head;
    const hash = hashes.get(position);
    if (hash === head.hash) continue;
    const because = head === first ? 'other-log' : hash === undefined ? 'log-is-shorter' : 'log-differs';
    throw failed('anchor-foreign', { file, because, position });
  }
}

/** A head is signed within a second of its event; a slow disk gets more. */
export const ANCHORED_WITHIN_MS = 10_000;

/** How far an anchor is behind the log: the events that it signs, of how many; undefined where it is not. */
export async function anchorLag(
  file: string,
  database: Kysely<Schema>,
): Promise<{ anchored: number; events: number } | undefined> {
  const row = await database
    .selectFrom('events')
    .select('position')
    .where('signature', 'is not', null)
    .where('at', '<', sql<string>`${new Date(Date.now() - ANCHORED_WITHIN_MS).toISOString()}`)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  const events = Number(row?.position ?? 0);
  const anchored = (await mustBeAnchor(file)).last?.position ?? 0;
  return anchored < events ? { anchored, events } : undefined;
}
