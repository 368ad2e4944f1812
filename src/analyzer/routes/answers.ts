import type { NextHop, OpenQuestion, Route, Rule } from '../model/index.ts';

/**
 * A question as `ip route get` puts it. Without `iif` it is about a packet that this host sends, with `iif` about one that
 * arrives there. Absent IPv4 `ipproto` counts as UDP (17) and absent ports as 0, as `ip route get` has it; absent uid is root.
 */
export interface RouteQuery {
  family: 4 | 6;
  to: string;
  from?: string;
  iif?: string;
  oif?: string;
  mark?: number;
  /** The whole traffic class octet, ECN bits ignored. */
  tos?: number;
  ipproto?: number;
  sport?: number;
  dport?: number;
  /**
   * Owner of the socket that sends; what the kernel answers by itself (echo replies, resets) counts as root's, an answer of a listening
   * socket as its owner's (measured). `listener`: the owner of whoever listens on `sport`, which was not shown.
   */
  uid?: number | 'listener';
  /**
   * The host's own side of the flow (`from` of what it sends, `to` of what arrives) is an address of this host, though perhaps no
   * listing shows it: somebody asked for it, or a capture shows it. Complete listings that lack it count for more.
   */
  ownAddress?: boolean;
}

/** A packet that arrives, for source validation alone. */
export interface ArrivalQuery {
  family: 4 | 6;
  source: string;
  destination: string;
  iif: string;
  mark?: number;
  tos?: number;
  ipproto?: number;
  sport?: number;
  dport?: number;
  /** As in `RouteQuery`. */
  ownAddress?: boolean;
}

export type RouteError = 'ENETUNREACH' | 'EHOSTUNREACH' | 'EACCES' | 'EINVAL';

/** What a lookup comes to, without its reasons (see `Why`). An answer may be shared among lookups: it is never changed. */
export type RouteAnswer =
  | {
      readonly kind: 'route';
      /** unicast, local, broadcast, multicast, anycast. */
      readonly type: string;
      /** `lo` (or the VRF) for local delivery; absent where several next hops are possible. */
      readonly dev?: string | undefined;
      readonly gateway?: string | undefined;
      /** Source address that the kernel would choose; absent for input lookups and where `from` was given (IPv4). */
      readonly prefsrc?: string | undefined;
      /**
       * Table as in `Route.table`, as the kernel reports it: 254 also where no table was asked (limited broadcast), and for
       * local IPv4 entries as long as no rule was ever added (local and main are one trie until then).
       */
      readonly table: string;
      /** The next hops among which a flow hash chooses, where there is more than one. */
      readonly nextHops?: readonly NextHop[] | undefined;
      /** What the source address hangs on; `prefsrc` is then absent though the kernel has one. */
      readonly sourceUnknown?: OpenQuestion | undefined;
    }
  | { readonly kind: 'error'; readonly error: RouteError }
  /** An input lookup refused by source validation ("RPF"), for whatever reason. */
  | { readonly kind: 'refused'; readonly validation: SourceValidation }
  /** Something that is not understood, or was not collected, touches this flow. */
  | { readonly kind: 'unknown'; readonly question: OpenQuestion };

type ValidationReason =
  /** Accepted: the way back uses the ingress interface. */
  | 'same-interface'
  /** Accepted: mode 2 and some way back exists. */
  | 'loose'
  /** Accepted: mode 0. */
  | 'off'
  /** Accepted: the source is local here and `accept_local` allows it. */
  | 'accept-local'
  /** Accepted without a check: IPv6 has none, and neither have multicast and early answers. */
  | 'not-checked'
  /** Refused: mode 1, and the way back is another interface. */
  | 'strict'
  /** Refused: mode 2 and no way back at all. */
  | 'loose-no-route'
  /** Refused: mode 1 and no way back at all. */
  | 'no-route'
  /** Refused: an unreachable, prohibit or blackhole route or rule stands in the way back (modes 1 and 2). */
  | 'route-rejects'
  /** Refused: the source is a broadcast or multicast destination by the reverse lookup. */
  | 'not-unicast'
  /** Refused: the source is one of the host's own addresses. */
  | 'own-address'
  /** Refused: a source that may never be seen on a wire (multicast, broadcast, 0/8, 127/8). */
  | 'martian'
  /** Refused: the ingress interface has no IPv4 address (modes 1 and 2). */
  | 'no-ingress-address';

