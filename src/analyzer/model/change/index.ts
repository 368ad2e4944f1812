import { z } from 'zod';
import { KEEP, KeepChange } from './keep.ts';
import type { ChangeKind } from './kind.ts';
import { MAIN_RULE, MainRuleChange } from './main-rule.ts';
import { ROUTE, RouteChange } from './route.ts';
import { RULE, RuleChange } from './rule.ts';
import { SYSCTL, SysctlChange } from './sysctl.ts';

/** A change to one host, in a closed grammar: what a plan may do and nothing else. */
export const Change = z.discriminatedUnion('kind', [
  RouteChange,
  RuleChange,
  MainRuleChange,
  SysctlChange,
  KeepChange,
]);
export type Change = z.infer<typeof Change>;

export { MAIN_RULE_PREFERENCE } from './main-rule.ts';

const KINDS = {
  route: ROUTE,
  rule: RULE,
  'main-rule': MAIN_RULE,
  sysctl: SYSCTL,
  keep: KEEP,
} as const satisfies Record<Change['kind'], unknown>;

/** What is to be known of the change's kind: its commands, its effect on a state, its words for the host program. */
export function kindOf({ kind }: Change): ChangeKind<Change> {
  return KINDS[kind];
}
