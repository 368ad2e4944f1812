import { type Kysely, sql } from 'kysely';
import type pg from 'pg';
import type { Dedup, Delivery, TriageId } from '../triage/index.ts';
import type { Schema } from './schema.ts';

/** Keys that were seen: presses of which nothing is recorded, and deliveries and buttons that are used up. */
export function createDedup(database: Kysely<Schema>): Dedup {
  return {
    async once(key) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('seen')
        .values({ key, triage: null, until: null })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    async seen(key) {
      const row = await database.selectFrom('seen').select('key').where('key', '=', key).executeTakeFirst();
      return row !== undefined;
    },
    async triageOf(key) {
      const row = await database
        .selectFrom('seen')
        .select('triage')
        .where('key', '=', key)
        .executeTakeFirst();
      return row?.triage ?? undefined;
    },
  };
}

/** That a delivery was recorded for a triage, or what it used up; kept `until` then, a day without. */
export type Mark = { key: string; triage: TriageId; until?: Date };

/** What was marked before of all that these deliveries are and use up, and the triage that it was for. */
export async function marksOf(
  client: pg.ClientBase,
  appends: readonly { delivery: Delivery | undefined }[],
): Promise<Map<string, TriageId | null>> {
  const keys = appends.flatMap(({ delivery }) =>
    delivery ? [delivery.once, ...(delivery.uses ? [delivery.uses.key] : [])] : [],
  );
  if (keys.length === 0) return new Map();
  const { rows } = await client.query<{ key: string; triage: string | null }>(
    'select key, triage from seen where key = any($1)',
    [keys],
  );
  return new Map(rows.map(({ key, triage }) => [key, triage]));
}

/** Adds the marks, within the transaction that records what they are for; false where one of them stands there by now. */
export async function addMarks(client: pg.ClientBase, marks: readonly Mark[]): Promise<boolean> {
  if (marks.length === 0) return true;
  const { rowCount } = await client.query(
    `insert into seen (key, triage, until) select * from unnest($1::text[], $2::text[], $3::timestamptz[])
     on conflict (key) do nothing`,
    [
      marks.map(({ key }) => key),
      marks.map(({ triage }) => triage),
      marks.map(({ until }) => until?.toISOString() ?? null),
    ],
  );
  return rowCount === marks.length;
}

/** Deletes the marks that nothing can come for any more: Slack brings nothing again after a day. */
export async function forgetDeliveries(database: Kysely<Schema>): Promise<void> {
  await database
    .deleteFrom('seen')
    .where(sql<boolean>`coalesce(until, at + interval '1 day') < now()`)
    .execute();
}
