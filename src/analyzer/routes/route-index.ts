import type { AddressValue } from '../model/index.ts';
import type { Found, Match4, Match6, TableRoute } from './table-route.ts';

/** A prefix with its routes in the kernel's order; `parent` is the next shorter one that holds it. */
export interface PrefixNode {
  length: number;
  items: readonly TableRoute[];
  parent: PrefixNode | undefined;
  /** Whether the table has longer prefixes within this one (IPv6). */
  holdsOthers?: boolean;
  /** What an IPv6 lookup finds here where there is one plain route; shared by all of the same length that leave alike. */
  plain?: Found<Match6> | undefined;
}

/** The routes of a table by prefix. */
export interface RouteIndex {
  /** Place of the longest prefix that holds the address, 0 where none does. */
  find(value: AddressValue): number;
  /** What an IPv4 lookup finds at a place that has one plain route, whatever it asks; shared by all that leave alike. */
  found(place: number): Found<Match4> | undefined;
  /** The prefix at that place, for an address that it holds. */
  node(place: number, value: AddressValue): PrefixNode | undefined;
}
