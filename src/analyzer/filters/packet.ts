import type {
  FILTER_PATHS,
  FilterOwner,
  FilterReason,
  FilterRuleRef,
  HostState,
  OpenQuestion,
} from '../model/index.ts';
import type { KernelModel } from '../routes/model.ts';

/**
 * Where in the packet's way the filter is asked. The hooks of one stage together: `prerouting` and `arp-input` begin at the device's
 * ingress hook (a bridge's port and its chains included), `postrouting` and `arp-output` end at its egress hook. The others are
 * one hook alone, of the device that the packet names.
 */
export type FilterPath = (typeof FILTER_PATHS)[number];

/** One packet as the filter sees it. What is absent is not known (but see `mark` and `ctMark`). */
export interface FilterPacket {
  family: 4 | 6;
  /** Device that it came in on; absent on the way out. */
  iif?: string;
  /** Device that it leaves by; absent on the way in. */
  oif?: string;
  /** The bridge's port that it comes by or leaves by, where that device is a bridge; absent: the only one, else not known. */
  port?: string;
  sourceMac?: string;
  destinationMac?: string;
  source?: string;
  destination?: string;
  /** For `arp`, `source` and `destination` are the sender's and the target's addresses. */
  protocol: 'icmp' | 'icmpv6' | 'tcp' | 'udp' | 'arp';
  /** 1 request, 2 reply. */
  arpOperation?: number;
  icmpType?: number;
  icmpCode?: number;
  sourcePort?: number;
  destinationPort?: number;
  /** `new` for a request, `established` for its answer; absent = not known. */
  ctState?: 'new' | 'established' | 'related' | 'invalid' | 'untracked';
  /** Packet mark; absent = 0, null = not known. */
  mark?: number | null;
  /** Connection mark; absent = 0 for a new connection, else not known; null = not known. */
  ctMark?: number | null;
  /** Whether address translation has already changed it; absent = not known (nothing has, before prerouting). */
  translated?: { source: boolean; destination: boolean };
}

/** What network address translation makes of the packet. A part that is rewritten to something not known is in `unknown`. */
export interface Rewritten {
  source?: string;
  destination?: string;
  sourcePort?: number;
  destinationPort?: number;
  unknown?: ('source' | 'destination' | 'sourcePort' | 'destinationPort')[];
}

/** What becomes of the packet at one stage's hooks. */
export interface FilterVerdict {
  verdict: 'accept' | 'drop' | 'reject' | 'unknown';
  /** The rule that decides; for `unknown` the first one that could not be evaluated. */
  rule?: FilterRuleRef;
  reason: FilterReason;
  /** For `unknown`: what it hangs on. */
  question?: OpenQuestion;
  rewritten?: Rewritten;
  /** The packet's mark afterwards; absent = not known. */
  mark?: number;
  /** The connection's mark afterwards; absent = not known. */
  ctMark?: number;
  /** A rule took the packet out of connection tracking; null = may have. */
  untracked?: true | null;
  /**
   * The dropping and rejecting rules that may decide, as far as they were followed: for `unknown`, and where an earlier one than `rule` may
   * already have stopped the packet.
   */
  possible?: FilterRuleRef[];
  /** Of `possible`, the rejecting ones, with what their sender is told. */
  rejects?: { rule: FilterRuleRef; with?: string }[];
  /** What would be certain, were it not for lines that were left out of a listing: they may let the packet pass before. */
  butFor?: FilterVerdict;
  /** For `reject`: what the sender is told, as listed (`icmp-host-prohibited`, `tcp reset`). */
  rejectWith?: string;
  /** The rules that surely log the packet on its way, with their prefixes. */
  logged?: { rule: FilterRuleRef; prefix?: string }[];
  /** The rule decides by whether the way back uses the same interface (nft fib, iptables rpfilter). */
  kind?: 'reverse-path';
  /** For `unknown`: of several rules the one that decides by the way back, where nothing before it is known to stop the packet. */
  wayBack?: FilterRuleRef;
  /** Whose rule it is, where its layout is known. */
  owner?: FilterOwner;
}

/** What the filter asks of the rest of the host: routes for fib and rpfilter, addresses and links for types and groups. */
export interface FilterHost {
  routes?: Pick<KernelModel, 'lookup' | 'isLocal'>;
  state?: Pick<HostState, 'addresses' | 'links' | 'sysctls'>;
}
