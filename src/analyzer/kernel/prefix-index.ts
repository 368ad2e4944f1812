import type { AddressValue, ParsedPrefix } from './addresses.ts';

/** One prefix of an index with everything that is listed under it; `parent` is the next shorter prefix that holds it. */
export interface PrefixNode<T> {
  first: AddressValue;
  last: AddressValue;
  length: number;
  items: T[];
  /** The only item of a prefix that has just one: saves the way through the list. */
  only: T | undefined;
  parent: PrefixNode<T> | undefined;
}

/** Finds the longest prefix that holds an address; shorter ones are reached by `parent`. */
export interface PrefixIndex<T> {
  find(value: AddressValue): PrefixNode<T> | undefined;
  nodes: PrefixNode<T>[];
}

function compare(one: AddressValue, other: AddressValue): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** One node a prefix, outer before inner, from left to right. */
function collectNodes<T>(entries: Iterable<readonly [ParsedPrefix, T]>): PrefixNode<T>[] {
  const byPrefix = new Map<AddressValue | string, PrefixNode<T>>();
  for (const [prefix, item] of entries) {
    const { first, last, length } = prefix;
    const key = typeof first === 'number' ? first * 64 + length : `${first}/${length}`;
    const node = byPrefix.get(key);
    if (node) {
      node.items.push(item);
      node.only = undefined;
    } else byPrefix.set(key, { first, last, length, items: [item], only: item, parent: undefined });
  }
  return [...byPrefix.values()].sort((a, b) => compare(a.first, b.first) || a.length - b.length);
}

/** The address space cut where the longest prefix changes: piece i begins at `starts[i]` and belongs to `owners[i]`. */
function cutIntoPieces<T>(nodes: PrefixNode<T>[]) {
  const starts: AddressValue[] = [];
  const owners: (PrefixNode<T> | undefined)[] = [];
  const begin = (start: AddressValue, owner: PrefixNode<T> | undefined) => {
    if (starts.length > 0 && starts[starts.length - 1] === start) owners[owners.length - 1] = owner;
    else {
      starts.push(start);
      owners.push(owner);
    }
  };
  let top: PrefixNode<T> | undefined;
  const close = (before: AddressValue | undefined) => {
    while (top && (before === undefined || top.last < before)) {
      const after = typeof top.last === 'number' ? top.last + 1 : top.last + 1n;
      top = top.parent;
      begin(after, top);
    }
  };
  for (const node of nodes) {
    close(node.first);
    node.parent = top;
    begin(node.first, node);
    top = node;
  }
  close(undefined);
  return { starts, owners };
}

/** Below this many pieces a plain binary search is as fast as anything. */
const SMALL = 64;

/**
 * Finds IPv4 pieces: the leading bits of the address choose a short run of pieces, a binary search in it does the rest,
 * so that the cost hardly grows with the number of routes.
 */
function indexNumbers<T>(starts: number[], owners: (PrefixNode<T> | undefined)[]) {
  // A piece that would begin after 255.255.255.255 holds no address.
  const sorted = Uint32Array.from(starts.at(-1) === 2 ** 32 ? starts.slice(0, -1) : starts);
  const bits = Math.min(20, Math.ceil(Math.log2(sorted.length + 1)));
  const shift = 32 - bits;
  const runs = new Uint32Array(2 ** bits + 1);
  for (let run = 0, piece = 0; run < runs.length; run++) {
    while (piece < sorted.length && (sorted[piece] as number) < run * 2 ** shift) piece++;
    runs[run] = piece;
  }
  const small = sorted.length <= SMALL;
  return (value: number): PrefixNode<T> | undefined => {
    const run = small ? 0 : value >>> shift;
    let low = small ? 0 : (runs[run] as number);
    let high = small ? sorted.length : (runs[run + 1] as number);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] as number) <= value) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : owners[low - 1];
  };
}

function indexBigints<T>(starts: AddressValue[], owners: (PrefixNode<T> | undefined)[]) {
  return (value: AddressValue): PrefixNode<T> | undefined => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] as AddressValue) <= value) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : owners[low - 1];
  };
}

/** Builds the index; all prefixes are of one family. Items of one prefix keep their order. */
export function prefixIndex<T>(family: 4 | 6, entries: Iterable<readonly [ParsedPrefix, T]>): PrefixIndex<T> {
  const nodes = collectNodes(entries);
  const { starts, owners } = cutIntoPieces(nodes);
  if (family === 6) return { find: indexBigints(starts, owners), nodes };
  const find = indexNumbers(starts as number[], owners);
  return { find: (value) => find(value as number), nodes };
}
