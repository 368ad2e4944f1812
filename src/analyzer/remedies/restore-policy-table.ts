import { policyFault } from '../causes/index.ts';
import {
  addressHolder,
  type Change,
  type GatewaySource,
  type Intent,
  linkOf,
  type Message,
  TABLE,
  tableNumber,
} from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import { gatewayReach } from './gateway-reach.ts';
import { routesInShort, rulesInShort } from './in-short.ts';
import type { RemedyKind, RemedyPlan } from './remedy.ts';

const KERNEL_TABLES: ReadonlySet<string> = new Set(Object.values(TABLE));

type ConfiguredRoute = Extract<Intent, { kind: 'route' }> & { device: string };

/**
 * "The table has the routes again that the host's own configuration has for it." Nothing is taken over from another interface: its
 * gateway is another network's.
 */
export const RESTORE_POLICY_TABLE = {
  id: 'restore-policy-table',
  recommended: true,
  families: [4, 6],
  movesAnswers: true,
  isConfigured: true,
  fits: (walk) => configuredFor(walk).routes.length > 0,
  risks: (walk) => [
    { key: 'risk.as-configured', places: [...new Set(configuredFor(walk).routes.map(placeOf))] },
  ],
  plan(walk) {
    const { table, routes } = configuredFor(walk);
    const { family } = walk.asked;
    const { state } = walk.modelled;
    const number = Number(table);
    if (table === undefined || !Number.isInteger(number) || KERNEL_TABLES.has(table))
      return none({ key: 'plan.table-not-by-number', table: table ?? '' });
    const changes: Change[] = [];
    for (const route of routes) {
      const { device, gateway, destination, prefsrc } = route;
      const other = routes.find((one) => one.destination === destination && !isSameWay(one, route));
      if (other) return none({ key: 'plan.configured-twice', table, destination });
      if (!linkOf(state, device)) return none({ key: 'plan.device-not-there', device });
      const onDevice = { kind: 'route', family, table: number, dev: device } as const;
      const reach = gateway === undefined ? undefined : gatewayReach(state, { device, family, gateway });
      if (reach?.kind === 'impossible') return none(reach.because);
      if (reach?.kind === 'host-route')
        changes.push({ ...onDevice, destination: `${gateway}/${family === 4 ? 32 : 128}`, scope: 'link' });
      changes.push({
        ...onDevice,
        destination,
        ...(gateway === undefined ? { scope: 'link' as const } : { gateway }),
        ...(prefsrc === undefined ? {} : { prefsrc }),
      });
    }
    const gateway = gatewayOf(walk, routes);
    return {
      kind: 'changes',
      changes: linksFirst(changes),
      ...(gateway ? { gateway } : {}),
      restsOn: {
        'policy rules': rulesInShort(state, family),
        [`table ${table}`]: routesInShort(state, family, table) || 'empty',
        [`configured routes of table ${table}`]: routes.map(inShort).join(', '),
      },
    };
  },
} as const satisfies RemedyKind<'restore-policy-table'>;

/**
 * The routes of the table that the rule for the asked address leads to, as the configuration of the host has them, and the table has
 * not. A route to everything without a gateway is none: its gateway comes by DHCP, say, and is not known from there.
 */
function configuredFor(walk: Walk): { table?: string; routes: ConfiguredRoute[] } {
  const fault = policyFault(walk);
  if (fault?.cause !== 'policy-table-empty') return { routes: [] };
  const { state } = walk.modelled;
  const { family } = walk.asked;
  const { table } = fault.facts;
  const there = new Set(
    (state.routes[family] ?? [])
      .filter((route) => route.table === table)
      .map(({ destination }) => destination),
  );
  const routes = (state.intent ?? []).flatMap((intent): ConfiguredRoute[] => {
    if (intent.kind !== 'route' || intent.family !== family || intent.table === undefined) return [];
    const { device } = intent;
    if (device === undefined || tableNumber(intent.table, state) !== table) return [];
    return there.has(intent.destination) ? [] : [{ ...intent, device }];
  });
  const isBare = ({ destination, gateway }: ConfiguredRoute) =>
    gateway === undefined && destination.endsWith('/0');
  if (routes.some(isBare)) return { table, routes: [] };
  return { table, routes: withoutRepeated(routes) };
}

/** netplan's own file and the one that it has written for its backend say the same. */
function withoutRepeated(routes: readonly ConfiguredRoute[]): ConfiguredRoute[] {
  return routes.filter(
    (route, index) =>
      routes.findIndex((one) => one.destination === route.destination && isSameWay(one, route)) === index,
  );
}

function isSameWay(one: ConfiguredRoute, other: ConfiguredRoute): boolean {
  return one.device === other.device && one.gateway === other.gateway;
}

/** The kernel takes a gateway only once the way to it is there. */
function linksFirst(changes: readonly Change[]): Change[] {
  const isLink = (change: Change) => change.kind === 'route' && change.gateway === undefined;
  return [...changes.filter(isLink), ...changes.filter((change) => !isLink(change))];
}

function gatewayOf(walk: Walk, routes: readonly ConfiguredRoute[]): RemedyPlan['gateway'] {
  const device = addressHolder(walk.modelled.state, walk.seen.ingress);
  const route = routes.find((one) => one.device === device && one.gateway !== undefined);
  if (route?.gateway === undefined) return undefined;
  const source: GatewaySource = { by: 'configuration', told: route.source };
  return { address: route.gateway, sources: [source], assumed: false };
}

function placeOf({ source, line }: ConfiguredRoute): string {
  return line === undefined ? source : `${source}:${line}`;
}

function inShort(route: ConfiguredRoute): string {
  const { destination, gateway, device } = route;
  return [destination, ...(gateway === undefined ? [] : [gateway]), device, placeOf(route)].join(' ');
}

function none(because: Message): RemedyPlan {
  return { kind: 'none', because };
}
