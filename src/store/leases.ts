import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Leases } from '../triage/index.ts';
import type { Schema } from './schema.ts';

/** A dead holder's lease lapses after so long; a living one renews it four times in that time. */
const LEASE_SECONDS = 12;
const RENEW_MS = 3000;

/** Leases as rows with an expiry by the database's clock: a lost connection alone ends none. */
export function createLeases(database: Kysely<Schema>): Leases {
  return {
    async withLease(name, work) {
      const holder = randomUUID();
      if (!(await take(database, name, holder))) return { kind: 'held' };
      const lost = new AbortController();
      const keeper = keep(database, name, holder, lost);
      try {
        return { kind: 'done', value: await work(lost.signal) };
      } finally {
        await keeper.stop();
        await release(database, name, holder);
      }
    },
  };
}

async function take(database: Kysely<Schema>, name: string, holder: string): Promise<boolean> {
  const expires = sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`;
  const taken = await database
    .insertInto('leases')
    .values({ name, holder, expires_at: expires })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder, expires_at: expires })
        .where('leases.expires_at', '<', sql<Date>`now()`),
    )
    .returning('holder')
    .executeTakeFirst();
  return taken?.holder === holder;
}

function keep(
  database: Kysely<Schema>,
  name: string,
  holder: string,
  lost: AbortController,
): { stop(): Promise<void> } {
  let renewing: Promise<void> | undefined;
  let heldUntil = performance.now() + LEASE_SECONDS * 1000;
  const timer = setInterval(() => {
    if (performance.now() > heldUntil) lost.abort(new Error(`the lease ${name} was lost`));
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
  }, RENEW_MS);

  async function renew(): Promise<void> {
    const asked = performance.now();
    try {
      const { numUpdatedRows } = await database
        .updateTable('leases')
        .set({ expires_at: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})` })
        .where('name', '=', name)
        .where('holder', '=', holder)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) lost.abort(new Error(`the lease ${name} was lost`));
      else heldUntil = asked + LEASE_SECONDS * 1000;
    } catch {
      // The database is away: the lease still holds until it lapses, which the timer sees.
    }
  }

  return {
    async stop() {
      clearInterval(timer);
      await renewing;
    },
  };
}

async function release(database: Kysely<Schema>, name: string, holder: string): Promise<void> {
  await database
    .deleteFrom('leases')
    .where('name', '=', name)
    .where('holder', '=', holder)
    .execute()
    // It lapses by itself.
    .catch(() => undefined);
}
