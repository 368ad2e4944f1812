import { policyFault } from '../causes/index.ts';
import type { RemedyKind } from './remedy.ts';
import { ruleForAddress } from './rule-for-address.ts';

/** "The rule that was meant for this address is asked first": it is put before the one that decides; the late one stays. */
export const REORDER_POLICY_RULE = {
  id: 'reorder-policy-rule',
  recommended: false,
  families: [4, 6],
  movesAnswers: true,
  fits: (walk) => policyFault(walk)?.cause === 'policy-rule-shadowed',
  risks: () => [{ key: 'risk.until-reboot' }],
  plan(walk) {
    const fault = policyFault(walk);
    if (fault?.cause !== 'policy-rule-shadowed' || fault.facts.rule.action.kind !== 'lookup')
      return { kind: 'none', because: { key: 'plan.no-such-rule' } };
    const { rule, decider } = fault.facts;
    const { table } = fault.facts.rule.action;
    return ruleForAddress(walk, table, [rule.preference, ...(decider ? [decider.preference] : [])]);
  },
} as const satisfies RemedyKind<'reorder-policy-rule'>;
