import type pg from 'pg';
import type { RoundtripError } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';

/** Runs `work` in a transaction of its own; an exception rolls everything back. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((cause: unknown) => {
    throw explained(cause);
  });
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const value = await work(client);
    await client.query('commit');
    return value;
  } catch (error) {
    // A connection that cannot even roll back is not given back to the pool.
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw explained(error);
  } finally {
    client.release(broken);
  }
}

/** PostgreSQL's disk_full, and the classes of lost connections, of servers that stop or start, and of ways there that are cut. */
const DISK_FULL = '53100';
const UNAVAILABLE =
  /^(08|57P0)|^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOENT|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT)$/;

/** Whether the database does not answer, for now: nothing that it was asked is wrong. */
export function isAway(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(isAway);
  const { code, message } = named(cause);
  // The driver gives these no code.
  const driver =
    /Connection terminated|encountered a connection error|timeout exceeded when trying to connect/;
  return UNAVAILABLE.test(code) || driver.test(message);
}

/** The queue reports what went wrong as plain objects. */
function named(cause: unknown): { code: string; message: string } {
  const { code = '', message = '' }: { code?: unknown; message?: unknown } = Object(cause);
  return { code: String(code), message: String(message) };
}

/** PostgreSQL's insufficient_privilege and read_only_sql_transaction. */
const REFUSED_BY: Partial<Record<string, 'role' | 'database'>> = { '42501': 'role', '25006': 'database' };

/** That this role may not do it, or nobody may: the database is a standby, or set to be read only. */
export function notAllowed(cause: unknown): RoundtripError | undefined {
  const { code, message: said } = named(cause);
  const because = REFUSED_BY[code];
  return because && failed('store-read-only', { because, said }, { cause });
}

/** What the database refuses, as far as a person can do something about it. */
export function explained(cause: unknown): unknown {
  if (named(cause).code === DISK_FULL) return failed('store-disk-full', { during: 'recording' }, { cause });
  if (isAway(cause)) return failed('store-unavailable', {}, { cause });
  return notAllowed(cause) ?? cause;
}
