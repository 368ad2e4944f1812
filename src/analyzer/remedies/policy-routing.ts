import {
  type Address,
  addressHolder,
  type Change,
  type GatewayClaim,
  globalAddressesOf,
  type HostState,
  type Message,
  type Rule,
  TABLE,
} from '../model/index.ts';
import { formatPrefix, parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { findGateway } from './gateway.ts';
import { localOnlyNetworks } from './local-only-networks.ts';
import type { RemedyKind, RemedyPlan } from './remedy.ts';

/** "What was asked on the interface is answered by it." */
export const POLICY_ROUTING = {
  id: 'policy-routing',
  recommended: true,
  families: [4, 6],
  risks({ state, ingress }) {
    const device = addressHolder(state, ingress);
    return [{ key: 'risk.own-addresses-move', device }, { key: 'risk.until-reboot' }];
  },
  plan(walk, gateways) {
    const device = addressHolder(walk.state, walk.ingress);
    const found = findGateway(walk, device, gateways);
    if (found.kind === 'unknown') return askGateway(device, found.claims);
    const { address, sources } = found;
    const gateway = { address, sources, assumed: found.kind === 'assumed' };
    const planned = policyRoutingChanges(walk.state, device, walk.family, address);
    return planned.kind === 'impossible'
      ? { kind: 'none', because: planned.because, gateway }
      : { ...planned, gateway };
  },
} as const satisfies RemedyKind<'policy-routing'>;

function askGateway(device: string, claims: GatewayClaim[]): RemedyPlan {
  const candidates = claims.map(({ address }) => address);
  return {
    kind: 'asks',
    asks: { what: 'gateway', candidates, question: { key: 'gateway.question', device } },
    on: { key: 'gateway.awaited', device },
    because:
      claims.length === 0 ? { key: 'gateway.none-named', device } : { key: 'gateway.several-named', claims },
  };
}

/** What policy routing changes, or why it cannot be worked out. */
export type PolicyRoutingPlan =
  | { kind: 'changes'; changes: Change[]; restsOn: Record<string, string> }
  | { kind: 'impossible'; because: Message };

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
  const addresses = globalAddressesOf(state, dev, family);
  if (addresses.length === 0) return { kind: 'impossible', because: { key: 'plan.no-address', device: dev } };
  const via = parseAddress(gateway);
  if (!via || via.family !== family)
    return { kind: 'impossible', because: { key: 'plan.not-an-address', gateway, family } };
  if (addresses.some(({ local }) => local === gateway)) {
    return { kind: 'impossible', because: { key: 'plan.own-address', gateway } };
  }
  const table = freeTable(state);
  const width = family === 4 ? 32 : 128;
  const connected = connectedPrefixes(addresses);
  const rules = state.rules[family] ?? [];
  const before = firstDecider(rules);
  const preferences = freePreferences(rules, before, addresses.length);
  if (!preferences) return { kind: 'impossible', because: { key: 'plan.no-preference', before } };

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
    if (!hostRoute)
      return {
        kind: 'impossible',
        because: {
          key: 'plan.off-link',
          gateway,
          device: dev,
          networks: connected.map(({ prefix }) => prefix),
        },
      };
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
  while (used.has(String(table)) || Object.values<string>(TABLE).includes(String(table))) table++;
  return table;
}

/**
 * The preference of the first rule that could decide for any address: main, a VPN's catch-all, a `suppress_prefixlength`
 * look at main. Rules for other sources or for devices stay ahead of ours.
 */
function firstDecider(rules: readonly Rule[]): number {
  const catchAll = rules.filter((rule) => rule.preference > 0 && decidesForAll(rule));
  return Math.min(32766, ...catchAll.map(({ preference }) => preference));
}

/** The highest free preferences below `before`; undefined where there are too few. */
function freePreferences(rules: readonly Rule[], before: number, count: number): number[] | undefined {
  const used = new Set(rules.map(({ preference }) => preference));
  const found: number[] = [];
  for (let preference = before - 1; preference > 0 && found.length < count; preference--) {
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
