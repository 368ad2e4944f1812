import type { HostState } from '../host-state.ts';

/** The tables that every host has (rtnetlink(7)), as in `Route.table`. */
export const TABLE = { local: '255', main: '254', default: '253' } as const;

/** Numbers by name: `unspec` is what some listings print for none. */
const NUMBERS: ReadonlyMap<string, string> = new Map(Object.entries({ ...TABLE, unspec: '0' }));
const NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(TABLE).map(([name, number]) => [number, name]),
);

/** A table as people know it: `main` instead of 254, and the host's own names where it has some (rt_tables). */
export function tableName(table: string, { tableNames = {} }: Pick<HostState, 'tableNames'> = {}): string {
  const own = Object.entries(tableNames).find(([, number]) => number === table)?.[0];
  return NAMES[table] ?? own ?? table;
}

/** The number of a table that is called by name: the kernel's own names, and the host's (rt_tables); else as it was written. */
export function tableNumber(name: string, { tableNames = {} }: Pick<HostState, 'tableNames'> = {}): string {
  const own = Object.hasOwn(tableNames, name) ? tableNames[name] : undefined;
  return NUMBERS.get(name) ?? own ?? name;
}
