import type { Kysely } from 'kysely';
import type { Postings } from '../triage/index.ts';
import type { Schema } from './schema.ts';

/** Where a triage's messages stand, shared by all replicas. */
export function createPostings(database: Kysely<Schema>): Postings {
  const postings = (triage: string) =>
    database.selectFrom('postings').select(['slot', 'channel', 'ts', 'digest']).where('triage', '=', triage);
  return {
    find: (triage, slot) => postings(triage).where('slot', '=', slot).executeTakeFirst(),
    list: (triage) => postings(triage).orderBy('slot').execute(),
    async save(triage, { slot, channel, ts, digest }) {
      await database
        .insertInto('postings')
        .values({ triage, slot, channel, ts, digest })
        .onConflict((conflict) => conflict.columns(['triage', 'slot']).doUpdateSet({ channel, ts, digest }))
        .execute();
    },
  };
}
