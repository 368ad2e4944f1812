import { z } from 'zod';
import type { Command } from '../command.ts';
import { Family } from '../family.ts';
import { rulesOf } from '../host/rules.ts';
import type { HostState, Rule } from '../host-state.ts';
import { type ChangeKind, ip } from './kind.ts';

/** A policy rule for packets from one address is added. */
export const RuleChange = z.object({
  kind: z.literal('rule'),
  family: Family,
  preference: z.number().int(),
  /** CIDR of full length: one address. */
  from: z.string(),
  table: z.number().int(),
});
export type RuleChange = z.infer<typeof RuleChange>;

export const RULE = {
  do: (change) => [...ip(change.family), 'rule', 'add', ...words(change)],
  undo: (change) => [...ip(change.family), 'rule', 'del', ...words(change)],
  check: ({ family, preference }) => [...ip(family), 'rule', 'show', 'pref', String(preference)],
  after: withRule,
  wire: ({ family, preference, from, table }) => [
    'rule',
    String(family),
    String(preference),
    from,
    String(table),
  ],
} as const satisfies ChangeKind<RuleChange>;

function words({ preference, from, table }: RuleChange): Command {
  return ['pref', String(preference), 'from', from, 'lookup', String(table)];
}

function withRule(state: HostState, { family, preference, from, table }: RuleChange): HostState {
  const rule: Rule = { family, preference, from, action: { kind: 'lookup', table: String(table) } };
  return withRuleOf(state, rulesOf(state, family), rule);
}

/** The kernel keeps rules by preference; a new one stands behind those of the same preference. */
export function withRuleOf(state: HostState, rules: readonly Rule[], rule: Rule): HostState {
  const { family } = rule;
  const behind = rules.findIndex((other) => other.preference > rule.preference);
  const at = behind < 0 ? rules.length : behind;
  return { ...state, rules: { ...state.rules, [family]: [...rules.slice(0, at), rule, ...rules.slice(at)] } };
}
