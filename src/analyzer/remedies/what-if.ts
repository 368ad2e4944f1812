import type { Change, HostState, Plan, Route, Rule } from '../model/index.ts';
import { defaultRules } from '../routes/index.ts';

/** The host's state as it would be with the plan applied. The given state is left as it is. */
export function applyPlan(state: HostState, plan: Pick<Plan, 'steps'>): HostState {
  return plan.steps.reduce((changed, { change }) => applyChange(changed, change), state);
}

function applyChange(state: HostState, change: Change): HostState {
  switch (change.kind) {
    case 'route':
      return withRoute(state, change);
    case 'rule':
      return {
        ...state,
        rules: {
          ...state.rules,
          [change.family]: insertRule(
            state.rules[change.family] ?? defaultRules(change.family),
            ruleOf(change),
          ),
        },
      };
    case 'sysctl':
      return { ...state, sysctls: { ...state.sysctls, [change.key]: change.after } };
  }
}

/** The table is the plan's own: with its routes it is wholly known, listed or not. */
function withRoute(state: HostState, change: Extract<Change, { kind: 'route' }>): HostState {
  const { family, table } = change;
  return {
    ...state,
    routes: { ...state.routes, [family]: [...(state.routes[family] ?? []), routeOf(change)] },
    tablesListed: { ...state.tablesListed, [family]: [...(state.tablesListed[family] ?? []), String(table)] },
  };
}

function routeOf(change: Extract<Change, { kind: 'route' }>): Route {
  const { family, destination, table, dev, gateway, scope, prefsrc } = change;
  return {
    family,
    type: 'unicast',
    destination,
    table: String(table),
    protocol: 'boot',
    nextHops: [{ dev, flags: [], ...(gateway === undefined ? {} : { gateway }) }],
    ...(scope === 'link' ? { scope } : {}),
    ...(prefsrc === undefined ? {} : { prefsrc }),
  };
}

function ruleOf({ family, preference, from, table }: Extract<Change, { kind: 'rule' }>): Rule {
  return { family, preference, from, action: { kind: 'lookup', table: String(table) } };
}

/** The kernel keeps rules by preference; a new one stands behind those of the same preference. */
function insertRule(rules: readonly Rule[], rule: Rule): Rule[] {
  const behind = rules.findIndex(({ preference }) => preference > rule.preference);
  const at = behind < 0 ? rules.length : behind;
  return [...rules.slice(0, at), rule, ...rules.slice(at)];
}
