import {
  type Address,
  formatPrefix,
  type HostState,
  linkOf,
  type PlannedChange,
  type ProfileSetting,
  parseAddress,
  parsePrefix,
  type Route,
  type Rule,
  rulesOf,
  tableNumber,
  type WantedFamily,
} from '../model/index.ts';
import { configure } from './configure.ts';
import { type Applied, isLeased, made, networkOf } from './parts.ts';

type Named = { name: string; of: 'connection' | 'device' };

/** The interface that a profile is active on; nmcli calls profiles by their names. */
export function deviceNamed(state: HostState, { name, of }: Named): string | undefined {
  const active = Object.entries(state.connections ?? {}).find(([, connection]) => connection === name)?.[0];
  if (of === 'connection' && active !== undefined) return active;
  return linkOf(state, name) === undefined ? undefined : name;
}

/** A profile is activated with what was set in it since: what NetworkManager has on the interface follows its settings. */
function activate(state: HostState, dev: string, settings: readonly ProfileSetting[]): Applied {
  const families = { 4: familyWith(state, dev, 4, settings), 6: familyWith(state, dev, 6, settings) };
  const [four, six] = [families[4], families[6]];
  if (four === undefined || six === undefined) return { kind: 'open', reach: { device: dev } };
  return configure(state, { dev, owner: 'NetworkManager', 4: four, 6: six });
}

/** What NetworkManager has on an interface goes: addresses, routes, and rules of its own. */
function deactivate(state: HostState, dev: string): Applied {
  const none: WantedFamily = { method: 'static', addresses: [], routes: [], rules: [] };
  return configure(state, { dev, owner: 'NetworkManager', 4: none, 6: none });
}

/** Settings that have nothing to do with addresses and routes. */
const QUIET =
  /^(?:connection\.(?!interface-name|master|controller|slave|port|type)|ipv[46]\.(?:dns|ignore-auto-dns|dhcp-(?!client-id)|may-fail|addr-gen|ip6-privacy|dad|link-local|required-timeout|ignore-auto-routes))/;

/** What is on the interface now, with the settings made; undefined where one is not understood. */
function familyWith(
  state: HostState,
  dev: string,
  family: 4 | 6,
  settings: readonly ProfileSetting[],
): WantedFamily | undefined {
  const known = (state.addresses ?? []).filter(
    (one) => one.dev === dev && one.family === family && one.scope !== 'link',
  );
  const leased = known.filter(isLeased);
  const routes = (state.routes[family] ?? []).filter(
    ({ protocol, nextHops }) => protocol === 'static' && nextHops.some((hop) => hop.dev === dev),
  );
  const rules = rulesOf(state, family).filter(
    (rule) => rule.protocol === 'static' && leadsBy(state, rule, dev),
  );
  const isDefault = ({ destination }: Route) => parsePrefix(destination, family)?.length === 0;
  const metric = (state.routes[family] ?? []).find(
    (route) => route.nextHops[0]?.dev === dev && (route.metric ?? 0) > 0,
  )?.metric;
  const wanted = {
    method: leased.length > 0 ? ('dynamic' as const) : ('static' as const),
    addresses: known.filter((one) => !leased.includes(one)),
    routes,
    rules,
  };
  const result: { -readonly [Key in keyof WantedFamily]: WantedFamily[Key] } = wanted;
  for (const { property, how, value } of settings) {
    const name = property.startsWith(`ipv${family}.`) ? property.slice('ipv4.'.length) : undefined;
    if (name === undefined) {
      if (!/^ipv[46]\./.test(property) && !QUIET.test(property)) return undefined;
      continue;
    }
    if (name === 'method') {
      result.method = value === 'auto' ? 'dynamic' : value === 'disabled' ? 'disabled' : 'static';
      if (value === 'disabled') Object.assign(result, { addresses: [], routes: [], rules: [] });
    } else if (name === 'addresses') {
      const typed = value.split(/[,;]\s*|\s+/).flatMap((text) => addressOf(text, dev, family));
      if (typed.length === 0 && value !== '') return undefined;
      result.addresses = changed(result.addresses, typed, how, (one) => one.local);
    } else if (name === 'gateway' || (name === 'never-default' && /^(?:yes|true|1)$/.test(value))) {
      const others = result.routes.filter(
        (route) => !(isDefault(route) && tableNumber(route.table, state) === '254'),
      );
      const gateway = name === 'gateway' ? value : '';
      result.routes =
        gateway === '' ? others : [...others, routeBy(dev, family, { to: 'default', gateway, metric })];
    } else if (name === 'routes') {
      const typed =
        value === '' ? [] : value.split(/,\s*/).map((text) => profileRoute(text, dev, family, metric));
      if (typed.some((one) => one === undefined)) return undefined;
      const kept = how === 'set' ? result.routes.filter(isDefault) : result.routes;
      result.routes = changed(
        kept,
        typed.flatMap((one) => one ?? []),
        how === 'set' ? 'add' : how,
        (one) => `${one.destination} ${tableNumber(one.table, state)}`,
      );
    } else if (name === 'routing-rules') {
      const typed = value === '' ? [] : value.split(/,\s*/).map((text) => profileRule(text, family));
      if (typed.some((one) => one === undefined)) return undefined;
      result.rules = changed(
        result.rules,
        typed.flatMap((one) => one ?? []),
        how,
        ({ preference, from, to }) => `${preference} ${from} ${to}`,
      );
    } else if (!QUIET.test(property)) return undefined;
  }
  return withConnected(result, dev, family, metric);
}

