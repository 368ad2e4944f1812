import type { HostState, Rule } from '../host-state.ts';
import { tableNumber } from './tables.ts';

/** The rules that a kernel starts with (ip-rule(8)); IPv6 has no `default` table. */
export function defaultRules(family: 4 | 6): Rule[] {
  const preferences = family === 4 ? { 0: '255', 32766: '254', 32767: '253' } : { 0: '255', 32766: '254' };
  return Object.entries(preferences).map(([preference, table]) => ({
    family,
    preference: Number(preference),
    action: { kind: 'lookup', table },
  }));
}

/** The policy rules of a family: those that were listed, else those that a kernel starts with. */
export function rulesOf({ rules }: HostState, family: 4 | 6): readonly Rule[] {
  return rules[family] ?? defaultRules(family);
}

/** A rule as it was typed; `given`: its preference was among the words. */
export type TypedRule = { rule: Rule; given: boolean };

/** The rules with one more, where the kernel puts it: without a preference before the second rule (`fib_default_rule_pref`). */
export function rulesWith(rules: readonly Rule[], { rule: typed, given }: TypedRule): Rule[] {
  const preference = given ? typed.preference : Math.max(0, (rules[1]?.preference ?? 1) - 1);
  const behind = rules.findIndex((other) => other.preference > preference);
  return rules.toSpliced(behind < 0 ? rules.length : behind, 0, { ...typed, preference });
}

/** Where the first rule stands that has all that was typed (`fib_nl_delrule`); below zero where none does. */
export function placeOfRule(
  state: Pick<HostState, 'tableNames'>,
  rules: readonly Rule[],
  { rule: typed, given }: TypedRule,
): number {
  const { preference, action, family: _, ...selectors } = typed;
  const number = (table: string) => tableNumber(table, state);
  const isAction = (other: Rule['action']) => {
    if (action.kind === 'unknown') return true;
    if (action.kind !== 'lookup' || other.kind !== 'lookup') return action.kind === other.kind;
    return number(action.table) === number(other.table);
  };
  return rules.findIndex(
    (rule) =>
      (!given || rule.preference === preference) &&
      isAction(rule.action) &&
      Object.entries(selectors).every(
        ([name, value]) => JSON.stringify(rule[name as keyof Rule]) === JSON.stringify(value),
      ),
  );
}
