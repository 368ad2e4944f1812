import type { Address, Change, HostState, Link, Rule } from '../model/index.ts';
import { formatPrefix, parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { globalAddresses } from './gateway.ts';

/** What policy routing changes, or why it cannot be worked out. */
export type PolicyRoutingPlan =
  | { kind: 'changes'; changes: Change[]; restsOn: Record<string, string> }
  | { kind: 'impossible'; because: string };

/**
 * "What was asked on `dev` is answered by `dev`": a table of its own with the interface's connected routes, the
 * local-only networks and the default by `gateway`, and one from-rule for each address of the interface, before main
 * and before any catch-all. Nothing that exists is overwritten.
 */
export function policyRoutingChanges(
  state: HostState,
  dev: string,
  family: 4 | 6,
  gateway: string,
): PolicyRoutingPlan {
  const addresses = globalAddresses(state, dev, family);
  if (addresses.length === 0)
    return { kind: 'impossible', because: `${dev} has no address that could be routed from` };
  const via = parseAddress(gateway);
  if (!via || via.family !== family)
    return { kind: 'impossible', because: `${gateway} is no IPv${family} address` };
  if (addresses.some(({ local }) => local === gateway)) {
    return { kind: 'impossible', because: `${gateway} is this host's own address` };
  }
  const table = freeTable(state);
  const width = family === 4 ? 32 : 128;
  const connected = connectedPrefixes(addresses);
  const preferences = freePreferences(state.rules[family] ?? [], addresses.length);
  if (!preferences)
    return { kind: 'impossible', because: 'no preference is free before the rules that would decide first' };

  const route = (
    destination: string,
    more: { dev?: string; gateway?: string; prefsrc?: string; scope?: 'link' },
  ): Change => ({
    kind: 'route',
    family,
    table,
    destination,
    dev,
    ...more,
  });
  const changes: Change[] = connected.map(({ prefix, local }) =>
    route(prefix, { scope: 'link', ...(family === 4 ? { prefsrc: local } : {}) }),
  );
  const onLink = connected.some(({ prefix }) => {
    const parsed = parsePrefix(prefix);
    return parsed !== undefined && prefixContains(parsed, via);
  });
  if (!onLink) {
    const hostRoute = addresses.every(({ prefixLength }) => prefixLength === width) || isLinkLocal(gateway);
    if (!hostRoute) return { kind: 'impossible', because: `${gateway} is not in a network of ${dev}` };
    if (!isLinkLocal(gateway)) changes.push(route(`${gateway}/${width}`, { scope: 'link' }));
  }
  for (const local of localOnlyNetworks(state, dev, family))
    changes.push(route(local.prefix, { dev: local.dev, scope: 'link' }));
  changes.push(route(family === 4 ? '0.0.0.0/0' : '::/0', { gateway }));
  for (const [index, { local }] of addresses.entries()) {
    changes.push({
      kind: 'rule',
      family,
      preference: preferences[index] ?? 0,
      from: `${local}/${width}`,
      table,
    });
  }
  return { kind: 'changes', changes, restsOn: restsOn(state, dev, family, { table, gateway, addresses }) };
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address);
}

/** One connected prefix each, with the first address in it; a full-length prefix has no link to reach. */
function connectedPrefixes(addresses: readonly Address[]): { prefix: string; local: string }[] {
  const prefixes = new Map<string, string>();
  for (const { local, prefixLength, family } of addresses) {
    if (prefixLength === (family === 4 ? 32 : 128)) continue;
    const parsed = parsePrefix(`${local}/${prefixLength}`);
    const prefix = parsed ? formatPrefix(parsed) : undefined;
    if (prefix !== undefined && !prefixes.has(prefix)) prefixes.set(prefix, local);
  }
  return [...prefixes].map(([prefix, local]) => ({ prefix, local }));
}

/** The first table number from 101 on that no route, no rule and no name uses, in either family. */
function freeTable(state: HostState): number {
  const used = new Set<string>(Object.values(state.tableNames ?? {}));
  for (const family of [4, 6] as const) {
    for (const { table } of state.routes[family] ?? []) used.add(table);
    for (const { action } of state.rules[family] ?? []) if (action.kind === 'lookup') used.add(action.table);
  }
  let table = 101;
  while (used.has(String(table)) || (table >= 253 && table <= 255)) table++;
  return table;
}

