import { z } from 'zod';
import type { FieldType } from './filter-fields.ts';
import type { FilterElement, FilterStep } from './filter-rule.ts';
import type { OutputReason } from './gap-reason.ts';

/** Where a packet meets the filter: the hooks of a stage, or one hook alone (see the filter model). */
export const FILTER_PATHS = [
  'prerouting',
  'input',
  'forward',
  'output',
  'postrouting',
  'netdev-ingress',
  'netdev-egress',
  'arp-input',
  'arp-output',
  'bridge-prerouting',
  'bridge-input',
  'bridge-forward',
  'bridge-output',
  'bridge-postrouting',
] as const;

/** Programs that list a packet filter. */
type FilterProgram = 'nft' | 'iptables' | 'ip6tables';

/** Why a listing of the packet filter may lack rules or tables. */
export type ListingLack =
  /** It ends early, or holds a line (from 1) that is not understood. */
  | { kind: 'cut'; program: FilterProgram; line?: number; table?: string }
  /** One table was listed, and others may exist. */
  | { kind: 'one-table'; program: FilterProgram; table: string }
  /** A program's listing is missing; `legacy`: nft says that iptables' older kind has tables. */
  | { kind: 'not-listed'; program: FilterProgram; legacy?: true }
  /** Lines may be missing anywhere in it; `how` as the listing was narrowed. */
  | { kind: 'filtered'; how: OutputReason };

/**
 * Whose words a rule is listed in: the kernel's own rules (`iptables` stands for arptables and ebtables as well), or what a
 * program that writes them says of them.
 */
export type RuleListing = 'nft' | 'iptables' | 'firewalld' | 'ufw' | 'fail2ban';

/** A rule of the packet filter: where it stands, and what it says. */
export interface FilterRuleRef {
  listing: RuleListing;
  /** ip, ip6, inet, netdev, bridge, arp. */
  family: string;
  table: string;
  chain: string;
  /** The rule as listed, without its counters; `policy drop` for a base chain's policy. */
  text: string;
  /** The table is of iptables' older kind. */
  legacy?: true;
  comment?: string;
  /** nft's handle, where it was listed. */
  handle?: number;
  /** Line of the listing, from 1. */
  line?: number;
  /** Packets that the rule's own counter had seen when it was listed. */
  packets?: number;
  /** It was not printed: it is how its program comes. */
  assumed?: true;
}

/** Whose rule it is, where its layout is known. */
export type FilterOwner =
  | 'firewalld'
  | 'ufw'
  | 'docker'
  | 'kube-proxy'
  | 'calico'
  | 'cilium'
  | 'fail2ban'
  | 'libvirt'
  | 'tailscale'
  | 'shorewall'
  | 'nixos'
  | 'openwrt fw4';

/** Why the packet filter does what it does with a packet, or why that cannot be told. */
export type FilterReason =
  /** The rule that is named decides. */
  | { kind: 'rule' }
  /** No rule of the base chain let it pass, and its policy is drop. */
  | { kind: 'policy'; chain: string }
  /** No rule stops it. */
  | { kind: 'nothing-stops' }
  /** Whether a match of the rule holds cannot be told. */
  | { kind: 'match'; text: string }
  /** What a target or statement of the rule does is not followed. */
  | { kind: 'not-followed'; what: string }
  | { kind: 'chain-not-listed'; chain: string }
  | { kind: 'map-not-listed' }
  | { kind: 'too-many-rules' }
  /** Chains call each other too deeply. */
  | { kind: 'too-deep' }
  | { kind: 'listing'; lack: ListingLack }
  /** The device belongs to a VRF, and the rules treat the two differently. */
  | { kind: 'vrf' }
  /** The listing does not say which device the chain belongs to. */
  | { kind: 'device-of-chain'; chain: string }
  /** Whether the device is a bridge, whose chain the packet then comes by, is not known. */
  | { kind: 'bridge'; chain: string }
  /** Whether the connection is tracked is not known. */
  | { kind: 'tracking' }
  /** The packet is an answer, and there is no way back that it could take. */
  | { kind: 'no-way-back' };

/** A listed rule. */
export interface FilterRule {
  /** As listed, without counters, handle and leading `-A CHAIN`. */
  text: string;
  steps: FilterStep[];
  comment?: string;
  handle?: number;
  line?: number;
  packets?: number;
  /** It was not printed: it is how its program comes. */
  assumed?: true;
}

/** Where a base chain is called. Lower priorities are called first (linux/netfilter_ipv4.h). */
export interface FilterBase {
  /** filter, nat, route. */
  type: string;
  /** prerouting, input, forward, output, postrouting, ingress, egress. */
  hook: string;
  /** Absent: the listing's priority was not understood. */
  priority?: number;
  policy: 'accept' | 'drop';
  /** Packets that the policy had decided, where listed. */
  policyPackets?: number;
  /** Devices of an ingress or egress chain; absent = not told. */
  devices?: string[];
}

export interface FilterChain {
  name: string;
  base?: FilterBase;
  rules: FilterRule[];
}

/** A named set or map. */
export interface FilterSet {
  name: string;
  /** Types of the key's parts. */
  types: FieldType[];
  elements: FilterElement[];
  /** The packet path itself changes it, or its elements run out: what is listed proves nothing about later packets. */
  changing: boolean;
}

export interface FilterTable {
  listing: RuleListing;
  /** ip, ip6, inet, netdev, bridge, arp. */
  family: string;
  name: string;
  chains: FilterChain[];
  sets: FilterSet[];
  /** Why more rules may stand at the end of any chain of this table. */
  cut?: ListingLack;
  /** It is of iptables' older kind, which nft does not list and the plain command may not show. */
  legacy?: true;
}

/** A packet filter's listing as it was shown. */
export interface FilterListing {
  kind: 'nft-json' | 'nft' | 'iptables-save' | 'ip6tables-save';
  text: string;
  /** Why lines may be missing anywhere in it (filtered by `grep`, one chain of many …). */
  partial?: OutputReason;
}

/** What a host's packet filters are, read from their listings. */
export interface Ruleset {
  tables: FilterTable[];
  /** Why there may be tables that are not listed, by their families; `anywhere`: rules may be missing in those that are. */
  missing: { families: string[]; lack: ListingLack; anywhere?: true }[];
  /** What it was read from. */
  listings: FilterListing[];
}

/** The ruleset of a host that is known to have no packet filter. */
export function emptyRuleset(): Ruleset {
  return { tables: [], missing: [], listings: [] };
}

/** A ruleset where a schema is asked for: it was made by the reader of listings. */
export const Ruleset = z.object({
  tables: z.array(z.unknown()),
  missing: z.array(z.unknown()),
  listings: z.array(z.unknown()),
}) as unknown as z.ZodType<Ruleset>;
