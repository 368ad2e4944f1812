import type { NamedSets } from './nft-sets.ts';
import type { TokenReader } from './tokens.ts';

/** Where the compiler of one rule stands: at a statement that began at `start`. */
export type Context = {
  reader: TokenReader;
  sets: NamedSets;
  start: number;
  /** The table's family, where it is one. */
  family: 4 | 6 | undefined;
};
