import type { ServerAddress } from './embedded/index.ts';

/** What both the driver and pg-boss take to connect. */
export type Connection = { connectionString: string } | ServerAddress;
