import { type AddressValue, type OpenQuestion, type ParsedPrefix, parsePrefix } from '../model/index.ts';
import { compileRoute, notUnderstood, orderRoutes, type TableContent, Ways } from './route-compiler.ts';
import type { PrefixNode, RouteIndex } from './route-index.ts';
import type { TableRoute } from './table-route.ts';

interface Node extends PrefixNode {
  first: AddressValue;
  last: AddressValue;
  items: TableRoute[];
}

type Entry = readonly [ParsedPrefix, TableRoute];

/** Outer before inner, from left to right. */
function comparePrefixes([a]: Entry, [b]: Entry): number {
  return a.first < b.first ? -1 : a.first > b.first ? 1 : a.length - b.length;
}

/** One node a prefix, outer before inner, from left to right. */
function collectNodes(entries: Entry[]): Node[] {
  const nodes: Node[] = [];
  let node: Node | undefined;
  for (const [{ first, last, length }, item] of entries.sort(comparePrefixes)) {
    if (node?.first === first && node.length === length) node.items.push(item);
    else {
      node = { first, last, length, items: [item], parent: undefined };
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
    begin(first, place + 1);
    open.push(place + 1);
  }
  close(undefined);
  return { starts, owners };
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
      if (prefix) entries.push([prefix, compileRoute(route, content, prefix.length, ways)]);
      else open ??= notUnderstood(route, `table ${content.id}`);
    }
  }
  const nodes = collectNodes(entries);
  for (const { items } of nodes) if (items.length > 1) orderRoutes(6, items);
  const { starts, owners } = cutIntoPieces(nodes);
  return {
    open,
    index: {
      find(value) {
        let low = 0;
        let high = starts.length;
        while (low < high) {
          const middle = (low + high) >>> 1;
          if ((starts[middle] as bigint) <= value) low = middle + 1;
          else high = middle;
        }
        return low === 0 ? 0 : (owners[low - 1] as number);
      },
      found: () => undefined,
      node: (place) => nodes[place - 1],
    },
  };
}
