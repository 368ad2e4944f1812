const SPACE = 2 ** 32;
/** Deepest nesting of prefixes: one for each length from 0 to 32. */
const DEPTH = 33;

/**
 * Cuts the IPv4 address space where the longest prefix changes. Prefixes come from left to right, outer before inner, each with its
 * leaf (greater than 0).
 */
export class PieceCutter {
  readonly #starts: Uint32Array;
  readonly #leaves: Uint32Array;
  #count = 0;
  /** Prefixes that are open, outer first: where each ends, and its leaf. */
  readonly #ends = new Float64Array(DEPTH + 1);
  readonly #open = new Uint32Array(DEPTH + 1);
  #depth = 0;

  constructor(prefixes: number) {
    this.#starts = new Uint32Array(2 * prefixes + 1);
    this.#leaves = new Uint32Array(2 * prefixes + 1);
    this.#ends[0] = SPACE;
    this.#begin(0, 0);
  }

  add(first: number, length: number, leaf: number): void {
    this.#closeUntil(first);
    this.#depth += 1;
    this.#ends[this.#depth] = first + 2 ** (32 - length);
    this.#open[this.#depth] = leaf;
    this.#begin(first, leaf);
  }

  /** All pieces, packed for lookups. */
  finish(): AddressPieces {
    this.#closeUntil(SPACE);
    return packPieces(this.#starts.subarray(0, this.#count), this.#leaves.subarray(0, this.#count));
  }

  #closeUntil(first: number): void {
    for (; this.#depth > 0; this.#depth -= 1) {
      const end = this.#ends[this.#depth] as number;
      if (end > first) return;
      if (end < SPACE) this.#begin(end, this.#open[this.#depth - 1] as number);
    }
  }

  #begin(start: number, leaf: number): void {
    // A piece that would be empty is replaced.
    if (this.#count > 0 && this.#starts[this.#count - 1] === start) this.#count -= 1;
    // What goes on the same is one piece.
    if (this.#count > 0 && this.#leaves[this.#count - 1] === leaf) return;
    this.#starts[this.#count] = start;
    this.#leaves[this.#count] = leaf;
    this.#count += 1;
  }
}

/** Bits by which a block of addresses is found at once. For few pieces a large table of blocks is not worth making. */
function blockBits(pieces: number): number {
  return pieces < 2000 ? 8 : 16;
}

/** Numbers as narrow as these allow: a million prefixes stay within what a processor's caches and page tables hold. */
function narrowest(size: number, isNarrow: boolean): Uint16Array | Uint32Array {
  return isNarrow ? new Uint16Array(size) : new Uint32Array(size);
}

/** A block with several pieces is: how many begin inside it, then where, then the leaves of all. */
function packPieces(starts: Uint32Array, leaves: Uint32Array): AddressPieces {
  const count = starts.length;
  const bits = blockBits(count);
  const shift = 32 - bits;
  const blocks = new Int32Array(2 ** bits);
  const isNarrow = shift <= 16 && leaves.every((leaf) => leaf < 2 ** 16);
  const packed = narrowest(2 * (count + blocks.length), isNarrow);
  let end = 0;
  let next = 0;
  for (let block = 0; block < blocks.length; block++) {
    const begin = block * 2 ** shift;
    // The piece that holds the block's first address.
    while (next < count && (starts[next] as number) <= begin) next++;
    const first = next - 1;
    while (next < count && (starts[next] as number) < begin + 2 ** shift) next++;
    const inside = next - first - 1;
    if (inside === 0) {
      blocks[block] = ~(leaves[first] as number);
      continue;
    }
    blocks[block] = end;
    packed[end++] = inside;
    for (let piece = first + 1; piece < next; piece++) packed[end++] = (starts[piece] as number) - begin;
    for (let piece = first; piece < next; piece++) packed[end++] = leaves[piece] as number;
  }
  return new AddressPieces(bits, blocks, packed.slice(0, end));
}

/**
 * Longest prefix match over IPv4 addresses: blocks by the first bits, and within a block a binary search among its pieces (as in
 * DXR; Zec, Rizzo and Mikuc, 2012).
 */
export class AddressPieces {
  readonly #shift: number;
  /** For each block where its pieces are; less than 0: the complement of the only leaf. */
  readonly #blocks: Int32Array;
  readonly #packed: Uint16Array | Uint32Array;

  constructor(bits: number, blocks: Int32Array, packed: Uint16Array | Uint32Array) {
    this.#shift = 32 - bits;
    this.#blocks = blocks;
    this.#packed = packed;
  }

  /** The leaf of the longest prefix that holds the address; 0 where none does. */
  find(value: number): number {
    const block = value >>> this.#shift;
    const at = this.#blocks[block] as number;
    if (at < 0) return ~at;
    const packed = this.#packed;
    const offset = value & (2 ** this.#shift - 1);
    const inside = packed[at] as number;
    let low = at + 1;
    let high = low + inside;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((packed[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return packed[low + inside] as number;
  }
}
