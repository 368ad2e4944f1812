import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { RoundtripError } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';
import type { Connection } from './connection.ts';
import type { StoreWork } from './embedded/index.ts';
import { admitBotInto, EMBEDDED_BOT, ensureServer } from './embedded/index.ts';
import { isSetUp, setUp, type Use } from './setup.ts';
import { isAway, notAllowed } from './transaction.ts';

/** How a database is waited for that does not answer yet: until the signal aborts; `onWaiting` is told now and then. */
export type Waiting = { signal: AbortSignal; onWaiting: (text: string) => void };

type Options = {
  databaseUrl?: string | undefined;
  dataDirectory: string;
  use: Use;
  onProgress: (work: StoreWork) => void;
  waiting?: Waiting | undefined;
};

const CONNECT_TIMEOUT_MS = 10_000;
/** A server that was just started, or is just stopping, refuses for a moment. */
const ATTEMPTS = 20;
const ATTEMPT_DELAY_MS = 150;
/** A database that is away is tried so often, and spoken of so often (ms). */
const AWAY_DELAY_MS = 1_000;
const SPOKEN_OF_EVERY_MS = 30_000;
/** cannot_connect_now: starting up, shutting down, or in recovery. */
const NOT_YET = '57P03';
/** invalid_authorization_specification: the role is not there, or is not let in. */
const NOT_LET_IN = '28000';

/**
 * Finds the database (DATABASE_URL, else the embedded one, started where needed), sets it up where it is not, and checks that it
 * answers.
 */
export async function connect(options: Options): Promise<{ connection: Connection; pool: pg.Pool }> {
  let spokenOf = Number.NEGATIVE_INFINITY;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return options.databaseUrl === undefined
        ? await connectEmbedded(options)
        : await connectTo({ connectionString: options.databaseUrl }, options.use);
    } catch (cause) {
      if (cause instanceof RoundtripError) throw cause;
      const embedded = options.databaseUrl === undefined;
      const { waiting } = options;
      if (waiting && !embedded && isAway(cause)) {
        if (performance.now() - spokenOf > SPOKEN_OF_EVERY_MS) {
          spokenOf = performance.now();
          waiting.onWaiting(`the database does not answer (${reasonOf(cause)}): it is waited for`);
        }
        await delay(AWAY_DELAY_MS, undefined, { signal: waiting.signal });
        continue;
      }
      if (attempt >= ATTEMPTS || !(embedded || codeOf(cause) === NOT_YET)) throw refused(cause, embedded);
      await delay(ATTEMPT_DELAY_MS);
    }
  }
}

/** As the bot's role; the owner makes what is missing. */
async function connectEmbedded({ dataDirectory, onProgress }: Options) {
  const owner = await ensureServer(dataDirectory, onProgress);
  const connection = { ...owner, user: EMBEDDED_BOT };
  const setUpAll = () => setUp(owner, { name: EMBEDDED_BOT });
  // Rights that the role lacks are granted as well.
  const isReady = (pool: pg.Pool) =>
    isSetUp(pool, 'all').catch((cause: unknown) => {
      if (notAllowed(cause)) return false;
      throw cause;
    });
  try {
    return await connected(connection, isReady, setUpAll);
  } catch (cause) {
    if (codeOf(cause) !== NOT_LET_IN) throw cause;
    await admitBotInto(dataDirectory);
    await setUpAll();
    return await connected(connection, isReady, setUpAll);
  }
}

/** Who runs the bot as the database's owner has it set up by the bot. A role that lacks a right is no owner. */
function connectTo(connection: Connection, use: Use) {
  const isReady = (pool: pg.Pool) =>
    isSetUp(pool, use).catch((cause: unknown) => {
      throw notAllowed(cause) ?? cause;
    });
  return connected(connection, isReady, () => setUp(connection));
}

async function connected(
  connection: Connection,
  isReady: (pool: pg.Pool) => Promise<boolean>,
  setUpAll: () => Promise<void>,
): Promise<{ connection: Connection; pool: pg.Pool }> {
  const pool = openPool(connection, 10);
  try {
    if (!(await isReady(pool))) await setUpAll();
    return { connection, pool };
  } catch (cause) {
    await pool.end();
    throw cause;
  }
}

/** Connections that are made when they are first needed. */
export function openPool(connection: Connection, max: number): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    max,
    application_name: 'roundtrip',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
  });
  // An idle connection that breaks is replaced; whoever asks next learns of it, if it lasts.
  pool.on('error', () => undefined);
  // One that breaks while it is lent tells its borrower; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The URL holds a password: it is never repeated. */
function refused(cause: unknown, embedded: boolean): RoundtripError {
  return failed('store-refused', { said: reasonOf(cause), embedded }, { cause });
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ');
  return cause instanceof Error ? cause.message || codeOf(cause) : String(cause);
}
