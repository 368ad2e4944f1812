import {
  appearsToCover,
  type HostState,
  type PlannedChange,
  placeOfRule,
  type Rule,
  rulesOf,
  rulesWith,
  tableNumber,
} from '../model/index.ts';
import { type Applied, fails, made } from './parts.ts';

type RuleLine = Extract<PlannedChange, { kind: 'rule' }>;

/** `ip rule add|del`, as `fib_nl_newrule` and `fib_nl_delrule` take them. */
export function changeRule(state: HostState, { verb, rule, given }: RuleLine): Applied {
  return verb === 'add' ? addRule(state, rule, given) : deleteRule(state, rule, given);
}

function addRule(state: HostState, typed: Rule, given: boolean): Applied {
  const { action, family } = typed;
  const rules = rulesOf(state, family);
  const named = action.kind === 'lookup' ? { ...action, table: tableNumber(action.table, state) } : action;
  const more = rulesWith(rules, { rule: { ...typed, action: named }, given });
  const rule = more.find((one) => !rules.includes(one)) ?? typed;
  const isSame = (other: Rule) =>
    other.preference === rule.preference && textOf(state, other) === textOf(state, rule);
  return rules.some(isSame) ? fails('EEXIST') : made(withRules(state, family, more));
}

/** What two rules are told apart by, apart from their preference and who made them. */
function textOf(state: HostState, { preference: _, protocol: __, ...rule }: Rule): string {
  const action =
    rule.action.kind === 'lookup'
      ? { kind: 'lookup', table: tableNumber(rule.action.table, state) }
      : rule.action;
  const parts = Object.entries({ ...rule, action }).toSorted(([one], [other]) => one.localeCompare(other));
  return JSON.stringify(parts);
}

/** The first rule that has all that was typed goes. */
function deleteRule(state: HostState, rule: Rule, given: boolean): Applied {
  const { family } = rule;
  const rules = rulesOf(state, family);
  const at = placeOfRule(state, rules, { rule, given });
  if (at >= 0) return made(withRules(state, family, rules.toSpliced(at, 1)));
  return state.rules[family] !== undefined && appearsToCover(state.coverage, 'rules', { family })
    ? fails('ENOENT')
    : { kind: 'open', reach: { family } };
}

/** All but those of preference 0 (iproute2 leaves out rules without a preference). */
export function flushRules(state: HostState, family: 4 | 6): Applied {
  return made(
    withRules(
      state,
      family,
      rulesOf(state, family).filter(({ preference }) => preference === 0),
    ),
  );
}

function withRules(state: HostState, family: 4 | 6, rules: readonly Rule[]): HostState {
  return { ...state, rules: { ...state.rules, [family]: [...rules] } };
}
