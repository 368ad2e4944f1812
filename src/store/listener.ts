import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import type { TriageId } from '../triage/index.ts';
import type { Connection } from './connection.ts';
import type { Schema } from './schema.ts';

/** What an append notifies. */
export const EVENTS_CHANNEL = 'roundtrip_events';
/** NOTIFY only makes it quick; what it misses, the poll finds. */
const POLL_MS = 2000;
const RECONNECT_MS = 1000;
const BATCH = 500;

/** An event as the log has it. */
export type Appended = { position: number; hash: string; at: string; signature: string | null };

type Callback = (triage: TriageId, sequence: number) => void;

/** Tells subscribers of every appended event, in the log's order, whichever process appended it. */
export type Listener = {
  subscribe(callback: Callback): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

/**
 * Positions have no gaps and become visible in their order (appends hold a lock until they commit), so that a
 * cursor over them can miss nothing. One connection and one cursor serve all subscribers of this process.
 */
export function createListener(
  connection: Connection,
  database: Kysely<Schema>,
  onNewest: (appended: Appended) => void,
): Listener {
  const callbacks = new Set<Callback>();
  let feed: Feed | undefined;
  let starting: Promise<Feed> | undefined;
  return {
    async subscribe(callback) {
      starting ??= startFeed(connection, database, callbacks, onNewest);
      feed = await starting;
      callbacks.add(callback);
      return async () => {
        callbacks.delete(callback);
      };
    },
    async close() {
      callbacks.clear();
      await starting;
      await feed?.close();
    },
  };
}

type Feed = { close(): Promise<void> };

async function startFeed(
  connection: Connection,
  database: Kysely<Schema>,
  callbacks: ReadonlySet<Callback>,
  onNewest: (appended: Appended) => void,
): Promise<Feed> {
  let cursor = await lastPosition(database);
  let closed = false;
  let client: pg.Client | undefined;
  let reading: Promise<void> | undefined;
  let again = false;

  async function readOn(): Promise<void> {
    for (;;) {
      const rows = await database
        .selectFrom('events')
        .select(['position', 'triage', 'sequence', 'hash', 'at', 'signature'])
        .where('position', '>', String(cursor))
        .orderBy('position')
        .limit(BATCH)
        .execute();
      for (const row of rows) {
        cursor = Number(row.position);
        for (const callback of callbacks) callback(row.triage, row.sequence);
      }
      const newest = rows.at(-1);
      if (newest) onNewest({ ...newest, position: cursor });
      if (rows.length < BATCH) return;
    }
  }

  /** A wake-up during a read makes one more read: what came after its query is found too. */
  function wake(): void {
    if (closed) return;
    if (reading) {
      again = true;
      return;
    }
    again = false;
    reading = readOn()
      // The database may be away for a while; the next poll tries again.
      .catch(() => undefined)
      .finally(() => {
        reading = undefined;
        if (again) wake();
      });
  }

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...connection, keepAlive: true });
    let lost = false;
    const reconnect = () => {
      if (lost) return;
      lost = true;
      client = undefined;
      if (!closed) setTimeout(() => void connect(), RECONNECT_MS).unref();
    };
    next.on('error', reconnect);
    next.on('end', reconnect);
    next.on('notification', wake);
    try {
      await next.connect();
      await next.query(`listen ${EVENTS_CHANNEL}`);
      client = next;
      if (closed) await next.end();
      else wake();
    } catch {
      await next.end().catch(() => undefined);
      reconnect();
    }
  }

  await connect();
  const timer = setInterval(wake, POLL_MS);
  return {
    async close() {
      closed = true;
      clearInterval(timer);
      await client?.end().catch(() => undefined);
      await reading;
    },
  };
}

/** The position of the newest event; 0 in an empty log. */
async function lastPosition(database: Kysely<Schema>): Promise<number> {
  const row = await database
    .selectFrom('events')
    .select(sql<string>`coalesce(max(position), 0)`.as('position'))
    .executeTakeFirstOrThrow();
  return Number(row.position);
}
