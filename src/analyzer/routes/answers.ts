import type { NextHop, Route, Rule } from '../model/index.ts';

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
  uid?: number;
}

export type RouteError = 'ENETUNREACH' | 'EHOSTUNREACH' | 'EACCES' | 'EINVAL';

export type RouteAnswer =
  | {
      kind: 'route';
      /** unicast, local, broadcast, multicast, anycast. */
      type: string;
      /** `lo` (or the VRF) for local delivery; absent where several next hops are possible. */
      dev?: string;
      gateway?: string;
      /** Source address that the kernel would choose; absent for input lookups and where `from` was given (IPv4). */
      prefsrc?: string;
      /**
       * Table as in `Route.table`, as the kernel reports it: 254 also where no table was asked (limited broadcast), and for
       * local IPv4 entries as long as no rule was ever added (local and main are one trie until then).
       */
      table: string;
      /** The next hops among which a flow hash chooses, where there is more than one. */
      nextHops?: NextHop[];
      /** Why the source address could not be told; `prefsrc` is then absent though the kernel has one. */
      sourceUnknown?: string;
      why: Why;
    }
  | { kind: 'error'; error: RouteError; why: Why }
  /** An input lookup refused by source validation ("RPF"), for whatever reason. */
  | { kind: 'refused'; validation: SourceValidation; why: Why }
  /** Something that is not understood, or was not collected, touches this flow. */
  | { kind: 'unknown'; because: string; why: Why };

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
  | 'no-ingress-address'
  | 'unknown';

/** What the kernel's source validation (rp_filter and martian checks) says of one arriving packet. */
export interface SourceValidation {
  verdict: 'accepted' | 'refused' | 'unknown';
  reason: ValidationReason;
  /** Effective mode: the greater of `conf.all.rp_filter` and `conf.IFACE.rp_filter`; absent where it is not known or not looked at. */
  mode?: 0 | 1 | 2;
  /** The reverse lookup, where one was made. */
  reverse?: RouteAnswer;
  because: string;
}

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
  /** What else the kernel considered, one sentence each: limited broadcast, assumed on link, source address chosen … */
  notes: string[];
  /** What was not collected and was taken at the kernel's default. */
  assumed: string[];
  /** For input lookups: what source validation said. */
  validation?: SourceValidation;
}
