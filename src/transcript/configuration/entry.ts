import type { Intent } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress, prefixOf } from '../forms/addresses.ts';
import { decimal, integer } from '../forms/text.ts';

/** What one configuration file says. */
export type Configuration = {
  /** Who reads the file. */
  owner: string;
  /** Interfaces that it configures. */
  devices: string[];
  intent: Intent[];
  /** Where it has them, in its own terms. */
  places?: ReadonlyMap<string, string>;
};

/** Where an entry stands. */
export type Place = { source: string; line?: number };

/** A place in a file; without a line where only some of its lines were shown. */
export function placeOf(file: { path: string; whole: boolean }, index: number): Place {
  return file.whole ? { source: file.path, line: index + 1 } : { source: file.path };
}

type Device = string | undefined;

function on(device: Device): { device?: string } {
  return device === undefined ? {} : { device };
}

/** `10.0.0.5/24`, or `10.0.0.5` with a length of its own. */
export function addressIntent(device: Device, text: string, place: Place, length?: number): Intent[] {
  const [address = '', written] = text.split('/');
  const local = plainAddress(address);
  if (!isAddress(local)) return [];
  const prefixLength = decimal(written) ?? length;
  const family = local.includes(':') ? 6 : 4;
  if (prefixLength !== undefined && prefixLength > (family === 4 ? 32 : 128)) return [];
  const known = prefixLength === undefined ? {} : { prefixLength };
  return [{ kind: 'address', ...on(device), family, local, ...known, ...place }];
}

export function gatewayIntent(device: Device, text: string, place: Place): Intent[] {
  const address = plainAddress(text);
  if (!isAddress(address) || address === '0.0.0.0' || address === '::') return [];
  return [{ kind: 'gateway', ...on(device), address, ...place }];
}

export function dynamicIntent(device: Device, families: readonly (4 | 6)[], place: Place): Intent[] {
  return families.map((family) => ({ kind: 'dynamic', ...on(device), family, ...place }));
}

/** Parts of a route as configuration files write them, in whatever words. */
export type RouteParts = {
  to?: string | undefined;
  via?: string | undefined;
  table?: string | undefined;
  metric?: string | undefined;
  source?: string | undefined;
};

/** A route; one to the default by a gateway in main is also the interface's default gateway. */
export function routeIntent(device: Device, parts: RouteParts, place: Place): Intent[] {
  const via = parts.via === undefined ? undefined : plainAddress(parts.via);
  const gateway = isAddress(via) && via !== '0.0.0.0' && via !== '::' ? via : undefined;
  const family = familyOfParts(parts.to, gateway, parts.source);
  const any = family === 4 ? '0.0.0.0/0' : '::/0';
  const destination =
    parts.to === 'default' || parts.to === undefined ? any : prefixOf(parts.to, family)?.cidr;
  if (destination === undefined) return [];
  const metric = decimal(parts.metric);
  const source = parts.source === undefined ? undefined : plainAddress(parts.source);
  const route: Intent = { kind: 'route', ...on(device), family, destination, ...place };
  if (gateway !== undefined) route.gateway = gateway;
  if (parts.table !== undefined && parts.table !== '' && !/^(?:main|254)$/.test(parts.table))
    route.table = parts.table;
  if (metric !== undefined) route.metric = metric;
  if (isAddress(source)) route.prefsrc = source;
  return [route];
}

/** Parts of a policy rule. */
export type RuleParts = {
  from?: string | undefined;
  to?: string | undefined;
  iif?: string | undefined;
  oif?: string | undefined;
  mark?: string | undefined;
  table?: string | undefined;
  preference?: string | undefined;
};

export function ruleIntent(device: Device, parts: RuleParts, place: Place): Intent[] {
  const from = prefixPart(parts.from);
  const to = prefixPart(parts.to);
  if (from === undefined || to === undefined) return [];
  const family = from?.family ?? to?.family ?? 4;
  const rule: Intent = { kind: 'rule', ...on(device), family, ...place };
  const preference = decimal(parts.preference);
  const mark = integer(parts.mark?.split('/')[0]);
  if (preference !== undefined) rule.preference = preference;
  if (from) rule.from = from.cidr;
  if (to) rule.to = to.cidr;
  if (parts.iif) rule.iif = parts.iif;
  if (parts.oif) rule.oif = parts.oif;
  if (mark !== undefined) rule.mark = mark;
  if (parts.table) rule.table = parts.table;
  return [rule];
}

/** null: nothing was written, which is everything; undefined: something that cannot be read. */
function prefixPart(text: string | undefined): { cidr: string; family: 4 | 6 } | null | undefined {
  if (text === undefined || text === '' || text === 'all' || text === 'default') return null;
  return prefixOf(text);
}

function familyOfParts(...texts: (string | undefined)[]): 4 | 6 {
  return texts.some((text) => text?.includes(':')) ? 6 : 4;
}

/** The parts of `ip route add …` and `ip rule add …`, or of the same words in a file of their own (`route-eth1`, `rule-eth1`). */
export function ipWords(words: readonly string[]): {
  route?: RouteParts & { dev?: string };
  rule?: RuleParts;
} {
  const after = (...names: string[]) => {
    const at = words.findIndex((word) => names.includes(word));
    return at === -1 ? undefined : words[at + 1];
  };
  const from = after('from');
  const table = after('table', 'lookup');
  const isRule = words.includes('rule') || words[0] === 'from' || words[0] === 'to' || words[0] === 'iif';
  if (isRule) {
    const rule: RuleParts = { from, to: after('to'), iif: after('iif', 'dev'), oif: after('oif') };
    return {
      rule: { ...rule, mark: after('fwmark'), table, preference: after('priority', 'pref', 'prio', 'order') },
    };
  }
  const at = words.findIndex((word) => word === 'add' || word === 'replace' || word === 'append');
  const to = words[at + 1];
  if (to !== 'default' && prefixOf(to ?? '') === undefined) return {};
  const dev = after('dev');
  const route: RouteParts = { to, via: after('via'), table, metric: after('metric'), source: after('src') };
  return { route: dev === undefined ? route : { ...route, dev } };
}
