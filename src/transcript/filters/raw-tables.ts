import type { FilterBase, ListingLack } from '../../analyzer/model/index.ts';

/** A packet filter's tables as listed, before their rules are read. nft text, nft JSON and iptables-save are all split into this. */

/** One rule's text with its counter and place. */
export interface RawRule {
  /** Without counters, handle and leading `-A CHAIN`. */
  text: string;
  handle?: number;
  line?: number;
  packets?: number;
}

export interface RawChain {
  name: string;
  base?: FilterBase;
  rules: RawRule[];
}

/** A named set or map; elements are nft text (`10.0.0.0/8 . 80-90`, `80 : 10.0.0.1`). */
export interface RawSet {
  /** Data types of the key's parts (`ipv4_addr`), or expressions after `typeof`. */
  type: string;
  /** Data type of a map's values. */
  valueType?: string;
  elements: string;
  /** The packet path itself changes it, or its elements run out: what is listed proves nothing about later packets. */
  changing: boolean;
}

export interface RawTable {
  listing: 'nft' | 'iptables';
  /** ip, ip6, inet, netdev, bridge, arp. */
  family: string;
  name: string;
  chains: Map<string, RawChain>;
  sets: Map<string, RawSet>;
  /** Its chains are registered nowhere (`flags dormant`, nft(8)): no packet meets them. */
  dormant?: true;
  /** Why more rules may stand at the end of any chain of this table. */
  cut?: ListingLack;
}

export function newTable(listing: 'nft' | 'iptables', family: string, name: string): RawTable {
  return { listing, family, name, chains: new Map(), sets: new Map() };
}

/** The chain of that name, made where it is not there yet. */
export function chainOf(table: RawTable, name: string): RawChain {
  let chain = table.chains.get(name);
  if (chain === undefined) {
    chain = { name, rules: [] };
    table.chains.set(name, chain);
  }
  return chain;
}
