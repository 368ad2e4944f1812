import { clusterPath, findPostmaster } from '../embedded/index.ts';
import { connectedAsOwner, type OwnedStore, ownerConnection } from './owner.ts';

/** Who is connected, by the name that each program gives itself. */
type Connected = { program: string; connections: number; since: string };

/** What is known of a store; of one that does not run, only where it lies. */
export type StoreStatus = {
  kind: 'embedded' | 'external';
  /** Of the embedded one. */
  dataDirectory?: string;
  running: boolean;
  /** Of the embedded server's process. */
  pid?: number;
  /** ISO 8601. */
  startedAt?: string;
  version?: string;
  bytes?: number;
  events?: number;
  lastEventAt?: string;
  connected?: Connected[];
};

type Found = { version: string; started: Date; bytes: string; events: string; last: string | null };

/** Looks at the store without starting it. */
export async function storeStatus(store: OwnedStore): Promise<StoreStatus> {
  const { dataDirectory } = store;
  if (store.databaseUrl !== undefined) return { kind: 'external', running: true, ...(await look(store)) };
  const cluster = await clusterPath(dataDirectory);
  const postmaster = await findPostmaster(cluster);
  const place = { kind: 'embedded', dataDirectory } as const;
  if (!postmaster?.ready) return { ...place, running: false };
  return { ...place, running: true, pid: postmaster.pid, ...(await look(store)) };
}

async function look(store: OwnedStore): Promise<Omit<StoreStatus, 'kind' | 'running'>> {
  return connectedAsOwner(await ownerConnection(store), async (client) => {
    const { rows } = await client.query<Found>(`
      select
        current_setting('server_version') as version,
        pg_postmaster_start_time() as started,
        pg_database_size(current_database()) as bytes,
        (select coalesce(max(position), 0) from events) as events,
        (select at from events order by position desc limit 1) as last`);
    const connected = await client.query<{ program: string; connections: number; since: Date }>(`
      select application_name as program, count(*)::int as connections, min(backend_start) as since
      from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
      group by application_name order by application_name`);
    const [found] = rows;
    if (!found) throw new Error('the database answered nothing');
    return {
      startedAt: found.started.toISOString(),
      version: found.version,
      bytes: Number(found.bytes),
      events: Number(found.events),
      ...(found.last === null ? {} : { lastEventAt: found.last }),
      connected: connected.rows.map(({ since, ...row }) => ({ ...row, since: since.toISOString() })),
    };
  });
}
