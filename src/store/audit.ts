import type { Kysely } from 'kysely';
import type { StoredEvent } from '../triage/index.ts';
import { readEvent } from '../triage/index.ts';
import { checkChain, signedLines } from './chain.ts';
import { type AnchoredHead, readHeads } from './heads.ts';
import type { Schema } from './schema.ts';
import { isSignedBy, readPublicKey } from './signing-key.ts';

/** An event with its place in the whole log's chain, and the text that its hash and signature are made of. */
export type AuditEvent = StoredEvent & { position: number; text: string; signature?: string };

/** What checking the log found. `position` is the first bad one, where a place in the log is to blame. */
type AuditVerdict =
  | { ok: true; events: number; heads: number; signatures: number }
  | { ok: false; events: number; position?: number; triage?: string; problem: string };

/** What the log is held against: `signingKeyFile` tells whose signature counts, and may hold the public half alone. */
type Against = { anchorFile?: string; signingKeyFile?: string };

/** The whole trail: to be listed and to be checked. */
export type Audit = {
  /** Events in the log's order, oldest first; of one triage only where named. Read in batches. */
  list(triage?: string): AsyncIterable<AuditEvent>;
  /** Checks the chain, the signatures, and, where a file is named, the signed heads. */
  verify(against?: Against): Promise<AuditVerdict>;
};

const BATCH = 1000;

/** The event as a line of an export (docs/audit.md): as it was recorded, of whatever version. */
export function exportedLine(event: AuditEvent): string {
  return `${JSON.stringify({ schema: 'roundtrip.event/1', ...event, event: recordedIn(event) })}\n`;
}

/** What this version reads of it may be less; nothing is left of an event that was pruned. */
function recordedIn({ text }: AuditEvent): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function createAudit(database: Kysely<Schema>): Audit {
  return {
    async *list(triage) {
      for await (const row of readRows(database, triage)) {
        yield {
          position: Number(row.position),
          triage: row.triage,
          sequence: row.sequence,
          at: row.at,
          event: readEvent(row.event),
          text: row.event,
          previousHash: row.previous_hash,
          hash: row.hash,
          ...(row.signature === null ? {} : { signature: row.signature }),
        };
      }
    },
    verify: (against = {}) => verifyLog(database, against),
  };
}

async function verifyLog(
  database: Kysely<Schema>,
  { anchorFile, signingKeyFile }: Against,
): Promise<AuditVerdict> {
  const key = signingKeyFile === undefined ? undefined : await readPublicKey(signingKeyFile);
  const anchored = anchorFile === undefined ? undefined : await readHeads(anchorFile, key);
  const heads = anchored?.heads ?? [];
  const waiting = new Map<number, AnchoredHead[]>();
  for (const head of heads) waiting.set(head.position, [...(waiting.get(head.position) ?? []), head]);

  const chain = checkChain();
  const signatures = checkSignatures(key, heads);
  let events = 0;
  /** The newest event that must have been anchored by now. */
  let oldEvents = 0;
  const settled = new Date(Date.now() - ANCHORED_WITHIN_MS).toISOString();
  for await (const row of readRows(database)) {
    events += 1;
    const position = Number(row.position);
    const problem =
      chain.next({ ...row, position, previousHash: row.previous_hash }) ??
      signatures.next({ position, hash: row.hash, signature: row.signature }) ??
      waiting
        .get(position)
        ?.filter(({ hash }) => hash !== row.hash)
        .map(({ line }) => `it is not the event that line ${line} of the anchor signs`)[0];
    if (problem !== undefined) return { ok: false, events, position, triage: row.triage, problem };
    waiting.delete(position);
    if (row.at < settled) oldEvents = position;
  }
  const bare = chain.end();
  if (bare) return { ok: false, events, ...bare };
  const [missing] = [...waiting.keys()].sort((one, two) => one - two);
  if (missing !== undefined) {
    const problem = `the log ends at ${events}, but the anchor signs event ${missing}: its end was cut off`;
    return { ok: false, events, position: events + 1, problem };
  }
  const [problem] = [...(anchored?.problems ?? []), ...(anchored ? uncovered(heads, oldEvents) : [])];
  if (problem !== undefined) return { ok: false, events, problem };
  return { ok: true, events, heads: heads.length, signatures: signatures.count() };
}

type Signed = { position: number; hash: string; signature: string | null };

/**
 * Checks signatures, oldest first. Events of earlier versions carry none: from the first one that does, or that the anchor says
 * does, all must.
 */
function checkSignatures(key: string | undefined, heads: readonly AnchoredHead[]) {
  let from = Number.POSITIVE_INFINITY;
  for (const { signedFrom } of heads) from = Math.min(from, signedFrom ?? from);
  let count = 0;
  return {
    next(event: Signed): string | undefined {
      if (event.signature === null)
        return count > 0 || event.position >= from ? 'it is not signed' : undefined;
      // Without the key nobody can tell; that it is missing is said of the anchor.
      if (key !== undefined && !isSignedBy(key, signedLines(event), event.signature))
        return 'its signature is not that of the key, or is of something else';
      count += 1;
      return undefined;
    },
    count: () => (key === undefined ? 0 : count),
  };
}

/** A head is signed within a second of its event; a slow disk gets more. */
const ANCHORED_WITHIN_MS = 10_000;

/** What is wrong with an anchor that does not reach as far as the log does: it was emptied or shortened, or not written. */
function uncovered(heads: readonly AnchoredHead[], oldEvents: number): string[] {
  if (oldEvents === 0) return [];
  let newest = 0;
  for (const { position } of heads) newest = Math.max(newest, position);
  if (newest >= oldEvents) return [];
  return newest === 0
    ? [`the anchor holds no head of this log, though it has ${oldEvents} events`]
    : [
        `the anchor ends at event ${newest}, though the log goes on to ${oldEvents}: its end was cut off, or could not be written`,
      ];
}

/** The position of the first event that is signed; undefined where none is. */
export async function firstSigned(database: Kysely<Schema>): Promise<number | undefined> {
  const row = await database
    .selectFrom('events')
    .select('position')
    .where('signature', 'is not', null)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : Number(row.position);
}

async function* readRows(database: Kysely<Schema>, triage?: string) {
  let after = '0';
  for (;;) {
    let query = database.selectFrom('events').selectAll().where('position', '>', after);
    if (triage !== undefined) query = query.where('triage', '=', triage);
    const rows = await query.orderBy('position').limit(BATCH).execute();
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.position;
  }
}
