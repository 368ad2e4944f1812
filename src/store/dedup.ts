import { type Kysely, sql } from 'kysely';
import type { Dedup } from '../triage/index.ts';
import type { Schema } from './schema.ts';

const PRUNE_EVERY_MS = 600_000;

/** Keys that were seen, kept for a day. */
export function createDedup(database: Kysely<Schema>): Dedup {
  let nextPrune = 0;
  return {
    async once(key) {
      if (Date.now() >= nextPrune) {
        nextPrune = Date.now() + PRUNE_EVERY_MS;
        await database.deleteFrom('seen').where('at', '<', sql<Date>`now() - interval '1 day'`).execute();
      }
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('seen')
        .values({ key })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}
