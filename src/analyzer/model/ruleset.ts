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
  | { kind: 'filtered'; how: string };

/** A rule of the packet filter: where it stands, and what it says. */
export interface FilterRuleRef {
  listing: 'nft' | 'iptables';
  /** ip, ip6, inet, netdev, bridge, arp. */
  family: string;
  table: string;
  chain: string;
  /** The rule as listed, without its counters; `policy drop` for a base chain's policy. */
  text: string;
  /** nft's handle, where it was listed. */
  handle?: number;
  /** Line of the listing, from 1. */
  line?: number;
  /** Packets that the rule's own counter had seen when it was listed. */
  packets?: number;
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
  /** Whether the packet comes by the bridge's chain is not known. */
  | { kind: 'bridge'; chain: string }
  /** Whether the connection is tracked is not known. */
  | { kind: 'tracking' }
  /** The packet is an answer, and there is no way back that it could take. */
  | { kind: 'no-way-back' };
