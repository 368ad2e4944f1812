import {
  type Address,
  type Change,
  globalAddressesOf,
  type HostState,
  type Message,
  rulesOf,
  TABLE,
} from '../model/index.ts';
import { formatPrefix } from '../routes/index.ts';
import { gatewayReach, networksOf } from './gateway-reach.ts';
import { rulesInShort } from './in-short.ts';
import { localOnlyNetworks } from './local-only-networks.ts';
import { placeForRules } from './rule-place.ts';
import { applyChanges } from './what-if.ts';

/** What policy routing changes, or why it cannot be worked out. */
export type PolicyRoutingPlan =
  | { kind: 'changes'; changes: Change[]; restsOn: Record<string, string> }
  | { kind: 'impossible'; because: Message };

/** An interface that is to answer by itself. */
export type PolicyRoutingWish = {
  device: string;
  family: 4 | 6;
  /** Absent: the neighbours alone are answered by the interface, all others as before. */
  gateway?: string | undefined;
  /** Changes that are planned already, for other interfaces of the host: their tables and preferences are taken. */
  planned?: readonly Change[];
  /** Preferences of rules that decide today and must not decide first. */
  decidedBy?: readonly number[];
};

/**
 * "What was asked on `device` is answered by `device`": a table of its own with the interface's connected routes, the
 * local-only networks and the default by `gateway`, and one from-rule for each address of the interface (`placeForRules`).
 * Nothing that exists is overwritten.
 */
export function policyRoutingChanges(
  state: HostState,
  { device, family, gateway, planned = [], decidedBy = [] }: PolicyRoutingWish,
): PolicyRoutingPlan {
  const addresses = globalAddressesOf(state, device, family);
  const reach = gateway === undefined ? undefined : gatewayReach(state, { device, family, gateway });
  if (reach?.kind === 'impossible') return reach;
  if (addresses.length === 0) return { kind: 'impossible', because: { key: 'plan.no-address', device } };
  const taken = applyChanges(state, planned);
  const table = freeTable(taken);
  const width = family === 4 ? 32 : 128;
  const sources = addresses.map(({ local }) => `${local}/${width}`);
  const place = placeForRules(rulesOf(taken, family), { sources, table, decidedBy });
  if ('before' in place)
    return { kind: 'impossible', because: { key: 'plan.no-preference', before: place.before } };

  const onDevice = { kind: 'route', family, table, dev: device } as const;
  const changes: Change[] = [
    ...networksOf(addresses).map(({ prefix, local }) => ({
      ...onDevice,
      destination: formatPrefix(prefix),
      scope: 'link' as const,
      ...(family === 4 ? { prefsrc: local } : {}),
    })),
    ...(reach?.kind === 'host-route'
      ? [{ ...onDevice, destination: `${gateway}/${width}`, scope: 'link' as const }]
      : []),
    ...localOnlyNetworks(state, device, family).map(({ prefix, dev }) => ({
      ...onDevice,
      dev,
      destination: prefix,
      scope: 'link' as const,
    })),
    ...(gateway === undefined
      ? []
      : [{ ...onDevice, destination: family === 4 ? '0.0.0.0/0' : '::/0', gateway }]),
    ...sources.map((from, index) => ({
      kind: 'rule' as const,
      family,
      preference: place.preferences[index] ?? 0,
      from,
      table,
    })),
  ];
  return { kind: 'changes', changes, restsOn: restsOn(state, device, family, { table, gateway, addresses }) };
}

/** The first table number from 101 on that no route, rule, VRF and name uses, in either family. */
function freeTable(state: HostState): number {
  const used = new Set<string>([...Object.values(TABLE), ...Object.values(state.tableNames ?? {})]);
  for (const { vrfTable } of state.links ?? []) if (vrfTable !== undefined) used.add(vrfTable);
  for (const family of [4, 6] as const) {
    for (const { table } of state.routes[family] ?? []) used.add(table);
    for (const { action } of state.rules[family] ?? []) if (action.kind === 'lookup') used.add(action.table);
  }
  let table = 101;
  while (used.has(String(table))) table++;
  return table;
}

function restsOn(
  state: HostState,
  device: string,
  family: 4 | 6,
  {
    table,
    gateway,
    addresses,
  }: { table: number; gateway: string | undefined; addresses: readonly Address[] },
): Record<string, string> {
  return {
    [`addresses of ${device}`]: addresses
      .map(({ local, prefixLength }) => `${local}/${prefixLength}`)
      .join(' '),
    ...(gateway === undefined ? {} : { [`gateway on ${device}`]: gateway }),
    'policy rules': rulesInShort(state, family),
    [`table ${table}`]: 'empty',
  };
}
