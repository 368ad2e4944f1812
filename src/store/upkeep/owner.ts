import pg from 'pg';
import type { Connection } from '../connection.ts';
import { ensureServer } from '../embedded/index.ts';

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

/** One transaction of the owner's in which nothing else changes what is read; what throws undoes it all. */
export async function asOwner<T>(
  connection: Connection,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...connection, application_name: 'roundtrip-upkeep' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read');
    const value = await work(client);
    await client.query('commit');
    return value;
  } finally {
    await client.end();
  }
}
