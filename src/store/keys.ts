import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Keys } from '../triage/index.ts';
import type { Schema } from './schema.ts';

/** Keys that all processes on this database share; whoever asks first makes one. */
export function createKeys(database: Kysely<Schema>): Keys {
  return {
    async key(name) {
      await database
        .insertInto('keys')
        .values({ name, value: randomBytes(32).toString('base64') })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      const { value } = await database
        .selectFrom('keys')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      return Buffer.from(value, 'base64');
    },
  };
}
