import type { Kysely } from 'kysely';
import type { StoredEvent } from '../triage/index.ts';
import { readEvent } from '../triage/index.ts';
import { checkChain } from './chain.ts';
import { readHeads } from './heads.ts';
import type { Schema } from './schema.ts';

/** An event with its place in the whole log's chain. */
type AuditEvent = StoredEvent & { position: number };

/** What checking the log found. `position` is the first bad one, where a place in the log is to blame. */
type AuditVerdict =
  | { ok: true; events: number; heads: number }
  | { ok: false; events: number; position?: number; triage?: string; problem: string };

/** The whole trail: to be listed and to be checked. */
export type Audit = {
  /** Events in the log's order, oldest first; of one triage only where named. Read in batches. */
  list(triage?: string): AsyncIterable<AuditEvent>;
  /** Checks the chain and, where a file is named, the signed heads. `signingKeyFile` tells whose signature counts. */
  verify(options?: { anchorFile?: string; signingKeyFile?: string }): Promise<AuditVerdict>;
};

const BATCH = 1000;

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
          previousHash: row.previous_hash,
          hash: row.hash,
        };
      }
    },
    verify: (options = {}) => verifyLog(database, options),
  };
}

async function verifyLog(
  database: Kysely<Schema>,
  options: { anchorFile?: string; signingKeyFile?: string },
): Promise<AuditVerdict> {
  const anchored = options.anchorFile
    ? await readHeads(options.anchorFile, options.signingKeyFile)
    : undefined;
  const heads = new Map<number, { hash: string; line: number }[]>();
  for (const { head, line } of anchored?.heads ?? []) {
    heads.set(head.position, [...(heads.get(head.position) ?? []), { hash: head.hash, line }]);
  }
  const chain = checkChain();
  let events = 0;
  /** The newest event that must have been anchored by now. */
  let oldEvents = 0;
  const settled = new Date(Date.now() - ANCHORED_WITHIN_MS).toISOString();
  for await (const row of readRows(database)) {
    events += 1;
    const position = Number(row.position);
    const problem =
      chain.next({ ...row, position, previousHash: row.previous_hash }) ??
      heads
        .get(position)
        ?.filter(({ hash }) => hash !== row.hash)
        .map(({ line }) => `it is not the event that line ${line} of the anchor signs`)[0];
    if (problem !== undefined) return { ok: false, events, position, triage: row.triage, problem };
    heads.delete(position);
    if (row.at < settled) oldEvents = position;
  }
  const missing = Math.min(...heads.keys());
  if (heads.size > 0) {
    const problem = `the log ends at ${events}, but the anchor signs event ${missing}: its end was cut off`;
    return { ok: false, events, position: events + 1, problem };
  }
  const [problem] = [...(anchored?.problems ?? []), ...uncovered(anchored?.heads, oldEvents)];
  if (problem !== undefined) return { ok: false, events, problem };
  return { ok: true, events, heads: anchored?.heads.length ?? 0 };
}

/** A head is signed within a second of its event; a slow disk gets more. */
const ANCHORED_WITHIN_MS = 10_000;

/** What is wrong with an anchor that does not reach as far as the log does: it was emptied or shortened, or not written. */
function uncovered(
  heads: readonly { head: { position: number } }[] | undefined,
  oldEvents: number,
): string[] {
  if (heads === undefined || oldEvents === 0) return [];
  const newest = Math.max(0, ...heads.map(({ head }) => head.position));
  if (newest >= oldEvents) return [];
  return newest === 0
    ? [`the anchor holds no head of this log, though it has ${oldEvents} events`]
    : [
        `the anchor ends at event ${newest}, though the log goes on to ${oldEvents}: its end was cut off, or could not be written`,
      ];
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
