import { type CauseFile, ip, LINKS } from './cause.ts';
import { policyClaims } from './policy-fault.ts';

/** The rule that was meant for this address stands behind another one that decides. */
export const policyRuleShadowed: CauseFile<'policy-rule-shadowed'> = {
  code: 'policy-rule-shadowed',
  claims: (walk) => policyClaims(walk, 'policy-rule-shadowed'),
  remedies: ['policy-routing', 'reorder-policy-rule', 'loose-rp-filter'],
  advice: (walk, { rule, decider }) => ({
    commands: [
      ip(walk, 'rule', 'show'),
      ...(decider && rule.action.kind === 'lookup'
        ? [
            ip(
              walk,
              'rule',
              'add',
              'pref',
              String(Math.max(1, decider.preference - 1)),
              'from',
              walk.asked.flow.to,
              'lookup',
              rule.action.table,
            ),
            ip(walk, 'rule', 'del', 'pref', String(rule.preference)),
          ]
        : []),
    ],
    link: LINKS.ipRule,
  }),
};
