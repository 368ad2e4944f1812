import type { ListingLack } from '../model/index.ts';

/** A packet filter as listed, before its rules are compiled. nft text, nft JSON and iptables-save are all read into it. */

/** One rule's text with its counter and place. */
export interface ListedRule {
  /** Without counters, handle and leading `-A CHAIN`. */
  text: string;
  handle?: number;
  line?: number;
  packets?: number;
}

/** Where a base chain is called. Lower priorities are called first (linux/netfilter_ipv4.h). */
export interface BaseChain {
  /** filter, nat, route. */
  type: string;
  hook: string;
  /** Not a number: the listing's priority was not understood. */
  priority: number;
  policy: 'accept' | 'drop';
  /** Packets that the policy had decided, where listed. */
  policyPackets?: number;
  /** Devices of a netdev chain; absent = not told. */
  devices?: string[];
}

export interface ListedChain {
  name: string;
  base?: BaseChain;
  rules: ListedRule[];
}

/** A named set or map; elements are nft text (`10.0.0.0/8 . 80-90`, `80 : 10.0.0.1`). */
export interface ListedSet {
  /** Data types of the key's parts (`ipv4_addr`), or expressions after `typeof`. */
  type: string;
  /** Data type of a map's values. */
  valueType?: string;
  elements: string;
  /** The packet path itself changes it, or its elements run out: what is listed proves nothing about later packets. */
  changing: boolean;
}

export interface ListedTable {
  listing: 'nft' | 'iptables';
  /** ip, ip6, inet, netdev, bridge, arp. */
  family: string;
  name: string;
  chains: Map<string, ListedChain>;
  sets: Map<string, ListedSet>;
  /** Why more rules may stand at the end of any chain of this table. */
  cut?: ListingLack;
}

export interface Ruleset {
  tables: ListedTable[];
  /** Why there may be tables that are not listed, by family (ip, ip6); `anywhere`: rules may be missing in those that are. */
  missing: { families: string[]; lack: ListingLack; anywhere?: true }[];
}

export function newTable(listing: 'nft' | 'iptables', family: string, name: string): ListedTable {
  return { listing, family, name, chains: new Map(), sets: new Map() };
}

/** The chain of that name, made where it is not there yet. */
export function chainOf(table: ListedTable, name: string): ListedChain {
  let chain = table.chains.get(name);
  if (chain === undefined) {
    chain = { name, rules: [] };
    table.chains.set(name, chain);
  }
  return chain;
}
