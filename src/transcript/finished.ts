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
  for (const link of state.links ?? []) {
    if (link.kind === undefined && isVrfByFlags(link)) link.kind = 'vrf';
    if (link.kind === undefined && isBridgeByPorts(link, state.links ?? [])) link.kind = 'bridge';
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

/** It is named as bridges are, and devices belong to it that are no slaves (of a bond or team they are). */
function isBridgeByPorts({ name, flags }: Link, links: readonly Link[]): boolean {
  if (!/^(?:vm|vir|lxd|lxc|incus|docker|x?en|ovs)?br(?:idge)?[-_.\d]|^br[a-z]{1,12}\d*$/.test(name))
    return false;
  const ports = links.filter(({ master }) => master === name);
  return (
    ports.length > 0 &&
    [{ flags }, ...ports].every((one) => !one.flags.some((flag) => /^(?:SLAVE|MASTER)$/.test(flag)))
  );
}

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
