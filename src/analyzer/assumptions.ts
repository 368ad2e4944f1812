import { parsePrefix } from './kernel/index.ts';
import type { Address, Flow, HostState, Rule } from './model/index.ts';

/** A state completed with what a Linux host has unless told otherwise, and each thing that was taken for granted. */
export type Completed = { state: HostState; assumed: string[] };

/**
 * Completes a state that was only partly heard, as a paste is: the default policy rules where no rules were shown,
 * and the addresses that the connected routes name. Each is an assumption, and lowers the certainty.
 */
export function completeState(state: HostState, flow: Pick<Flow, 'to' | 'interface'>): Completed {
  const assumed: string[] = [];
  const completed: HostState = { ...state, rules: { ...state.rules } };
  const family = flow.to.includes(':') ? 6 : 4;
  if (!state.rules[family] && state.routes[family]) {
    completed.rules[family] = defaultRules(family);
    assumed.push('the policy rules (`ip rule`) were not shown: the default ones are assumed');
  }
  if (!state.addresses) {
    const addresses = addressesFromRoutes(state);
    if (addresses.length > 0) {
      completed.addresses = addresses;
      assumed.push(
        'the addresses (`ip addr`) were not shown: those that the connected routes name are assumed',
      );
    }
  }
  return { state: completed, assumed };
}

/** The rules that the kernel makes by itself (man ip-rule). */
export function defaultRules(family: 4 | 6): Rule[] {
  const lookups =
    family === 4
      ? ([
          [0, '255'],
          [32766, '254'],
          [32767, '253'],
        ] as const)
      : ([
          [0, '255'],
          [32766, '254'],
        ] as const);
  return lookups.map(([preference, table]) => ({ family, preference, action: { kind: 'lookup', table } }));
}

/** The addresses that the connected routes name as their source. */
export function addressesFromRoutes(state: HostState): Address[] {
  const addresses = new Map<string, Address>();
  for (const family of [4, 6] as const) {
    for (const route of state.routes[family] ?? []) {
      const dev = route.nextHops[0]?.dev;
      const connected = route.protocol === 'kernel' && route.type === 'unicast' && route.prefsrc && dev;
      const prefix = connected ? parsePrefix(route.destination) : undefined;
      if (!connected || !prefix || !route.prefsrc) continue;
      addresses.set(`${dev} ${route.prefsrc}`, {
        dev,
        family,
        local: route.prefsrc,
        prefixLength: prefix.length,
        scope: 'global',
        flags: [],
      });
    }
  }
  return [...addresses.values()];
}
