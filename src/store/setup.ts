import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { RoundtripError } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';
import { restoreAppendOnly } from './append-only.ts';
import type { Connection } from './connection.ts';
import { LATEST, migrate } from './migrations.ts';
import type { Schema } from './schema.ts';
import { explained } from './transaction.ts';

/** Where pg-boss keeps its tables, and the version of them that this one of pg-boss works with (its package.json has it). */
export const JOBS = { schema: 'roundtrip_jobs', version: 43 } as const;

/** Key of the advisory lock under which a database is set up ("setup" in ASCII). */
const SETUP_LOCK = 0x7365747570;

/** A role that a database is set up for: it adds events and reads them, and changes none. `password`: where it has one. */
export type BotRole = { name: string; password?: string };

/** What is done with the tables: all that a bot does, or reading the events. */
export type Use = 'all' | 'reading';

/** What each kind of use needs: the version of the tables, and of the queue's. */
const VERSIONS = {
  all: `select (select max(name) from roundtrip_migration) as tables, (select max(version) from ${JOBS.schema}.version) as jobs`,
  reading: `select max(name) as tables, ${JOBS.version} as jobs from roundtrip_migration`,
} as const satisfies Record<Use, string>;

/** Adds nothing; it is refused where adding would be. */
const ADD_NOTHING = 'insert into events select * from events where false';

/**
 * Whether the tables are there, the queue's too where they are used, of this version or a later one. Rejects with what the database
 * says where this role lacks a right, or the database is read-only.
 */
export async function isSetUp(pool: pg.Pool, use: Use): Promise<boolean> {
  try {
    const { rows } = await pool.query<{ tables: string | null; jobs: number | null }>(VERSIONS[use]);
    const { tables, jobs } = rows[0] ?? {};
    const isThere = (tables ?? '') >= LATEST && Number(jobs ?? 0) >= JOBS.version;
    if (isThere && use === 'all') await pool.query(ADD_NOTHING);
    return isThere;
  } catch (error) {
    if (NOT_THERE.has(codeOf(error))) return false;
    throw error;
  }
}

/** No such table or schema. */
const NOT_THERE = new Set(['42P01', '3F000']);

/**
 * Brings the tables up to date as their owner, the queue's too, and lets the bot's role at what it needs; where none is named the
 * owner is the bot. Several processes may do so at once.
 */
export async function setUp(connection: Connection, bot?: BotRole): Promise<void> {
  const pool = new pg.Pool({ ...connection, max: 3, application_name: 'roundtrip-setup' });
  pool.on('error', () => undefined);
  const lock = await pool.connect().catch(async (cause: unknown) => {
    await pool.end();
    throw explained(cause);
  });
  const database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await lock.query('select pg_advisory_lock($1)', [SETUP_LOCK]);
    await migrate(database);
    await setUpJobs(connection);
    await restoreAppendOnly(database);
    if (bot) await database.transaction().execute((transaction) => letAt(transaction, bot));
  } catch (cause) {
    throw cause instanceof RoundtripError ? cause : notSetUp(cause);
  } finally {
    lock.release(true);
    await database.destroy();
  }
}

async function setUpJobs(connection: Connection): Promise<void> {
  const boss = new PgBoss({
    ...connection,
    application_name: 'roundtrip-setup',
    schema: JOBS.schema,
    max: 2,
    schedule: false,
    supervise: false,
  });
  // What keeps it from starting is thrown.
  boss.on('error', () => undefined);
  try {
    await boss.start();
  } finally {
    await boss.stop({ graceful: false }).catch(() => undefined);
  }
}

/** Events are added and read; only what is no part of the trail is changed. At once, so that no bot that runs is kept out. */
async function letAt(database: Kysely<Schema>, { name, password }: BotRole): Promise<void> {
  const role = sql.id(name);
  const jobs = sql.id(JOBS.schema);
  const { rows } = await sql`select 1 from pg_roles where rolname = ${name}`.execute(database);
  if (rows.length === 0) {
    const secret = password === undefined ? sql`` : sql` password ${sql.lit(password)}`;
    await sql`create role ${role} login${secret}`.execute(database);
  }
  const statements = [
    sql`revoke all on all tables in schema public from ${role}, public`,
    sql`grant usage on schema public, ${jobs} to ${role}`,
    sql`grant select, insert on events, keys to ${role}`,
    sql`grant select, insert, update, delete on leases, postings, seen to ${role}`,
    sql`grant select on roundtrip_migration to ${role}`,
    sql`grant select, insert, update, delete on all tables in schema ${jobs} to ${role}`,
    sql`grant usage on all sequences in schema ${jobs} to ${role}`,
    sql`grant execute on all functions in schema ${jobs} to ${role}`,
  ];
  for (const statement of statements) await statement.execute(database);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function notSetUp(cause: unknown): RoundtripError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return failed('store-not-set-up', { said }, { cause });
}
