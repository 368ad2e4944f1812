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
  };
}

/** What a delivery is: the first of its kind, another of one that was recorded, or with a button that was used before. */
export type Marked = { kind: 'first' } | { kind: 'duplicate'; triage: TriageId } | { kind: 'used' };

/**
 * Marks a delivery, and the button that it uses up, within the transaction that records what came of it. One that is being
 * recorded at this moment is waited for.
 */
export async function markDelivery(
  client: pg.ClientBase,
  { once, uses }: Delivery,
  triage: TriageId,
): Promise<Marked> {
  if (await mark(client, once, triage, undefined)) {
    if (!uses || (await mark(client, uses.key, triage, uses.until))) return { kind: 'first' };
    // Nothing is recorded for this delivery: it leaves no mark.
    await client.query('delete from seen where key = $1', [once]);
    return { kind: 'used' };
  }
  const { rows } = await client.query<{ triage: string | null }>('select triage from seen where key = $1', [
    once,
  ]);
  return { kind: 'duplicate', triage: rows[0]?.triage ?? triage };
}

async function mark(
  client: pg.ClientBase,
  key: string,
  triage: TriageId,
  until: Date | undefined,
): Promise<boolean> {
  const { rowCount } = await client.query(
    'insert into seen (key, triage, until) values ($1, $2, $3) on conflict (key) do nothing',
    [key, triage, until ?? null],
  );
  return rowCount === 1;
}

/** Deletes the marks that nothing can come for any more: Slack brings nothing again after a day. */
export async function forgetDeliveries(database: Kysely<Schema>): Promise<void> {
  await database
    .deleteFrom('seen')
    .where(sql<boolean>`coalesce(until, at + interval '1 day') < now()`)
    .execute();
}
