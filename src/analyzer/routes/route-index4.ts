import { type AddressValue, type OpenQuestion, parsePrefix4, type Route } from '../model/index.ts';
import { type AddressPieces, PieceCutter } from './address-pieces.ts';
import {
  compileRoute,
  notUnderstood,
  orderRoutes,
  plainWay,
  type TableContent,
  Ways,
} from './route-compiler.ts';
import type { PrefixNode, RouteIndex } from './route-index.ts';
import { sortPrefixes } from './sort-prefixes.ts';
import type { Found, Match4, TableRoute, Way } from './table-route.ts';

/** The listed routes as columns of numbers: a table of a million routes is made without an object for each. */
class Columns {
  readonly contents: readonly TableContent[];
  /** Where each content's routes begin. */
  readonly #begins: number[] = [];
  readonly firsts: Uint32Array;
  readonly lengths: Uint8Array;
  /** Places of the routes whose destination was understood, from left to right, outer prefixes before inner ones. */
  readonly order: Uint32Array;
  /** Place of a route's plain way plus 1, 0 for none. */
  readonly #ways: Uint32Array;
  readonly #plain: Way[] = [];
  /** A destination was not understood. */
  open: OpenQuestion | undefined;

  constructor(contents: readonly TableContent[], ways: Ways) {
    const size = contents.reduce((sum, { routes }) => sum + routes.length, 0);
    this.contents = contents;
    this.firsts = new Uint32Array(size);
    this.lengths = new Uint8Array(size);
    this.#ways = new Uint32Array(size);
    const places = new Uint32Array(size);
    let understood = 0;
    let place = 0;
    for (const content of contents) {
      this.#begins.push(place);
      for (const route of content.routes) {
        if (this.#read(place, route, content, ways)) places[understood++] = place;
        else this.open ??= notUnderstood(route, `table ${content.id}`);
        place += 1;
      }
    }
    this.order = sortPrefixes(places.subarray(0, understood), this.firsts, this.lengths);
  }

  /** Whether its destination was understood. */
  #read(place: number, route: Route, content: TableContent, ways: Ways): boolean {
    const prefix = parsePrefix4(route.destination);
    if (prefix < 0) return false;
    this.firsts[place] = prefix / 64;
    this.lengths[place] = prefix % 64;
    const way = plainWay(route, content, ways);
    if (way === undefined) return true;
    this.#plain[way.place] = way;
    this.#ways[place] = way.place + 1;
    return true;
  }

  /** The plain way of a route; `undefined` where it is not plain. */
  wayOf(place: number): Way | undefined {
    return this.#plain[(this.#ways[place] as number) - 1];
  }

