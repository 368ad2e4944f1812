import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { RoundtripError } from '../errors.ts';
import { ensureServer, type ServerAddress } from './embedded/index.ts';

/** What both the driver and pg-boss take to connect. */
export type Connection = { connectionString: string } | ServerAddress;

const CONNECT_TIMEOUT_MS = 10_000;
/** A server that was just started, or is just stopping, refuses for a moment. */
const ATTEMPTS = 20;
const ATTEMPT_DELAY_MS = 150;
/** cannot_connect_now: starting up, shutting down, or in recovery. */
const NOT_YET = '57P03';

/** Finds the database (DATABASE_URL, else the embedded one, started where needed) and checks that it answers. */
export async function connect(options: {
  databaseUrl?: string | undefined;
  dataDirectory: string;
  onProgress: (text: string) => void;
}): Promise<{ connection: Connection; pool: pg.Pool }> {
  for (let attempt = 1; ; attempt += 1) {
    const connection: Connection = options.databaseUrl
      ? { connectionString: options.databaseUrl }
      : await ensureServer(options.dataDirectory, options.onProgress);
    const pool = new pg.Pool({
      ...connection,
      max: 10,
      application_name: 'roundtrip',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: 30_000,
    });
    // An idle connection that breaks is replaced; whoever asks next learns of it, if it lasts.
    pool.on('error', () => undefined);
    // One that breaks while it is lent tells its borrower; without a listener it would end the process.
    pool.on('connect', (client) => client.on('error', () => undefined));
    try {
      await pool.query('select 1');
      return { connection, pool };
    } catch (cause) {
      await pool.end();
      const embedded = options.databaseUrl === undefined;
      if (attempt >= ATTEMPTS || !(embedded || codeOf(cause) === NOT_YET)) throw refused(cause, embedded);
      await delay(ATTEMPT_DELAY_MS);
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The URL holds a password: it is never repeated. */
function refused(cause: unknown, embedded: boolean): RoundtripError {
  const reason = reasonOf(cause);
  return embedded
    ? new RoundtripError(
        'store-refused',
        `The database in the data directory does not let us in: ${reason}`,
        'Run roundtrip as the user that it was first run as, or as root; or set DATABASE_URL.',
        { cause },
      )
    : new RoundtripError(
        'store-refused',
        `The database that DATABASE_URL names cannot be used: ${reason}`,
        'Check its host, port, user, password and database name, and that PostgreSQL runs there.',
        { cause },
      );
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ');
  return cause instanceof Error ? cause.message || codeOf(cause) : String(cause);
}
