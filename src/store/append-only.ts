import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';
import type { Schema } from './schema.ts';

const BODY = "begin raise exception 'events are append-only'; end";

/**
 * SQL that is true where the trigger stands, is on, and refuses what it should: before each statement (2) that deletes (8),
 * updates (16) or truncates (32), without a condition (pg_trigger.tgtype).
 */
export const IS_APPEND_ONLY = `exists (
  select 1 from pg_trigger t join pg_proc p on p.oid = t.tgfoid
  where t.tgrelid = 'events'::regclass and t.tgname = 'append_only' and t.tgenabled in ('O', 'A')
    and t.tgtype = 58 and t.tgqual is null and t.tgattr = ''
    and btrim(p.prosrc, E' \\n') = '${BODY.replaceAll("'", "''")}'
)`;

/** Append-only by the database's own hand: who wants to change history must first switch a trigger off. */
export async function makeAppendOnly(database: QueryExecutorProvider): Promise<void> {
  await sql`
    create or replace function events_are_append_only() returns trigger language plpgsql as ${sql.lit(BODY)}
  `.execute(database);
  await sql`
    create trigger append_only before update or delete or truncate on events
      for each statement execute function events_are_append_only()`.execute(database);
}

/** Brings back the trigger where it was dropped, changed or switched off; else no bot is kept waiting. */
export async function restoreAppendOnly(database: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ stands: boolean }>`select ${sql.raw(IS_APPEND_ONLY)} as stands`.execute(
    database,
  );
  if (rows[0]?.stands) return;
  await database.transaction().execute(async (transaction) => {
    await sql`drop trigger if exists append_only on events`.execute(transaction);
    await makeAppendOnly(transaction);
  });
}
