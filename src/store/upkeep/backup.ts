import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { z } from 'zod';
import { EXIT, RoundtripError } from '../../errors.ts';
import { type Failures, failed, type TrailFinding } from '../../texts/failures/index.ts';
import { type ChainCheck, checkChain } from '../chain.ts';
import { LATEST } from '../migrations.ts';
import { JOBS, setUp } from '../setup.ts';
import { asOwner, type OwnedStore, ownerConnection } from './owner.ts';

/**
 * What a backup holds. `head`: the newest event, absent where there is none. `unfit`: the first event that does not fit the chain, for
 * which the backup could not be restored.
 */
export type BackupSummary = {
  events: number;
  head?: { position: number; hash: string; at: string };
  unfit?: { position: number; finding: TrailFinding };
};

const SCHEMA = 'roundtrip.backup/1';
/** Rows of one line of the file. */
const BATCH = 200;

/** Lines of the file: one head, then rows in batches, then how it ended. A file that lacks its end is no backup. */
const Line = z.discriminatedUnion('line', [
  z.object({
    line: z.literal('head'),
    schema: z.literal(SCHEMA),
    at: z.string(),
    tables: z.string(),
    jobs: z.number(),
  }),
  z.object({ line: z.literal('rows'), table: z.string(), rows: z.array(z.record(z.string(), z.unknown())) }),
  z.object({ line: z.literal('sequence'), name: z.string(), value: z.string() }),
  z.object({ line: z.literal('end'), rows: z.number() }),
]);
type Line = z.infer<typeof Line>;

const EventRow = z.object({
  position: z.number(),
  triage: z.string(),
  sequence: z.number(),
  at: z.string(),
  event: z.string(),
  previous_hash: z.string(),
  hash: z.string(),
});

/**
 * Everything that is recorded, and the work that waits, as it was at one moment: gzip of JSON, one document a line. `onBegin`:
 * the file is a new one.
 */
export async function backUp(
  store: OwnedStore,
  file: string,
  onBegin: () => void = () => undefined,
): Promise<BackupSummary> {
  if (await stat(file).catch(() => undefined))
    throw failed('backup-exists', { file }, { exitStatus: EXIT.usage });
  onBegin();
  const connection = await ownerConnection(store);
  const beside = `${file}.${process.pid}.part`;
  const summary: BackupSummary = { events: 0 };
  try {
    await asOwner(connection, (client) =>
      pipeline(
        linesOf(client, summary),
        createGzip(),
        createWriteStream(beside, { flags: 'wx', mode: 0o600, flush: true }),
      ),
    );
    await rename(beside, file);
    return summary;
  } catch (cause) {
    throw notWritten(file, cause);
  } finally {
    await rm(beside, { force: true });
  }
}

async function* linesOf(client: pg.Client, summary: BackupSummary): AsyncGenerator<string> {
  const write = (line: Line): string => `${JSON.stringify(line)}\n`;
  const at = new Date().toISOString();
  yield write({ line: 'head', schema: SCHEMA, at, tables: LATEST, jobs: JOBS.version });
  let all = 0;
  const chain = checkChain();
  for (const table of await tablesOf(client)) {
    const order = table === EVENTS ? ' order by position' : '';
    await client.query(`declare rows no scroll cursor for select to_jsonb(t) as row from ${table} t${order}`);
    for (;;) {
      const { rows } = await client.query<{ row: Record<string, unknown> }>(`fetch ${BATCH} from rows`);
      if (rows.length === 0) break;
      all += rows.length;
      if (table === EVENTS) {
        const events = rows.map(({ row }) => row);
        const unfit = summary.unfit ?? firstUnfit(chain, events);
        if (unfit) summary.unfit = unfit;
        note(summary, rows.at(-1)?.row);
      }
      yield write({ line: 'rows', table, rows: rows.map(({ row }) => row) });
    }
    await client.query('close rows');
  }
  for (const sequence of await sequencesOf(client)) yield write({ line: 'sequence', ...sequence });
  yield write({ line: 'end', rows: all });
}

function firstUnfit(chain: ChainCheck, rows: readonly unknown[]): BackupSummary['unfit'] {
  for (const row of rows) {
    const event = EventRow.parse(row);
    const finding = chain.next({ ...event, previousHash: event.previous_hash });
    if (finding !== undefined) return { position: event.position, finding };
  }
  return undefined;
}

function note(summary: BackupSummary, last: unknown): void {
  const { position, hash, at } = EventRow.parse(last);
  summary.events = position;
  summary.head = { position, hash, at };
}

