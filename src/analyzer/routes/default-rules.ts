import type { Rule } from '../model/index.ts';

/** The rules that a kernel starts with (ip-rule(8)); IPv6 has no `default` table. */
export function defaultRules(family: 4 | 6): Rule[] {
  const preferences = family === 4 ? { 0: '255', 32766: '254', 32767: '253' } : { 0: '255', 32766: '254' };
  return Object.entries(preferences).map(([preference, table]) => ({
    family,
    preference: Number(preference),
    action: { kind: 'lookup', table },
  }));
}

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
