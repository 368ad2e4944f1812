import {
  appearsToCover,
  type HostState,
  type PlannedChange,
  type Rule,
  rulesOf,
  tableNumber,
} from '../model/index.ts';
import { type Applied, fails, made } from './parts.ts';

type RuleLine = Extract<PlannedChange, { kind: 'rule' }>;

/** `ip rule add|del`, as `fib_nl_newrule` and `fib_nl_delrule` take them. */
export function changeRule(state: HostState, { verb, rule, given }: RuleLine): Applied {
  return verb === 'add' ? addRule(state, rule, given) : deleteRule(state, rule, given);
}

function addRule(state: HostState, typed: Rule, given: boolean): Applied {
  const rules = rulesOf(state, typed.family);
  // Before the second rule (fib_default_rule_pref).
  const preference = given ? typed.preference : Math.max(0, (rules[1]?.preference ?? 1) - 1);
  const isSame = (other: Rule) =>
    other.preference === preference && textOf(state, other) === textOf(state, typed);
  if (rules.some(isSame)) return fails('EEXIST');
  const { action } = typed;
  const named = action.kind === 'lookup' ? { ...action, table: tableNumber(action.table, state) } : action;
  const rule = { ...typed, preference, action: named };
  const behind = rules.findIndex((other) => other.preference > preference);
  return made(withRules(state, typed.family, rules.toSpliced(behind < 0 ? rules.length : behind, 0, rule)));
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

/** The first rule that has all that was typed goes; that of preference 0 which looks up local is the kernel's own. */
function deleteRule(
  state: HostState,
  { preference, action, family, ...selectors }: Rule,
  given: boolean,
): Applied {
  const rules = rulesOf(state, family);
  const fits = (rule: Rule) =>
    (!given || rule.preference === preference) &&
    Object.entries(selectors).every(
      ([name, value]) => JSON.stringify(rule[name as keyof Rule]) === JSON.stringify(value),
    ) &&
    (action.kind === 'unknown' ||
      (action.kind === rule.action.kind &&
        (action.kind !== 'lookup' ||
          (rule.action.kind === 'lookup' &&
            tableNumber(rule.action.table, state) === tableNumber(action.table, state)))));
  const at = rules.findIndex(fits);
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
