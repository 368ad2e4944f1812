import { policyFault } from '../causes/index.ts';
import { rulesOf } from '../model/index.ts';
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
  if (fault?.cause !== 'policy-rule-missing') return undefined;
  const { table, sibling, siblingDevice } = fault.facts;
  return table ?? (siblingDevice === walk.seen.ingress ? tableOf(walk, sibling) : undefined);
}

/** The table of another address of the same interface: it leads out there for this one as well. */
function tableOf(
  { modelled: { state }, asked: { family } }: Parameters<typeof policyFault>[0],
  sibling: string | undefined,
): string | undefined {
  const rule = rulesOf(state, family).find(
    ({ from, not, action }) => !not && action.kind === 'lookup' && from?.split('/')[0] === sibling,
  );
  return rule?.action.kind === 'lookup' ? rule.action.table : undefined;
}
