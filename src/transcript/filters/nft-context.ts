import type { TokenReader } from './tokens.ts';

/** Where the reader of one rule stands: at a statement that began at `start`. */
export type Context = {
  reader: TokenReader;
  start: number;
  /** The table's family, where it is one. */
  family: 4 | 6 | undefined;
};