  compile(place: number, ways: Ways): TableRoute {
    const owner = this.#begins.findLastIndex((begin) => begin <= place);
    const content = this.contents[owner] as TableContent;
    const route = content.routes[place - (this.#begins[owner] as number)] as Route;
    return compileRoute(route, content, this.lengths[place] as number, ways);
  }
}

/** What is found: plain routes of one length that go one way, with the place of one of them, or the run of a prefix's routes. */
type Leaf = { way: Way; length: number; place: number } | { begin: number; end: number };

/** A prefix whose parent is looked for when it is first asked for. */
class Node implements PrefixNode {
  readonly length: number;
  readonly items: readonly TableRoute[];
  #findParent: (() => PrefixNode | undefined) | undefined;
  #parent: PrefixNode | undefined;

  constructor(length: number, items: readonly TableRoute[], findParent: () => PrefixNode | undefined) {
    this.length = length;
    this.items = items;
    this.#findParent = findParent;
  }

  get parent(): PrefixNode | undefined {
    if (this.#findParent) {
      this.#parent = this.#findParent();
      this.#findParent = undefined;
    }
    return this.#parent;
  }
}

/** IPv4 routes by prefix. Prefixes with one plain route share a leaf with all of their length that leave alike. */
class RouteIndex4 implements RouteIndex {
  readonly #columns: Columns;
  readonly #ways: Ways;
  readonly #reported: string | undefined;
  /** The lengths that are there, the longest first. */
  readonly #lengths: readonly number[];
  readonly #pieces: AddressPieces;
  readonly #leaves: (Leaf | undefined)[] = [undefined];
  /** What is found at a leaf of plain routes, as far as it was asked. */
  readonly #found: (Found<Match4> | undefined)[];
  readonly #nodes = new Map<number, PrefixNode>();

  constructor(columns: Columns, ways: Ways, reported: string | undefined) {
    this.#columns = columns;
    this.#ways = ways;
    this.#reported = reported;
    const { firsts, lengths, order } = columns;
    const seen = new Set<number>();
    const shared = new Map<number, number>();
    const cutter = new PieceCutter(order.length);
    for (let begin = 0; begin < order.length; ) {
      const place = order[begin] as number;
      const first = firsts[place] as number;
      const length = lengths[place] as number;
      let end = begin + 1;
      while (end < order.length && this.#compare(end, first, length) === 0) end++;
      seen.add(length);
      cutter.add(first, length, this.#leafFor(begin, end, shared));
      begin = end;
    }
    this.#pieces = cutter.finish();
    this.#lengths = [...seen].sort((a, b) => b - a);
    this.#found = new Array(this.#leaves.length).fill(undefined);
  }

  /** Where the route at a place in the order stands to a prefix: before it (less than 0), of it (0), or behind it. */
  #compare(at: number, first: number, length: number): number {
    const { firsts, lengths, order } = this.#columns;
    const place = order[at] as number;
    return (firsts[place] as number) - first || (lengths[place] as number) - length;
  }

  /** The leaf of these routes: that of all which leave alike where it is one plain route. */
  #leafFor(begin: number, end: number, shared: Map<number, number>): number {
    const place = this.#columns.order[begin] as number;
    const way = end - begin === 1 ? this.#columns.wayOf(place) : undefined;
    if (way === undefined) return this.#leaves.push({ begin, end }) - 1;
    const length = this.#columns.lengths[place] as number;
    const key = way.place * 33 + length;
    let leaf = shared.get(key);
    if (leaf === undefined) {
      leaf = this.#leaves.push({ way, length, place }) - 1;
      shared.set(key, leaf);
    }
    return leaf;
  }

  #findPlain(place: number): Found<Match4> | undefined {
    const leaf = this.#leaves[place];
    if (leaf === undefined || 'begin' in leaf) return undefined;
    const route = this.#compile(leaf.place);
    const { hops, table } = route;
    const match = { route, hops, table: this.#reported ?? table, prefixRoutes: [route] };
    const found = { kind: 'match', match, route, length: leaf.length, devices: leaf.way.devices } as const;
    this.#found[place] = found;
    return found;
  }

  find(value: AddressValue): number {
    return this.#pieces.find(value as number);
  }

  found(place: number): Found<Match4> | undefined {
    return this.#found[place] ?? this.#findPlain(place);
  }

  node(place: number, value: AddressValue): PrefixNode | undefined {
    const leaf = this.#leaves[place];
    if (leaf === undefined) return undefined;
    if ('begin' in leaf) return this.#nodeAt(leaf.begin, leaf.end);
    return this.#longestUpTo(leaf.length, value as number);
  }

  #compile(place: number): TableRoute {
    return this.#columns.compile(place, this.#ways);
  }

  /** The prefix of these routes, made when it is first asked for. */
  #nodeAt(begin: number, end: number): PrefixNode {
    const known = this.#nodes.get(begin);
    if (known) return known;
    const { firsts, lengths } = this.#columns;
    const places = [...this.#columns.order.subarray(begin, end)];
    const first = firsts[places[0] as number] as number;
    const length = lengths[places[0] as number] as number;
    const items = orderRoutes(
      4,
      places.map((place) => this.#compile(place)),
    );
    const node = new Node(length, items, () => this.#longestUpTo(length - 1, first));
    this.#nodes.set(begin, node);
    return node;
  }

  /** The longest prefix of at most that length that holds the address. */
  #longestUpTo(longest: number, value: number): PrefixNode | undefined {
    for (const length of this.#lengths) {
      if (length > longest) continue;
      const first = value - (value % 2 ** (32 - length));
      const begin = this.#search(first, length);
      let end = begin;
      while (end < this.#columns.order.length && this.#compare(end, first, length) === 0) end++;
      if (end > begin) return this.#nodeAt(begin, end);
    }
    return undefined;
  }

  /** Where a prefix would begin in the order. */
  #search(first: number, length: number): number {
    let low = 0;
    let high = this.#columns.order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, first, length) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Indexes IPv4 routes; `open`: a destination was not understood, so that any lookup may have missed it. */
export function indexRoutes4(
  contents: readonly TableContent[],
  reported: string | undefined,
): { index: RouteIndex; open: OpenQuestion | undefined } {
  const ways = new Ways();
  const columns = new Columns(contents, ways);
  return { index: new RouteIndex4(columns, ways, reported), open: columns.open };
}
