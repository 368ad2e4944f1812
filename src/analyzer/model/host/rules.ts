import type { HostState, Rule } from '../host-state.ts';

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
