import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { failed } from '../texts/failures/index.ts';
import { makeAppendOnly } from './append-only.ts';
import { isChangeMark } from './change-marks.ts';
import type { Schema } from './schema.ts';

/** Never edited once released: a change is a new migration. */
const MIGRATIONS: Record<string, Migration> = {
  '2026-11-01-events': { up: createEvents },
  '2026-11-02-workflow': { up: createWorkflowTables },
  '2026-11-26-deliveries': { up: keepDeliveries },
  '2026-11-27-buttons': { up: keepButtons },
  '2026-11-28-signatures': { up: keepSignatures },
  '2026-11-29-change-marks': { up: indexChangeMarks },
  '2026-11-30-positions': { up: barOtherPositions },
};

/** The newest of them. */
export const LATEST: string = Object.keys(MIGRATIONS).sort().at(-1) ?? '';

/** Brings the database's tables up to date; several processes may do so at once (the migrator takes a lock). */
export async function migrate(database: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => MIGRATIONS },
    migrationTableName: 'roundtrip_migration',
    migrationLockTableName: 'roundtrip_migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const said = error instanceof Error ? error.message : String(error);
  throw failed('store-migration-failed', { said }, { cause: error });
}

async function createEvents(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table events (
      position bigint not null unique,
      triage text not null,
      sequence integer not null check (sequence > 0),
      at text not null,
      event text not null,
      previous_hash text not null,
      hash text not null,
      primary key (triage, sequence)
    )`.execute(database);
  await makeAppendOnly(database);
}

/** What came from outside is marked in the transaction that records it. */
async function keepDeliveries(database: Kysely<unknown>): Promise<void> {
  await sql`alter table seen add column triage text`.execute(database);
}

/** A button counts once, and is remembered for as long as it would count. */
async function keepButtons(database: Kysely<unknown>): Promise<void> {
  await sql`alter table seen add column until timestamptz`.execute(database);
  await sql`create table keys (name text primary key, value text not null)`.execute(database);
}

async function keepSignatures(database: Kysely<unknown>): Promise<void> {
  await sql`alter table events add column signature text`.execute(database);
}

/** What waits or stands is found without reading the table, however old it is. */
async function indexChangeMarks(database: Kysely<unknown>): Promise<void> {
  await sql`create index change_marks on events (triage, sequence desc) where ${isChangeMark}`.execute(
    database,
  );
}

/** The log begins at 1: nothing is put before it. What stands there already is told by `audit verify`, and keeps no bot from its start. */
async function barOtherPositions(database: Kysely<unknown>): Promise<void> {
  await sql`alter table events add constraint position_from_1 check (position > 0) not valid`.execute(
    database,
  );
}

async function createWorkflowTables(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table leases (
      name text primary key,
      holder text not null,
      expires_at timestamptz not null
    )`.execute(database);
  await sql`
    create table postings (
      triage text not null,
      slot text not null,
      channel text not null,
      ts text not null,
      digest text not null,
      primary key (triage, slot)
    )`.execute(database);
  await sql`
    create table seen (
      key text primary key,
      at timestamptz not null default now()
    )`.execute(database);
}