/** What makes a source one that may never be seen on a wire. */
export type Martian = 'no-host-address' | 'zero-network' | 'loopback';

/** What the kernel's source validation (rp_filter and martian checks) says of one arriving packet. */
export type SourceValidation = {
  /** Effective mode: the greater of `conf.all.rp_filter` and `conf.IFACE.rp_filter`; absent where it is not known or not looked at. */
  mode?: 0 | 1 | 2;
  /** The reverse lookup, where one was made. */
  reverse?: RouteAnswer;
} & (
  | {
      verdict: 'accepted' | 'refused';
      reason: ValidationReason;
      /** For the reason `martian`: what is wrong with the source. */
      martian?: Martian;
    }
  | {
      verdict: 'unknown';
      reason: 'unknown';
      /** What the verdict hangs on. */
      question: OpenQuestion;
      /** What the verdict would be in each mode of rp_filter that is possible, where it hangs on the mode. */
      byMode?: SourceValidation[];
    }
);

/** A selector of a rule that did not hold, as `ip rule` spells it. */
export type Selector =
  | 'from'
  | 'to'
  | 'iif'
  | 'oif'
  | 'fwmark'
  | 'tos'
  | 'dscp'
  | 'ipproto'
  | 'sport'
  | 'dport'
  | 'uidrange'
  | 'tun_id'
  | 'l3mdev';

/** What came of a rule that was tried. */
export type RuleOutcome =
  | 'not-matched'
  | 'nop'
  | 'goto'
  | 'goto-unresolved'
  /** The table has no route at all; next rule. */
  | 'table-empty'
  /** The table has routes, none for this destination; next rule. */
  | 'no-route'
  /** A `throw` route; next rule. */
  | 'throw'
  | 'suppressed-prefix-length'
  | 'suppressed-group'
  /** The rule's own action ended the lookup with an error. */
  | 'rule-rejects'
  /** A route of its table ended the lookup with an error. */
  | 'route-rejects'
  /** A route of its table was taken. */
  | 'taken';

/** Why a route that holds the destination was not taken. */
export interface PassedRoute {
  route: Route;
  because:
    | 'tos'
    | 'dead'
    | 'linkdown'
    | 'oif'
    | 'source'
    | 'expired'
    | 'neighbour-failed'
    /** Behind a next hop object that leads to another device, at the same first address (IPv4). */
    | 'behind-object'
    | 'shorter-prefix'
    | 'later-entry';
}

/** One rule that was tried, in order. */
export interface RuleStep {
  rule: Rule;
  outcome: RuleOutcome;
  /** The first selector that did not hold; absent where all held. With `rule.not` the rule matches because of it. */
  failed?: Selector;
  /** The route that threw, was suppressed, rejected or was taken. */
  route?: Route;
  /** Routes of the asked table that hold the destination and were not taken. */
  passedOver: PassedRoute[];
}

/** How an answer came about; enough to tell it in words. */
export interface Why {
  /** Rules tried, in order; empty where no rule was asked. */
  steps: RuleStep[];
  /** The rule that decided. */
  rule?: Rule;
  /** The table of the deciding route, as in `Route.table` (for local entries always 255). */
  table?: string;
  /** The deciding route: taken, or rejecting. */
  route?: Route;
  /** What was not shown and was taken at its default, as far as this lookup (or its source validation) rests on it. */
  assumed: OpenQuestion[];
  /** For input lookups: what source validation said, and how its reverse lookup came about, where one was made. */
  validation?: SourceValidation;
  reverse?: Why;
}
