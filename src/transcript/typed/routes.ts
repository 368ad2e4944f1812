import {
  parseAddress,
  parsePrefix,
  prefixContains,
  type Route,
  rulesOf,
  tableNumber,
} from '../../analyzer/model/index.ts';
import { ownValue } from '../forms/own.ts';
import type { IpCommand } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { parseRoutes } from '../parsers/route-text.ts';
import { routeQuestionOf } from '../scopes/routes.ts';
import { doubtful, type Effect, type TypedChange } from './typed-change.ts';

/** `ip route add|replace|change|append|del|flush`. */
export function routeChange(ip: IpCommand): TypedChange | undefined {
  const { verb, args, family = 4 } = ip;
  const parts = ['routes'] as const;
  if (verb === 'flush' && /^cache$/.test(args[0] ?? '')) return undefined;
  if (verb === 'flush') return { parts, make: (draft) => flushed(draft, ip) };
  const route = typedRoute(ip);
  if (route === undefined) return doubtful([{ part: 'routes', family }]);
  const change = ownValue(CHANGES, verb);
  if (route.notUnderstood !== undefined || change === undefined)
    return doubtful([{ part: 'routes', family: route.family, table: route.table }]);
  return { parts, make: (draft) => change(draft, route) };
}

/** The route that an `ip route` command names; its table is `vrf NAME` where a VRF was named. */
export function typedRoute({ args, family = 4 }: IpCommand): Route | undefined {
  const words = args.filter((word) => word !== 'to').map((word) => ownValue(MEANING, word) ?? word);
  const vrf = words.indexOf('vrf');
  const table = vrf < 0 ? 'main' : `vrf ${words[vrf + 1]}`;
  if (vrf >= 0) words.splice(vrf, 2);
  const [route] = parseRoutes([words.join(' ')], { family, table }).found;
  if (route?.notUnderstood === NO_HOPS) delete route.notUnderstood;
  return route;
}

/** What parseRoutes says of a route without a device, which is enough to name one that is deleted. */
const NO_HOPS = 'its next hops are not shown';

/** Words that iproute2 takes and does not print. */
const MEANING: Readonly<Record<string, string>> = {
  priority: 'metric',
  preference: 'metric',
  lookup: 'table',
  protocol: 'proto',
};

const CHANGES: Readonly<Record<string, (draft: ObservationDraft, route: Route) => Effect>> = {
  add: added,
  append: added,
  prepend: added,
  replace: replaced,
  change: replaced,
  chg: replaced,
  delete: deleted,
  del: deleted,
};

function inDoubt({ family, table }: Pick<Route, 'family' | 'table'>): Effect {
  return { doubts: [{ part: 'routes', family, table }] };
}

/** The route as the kernel completes it: the device of its gateway, and the scope and metric that it has by default. */
function completed(draft: ObservationDraft, route: Route): Route | undefined {
  const nextHops = route.nextHops.map((hop) =>
    hop.dev === undefined && hop.gateway !== undefined ? { ...hop, ...deviceOf(draft, hop.gateway) } : hop,
  );
  if (nextHops.some(({ dev }) => dev === undefined)) return undefined;
  if (nextHops.length === 0 && route.type === 'unicast') return undefined;
  const onLink = nextHops.length === 1 && nextHops[0]?.gateway === undefined && route.type === 'unicast';
  return {
    ...route,
    nextHops,
    ...(route.scope === undefined && onLink && route.family === 4 ? { scope: 'link' } : {}),
    // IP6_RT_PRIO_USER
    ...(route.metric === undefined && route.family === 6 ? { metric: 1024 } : {}),
  };
}

/** The connected network that holds a gateway. */
function deviceOf(draft: ObservationDraft, gateway: string): { dev?: string } {
  const address = parseAddress(gateway);
  if (!address) return {};
  const routes = draft.state.routes[address.family] ?? [];
  const networks = [
    ...(draft.state.addresses ?? []).map(({ local, prefixLength, dev }) => ({
      prefix: parsePrefix(`${local}/${prefixLength}`, address.family),
      dev,
    })),
    ...routes.flatMap(({ destination, nextHops: [hop], type }) =>
      type === 'unicast' && hop?.dev !== undefined && hop.gateway === undefined
        ? { prefix: parsePrefix(destination, address.family), dev: hop.dev }
        : [],
    ),
  ];
  const holding = networks.flatMap(({ prefix, dev }) =>
    prefix && prefixContains(prefix, address) ? [{ length: prefix.length, dev }] : [],
  );
  const [best] = holding.toSorted((one, other) => other.length - one.length);
  return best === undefined ? {} : { dev: best.dev };
}