/**
 * Preferences right before the first rule that could decide for any address: main, a VPN's catch-all, a
 * `suppress_prefixlength` look at main. Rules for other sources or for devices stay ahead of ours.
 */
function freePreferences(rules: readonly Rule[], count: number): number[] | undefined {
  const catchAll = rules
    .filter((rule) => rule.preference > 0 && decidesForAll(rule))
    .map(({ preference }) => preference);
  const used = new Set(rules.map(({ preference }) => preference));
  const limit = Math.min(32766, ...catchAll);
  const found: number[] = [];
  for (let preference = limit - 1; preference > 0 && found.length < count; preference--) {
    if (!used.has(preference)) found.unshift(preference);
  }
  return found.length === count ? found : undefined;
}

function decidesForAll(rule: Rule): boolean {
  if (rule.action.kind === 'nop') return false;
  const narrowed = [
    rule.from,
    rule.iif,
    rule.oif,
    rule.tos,
    rule.dscp,
    rule.ipproto,
    rule.sport,
    rule.dport,
    rule.uidrange,
  ];
  const marked = rule.fwmark !== undefined && rule.not !== true;
  const towards = rule.to !== undefined && !/\/0$/.test(rule.to);
  return (
    !towards &&
    !marked &&
    (rule.not === true || narrowed.every((selector) => selector === undefined || isAll(selector)))
  );
}

function isAll(selector: unknown): boolean {
  return selector === '0.0.0.0/0' || selector === '::/0';
}

/**
 * Networks that live on this host alone: of bridges without a port to the outside, tunnels and dummies. A sibling
 * interface's prefix is never one of them: copying it would let strict mode refuse its clients again (measured).
 */
function localOnlyNetworks(state: HostState, dev: string, family: 4 | 6): { prefix: string; dev: string }[] {
  const links = new Map((state.links ?? []).map((link) => [link.name, link]));
  const routed = new Set(
    (state.routes[family] ?? []).flatMap(({ nextHops }) =>
      nextHops.flatMap((hop) => (hop.gateway ? (hop.dev ?? []) : [])),
    ),
  );
  return (state.addresses ?? []).flatMap((address) => {
    const link = links.get(address.dev);
    if (!link || address.dev === dev || address.family !== family || address.scope !== 'global') return [];
    if (routed.has(address.dev) || !isLocalOnly(link, state.links ?? [])) return [];
    const prefix = parsePrefix(`${address.peer?.split('/')[0] ?? address.local}/${address.prefixLength}`);
    return prefix ? [{ prefix: formatPrefix(prefix), dev: address.dev }] : [];
  });
}

const LOCAL_KINDS = new Set(['dummy', 'tun', 'wireguard', 'ipip', 'sit', 'gre', 'vxlan', 'geneve', 'ipvlan']);

function isLocalOnly(link: Link, links: readonly Link[]): boolean {
  if (link.kind === 'bridge')
    return !links.some(
      ({ master, kind }) => master === link.name && (kind === undefined || OUTWARD_PORTS.has(kind)),
    );
  return link.kind !== undefined && LOCAL_KINDS.has(link.kind);
}

const OUTWARD_PORTS = new Set(['vlan', 'bond', 'team', 'macvlan']);

function restsOn(
  state: HostState,
  dev: string,
  family: 4 | 6,
  { table, gateway, addresses }: { table: number; gateway: string; addresses: readonly Address[] },
): Record<string, string> {
  const rules = (state.rules[family] ?? []).map(
    ({ preference, action }) =>
      `${preference}:${action.kind === 'lookup' ? `lookup ${action.table}` : action.kind}`,
  );
  return {
    [`addresses of ${dev}`]: addresses.map(({ local, prefixLength }) => `${local}/${prefixLength}`).join(' '),
    [`gateway on ${dev}`]: gateway,
    'policy rules': rules.join(' '),
    [`table ${table}`]: 'empty',
  };
}
