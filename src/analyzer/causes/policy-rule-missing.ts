import { type CauseFile, ip, LINKS } from './cause.ts';
import { policyClaims } from './policy-fault.ts';

/** Sibling addresses have a rule of their own, this one has none. */
export const policyRuleMissing: CauseFile<'policy-rule-missing'> = {
  code: 'policy-rule-missing',
  claims: (walk) => policyClaims(walk, 'policy-rule-missing'),
  remedies: ['policy-routing', 'add-policy-rule', 'loose-rp-filter'],
  advice: (walk) => ({ commands: [ip(walk, 'rule', 'show')], link: LINKS.ipRule }),
};
