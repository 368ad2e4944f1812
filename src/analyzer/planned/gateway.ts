import {
  type ChangeError,
  type HostState,
  linkOf,
  parseAddress,
  parsePrefix,
  prefixContains,
  type Route,
  type Rule,
  rulesOf,
  TABLE,
  tableNumber,
} from '../model/index.ts';
import { isUp } from './parts.ts';

/** What the kernel makes of a gateway when a route is added: the device that leads to it, or why it refuses. */
export type GatewayCheck = { kind: 'fits'; dev: string } | { kind: 'fails'; error: ChangeError };

/**
 * A gateway must be on the link of an interface that is up: what a route leads to without a gateway of its own. The route's own table
 * is asked first, then all by the rules (`fib_check_nh_v4_gw`, `ip6_route_check_nh`).
 */
export function checkGateway(
  state: HostState,
  {
    family,
    gateway,
    dev,
    table,
    onlink,
  }: { family: 4 | 6; gateway: string; dev?: string; table: string; onlink: boolean },
): GatewayCheck {
  if (dev !== undefined && !isUp(state, dev)) return { kind: 'fails', error: 'ENETDOWN' };
  const isLinkLocal = /^fe[89ab]/i.test(gateway);
  if (isLinkLocal || onlink)
    return dev === undefined ? { kind: 'fails', error: 'EINVAL' } : { kind: 'fits', dev };
  // A next hop of the other family is a neighbour of the interface.
  const address = parseAddress(gateway);
  if (address === undefined || (address.family !== family && dev === undefined))
    return { kind: 'fails', error: 'EINVAL' };
  const own = (state.addresses ?? []).some((one) => one.local === gateway && one.dev !== 'lo');
  if (own && family === 6) return { kind: 'fails', error: 'EINVAL' };
  for (const asked of [table, ...lookedUp(state, address.family, gateway)]) {
    const found = onLinkRoute(state, {
      family: address.family,
      gateway,
      table: asked,
      ...(dev ? { dev } : {}),
    });
    if (found === undefined) continue;
    if (found.type !== 'unicast' && found.type !== 'local') return { kind: 'fails', error: 'EINVAL' };
    const device = found.nextHops[0]?.dev;
    if (device === undefined) break;
    return isUp(state, device) ? { kind: 'fits', dev: device } : { kind: 'fails', error: 'ENETDOWN' };
  }
  return { kind: 'fails', error: family === 4 ? 'ENETUNREACH' : 'EHOSTUNREACH' };
}

/** The tables that a lookup from the host itself, with no source yet, passes. */
function lookedUp(state: HostState, family: 4 | 6, gateway: string): string[] {
  const address = parseAddress(gateway);
  return rulesOf(state, family).flatMap((rule) =>
    rule.action.kind === 'lookup' && address !== undefined && takesAnything(rule, address)
      ? [tableNumber(rule.action.table, state)]
      : [],
  );
}

function takesAnything(rule: Rule, to: NonNullable<ReturnType<typeof parseAddress>>): boolean {
  const { from, iif, oif, fwmark, tos, dscp, ipproto, sport, dport, l3mdev, not, suppressPrefixLength } =
    rule;
  const narrowed = [from, iif, oif, fwmark, tos, dscp, ipproto, sport, dport, l3mdev, not];
  if (narrowed.some((selector) => selector !== undefined) || suppressPrefixLength !== undefined) return false;
  const prefix = rule.to === undefined ? undefined : parsePrefix(rule.to, rule.family);
  return prefix === undefined || prefixContains(prefix, to);
}

type Asked = { family: 4 | 6; gateway: string; table: string; dev?: string };

/** The most specific route of a table that needs no gateway itself. */
function onLinkRoute(state: HostState, { family, gateway, table, dev }: Asked): Route | undefined {
  const address = parseAddress(gateway);
  if (address === undefined) return undefined;
  const connected =
    table === TABLE.main && state.routes[family] === undefined ? connectedOf(state, family) : [];
  const fits = [...(state.routes[family] ?? []), ...connected].flatMap((route) => {
    const [hop] = route.nextHops;
    const isHere = tableNumber(route.table, state) === table && hop?.gateway === undefined;
    const isFit = isHere && (dev === undefined || hop?.dev === dev || route.type === 'local');
    const prefix = isFit ? parsePrefix(route.destination, family) : undefined;
    return prefix && prefixContains(prefix, address) && !hop?.flags.includes('dead')
      ? [{ route, length: prefix.length }]
      : [];
  });
  const [best] = fits.toSorted((one, other) => other.length - one.length);
  return best?.route;
}

/** Where no routes were listed, those that follow from the addresses. */
function connectedOf({ addresses = [] }: HostState, family: 4 | 6): Route[] {
  return addresses.flatMap(({ dev, local, prefixLength, ...address }) => {
    if (address.family !== family) return [];
    return [
      {
        family,
        type: 'unicast',
        destination: `${local}/${prefixLength}`,
        table: TABLE.main,
        nextHops: [{ dev, flags: [] }],
      },
    ];
  });
}

/** Whether routes by a device can be added: it exists and is up. */
export function checkDevice(state: HostState, dev: string): ChangeError | undefined {
  if ((state.links?.length ?? 0) > 0 && linkOf(state, dev) === undefined) return 'ENODEV';
  return isUp(state, dev) ? undefined : 'ENETDOWN';
}
