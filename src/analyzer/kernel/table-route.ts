import type { NextHop, Route } from '../model/index.ts';
import type { ParsedPrefix } from './addresses.ts';
import type { RouteError } from './answers.ts';

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
  broken: string | undefined;
}

/** What a table lookup came to; `undefined` = no route. */
export type TableResult<Match> =
  | { kind: 'match'; match: Match; route: TableRoute; length: number; dev: string | undefined }
  | { kind: 'reject'; error: RouteError; route: TableRoute }
  | { kind: 'throw'; route: TableRoute }
  | undefined;
