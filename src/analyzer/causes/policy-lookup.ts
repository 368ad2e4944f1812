import { type HostState, type Rule, TABLE } from '../model/index.ts';
import { kernelModel, type RouteAnswer } from '../routes/index.ts';
import type { Walk } from '../walk/index.ts';
import type { Assumption, Claim } from './cause.ts';

/** Causes in the policy that routes the answer, in the order in which they are looked for: one alone is told. */
export type PolicyCause =
  | 'main-rule-missing'
  | 'policy-rule-shadowed'
  | 'policy-table-empty'
  | 'policy-table-hides-connected'
  | 'vpn-captures-reply'
  | 'duplicate-connected-prefix'
  | 'policy-rule-missing';

/** What is wrong with the policy, and what that rests on beside the rules and routes themselves. */
export type Fault =
  Extract<Claim, { cause: PolicyCause }> extends infer C
    ? C extends { cause: infer N; facts: infer F }
      ? { cause: N; facts: F; rests?: Assumption[] }
      : never
    : never;

/** The answer as it would be if only table local and these rules were asked. */
export function lookupWithRules(
  { modelled: { state, replyQuery }, asked: { family } }: Walk,
  rules: Rule[],
): RouteAnswer {
  const local: Rule = { family, preference: 0, action: { kind: 'lookup', table: TABLE.local } };
  const reduced: HostState = { ...state, rules: { ...state.rules, [family]: [local, ...rules] } };
  return kernelModel(reduced).lookup(replyQuery);
}
