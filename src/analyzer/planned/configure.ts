import {
  type Address,
  type HostState,
  linkOf,
  type Route,
  type Rule,
  rulesOf,
  tableNumber,
  type WantedFamily,
  type WantedInterface,
} from '../model/index.ts';
import { addAddress4, deleteAddress4 } from './addresses4.ts';
import { addAddress6, deleteAddress6 } from './addresses6.ts';
import { addLink, setLink } from './links.ts';
import { type Applied, isLeased, made, withoutRoutes, withRoutes } from './parts.ts';
import { changeRoute } from './routes.ts';
import { changeRule } from './rules.ts';

/**
 * An interface as the owner of its configuration would have it: what it declares takes the place of what is static there, and of what
 * others put there by hand, which systemd-networkd removes unless it is told to leave it (networkd.conf(5), ManageForeign…=).
 */
export function configure(state: HostState, wanted: WantedInterface): Applied {
  const { dev, made } = wanted;
  if (made === undefined)
    return linkOf(state, dev) === undefined ? { kind: 'nothing' } : configureLink(state, wanted);
  const built = build(state, dev, made);
  const applied = built.kind === 'made' ? configureLink(built.state, wanted) : built;
  if (applied.kind !== 'open') return applied;
  // What it would have had may be what its ports have now.
  const { family } = applied.reach;
  return { kind: 'open', reach: family === undefined ? {} : { family } };
}

/** A bridge, bond or VLAN is there, of those interfaces. What becomes of one that leaves it hangs on the owner's version. */
function build(
  state: HostState,
  dev: string,
  { kind, of }: NonNullable<WantedInterface['made']>,
): Extract<Applied, { kind: 'made' | 'open' }> {
  const open = { kind: 'open', reach: {} } as const;
  const link = linkOf(state, dev);
  const isOther = link !== undefined && link.kind !== kind;
  const leaves = (state.links ?? []).some(({ name, master }) => master === dev && !of.includes(name));
  if (isOther || leaves || of.some((name) => linkOf(state, name) === undefined)) return open;
  const added: Applied = link
    ? { kind: 'made', state }
    : addLink(state, { name: dev, kind, flags: ['BROADCAST'], operstate: 'DOWN' });
  if (added.kind !== 'made') return open;
  let after = added.state;
  if (kind !== 'vlan')
    for (const name of of) {
      if (linkOf(after, name)?.master === dev) continue;
      // systemd-networkd takes an interface down before it joins a bond.
      const down = kind === 'bond' ? setLink(after, { kind: 'link-set', dev: name, up: false }) : undefined;
      const free = down?.kind === 'made' ? down.state : after;
      const joined = setLink(free, { kind: 'link-set', dev: name, master: dev });
      if (joined.kind !== 'made') return open;
      after = joined.state;
    }
  return { kind: 'made', state: after };
}

function configureLink(state: HostState, wanted: WantedInterface): Applied {
  const { dev, mtu } = wanted;
  for (const family of [4, 6] as const)
    if (wanted[family].method === 'dynamic' && !hasLease(state, dev, family))
      // What the lease will bring is not known.
      return { kind: 'open', reach: { family, device: dev } };
  const up = setLink(state, { kind: 'link-set', dev, up: true, ...(mtu === undefined ? {} : { mtu }) });
  let after = up.kind === 'made' ? up.state : state;
  for (const family of [4, 6] as const) {
    after = withAddresses(after, dev, wanted[family], family);
    after = withWantedRoutes(after, dev, wanted[family], family);
    after = withWantedRules(after, dev, wanted[family], family);
  }
  return made(after);
}

function hasLease({ addresses = [] }: HostState, dev: string, family: 4 | 6): boolean {
  return family === 6 || addresses.some((one) => one.dev === dev && one.family === family && isLeased(one));
}

function withAddresses(
  state: HostState,
  dev: string,
  { method, addresses }: WantedFamily,
  family: 4 | 6,
): HostState {
  const isWanted = (one: Address) =>
    addresses.some(({ local, prefixLength }) => local === one.local && prefixLength === one.prefixLength);
  const own = (state.addresses ?? []).filter(
    (one) => one.dev === dev && one.family === family && one.scope !== 'link',
  );
  const going = own.filter((one) => !isWanted(one) && !(method === 'dynamic' && isLeased(one)));
  const coming = addresses.filter(
    ({ local, prefixLength }) => !own.some((one) => one.local === local && one.prefixLength === prefixLength),
  );
  // What comes is there before the last one goes, or the routes by the interface would go with it.
  const added = coming.reduce((known, address) => {
    const applied = family === 4 ? addAddress4(known, address) : addAddress6(known, address);
    return applied.kind === 'made' ? applied.state : known;
  }, state);
  return going.reduce((known, { local, prefixLength }) => {
    const one = { dev, local, prefixLength };
    const applied = family === 4 ? deleteAddress4(known, one, true) : deleteAddress6(known, one);
    return applied.kind === 'made' ? applied.state : known;
  }, added);
}

