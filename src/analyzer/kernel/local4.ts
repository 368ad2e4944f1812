import type { FamilyModel } from './host-model.ts';
import { type Match4, tableLookup4 } from './lookup4.ts';
import type { RuleFlow } from './rules.ts';
import { LOCAL, MAIN } from './tables.ts';

/** A flow that asks a table for a destination and nothing else. */
function bareFlow(to: number): RuleFlow {
  return {
    family: 4,
    to,
    from: undefined,
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

/** Whether an IPv4 address is this host's: on an interface, or local by table local (127.0.0.0/8, routes made by hand). */
export function localMatch4(model: FamilyModel<Match4>, value: number): boolean {
  const { devices, tables, sysctls } = model;
  if (devices.owns(4, value)) return true;
  const result = tableLookup4(tables, tables.merged ? MAIN : LOCAL, bareFlow(value), sysctls, undefined);
  return result?.kind === 'match' && result.route.route.type === 'local';
}
