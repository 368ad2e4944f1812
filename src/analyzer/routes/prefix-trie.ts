/** Bits that one step takes. */
const STRIDE = 4;
const FAN_OUT = 2 ** STRIDE;

/** Bits that the first step takes: few prefixes stay together, of many some steps are spared. */
function firstBits(prefixes: number): number {
  return prefixes < 1000 ? 8 : 16;
}

/**
 * Longest prefix match over IPv4 addresses: a table by the first bits, and below it nodes by four bits each (a multibit trie with
 * controlled prefix expansion; Srinivasan and Varghese, 1999). An entry is a leaf, or less than 0 the node that goes on.
 */
export class PrefixTrieBuilder {
  readonly #bits: number;
  readonly #roots: Int32Array;
  #nodes = new Int32Array(FAN_OUT * 64);
  #count = 0;

  constructor(prefixes: number) {
    this.#bits = firstBits(prefixes);
    this.#roots = new Int32Array(2 ** this.#bits);
  }

  /** Puts a leaf (greater than 0) at a prefix. Prefixes come in ascending order of their lengths. */
  insert(first: number, length: number, leaf: number): void {
    const bits = this.#bits;
    const root = first >>> (32 - bits);
    if (length <= bits) {
      this.#roots.fill(leaf, root, root + 2 ** (bits - length));
      return;
    }
    let node = this.#below(this.#roots, root);
    let shift = 32 - bits - STRIDE;
    for (; 32 - shift < length; shift -= STRIDE)
      node = this.#below(this.#nodes, node + ((first >>> shift) & (FAN_OUT - 1)));
    const place = node + ((first >>> shift) & (FAN_OUT - 1));
    this.#nodes.fill(leaf, place, place + 2 ** (32 - shift - length));
  }

  /** Where the node at an entry begins; one that is a leaf becomes a node that holds it everywhere. */
  #below(entries: Int32Array, place: number): number {
    const entry = entries[place] as number;
    if (entry < 0) return -entry;
    // Node 0 is left out: its place would be no negative number.
    this.#count += 1;
    const begin = this.#count * FAN_OUT;
    entries[place] = -begin;
    if (begin + FAN_OUT > this.#nodes.length) {
      const larger = new Int32Array(this.#nodes.length * 2);
      larger.set(this.#nodes);
      this.#nodes = larger;
    }
    this.#nodes.fill(entry, begin, begin + FAN_OUT);
    return begin;
  }

  /** The trie, packed: entries that repeat are kept once. */
  build(): PrefixTrie {
    const nodes = this.#nodes;
    const packed = new Int32Array((this.#count + 1) * (FAN_OUT + 1));
    let end = 1;
    const pack = (begin: number): number => {
      const at = end;
      let bitmap = 0;
      let before: number | undefined;
      for (let index = 0; index < FAN_OUT; index++) {
        const entry = nodes[begin + index] as number;
        if (entry === before && entry >= 0) continue;
        bitmap |= 1 << index;
        end += 1;
        packed[end] = entry;
        before = entry;
      }
      packed[at] = bitmap;
      const last = end;
      end += 1;
      for (let run = at + 1; run <= last; run++) {
        const entry = packed[run] as number;
        if (entry < 0) packed[run] = -pack(-entry);
      }
      return at;
    };
    const roots = this.#roots.map((entry) => (entry < 0 ? -pack(-entry) : entry));
    return new PrefixTrie(this.#bits, roots, packed.slice(0, end));
  }
}

/** Bits that are set among the lowest sixteen. */
function countBits(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x5555);
  sum = (sum & 0x3333) + ((sum >>> 2) & 0x3333);
  sum = (sum + (sum >>> 4)) & 0x0f0f;
  return (sum + (sum >>> 8)) & 0x1f;
}

/**
 * A packed trie. A node is a number whose bits say where entries differ from the one before, and behind it those entries: a lookup
 * reads two neighbouring numbers a step, and a million prefixes stay within what a processor's caches hold.
 */
export class PrefixTrie {
  readonly #bits: number;
  readonly #roots: Int32Array;
  readonly #nodes: Int32Array;

  constructor(bits: number, roots: Int32Array, nodes: Int32Array) {
    this.#bits = bits;
    this.#roots = roots;
    this.#nodes = nodes;
  }

  /** The leaf of the longest prefix that holds the address; 0 where none does. */
  find(value: number): number {
    const nodes = this.#nodes;
    let shift = 32 - this.#bits;
    let entry = this.#roots[value >>> shift] as number;
    while (entry < 0) {
      shift -= STRIDE;
      const until = (2 << ((value >>> shift) & (FAN_OUT - 1))) - 1;
      const bitmap = nodes[-entry] as number;
      entry = nodes[countBits(bitmap & until) - entry] as number;
    }
    return entry;
  }
}