function isSameKey(draft: ObservationDraft, one: Route, other: Route): boolean {
  return (
    one.destination === other.destination &&
    tableNumber(one.table, draft.state) === tableNumber(other.table, draft.state) &&
    (one.tos ?? 0) === (other.tos ?? 0) &&
    (one.source ?? '') === (other.source ?? '')
  );
}

function added(draft: ObservationDraft, typed: Route): Effect {
  const route = completed(draft, typed);
  if (route === undefined) return inDoubt(typed);
  if (route.table.startsWith('vrf ')) draft.addVrf(route.table.slice('vrf '.length), false);
  const isNew = isNewTable(draft, route);
  draft.addRoutes(route.family, [withKnownTable(draft, route)], undefined);
  draft.cover('routes', isNew ? [{ family: route.family, table: route.table, commandUnseen: true }] : []);
  return 'made';
}

/** Whether nothing used the table before, so that it holds what is typed and most likely nothing else. */
function isNewTable(draft: ObservationDraft, { family, table }: Route): boolean {
  const number = (name: string) => tableNumber(name, draft.state);
  const isOwn = ['254', '255', '253'].includes(number(table)) || table.startsWith('vrf ');
  const isUsed =
    draft.routes[family].items.some((route) => number(route.table) === number(table)) ||
    rulesOf(draft.state, family).some(
      ({ action }) => action.kind === 'lookup' && number(action.table) === number(table),
    );
  return (
    !isOwn && (!isUsed || (draft.tablesOfTypedRules.has(table) && !draft.covers('routes', { family, table })))
  );
}

/** A table that was listed by its number, and is typed by its name, or the other way round, is one table. */
function withKnownTable(draft: ObservationDraft, route: Route): Route {
  const number = tableNumber(route.table, draft.state);
  const known = draft.routes[route.family].items.find(
    ({ table }) => tableNumber(table, draft.state) === number,
  );
  return known === undefined ? route : { ...route, table: known.table };
}

function replaced(draft: ObservationDraft, typed: Route): Effect {
  const route = completed(draft, typed);
  if (route === undefined) return inDoubt(typed);
  const known = draft.routes[route.family];
  const old = known.items.find(
    (other) => isSameKey(draft, other, route) && (other.metric ?? 0) === (route.metric ?? 0),
  );
  if (old && JSON.stringify(old.nextHops) === JSON.stringify(route.nextHops)) return 'nothing';
  known.keep((other) => other !== old);
  return added(draft, route);
}

function deleted(draft: ObservationDraft, typed: Route): Effect {
  const known = draft.routes[typed.family];
  const fits = (route: Route) =>
    isSameKey(draft, route, typed) &&
    (typed.metric === undefined || route.metric === typed.metric) &&
    (typed.prefsrc === undefined || route.prefsrc === typed.prefsrc) &&
    typed.nextHops.every(({ dev, gateway }) =>
      route.nextHops.some(
        (hop) => (dev === undefined || hop.dev === dev) && (gateway === undefined || hop.gateway === gateway),
      ),
    );
  const old = known.items.find(fits);
  if (old === undefined) return inDoubt(typed);
  known.keep((route) => route !== old);
  return 'made';
}

/** `ip route flush table N`, `flush dev NAME`; other choices are not followed. */
function flushed(draft: ObservationDraft, ip: IpCommand): Effect {
  const family = ip.family ?? 4;
  const { table, reach } = routeQuestionOf(ip);
  const names = Object.keys(reach ?? { other: 1 });
  if (table === 'all' || ip.args.length === 0 || names.some((name) => name !== 'device'))
    return { doubts: [{ part: 'routes', family, ...(table === 'all' ? {} : { table }) }] };
  const number = tableNumber(table, draft.state);
  draft.routes[family].keep(
    (route) =>
      tableNumber(route.table, draft.state) !== number ||
      (reach?.device !== undefined && !route.nextHops.some(({ dev }) => dev === reach.device)),
  );
  if (reach?.device === undefined) draft.cover('routes', [{ family, table }]);
  return 'made';
}