/** NetworkManager makes the connected routes itself, with its own metric. */
function withConnected(
  wanted: WantedFamily,
  dev: string,
  family: 4 | 6,
  metric: number | undefined,
): WantedFamily {
  if (metric === undefined) return wanted;
  const addresses = wanted.addresses.map((one) => ({
    ...one,
    flags: [...new Set([...one.flags, 'noprefixroute'])],
  }));
  const connected = addresses.flatMap((one): Route[] => {
    const source = family === 4 ? { scope: 'link', prefsrc: one.local } : {};
    const base = { family, type: 'unicast', destination: networkOf(one), table: '254', protocol: 'kernel' };
    return [{ ...base, metric, ...source, nextHops: [{ dev, flags: [] }] }];
  });
  return { ...wanted, addresses, routes: [...connected, ...wanted.routes] };
}

function changed<Entry>(
  known: readonly Entry[],
  typed: readonly Entry[],
  how: ProfileSetting['how'],
  keyOf: (entry: Entry) => string,
): Entry[] {
  if (how === 'set') return [...typed];
  const keys = new Set(typed.map(keyOf));
  const others = known.filter((one) => !keys.has(keyOf(one)));
  return how === 'add' ? [...others, ...typed] : others;
}

function leadsBy(state: HostState, { action, family }: Rule, dev: string): boolean {
  if (action.kind !== 'lookup') return false;
  const table = tableNumber(action.table, state);
  const routes = (state.routes[family] ?? []).filter((route) => tableNumber(route.table, state) === table);
  return (
    table !== '254' &&
    routes.length > 0 &&
    routes.every(({ nextHops }) => nextHops.every((hop) => hop.dev === dev))
  );
}

function addressOf(text: string, dev: string, family: 4 | 6): Address[] {
  const [local = '', length] = text.split('/');
  const full = family === 4 ? 32 : 128;
  const prefixLength = length === undefined ? full : Number(length);
  if (parseAddress(local)?.family !== family || !(prefixLength >= 0 && prefixLength <= full)) return [];
  return [{ dev, family, local, prefixLength, scope: 'global', flags: [] }];
}

type Parts = {
  to: string;
  gateway?: string | undefined;
  metric?: number | undefined;
  table?: string | undefined;
  prefsrc?: string | undefined;
};

