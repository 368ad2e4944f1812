import type { FilterOwner, FilterReason, FilterRuleRef, HostState, OpenQuestion } from '../model/index.ts';
import type { KernelModel } from '../routes/model.ts';

/** Where in the packet's way the filter is asked: the netfilter hooks of one stage. */
export type FilterPath = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/** One packet as the filter sees it. What is absent is not known (but see `mark` and `ctMark`). */
export interface FilterPacket {
  family: 4 | 6;
  /** Device that it came in on; absent on the way out. */
  iif?: string;
  /** Device that it leaves by; absent on the way in. */
  oif?: string;
  source?: string;
  destination?: string;
  protocol: 'icmp' | 'icmpv6' | 'tcp' | 'udp';
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
  /** For `unknown`: the dropping and rejecting rules that may decide, as far as they were followed. */
  possible?: FilterRuleRef[];
  /** The rule decides by whether the way back uses the same interface (nft fib, iptables rpfilter). */
  kind?: 'reverse-path';
  /** Whose rule it is, where its layout is known. */
  owner?: FilterOwner;
}

/** What the filter asks of the rest of the host: routes for fib and rpfilter, addresses and links for types and groups. */
export interface FilterHost {
  routes?: Pick<KernelModel, 'lookup' | 'isLocal'>;
  state?: Pick<HostState, 'addresses' | 'links' | 'sysctls'>;
}
