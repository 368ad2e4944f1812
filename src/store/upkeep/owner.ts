import pg from 'pg';
import type { Connection } from '../connection.ts';
import { ensureServer } from '../embedded/index.ts';
import { explained } from '../transaction.ts';

/** Whose database it is: that of the data directory, unless one of the URLs names another. */
export type OwnedStore = {
  dataDirectory: string;
  databaseUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
};

/** How its owner reaches the database; the embedded server is started where it does not run. */
export async function ownerConnection(store: OwnedStore): Promise<Connection> {
  const url = store.databaseOwnerUrl ?? store.databaseUrl;
  return url === undefined
    ? await ensureServer(store.dataDirectory, () => undefined)
    : { connectionString: url };
}

/** A connection of the owner's own, for what it does and no longer. */
export async function connectedAsOwner<T>(
  connection: Connection,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...connection, application_name: 'roundtrip-upkeep' });
  // Who asks next learns of it.
  client.on('error', () => undefined);
  try {
    await client.connect().catch((cause: unknown) => {
      throw explained(cause);
    });
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** One transaction of the owner's in which nothing else changes what is read; what throws undoes it all. */
export async function asOwner<T>(
  connection: Connection,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return connectedAsOwner(connection, async (client) => {
    await client.query('begin isolation level repeatable read');
    const value = await work(client);
    await client.query('commit');
    return value;
  });
}