/**
 * Fills a store that holds no event with what a backup holds, all or nothing. The chain is checked while it is read. Whose
 * versions of the tables differ is told: that version of roundtrip restores it.
 */
export async function restore(store: OwnedStore, file: string): Promise<BackupSummary> {
  await mustBeReadable(file);
  const connection = await ownerConnection(store);
  await setUp(connection);
  return asOwner(connection, async (client) => {
    const { rows } = await client.query<{ events: boolean }>(
      `select exists (select 1 from ${EVENTS}) as events`,
    );
    if (rows[0]?.events)
      throw failed('store-not-empty', { directory: store.dataDirectory }, { exitStatus: EXIT.usage });
    // The trigger that refuses changes, and references between tables that are filled one after another.
    await client.query('set local session_replication_role = replica');
    for (const table of await tablesOf(client))
      if (table !== EVENTS) await client.query(`delete from ${table}`);
    return fill(client, file);
  });
}

/** What is wrong with the file is told before anything is started. */
async function mustBeReadable(file: string): Promise<void> {
  try {
    const handle = await open(file, 'r');
    const stats = await handle.stat();
    await handle.close();
    if (!stats.isFile())
      throw Object.assign(new Error(file), { code: stats.isDirectory() ? 'EISDIR' : 'not-a-file' });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw failed('backup-unreadable', { file, code }, { cause, exitStatus: EXIT.usage });
  }
}

async function fill(client: pg.Client, file: string): Promise<BackupSummary> {
  const known = new Set(await tablesOf(client));
  const chain = checkChain();
  const summary: BackupSummary = { events: 0 };
  let read = 0;
  let headed = false;
  let ended = false;
  for await (const line of readLines(file)) {
    if (line.line === 'head' && (line.tables !== LATEST || line.jobs !== JOBS.version))
      throw otherVersion(file);
    headed ||= line.line === 'head';
    if (!headed) throw broken(file, 'no-backup');
    if (line.line === 'end') ended = line.rows === read;
    if (line.line === 'sequence')
      await client.query('select setval($1::regclass, $2)', [line.name, line.value]);
    if (line.line !== 'rows') continue;
    if (!known.has(line.table)) throw otherVersion(file);
    read += line.rows.length;
    if (line.table === EVENTS) {
      const unfit = firstUnfit(chain, line.rows);
      if (unfit !== undefined) throw broken(file, unfit);
      note(summary, line.rows.at(-1));
    }
    await client.query(
      `insert into ${line.table} select * from jsonb_populate_recordset(null::${line.table}, $1::jsonb)`,
      [JSON.stringify(line.rows)],
    );
  }
  if (!ended) throw broken(file, 'end-missing');
  const bare = chain.end();
  if (bare) throw broken(file, bare);
  return summary;
}

async function* readLines(file: string): AsyncGenerator<Line> {
  const unpacked = createGunzip();
  const source = createReadStream(file);
  // A file that cannot be read, or is no gzip, ends the reading below.
  source.on('error', (error) => unpacked.destroy(error));
  // Told below, also where it came while the rows before it were being written.
  unpacked.on('error', () => undefined);
  source.pipe(unpacked);
  try {
    for await (const text of createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = Line.safeParse(JSON.parse(text));
      if (!line.success) throw broken(file, 'no-backup');
      yield line.data;
    }
    if (unpacked.errored) throw unpacked.errored;
  } catch (cause) {
    throw cause instanceof RoundtripError
      ? cause
      : broken(file, { said: cause instanceof Error ? cause.message : String(cause) });
  }
}

const EVENTS = 'public.events';

/** Tables that hold something of their own; what setting up makes is not among them. */
async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', $1)
       and c.relname not in ('roundtrip_migration', 'roundtrip_migration_lock', 'version')
     order by name`,
    [JOBS.schema],
  );
  return rows.map(({ name }) => name);
}

async function sequencesOf(client: pg.Client): Promise<{ name: string; value: string }[]> {
  const { rows } = await client.query<{ name: string; value: string | null }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value::text as value
     from pg_sequences where schemaname in ('public', $1) order by name`,
    [JOBS.schema],
  );
  return rows.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]));
}

function broken(file: string, because: Failures['backup-broken']['because']): RoundtripError {
  return failed('backup-broken', { file, because });
}

function otherVersion(file: string): RoundtripError {
  return failed('backup-of-another-version', { file }, { exitStatus: EXIT.usage });
}

function notWritten(file: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^E[A-Z]+$/.test(code) ? failed('backup-not-written', { file, code }, { cause }) : cause;
}
