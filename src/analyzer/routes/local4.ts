import type { FamilyModel } from './host-model.ts';
import { tableLookup4 } from './lookup4.ts';
import type { RuleFlow } from './rules.ts';
import { LOCAL, MAIN } from './table-numbers.ts';
import type { Match4 } from './table-route.ts';

/** A flow that asks a table for a destination and nothing else. */
function bareFlow(to: number): RuleFlow {
  return {
    family: 4,
    to,
    from: undefined,
    arriving: false,
    iif: 'lo',
    oif: undefined,
    mark: 0,
    tos: 0,
    ipproto: 0,
    sport: 0,
    dport: 0,
    uid: 0,
    vrf: undefined,
  };
}

/**
 * The interface of one of this host's IPv4 addresses: on an interface, or local by table local (127.0.0.0/8, routes made by
 * hand); `undefined` where it is not the host's.
 */
export function localDevice4(model: FamilyModel<Match4>, value: number): string | undefined {
  const { devices, tables, sysctls } = model;
  const owner = devices.ownerOf(4, value);
  if (owner !== undefined) return owner;
  const id = tables.merged ? MAIN : LOCAL;
  const result = tableLookup4(tables, id, bareFlow(value), sysctls, undefined);
  return result?.kind === 'match' && result.route.route.type === 'local' ? result.devices[0] : undefined;
}

/** Whether an IPv4 address is this host's. */
export function isOwn4(model: FamilyModel<Match4>, value: number): boolean {
  return localDevice4(model, value) !== undefined;
}
