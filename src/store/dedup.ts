import { type Kysely, sql } from 'kysely';
import type pg from 'pg';
import type { Dedup, TriageId } from '../triage/index.ts';
import type { Schema } from './schema.ts';

/** Keys that were seen: presses of which nothing is recorded. */
export function createDedup(database: Kysely<Schema>): Dedup {
  return {
    async once(key) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('seen')
        .values({ key, triage: null })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}

/**
 * Marks a delivery within the transaction that records what came of it. Answers the triage that another delivery of the
 * same was recorded for; undefined where this is the first. One that is being recorded at this moment is waited for.
 */
export async function markDelivery(
  client: pg.ClientBase,
  key: string,
  triage: TriageId,
): Promise<TriageId | undefined> {
  const { rowCount } = await client.query(
    'insert into seen (key, triage) values ($1, $2) on conflict (key) do nothing',
    [key, triage],
  );
  if (rowCount === 1) return undefined;
  const { rows } = await client.query<{ triage: string | null }>('select triage from seen where key = $1', [
    key,
  ]);
  return rows[0]?.triage ?? triage;
}

/** Deletes the marks of more than a day ago: Slack brings nothing again so late. */
export async function forgetDeliveries(database: Kysely<Schema>): Promise<void> {
  await database.deleteFrom('seen').where('at', '<', sql<Date>`now() - interval '1 day'`).execute();
}
