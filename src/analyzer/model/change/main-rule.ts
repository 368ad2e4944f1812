import { z } from 'zod';
import type { Command } from '../command.ts';
import { Family } from '../family.ts';
import { rulesOf } from '../host/rules.ts';
import { TABLE } from '../host/tables.ts';
import type { HostState } from '../host-state.ts';
import { type ChangeKind, ip } from './kind.ts';
import { withRuleOf } from './rule.ts';

/** Where the kernel has the rule that looks up table main when it starts (fib_rules: `32766: from all lookup main`). */
export const MAIN_RULE_PREFERENCE = 32766;

/** The rule that looks up table main, which every host starts with, is put back. */
export const MainRuleChange = z.object({ kind: z.literal('main-rule'), family: Family });
type MainRuleChange = z.infer<typeof MainRuleChange>;

const WORDS: Command = ['pref', String(MAIN_RULE_PREFERENCE), 'from', 'all', 'lookup', 'main'];

export const MAIN_RULE = {
  do: ({ family }) => [...ip(family), 'rule', 'add', ...WORDS],
  undo: ({ family }) => [...ip(family), 'rule', 'del', ...WORDS],
  check: ({ family }) => [...ip(family), 'rule', 'show', 'pref', String(MAIN_RULE_PREFERENCE)],
  after: (state, { family }) => withMainRule(state, family),
  wire: ({ family }) => ['main-rule', String(family)],
} as const satisfies ChangeKind<MainRuleChange>;

function withMainRule(state: HostState, family: 4 | 6): HostState {
  return withRuleOf(state, rulesOf(state, family), {
    family,
    preference: MAIN_RULE_PREFERENCE,
    action: { kind: 'lookup', table: TABLE.main },
  });
}
