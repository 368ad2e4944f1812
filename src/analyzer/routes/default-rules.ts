import { defaultRules, type Rule } from '../model/index.ts';

const PLAIN_KEYS = new Set(['family', 'preference', 'action', 'protocol']);

function isDefaultRule(rule: Rule, wanted: Rule, tableOf: (name: string) => string): boolean {
  const plain = Object.entries(rule).every(([key, value]) => PLAIN_KEYS.has(key) || !value);
  return (
    plain &&
    rule.preference === wanted.preference &&
    rule.action.kind === 'lookup' &&
    wanted.action.kind === 'lookup' &&
    tableOf(rule.action.table) === wanted.action.table
  );
}

/** Whether these are just the rules that a kernel starts with. */
export function areDefaultRules(
  family: 4 | 6,
  rules: readonly Rule[],
  tableOf: (name: string) => string,
): boolean {
  const expected = defaultRules(family);
  return (
    rules.length === expected.length &&
    expected.every((wanted, index) => isDefaultRule(rules[index] as Rule, wanted, tableOf))
  );
}

/**
 * Whether some default rules are missing and no other stands there. IPv6 then goes on as if they were there: only adding a
 * rule makes the kernel look at its list (measured on 6.18); IPv4 does not.
 */
export function areFewerThanDefault(
  family: 4 | 6,
  rules: readonly Rule[],
  tableOf: (name: string) => string,
): boolean {
  const expected = defaultRules(family);
  return (
    rules.length < expected.length &&
    rules.every((rule) => expected.some((wanted) => isDefaultRule(rule, wanted, tableOf)))
  );
}
