import { policyFault } from '../causes/index.ts';
import type { RemedyKind } from './remedy.ts';
import { ruleForAddress } from './rule-for-address.ts';

/** "The table that is there for this interface is looked up": the address gets the rule that it lacks. */
export const ADD_POLICY_RULE = {
  id: 'add-policy-rule',
  recommended: false,
  families: [4, 6],
  movesAnswers: true,
  fits: (walk) => tableWithoutRule(walk) !== undefined,
  risks: () => [{ key: 'risk.until-reboot' }],
  plan(walk) {
    const table = tableWithoutRule(walk);
    return table === undefined
      ? { kind: 'none', because: { key: 'plan.no-such-rule' } }
      : ruleForAddress(walk, table, []);
  },
} as const satisfies RemedyKind<'add-policy-rule'>;

function tableWithoutRule(walk: Parameters<typeof policyFault>[0]): string | undefined {
  const fault = policyFault(walk);
  return fault?.cause === 'policy-rule-missing' ? fault.facts.table : undefined;
}
