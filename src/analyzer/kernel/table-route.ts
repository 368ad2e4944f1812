import type { NextHop, Route } from '../model/index.ts';
import type { ParsedPrefix } from './addresses.ts';
import type { RouteError } from './answers.ts';
import type { ChosenSource } from './source-address.ts';

/**
 * How a plain route leaves, shared by all routes of a table that leave alike: what the kernel would choose for it is worked out
 * once, however many routes there are.
 */
export interface Way {
  hop: NextHop;
  dev: string;
  /** The device alone, as a list. */
  devices: readonly string[];
  /** Source address, once it was asked for. */
  chosen: ChosenSource | undefined;
  /** Gateway that is really used, once it was asked for; `null` = none. */
  gateway: string | null | undefined;
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
  broken: string | undefined;
}

/** What a table lookup came to; `undefined` = no route. */
export type TableResult<Match> =
  | {
      kind: 'match';
      match: Match;
      route: TableRoute;
      length: number;
      /** Devices that are possible; several only where a flow hash has chosen before the rule looks at the result. */
      devices: readonly (string | undefined)[];
    }
  | { kind: 'reject'; error: RouteError; route: TableRoute }
  | { kind: 'throw'; route: TableRoute }
  | undefined;
