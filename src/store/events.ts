import { type Kysely, sql } from 'kysely';
import type pg from 'pg';
import type { EventStore, StoredEvent, TriageId } from '../triage/index.ts';
import { readEvent, writeEvent } from '../triage/index.ts';
import type { Linked } from './append-batch.ts';
import { createAppender } from './appender.ts';
import { isChangeMark, isUnsettled } from './change-marks.ts';
import type { Head } from './heads.ts';
import type { Jobs } from './jobs.ts';
import type { Listener } from './listener.ts';
import type { EventTable, Schema } from './schema.ts';
import type { SigningKey } from './signing-key.ts';
import { explained, inTransaction } from './transaction.ts';

/** The event store on PostgreSQL: one hash chain over the whole log. */
export function createEventStore(parts: {
  pool: pg.Pool;
  /** Connections for what is recorded alone. */
  recording: pg.Pool;
  database: Kysely<Schema>;
  jobs: Jobs;
  listener: Listener;
  /** Signs what is recorded; undefined where nobody checks it. */
  key: SigningKey | undefined;
  /** The newest event that this process knows to be in the log. */
  known: () => Pick<Head, 'position' | 'hash'> | undefined;
  /** Throws where something else wrote one of them. */
  mustBeOwn: (rows: readonly EventTable[]) => Promise<void>;
  /** Told of the newest event after each append. */
  onHead: (head: Head) => void;
}): EventStore {
  const record = createAppender({ ...parts, pool: parts.recording });
  const rowsOf = (triage: TriageId) =>
    parts.database
      .selectFrom('events')
      .selectAll()
      .where('triage', '=', triage)
      .orderBy('sequence')
      .execute()
      .catch((cause: unknown) => {
        throw explained(cause);
      });
  const own = new Set<Parameters<EventStore['onAppended']>[0]>();
  return {
    async append(triage, expected, events, jobs = [], delivery) {
      await parts.jobs.ready(jobs);
      if (events.length === 0) {
        await inTransaction(parts.pool, (client) => parts.jobs.send(client, jobs));
        return { kind: 'appended', events: [] };
      }
      const texts = events.map((event) => writeEvent(event));
      const result = await record({ triage, expected, texts, jobs, delivery });
      if (result.kind !== 'appended') return result;
      const stored = result.links.map(storedOf);
      for (const listener of own) listener(triage, expected + texts.length, stored);
      return { kind: 'appended', events: stored };
    },
    read: async (triage) => (await rowsOf(triage)).map(readRow),
    async readOwn(triage) {
      const rows = await rowsOf(triage);
      await parts.mustBeOwn(rows);
      return rows.map(readRow);
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
    async unsettled(limit) {
      const rows = await parts.database
        .selectFrom(
          parts.database
            .selectFrom('events')
            .select(['triage', 'position', 'event'])
            .where(isChangeMark)
            .distinctOn('triage')
            .orderBy('triage')
            .orderBy('sequence', 'desc')
            .as('newest'),
        )
        .select('triage')
        .where(isUnsettled)
        .orderBy('position', 'desc')
        .limit(limit)
        .execute()
        .catch((cause: unknown) => {
          throw explained(cause);
        });
      return rows.map(({ triage }) => triage);
    },
    async judged() {
      // The kind stands at the front of the text: a long one is not read for it. Every kind of later events is looked at again
      // by whoever reads them.
      const rows = await parts.database
        .selectFrom('events')
        .select(({ fn }) => ['triage', fn.min('position').as('first')])
        .where(sql<string>`substr(event, 1, 80)`, 'like', '%"kind":"verdict-judged"%')
        .groupBy('triage')
        .orderBy('first')
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
    onAppended(listener) {
      own.add(listener);
      return () => own.delete(listener);
    },
    subscribe: (listener) => parts.listener.subscribe(listener),
  };
}

function storedOf({ triage, sequence, at, event, hash, previousHash }: Linked): StoredEvent {
  return { triage, sequence, at, event: readEvent(event), hash, previousHash };
}

function readRow({
  triage,
  sequence,
  at,
  event,
  hash,
  previous_hash: previousHash,
}: EventTable): StoredEvent {
  return { triage, sequence, at, event: readEvent(event), hash, previousHash };
}
