import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Delivery, EventStore, Job, StoredEvent, TriageEvent, TriageId } from '../triage/index.ts';
import { readEvent, writeEvent } from '../triage/index.ts';
import { GENESIS, hashLink, signedLines } from './chain.ts';
import { markDelivery } from './dedup.ts';
import type { Head } from './heads.ts';
import type { Jobs } from './jobs.ts';
import { EVENTS_CHANNEL, type Listener } from './listener.ts';
import type { Schema } from './schema.ts';
import type { SigningKey } from './signing-key.ts';
import { explained, inTransaction } from './transaction.ts';

/** Key of the advisory lock that puts all appends in one order ("round" in ASCII). */
const APPEND_LOCK = 0x726f756e64;

type Tail = { position: string; hash: string; sequence: number; now: string };

/** The event store on PostgreSQL: one hash chain over the whole log. */
export function createEventStore(parts: {
  pool: pg.Pool;
  database: Kysely<Schema>;
  jobs: Jobs;
  listener: Listener;
  /** Signs what is recorded; undefined where nobody checks it. */
  key: SigningKey | undefined;
  /** Told of the newest event after each append. */
  onHead: (head: Head) => void;
}): EventStore {
  return {
    async append(triage, expected, events, jobs = [], delivery) {
      await parts.jobs.ready(jobs);
      const outcome = await inTransaction(parts.pool, (client) =>
        appendWithin(client, parts, { triage, expected, events, jobs, delivery }),
      );
      if (outcome.head) parts.onHead(outcome.head);
      return outcome.result;
    },
    async read(triage) {
      const rows = await parts.database
        .selectFrom('events')
        .selectAll()
        .where('triage', '=', triage)
        .orderBy('sequence')
        .execute()
        .catch((cause: unknown) => {
          throw explained(cause);
        });
      return rows.map((row) => ({
        triage,
        sequence: row.sequence,
        at: row.at,
        event: readEvent(row.event),
        hash: row.hash,
        previousHash: row.previous_hash,
      }));
    },
    async newest(limit) {
      const rows = await parts.database
        .selectFrom('events')
        .select('triage')
        .where('sequence', '=', 1)
        .orderBy('position', 'desc')
        .limit(limit)
        .execute()
        .catch((cause: unknown) => {
          throw explained(cause);
        });
      return rows.map(({ triage }) => triage);
    },
    async now() {
      const { rows } = await parts.pool
        .query<{ now: Date }>('select clock_timestamp() as now')
        .catch((cause: unknown) => {
          throw explained(cause);
        });
      const [row] = rows;
      if (!row) throw new Error('the database answered nothing');
      return row.now;
    },
    subscribe: (listener) => parts.listener.subscribe(listener),
  };
}

type Outcome = {
  result: Awaited<ReturnType<EventStore['append']>>;
  head?: Head;
};

type Appending = {
  triage: TriageId;
  expected: number;
  events: readonly TriageEvent[];
  jobs: readonly Job[];
  delivery: Delivery | undefined;
};

async function appendWithin(
  client: pg.PoolClient,
  { jobs, key }: { jobs: Jobs; key: SigningKey | undefined },
  { triage, expected, events, jobs: due, delivery }: Appending,
): Promise<Outcome> {
  if (events.length === 0) {
    for (const job of due) await jobs.send(client, job);
    return { result: { kind: 'appended', events: [] } };
  }
  await client.query('select pg_advisory_xact_lock($1)', [APPEND_LOCK]);
  const tail = await readTail(client, triage);
  if (tail.sequence !== expected) return { result: { kind: 'conflict' } };
  if (delivery) {
    const marked = await markDelivery(client, delivery, triage);
    if (marked.kind !== 'first') return { result: marked };
  }

  let position = Number(tail.position);
  let previousHash = tail.hash;
  const stored: StoredEvent[] = [];
  for (const [index, event] of events.entries()) {
    position += 1;
    const text = writeEvent(event);
    const link = {
      position,
      triage,
      sequence: expected + index + 1,
      at: tail.now,
      event: text,
      previousHash,
    };
    const hash = hashLink(link);
    const signature = key?.sign(signedLines({ position, hash })) ?? null;
    await client.query(
      'insert into events (position, triage, sequence, at, event, previous_hash, hash, signature) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [position, triage, link.sequence, link.at, link.event, previousHash, hash, signature],
    );
    stored.push({ triage, sequence: link.sequence, at: link.at, event: readEvent(text), hash, previousHash });
    previousHash = hash;
  }
  for (const job of due) await jobs.send(client, job);
  // Whoever asked has been told by now that nothing was recorded.
  delivery?.signal?.throwIfAborted();
  await client.query('select pg_notify($1, $2)', [EVENTS_CHANNEL, String(position)]);
  return {
    result: { kind: 'appended', events: stored },
    head: { position, hash: previousHash, at: tail.now },
  };
}

/** The lock is held by now, so that a new statement sees everything that was appended before. */
async function readTail(client: pg.PoolClient, triage: TriageId): Promise<Tail> {
  const { rows } = await client.query<Tail>(
    `select
       coalesce((select position from events order by position desc limit 1), 0) as position,
       coalesce((select hash from events order by position desc limit 1), $2) as hash,
       coalesce((select max(sequence) from events where triage = $1), 0) as sequence,
       to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`,
    [triage, GENESIS],
  );
  const [tail] = rows;
  if (!tail) throw new Error('the database answered nothing');
  return tail;
}
