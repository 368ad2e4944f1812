import {
  type Link,
  type Observation,
  type Packet,
  type Scope,
  tableNumber,
  withScope,
} from '../analyzer/model/index.ts';
import { isAddress } from './forms/addresses.ts';
import type { Names } from './names.ts';

/** What only the end of the reading tells. */
type Told = {
  names: Names;
  /** `vrf NAME` of the VRFs whose routes were listed by their name. */
  vrfsAsked: ReadonlySet<string>;
};

/** The observation with the names of tables and hosts resolved, as far as its outputs tell them. */
export function finished(observation: Observation, { names, vrfsAsked }: Told): Observation {
  const { state } = observation;
  const resolve = tableResolver(observation, vrfsAsked);
  for (const family of [4, 6] as const) {
    for (const route of state.routes[family] ?? []) route.table = resolve(route.table);
    for (const rule of state.rules[family] ?? []) {
      if (rule.action.kind === 'lookup') rule.action.table = resolve(rule.action.table);
    }
  }
  for (const part of ['routes', 'rules'] as const) {
    const scopes = state.coverage[part];
    if (scopes === undefined) continue;
    const named = scopes.map((scope) => withTable(scope, resolve));
    state.coverage[part] = [];
    state.coverage = named.reduce((coverage, scope) => withScope(coverage, part, scope), state.coverage);
  }
  for (const gap of state.gaps) if (gap.scope) gap.scope = withTable(gap.scope, resolve);
  for (const { answer } of observation.oracle) {
    if (answer.kind === 'route' && answer.table !== undefined) answer.table = resolve(answer.table);
  }
  for (const { packets } of observation.captures) for (const packet of packets) resolveHosts(packet, names);
  observation.probes = observation.probes
    .map((probe) => ({ ...probe, to: names.addressOf(probe.to) ?? probe.to }))
    .filter(({ to }) => isAddress(to));
  return observation;
}

/** Numbers of tables by their names; of a VRF's, which another listing tells (`ip route show vrf NAME`), by `vrf NAME`. */
function tableResolver({ state }: Observation, vrfsAsked: ReadonlySet<string>): (name: string) => string {
  const vrfTables = new Map<string, string>();
  for (const link of mastersByName(state.links ?? [])) {
    const listed = state.links?.find(({ name }) => name === link.name);
    if (listed) listed.kind ??= link.kind;
    else state.links?.push(link);
  }
  for (const link of state.links ?? []) {
    if (link.kind === undefined && isVrfByFlags(link)) link.kind = 'vrf';
    const placeholder = `vrf ${link.name}`;
    // Its number may not be shown; its routes are told apart by the name.
    if (link.kind === 'vrf' && vrfsAsked.has(placeholder)) link.vrfTable ??= placeholder;
    if (link.vrfTable === undefined) continue;
    link.vrfTable = tableNumber(link.vrfTable, state);
    vrfTables.set(placeholder, link.vrfTable);
  }
  return (name) => vrfTables.get(name) ?? tableNumber(name, state);
}

/** A VRF's device does no ARP and has slaves; a bond has them too, and broadcasts (drivers/net/vrf.c, measured). */
function isVrfByFlags({ flags }: Link): boolean {
  return flags.includes('MASTER') && flags.includes('NOARP') && !flags.includes('BROADCAST');
}

/**
 * Bridges and VRFs of which no listing names the kind: they are called so, and devices belong to them that are no slaves (of a
 * bond or team they are).
 */
function mastersByName(links: readonly Link[]): Link[] {
  const isSlave = ({ flags }: Link) => flags.includes('SLAVE') || flags.includes('MASTER');
  const names = new Set(links.flatMap(({ master }) => master ?? []));
  return [...names].flatMap((name): Link[] => {
    const kind = KINDS_BY_NAME.find(([form]) => form.test(name))?.[1];
    const members = links.filter((link) => link.master === name);
    const own = links.find((link) => link.name === name);
    const isOther = members.some(isSlave) || (kind === 'bridge' && own?.flags.includes('MASTER'));
    return kind === undefined || own?.kind !== undefined || isOther ? [] : [{ name, flags: [], kind }];
  });
}

const KINDS_BY_NAME = [
  [/^vrf(?:[-_.\d]|$)/i, 'vrf'],
  [/^(?:vm|vir|lxd|lxc|incus|docker|x?en|ovs)?br(?:idge)?[-_.\d]|^br[a-z]{1,12}\d*$/, 'bridge'],
] as const;

function withTable(scope: Scope, resolve: (name: string) => string): Scope {
  return scope.table === undefined ? scope : { ...scope, table: resolve(scope.table) };
}

function resolveHosts(packet: Packet, names: Names): void {
  const { sourceName, destinationName } = packet;
  const source = sourceName === undefined ? undefined : names.addressOf(sourceName);
  const destination = destinationName === undefined ? undefined : names.addressOf(destinationName);
  if (source !== undefined) packet.source ??= source;
  if (destination !== undefined) packet.destination ??= destination;
}
