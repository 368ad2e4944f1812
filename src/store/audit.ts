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
  }
  const missing = Math.min(...heads.keys());
  if (heads.size > 0) {
    const problem = `the log ends at ${events}, but the anchor signs event ${missing}: its end was cut off`;
    return { ok: false, events, position: events + 1, problem };
  }
  const [problem] = anchored?.problems ?? [];
  if (problem !== undefined) return { ok: false, events, problem };
  return { ok: true, events, heads: anchored?.heads.length ?? 0 };
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
