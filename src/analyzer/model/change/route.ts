import { z } from 'zod';
import type { Command } from '../command.ts';
import { withScope } from '../coverage.ts';
import { Family } from '../family.ts';
import type { HostState, Route } from '../host-state.ts';
import { type ChangeKind, ip } from './kind.ts';

/** Routes of ours carry this protocol number, by which they are told from an administrator's. */
const ROUTE_PROTOCOL = '176';

/** A route is added to a table. */
export const RouteChange = z.object({
  kind: z.literal('route'),
  family: Family,
  /** Routing table, decimal. */
  table: z.number().int(),
  /** CIDR; `0.0.0.0/0` for default. */
  destination: z.string(),
  dev: z.string(),
  gateway: z.string().optional(),
  scope: z.enum(['link', 'global']).optional(),
  prefsrc: z.string().optional(),
});
export type RouteChange = z.infer<typeof RouteChange>;

export const ROUTE = {
  do: (change) => [...ip(change.family), 'route', 'add', ...words(change)],
  undo: (change) => [...ip(change.family), 'route', 'del', ...words(change)],
  check: ({ family, table }) => [...ip(family), 'route', 'show', 'table', String(table)],
  after: withRoute,
  wire: ({ family, table, destination, dev, gateway = '-', scope = '-', prefsrc = '-' }) => [
    'route',
    String(family),
    String(table),
    destination,
    dev,
    gateway,
    scope,
    prefsrc,
  ],
} as const satisfies ChangeKind<RouteChange>;

function words({ destination, gateway, dev, scope, prefsrc, table }: RouteChange): Command {
  const isDefault = destination === '0.0.0.0/0' || destination === '::/0';
  return [
    isDefault ? 'default' : destination,
    ...(gateway === undefined ? [] : ['via', gateway]),
    'dev',
    dev,
    ...(scope === 'link' ? ['scope', 'link'] : []),
    ...(prefsrc === undefined ? [] : ['src', prefsrc]),
    'table',
    String(table),
    'proto',
    ROUTE_PROTOCOL,
  ];
}

/** The table is the plan's own: with its routes it is wholly known, listed or not. */
function withRoute(state: HostState, change: RouteChange): HostState {
  const { family, table } = change;
  return {
    ...state,
    routes: { ...state.routes, [family]: [...(state.routes[family] ?? []), routeOf(change)] },
    coverage: withScope(state.coverage, 'routes', { family, table: String(table) }),
  };
}

function routeOf({ family, destination, table, dev, gateway, scope, prefsrc }: RouteChange): Route {
  return {
    family,
    type: 'unicast',
    destination,
    table: String(table),
    protocol: ROUTE_PROTOCOL,
    nextHops: [{ dev, flags: [], ...(gateway === undefined ? {} : { gateway }) }],
    ...(scope === 'link' ? { scope } : {}),
    ...(prefsrc === undefined ? {} : { prefsrc }),
  };
}
