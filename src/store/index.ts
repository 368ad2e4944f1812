import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Actor, Dedup, EventStore, Keys, Leases, Postings, Queue } from '../triage/index.ts';
import { anchorLag, mustBeOfThisLog } from './anchor.ts';
import { type Audit, createAudit, firstSigned, newestSigned } from './audit.ts';
import { signedLines } from './chain.ts';
import { changeKey } from './change-key.ts';
import { connect, openPool, type Waiting } from './connect.ts';
import { createDedup, forgetDeliveries } from './dedup.ts';
import type { StoreWork } from './embedded/index.ts';
import {
  EMBEDDED_BOT,
  ensureServer,
  removeServer,
  restartIfKilled,
  serverIsRunning,
  stopServer,
} from './embedded/index.ts';
import { createEventStore } from './events.ts';
import { keyOfLog } from './first-key.ts';
import { type Head, keepHeads, type SignedHead } from './heads.ts';
import { createJobs } from './jobs.ts';
import { createKeys } from './keys.ts';
import { createLeases } from './leases.ts';
import { type Appended, createListener } from './listener.ts';
import { reportOutagesOnce } from './outage.ts';
import { createOwnEvents } from './own-events.ts';
import { createPostings } from './postings.ts';
import type { Schema } from './schema.ts';
import { setUp } from './setup.ts';
import { isSignedBy, type SigningKey } from './signing-key.ts';
import { lookAtGuard, type TrailGuard } from './trail-guard.ts';

export { exportedLine } from './audit.ts';
export { firstKey } from './first-key.ts';
export { formerKeysBeside, isExposed } from './signing-key.ts';

/** Everything that lasts: the events, the queue, the leases, where messages stand, and the audit over it all. */
export type Store = {
  events: EventStore;
  queue: Queue;
  leases: Leases;
  postings: Postings;
  dedup: Dedup;
  keys: Keys;
  audit: Audit;
  /** Throws where the database does not answer; for health checks. */
  ping(): Promise<void>;
  /**
   * Has another key sign the log from now on; answers where the public half of the one before is kept, where it was there. Also of a
   * store that signs nothing.
   */
  changeKey(
    files: { signingKeyFile: string; anchorFile: string },
    by: Actor,
  ): Promise<{ formerKeyFile: string | undefined }>;
  /** How far the anchor in that file is behind the log: the events that it signs, of how many; undefined where it is not. */
  anchorLag(anchorFile: string): Promise<{ anchored: number; events: number } | undefined>;
  /** What the role of this store could do to the trail. */
  guard(): Promise<TrailGuard>;
  /** Ends work and connections. The embedded server goes on. */
  close(): Promise<void>;
};

export type StoreOptions = {
  /** Absent: the embedded PostgreSQL in the data directory, started where it does not run. */
  databaseUrl?: string | undefined;
  dataDirectory: string;
  /** The key that signs events and heads, those before it, and where the heads go; absent: nothing is signed. */
  audit?: { signingKeyFile: string; anchorFile: string; formerKeyFiles?: readonly string[] } | undefined;
  /** Told of each head that was signed, for copies that the database's owner cannot reach. */
  onSigned?: ((head: SignedHead) => void) | undefined;
  /** Events are read and nothing else is done: a role that may do that suffices, and what is not there is not made for it. */
  readsOnly?: boolean | undefined;
  /** How a database that does not answer yet is waited for; absent: it is an error. */
  waiting?: Waiting | undefined;
  /** What takes time at the first start. */
  onProgress?: ((work: StoreWork) => void) | undefined;
  /** What goes wrong behind the scenes (a lost connection that is made anew, an anchor that cannot be written). */
  onError?: ((error: Error) => void) | undefined;
};

