import { TABLE } from '../model/index.ts';

/** The tables that every host has, as in `Route.table`. */
export const { local: LOCAL, main: MAIN, default: DEFAULT } = TABLE;
