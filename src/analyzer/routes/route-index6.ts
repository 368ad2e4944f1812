import { type AddressValue, type OpenQuestion, type ParsedPrefix, parsePrefix } from '../model/index.ts';
import { compileRoute, notUnderstood, orderRoutes, type TableContent, Ways } from './route-compiler.ts';
import type { PrefixNode, RouteIndex } from './route-index.ts';
import type { Found, Match6, TableRoute } from './table-route.ts';

interface Node extends PrefixNode {
  first: AddressValue;
  last: AddressValue;
  items: TableRoute[];
}

/** The first 53 bits of an address: a number compares faster than a bigint, and nearly always decides. */
function highBits(value: AddressValue): number {
  return Number(BigInt(value) >> 75n);
}

interface Entry {
  prefix: ParsedPrefix;
  high: number;
  route: TableRoute;
}

/** Outer before inner, from left to right. */
function comparePrefixes(a: Entry, b: Entry): number {
  if (a.high !== b.high) return a.high - b.high;
  const { first, length } = a.prefix;
  const other = b.prefix;
  return first < other.first ? -1 : first > other.first ? 1 : length - other.length;
}

/** One node a prefix, outer before inner, from left to right. */
function collectNodes(entries: Entry[]): Node[] {
  const nodes: Node[] = [];
  let node: Node | undefined;
  for (const { prefix, route } of entries.sort(comparePrefixes)) {
    const { first, last, length } = prefix;
    if (node?.first === first && node.length === length) node.items.push(route);
    else {
      node = { first, last, length, items: [route], parent: undefined, holdsOthers: false, plain: undefined };
      nodes.push(node);
    }
  }
  return nodes;
}

/**
 * The address space cut where the longest prefix changes: piece i begins at `starts[i]`, its node is `nodes[owners[i] - 1]`, none for 0.
 * Gives each node its parent.
 */
function cutIntoPieces(nodes: readonly Node[]) {
  const starts: bigint[] = [];
  const owners: number[] = [];
  const begin = (start: bigint, owner: number) => {
    if (starts.at(-1) === start) owners[owners.length - 1] = owner;
    else {
      starts.push(start);
      owners.push(owner);
    }
  };
  /** The nodes that are open, outer first, by their places plus 1. */
  const open: number[] = [];
  const inmost = () => nodes[(open.at(-1) ?? 0) - 1];
  const close = (before: bigint | undefined) => {
    for (let top = inmost(); top; top = inmost()) {
      if (before !== undefined && top.last >= before) break;
      open.pop();
      begin(BigInt(top.last) + 1n, open.at(-1) ?? 0);
    }
  };
  for (const [place, node] of nodes.entries()) {
    const first = BigInt(node.first);
    close(first);
    node.parent = inmost();
    if (node.parent) node.parent.holdsOthers = true;
    begin(first, place + 1);
    open.push(place + 1);
  }
  close(undefined);
  return { starts, owners };
}

/** What is found at prefixes with one plain route, shared by those of the same length that leave alike. */
function sharePlain(nodes: readonly Node[]): void {
  const shared = new Map<number, Found<Match6>>();
  for (const node of nodes) {
    const [route] = node.items;
    const way = route?.way;
    if (!way || node.items.length > 1 || route.source || route.open || route.route.expires !== undefined)
      continue;
    const { length } = node;
    const key = way.place * 129 + length;
    let found = shared.get(key);
    if (found === undefined) {
      const match = { route, hops: route.hops, table: route.table };
      found = { kind: 'match', match, route, length, devices: way.devices };
      shared.set(key, found);
    }
    node.plain = found;
  }
}

/** Indexes IPv6 routes; `open`: a destination was not understood, so that any lookup may have missed it. */
export function indexRoutes6(contents: readonly TableContent[]): {
  index: RouteIndex;
  open: OpenQuestion | undefined;
} {
  const ways = new Ways();
  const entries: Entry[] = [];
  let open: OpenQuestion | undefined;
  for (const content of contents) {
    for (const route of content.routes) {
      const prefix = parsePrefix(route.destination, 6);
      if (prefix)
        entries.push({
          prefix,
          high: highBits(prefix.first),
          route: compileRoute(route, content, prefix.length, ways),
        });
      else open ??= notUnderstood(route, `table ${content.id}`);
    }
  }
  const nodes = collectNodes(entries);
  for (const { items } of nodes) if (items.length > 1) orderRoutes(6, items);
  sharePlain(nodes);
  const { starts, owners } = cutIntoPieces(nodes);
  const highs = Float64Array.from(starts, highBits);
  return {
    open,
    index: {
      find(value) {
        const high = highBits(value);
        let low = 0;
        let end = starts.length;
        while (low < end) {
          const middle = (low + end) >>> 1;
          const other = highs[middle] as number;
          const isBehind = other === high ? (starts[middle] as bigint) > value : other > high;
          if (isBehind) end = middle;
          else low = middle + 1;
        }
        return low === 0 ? 0 : (owners[low - 1] as number);
      },
      found: () => undefined,
      node: (place) => nodes[place - 1],
    },
  };
}
