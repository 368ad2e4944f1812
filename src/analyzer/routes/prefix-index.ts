import type { AddressValue, ParsedPrefix } from '../model/index.ts';

/** One prefix of an index with everything that is listed under it; `parent` is the next shorter prefix that holds it. */
export interface PrefixNode<T> {
  first: AddressValue;
  last: AddressValue;
  length: number;
  items: T[];
  parent: PrefixNode<T> | undefined;
}

/** Finds the longest prefix that holds an address; shorter ones are reached by `parent`. */
export interface PrefixIndex<T> {
  nodes: readonly PrefixNode<T>[];
  /** Place in `nodes` of the longest prefix that holds the address, -1 for none: what belongs to a node can be listed beside it. */
  find(value: AddressValue): number;
}

/** Outer before inner, from left to right. */
function comparePrefixes<T>([a]: readonly [ParsedPrefix, T], [b]: readonly [ParsedPrefix, T]): number {
  return a.first < b.first ? -1 : a.first > b.first ? 1 : a.length - b.length;
}

/** One node a prefix, outer before inner, from left to right. */
function collectNodes<T>(entries: (readonly [ParsedPrefix, T])[]): PrefixNode<T>[] {
  const nodes: PrefixNode<T>[] = [];
  let node: PrefixNode<T> | undefined;
  for (const [{ first, last, length }, item] of entries.sort(comparePrefixes)) {
    if (node?.first === first && node.length === length) node.items.push(item);
    else {
      node = { first, last, length, items: [item], parent: undefined };
      nodes.push(node);
    }
  }
  return nodes;
}

/** The address space cut where the longest prefix changes: piece i begins at `starts[i]`, its node is `nodes[owners[i]]`. */
function cutIntoPieces<T>(nodes: readonly PrefixNode<T>[]) {
  const starts: AddressValue[] = [];
  const owners: number[] = [];
  const begin = (start: AddressValue, owner: number) => {
    if (starts.at(-1) === start) owners[owners.length - 1] = owner;
    else {
      starts.push(start);
      owners.push(owner);
    }
  };
  /** The nodes that are open, outer first. */
  const open: number[] = [];
  const close = (before: AddressValue | undefined) => {
    for (let top = nodes[open.at(-1) ?? -1]; top; top = top.parent) {
      if (before !== undefined && top.last >= before) break;
      open.pop();
      begin(typeof top.last === 'number' ? top.last + 1 : top.last + 1n, open.at(-1) ?? -1);
    }
  };
  for (const [place, node] of nodes.entries()) {
    close(node.first);
    node.parent = nodes[open.at(-1) ?? -1];
    begin(node.first, place);
    open.push(place);
  }
  close(undefined);
  return { starts, owners };
}

/** Below this many pieces a plain binary search is as fast as anything. */
const SMALL = 64;

/**
 * Finds IPv4 pieces: the leading bits of the address choose a short run of pieces, a binary search in it does the rest. Start and
 * owner of a piece lie side by side, so that a lookup waits for two places in memory, however many routes there are.
 */
function indexNumbers(starts: readonly number[], owners: readonly number[]) {
  // A piece that would begin after 255.255.255.255 holds no address.
  const count = starts.at(-1) === 2 ** 32 ? starts.length - 1 : starts.length;
  const pieces = new Uint32Array(2 * count);
  for (let piece = 0; piece < count; piece++) {
    pieces[2 * piece] = starts[piece] as number;
    pieces[2 * piece + 1] = (owners[piece] as number) + 1;
  }
  const bits = count <= SMALL ? 0 : Math.min(20, Math.ceil(Math.log2(count)));
  const runs = new Uint32Array(2 ** bits + 1);
  for (let run = 0, piece = 0; run < runs.length; run++) {
    while (piece < count && (pieces[2 * piece] as number) < run * 2 ** (32 - bits)) piece++;
    runs[run] = piece;
  }
  return (value: number): number => {
    // Two shifts: one by 32 would be none.
    const run = (value >>> 1) >>> (31 - bits);
    let low = runs[run] as number;
    let high = runs[run + 1] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pieces[2 * middle] as number) <= value) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? -1 : (pieces[2 * low - 1] as number) - 1;
  };
}

function indexBigints(starts: readonly AddressValue[], owners: readonly number[]) {
  return (value: AddressValue): number => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] as AddressValue) <= value) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? -1 : (owners[low - 1] as number);
  };
}

/** Builds the index; all prefixes are of one family. Items of one prefix keep their order. */
export function prefixIndex<T>(family: 4 | 6, entries: (readonly [ParsedPrefix, T])[]): PrefixIndex<T> {
  const nodes = collectNodes(entries);
  const { starts, owners } = cutIntoPieces(nodes);
  if (family === 6) return { nodes, find: indexBigints(starts, owners) };
  const find = indexNumbers(starts as number[], owners);
  return { nodes, find: (value) => find(value as number) };
}