function routeBy(dev: string, family: 4 | 6, { to, gateway, metric, table = '254', prefsrc }: Parts): Route {
  const prefix = to === 'default' ? undefined : parsePrefix(to, family);
  const any = family === 4 ? '0.0.0.0/0' : '::/0';
  return {
    family,
    type: 'unicast',
    destination: prefix === undefined ? any : formatPrefix(prefix),
    table,
    protocol: 'static',
    ...(metric === undefined ? {} : { metric }),
    ...(prefsrc === undefined ? {} : { prefsrc }),
    nextHops: [{ dev, flags: [], ...(gateway === undefined ? {} : { gateway }) }],
  };
}

/** `10.0.0.0/8 10.1.0.1 100 table=101`. */
function profileRoute(
  text: string,
  dev: string,
  family: 4 | 6,
  usual: number | undefined,
): Route | undefined {
  const words = text.trim().split(/\s+/);
  const [to = '', ...rest] = words;
  if (parsePrefix(to, family) === undefined && to !== 'default') return undefined;
  const options = new Map(
    rest.flatMap((word): [string, string][] =>
      word.includes('=') ? [word.split('=') as [string, string]] : [],
    ),
  );
  if ([...options.keys()].some((key) => !['table', 'src', 'onlink'].includes(key))) return undefined;
  const plain = rest.filter((word) => !word.includes('='));
  const gateway = plain.find((word) => parseAddress(word)?.family === family);
  const metric = plain.find((word) => /^\d+$/.test(word));
  return routeBy(dev, family, {
    to,
    gateway,
    metric: metric === undefined ? usual : Number(metric),
    table: options.get('table'),
    prefsrc: options.get('src'),
  });
}

/** `priority 100 from 10.0.0.5 table 101`. */
function profileRule(text: string, family: 4 | 6): Rule | undefined {
  const words = text.trim().split(/\s+/);
  const value = (...names: string[]) => {
    const at = words.findIndex((word) => names.includes(word));
    return at < 0 ? undefined : words[at + 1];
  };
  const known = new Set(['priority', 'prio', 'pref', 'from', 'to', 'table', 'lookup', 'iif', 'oif']);
  const isRead = words.every((word, at) => at % 2 === 1 || known.has(word));
  const preference = Number(value('priority', 'prio', 'pref'));
  if (!isRead || !(preference >= 0)) return undefined;
  const cidr = (word: string | undefined) => {
    const prefix = word === undefined || word === 'all' ? undefined : parsePrefix(word, family);
    return prefix === undefined ? undefined : formatPrefix(prefix);
  };
  const parts = { from: cidr(value('from')), to: cidr(value('to')), iif: value('iif'), oif: value('oif') };
  const selectors = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  return {
    family,
    preference,
    ...selectors,
    protocol: 'static',
    action: { kind: 'lookup', table: value('table', 'lookup') ?? '254' },
  };
}

/** What a change of a profile alone does: nothing, until it is activated. Of a device it is made at once. */
export function changeProfile(
  state: HostState,
  change: Extract<PlannedChange, { kind: 'profile' | 'activate' | 'deactivate' }>,
  pending: Map<string, ProfileSetting[]>,
): Applied {
  const dev = deviceNamed(state, change);
  if (dev === undefined) return { kind: 'open', reach: {} };
  const waiting = pending.get(dev) ?? [];
  if (change.kind === 'deactivate') return deactivate(state, dev);
  if (change.kind === 'profile' && change.of === 'connection') {
    pending.set(dev, [...waiting, ...change.settings]);
    return { kind: 'nothing' };
  }
  const settings = change.kind === 'profile' ? change.settings : waiting;
  if (change.kind === 'activate') pending.delete(dev);
  const applied = activate(state, dev, settings);
  return applied.kind === 'made' ? made(applied.state) : applied;
}