function withWantedRoutes(state: HostState, dev: string, wanted: WantedFamily, family: 4 | 6): HostState {
  const { method, routes, lease } = wanted;
  const keepsForeign = state.networkd?.foreignRoutes === 'kept';
  const isGoing = (route: Route) => {
    if (!route.nextHops.some((hop) => hop.dev === dev) || route.protocol === 'kernel') return false;
    if (isOfLease(route)) return method !== 'dynamic' || lease?.useRoutes === false;
    return !(isForeignRoute(route) && keepsForeign) && !routes.some((one) => isSame(state, route, one));
  };
  const without = withoutRoutes(state, family, isGoing);
  const metric = lease?.metric;
  const moved =
    metric === undefined || without.routes[family] === undefined
      ? without
      : withRoutes(
          without,
          family,
          without.routes[family].map((route) =>
            isOfLease(route) && route.nextHops[0]?.dev === dev ? { ...route, metric } : route,
          ),
        );
  return routes.reduce((known, route) => {
    if ((known.routes[family] ?? []).some((one) => isSame(known, one, route))) return known;
    const applied = changeRoute(known, { kind: 'route', verb: 'replace', route });
    return applied.kind === 'made' ? applied.state : known;
  }, moved);
}

/** Whether a lease or a router has brought it. */
function isOfLease({ protocol }: Route): boolean {
  return protocol === 'dhcp' || protocol === 'ra';
}

/** Whether neither the kernel, nor a lease, nor what configures the interface has made it. */
export function isForeignRoute(route: Route): boolean {
  return route.protocol !== 'kernel' && route.protocol !== 'static' && !isOfLease(route);
}

/** The same of a rule. */
export function isForeignRule(rule: Rule): boolean {
  return !isDefaultRule(rule) && !['kernel', 'static'].includes(rule.protocol ?? '') && rule.l3mdev !== true;
}

function isDefaultRule({ preference }: Rule): boolean {
  return preference === 0 || preference === 32766 || preference === 32767;
}

function isSame(state: HostState, one: Route, other: Route): boolean {
  return (
    one.type === other.type &&
    one.destination === other.destination &&
    tableNumber(one.table, state) === tableNumber(other.table, state) &&
    (one.metric ?? 0) === (other.metric ?? (other.family === 6 ? 1024 : 0)) &&
    one.nextHops[0]?.dev === other.nextHops[0]?.dev &&
    one.nextHops[0]?.gateway === other.nextHops[0]?.gateway &&
    (other.prefsrc === undefined || one.prefsrc === other.prefsrc)
  );
}

/**
 * Rules that are the interface's own: those that lead to a table which only routes by it are in, and those from its addresses. Those of
 * other interfaces stay.
 */
function withWantedRules(state: HostState, dev: string, wanted: WantedFamily, family: 4 | 6): HostState {
  const own = new Set((state.addresses ?? []).filter((one) => one.dev === dev).map(({ local }) => local));
  const others = new Set((state.addresses ?? []).filter((one) => one.dev !== dev).map(({ local }) => local));
  const keepsForeign = state.networkd?.foreignRules === 'kept';
  const isGoing = (rule: Rule) => {
    if (
      isDefaultRule(rule) ||
      rule.protocol === 'kernel' ||
      rule.l3mdev ||
      wanted.rules.some((one) => isSameRule(state, rule, one))
    )
      return false;
    const from = rule.from?.split('/')[0] ?? '';
    if (isForeignRule(rule)) return !keepsForeign;
    return own.has(from) || (!others.has(from) && leadsOnlyBy(state, rule, dev));
  };
  const left = rulesOf(state, family).filter((rule) => !isGoing(rule));
  const without =
    state.rules[family] === undefined && wanted.rules.length === 0
      ? state
      : { ...state, rules: { ...state.rules, [family]: left } };
  return wanted.rules.reduce((known, rule) => {
    if (rulesOf(known, family).some((one) => isSameRule(known, one, rule))) return known;
    const given = rule.preference >= 0;
    const applied = changeRule(known, { kind: 'rule', verb: 'add', rule, given });
    return applied.kind === 'made' ? applied.state : known;
  }, without);
}

function leadsOnlyBy(state: HostState, { action, family }: Rule, dev: string): boolean {
  if (action.kind !== 'lookup') return false;
  const table = tableNumber(action.table, state);
  const routes = (state.routes[family] ?? []).filter((route) => tableNumber(route.table, state) === table);
  return routes.length > 0 && routes.every(({ nextHops }) => nextHops.every((hop) => hop.dev === dev));
}

function isSameRule(state: HostState, one: Rule, other: Rule): boolean {
  const table = ({ action }: Rule) =>
    action.kind === 'lookup' ? tableNumber(action.table, state) : action.kind;
  return (
    (other.preference < 0 || one.preference === other.preference) &&
    one.from === other.from &&
    one.to === other.to &&
    JSON.stringify(one.fwmark) === JSON.stringify(other.fwmark) &&
    table(one) === table(other)
  );
}