/** Opens the store, creating whatever is missing. Throws a RoundtripError that says what to do. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const onError = reportOutagesOnce(options.onError ?? (() => undefined));
  const onProgress = options.onProgress ?? (() => undefined);
  const { readsOnly = false } = options;
  const { connection, pool } = await connect({ ...options, use: readsOnly ? 'reading' : 'all', onProgress });
  const recording = openPool(connection, 1);
  const database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const key =
    options.audit &&
    (await keyOfLog(options.audit, database).catch(async (error: unknown) => {
      await Promise.all([recording.end(), database.destroy()]);
      // Kysely ends only a pool that it has asked; an idle connection would hold the process for half a minute.
      if (!pool.ended) await pool.end();
      throw error;
    }));
  const leases = createLeases(database);
  const jobs = createJobs(connection, leases, onError);
  const { anchorFile, formerKeyFiles = [] } = options.audit ?? {};
  let first: number | undefined;
  // Once there is one it stays the first: a log of earlier versions is looked through once.
  const signedFrom = async () => {
    first ??= await firstSigned(database);
    return first;
  };
  const heads = keepHeads(
    key && anchorFile !== undefined
      ? { anchorFile, key, signedFrom, mayBeWritten: () => mustBeOfThisLog(anchorFile, database) }
      : undefined,
    onError,
    options.onSigned,
  );
  let known: Pick<Head, 'position' | 'hash'> | undefined = key && (await newestSigned(database));
  const noteHead = (head: Head): void => {
    if (key && head.position > (known?.position ?? 0)) known = head;
    heads.note(head);
  };
  // Who follows the log anchors what others append as well, where it is genuine.
  const listener = createListener(connection, database, (appended) => {
    if (key && isGenuine(appended, key)) noteHead(appended);
  });
  const guard = options.databaseUrl === undefined ? guardServer(options.dataDirectory, onError) : undefined;
  const forget = () => forgetDeliveries(database).catch(onError);
  if (!readsOnly) await forget();
  const forgetting = readsOnly ? undefined : setInterval(() => void forget(), FORGET_EVERY).unref();
  let closing: Promise<void> | undefined;
  return {
    events: createEventStore({
      ...{ pool, recording, database, jobs, listener, key, known: () => known, onHead: noteHead },
      mustBeOwn: createOwnEvents({ database, key, formerKeyFiles, signedFrom }),
    }),
    queue: jobs.queue,
    leases,
    postings: createPostings(database),
    dedup: createDedup(database),
    keys: createKeys(database),
    audit: createAudit(database),
    async ping() {
      await pool.query('select 1');
    },
    async changeKey(files, by) {
      await mustBeOfThisLog(files.anchorFile, database);
      return changeKey({ pool: recording, jobs, signedFrom, onError }, files, by);
    },
    anchorLag: (anchorFile) => anchorLag(anchorFile, database),
    guard: () => lookAtGuard(pool),
    close() {
      closing ??= (async () => {
        clearInterval(guard);
        clearInterval(forgetting);
        await jobs.close();
        await listener.close();
        await heads.close();
        await recording.end();
        await database.destroy();
      })();
      return closing;
    },
  };
}

function isGenuine({ signature, ...link }: Appended, key: SigningKey): boolean {
  return signature !== null && isSignedBy(key.publicText, signedLines(link), signature);
}

/** How often marks of old deliveries are deleted (ms). */
const FORGET_EVERY = 600_000;

/** How often it is looked whether the embedded server was killed (ms). */
const GUARD_EVERY = 2000;

/** Who uses the embedded server keeps it alive: nobody else would start it again after a kill. */
function guardServer(dataDirectory: string, onError: (error: Error) => void): NodeJS.Timeout {
  let looking = false;
  return setInterval(() => {
    if (looking) return;
    looking = true;
    restartIfKilled(dataDirectory)
      .catch(onError)
      .finally(() => {
        looking = false;
      });
  }, GUARD_EVERY).unref();
}

/** Whether the embedded store of this data directory runs: `triage` records only where one does. */
export function storeIsRunning(dataDirectory: string): Promise<boolean> {
  return serverIsRunning(dataDirectory);
}

/** Stops the embedded server, where it runs: for labs, demos and tests. `remove` deletes its data too. */
export function stopEmbedded(dataDirectory: string, options: { remove?: boolean } = {}): Promise<void> {
  return options.remove ? removeServer(dataDirectory) : stopServer(dataDirectory);
}

/** Sets the embedded database up: its tables, its roles, and what keeps the events. It is started where it does not run. */
export async function setUpEmbedded(dataDirectory: string): Promise<void> {
  const owner = await ensureServer(dataDirectory, () => undefined);
  await setUp(owner, { name: EMBEDDED_BOT });
}

/**
 * Sets a database up as its owner, for the role that `databaseUrl` names where that is another: the bot's, which adds events and
 * reads them. Answers both names.
 */
export async function setUpDatabase(options: {
  ownerUrl: string;
  databaseUrl: string | undefined;
}): Promise<{ owner: string; bot: string }> {
  const owner = new pg.Client({ connectionString: options.ownerUrl });
  const bot = new pg.Client({ connectionString: options.databaseUrl ?? options.ownerUrl });
  const names = { owner: owner.user ?? '', bot: bot.user ?? '' };
  const { password } = bot;
  const role = { name: names.bot, ...(typeof password === 'string' ? { password } : {}) };
  await setUp({ connectionString: options.ownerUrl }, names.bot === names.owner ? undefined : role);
  return names;
}

export { type BackupSummary, backUp, restore } from './upkeep/backup.ts';
export type { OwnedStore } from './upkeep/owner.ts';
export { finishPruning, interruptedPruning, prunableBefore, prune } from './upkeep/prune.ts';
export { type StoreStatus, storeStatus } from './upkeep/status.ts';
