import type { NextHop, OpenQuestion, ParsedPrefix, Route } from '../model/index.ts';
import type { RouteAnswer, RouteError } from './answers.ts';

/**
 * How a plain route leaves, shared by all routes of a table that leave alike: what the kernel would choose for it is worked out
 * once, however many routes there are.
 */
export interface Way {
  /** Its number among the table's ways. */
  place: number;
  /** What else its routes have in common. */
  like: Pick<Route, 'scope' | 'prefsrc' | 'nextHopObject'> & { table: string };
  hop: NextHop;
  dev: string;
  /** The device alone, as a list. */
  devices: readonly string[];
  /** The answers, once they were asked for, to flows without a source and to those from an address that is not loopback. */
  outcomes: { chosen: RouteAnswer | undefined; given: RouteAnswer | undefined };
}

/** A route ready for lookup. */
export interface TableRoute {
  route: Route;
  table: string;
  length: number;
  scope: number;
  /** Error of a rejecting type; a throw sends the lookup to the next rule. */
  reject: RouteError | 'throw' | undefined;
  /** IPv6 source-specific route. */
  source: ParsedPrefix | undefined;
  hops: readonly NextHop[];
  tos: number;
  /** Set for a unicast route with one next hop that is neither dead nor without carrier: nearly every route. */
  way: Way | undefined;
  /** What a lookup hangs on that comes by this route. */
  open: OpenQuestion | undefined;
}

/** The IPv4 route that was found, and its next hops that may be used (more than one where a flow hash chooses). */
export interface Match4 {
  /** Without a trace perhaps another route of the table that leaves alike and is as long. */
  route: TableRoute;
  hops: readonly NextHop[];
  /** Table as the kernel reports it. */
  table: string;
  /** All routes of the prefix, in the kernel's order. */
  prefixRoutes: readonly TableRoute[];
}

/** The IPv6 route that was found, the next hop that scored best, and all that a flow hash may choose. */
export interface Match6 {
  route: TableRoute;
  hops: readonly NextHop[];
  table: string;
}

/** A route that was found. */
export interface Found<Match> {
  kind: 'match';
  match: Match;
  route: TableRoute;
  length: number;
  /** Devices that are possible; several only where a flow hash has chosen before the rule looks at the result. */
  devices: readonly (string | undefined)[];
}

/** What a table lookup came to; `undefined` = no route. */
export type TableResult<Match> =
  | Found<Match>
  | { kind: 'reject'; error: RouteError; route: TableRoute }
  | { kind: 'throw'; route: TableRoute }
  | undefined;
