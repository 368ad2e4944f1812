import { type CauseFile, ip, LINKS } from './cause.ts';
import { policyClaims } from './policy-fault.ts';

/** The rule for this address leads to a table without a route that fits. */
export const policyTableEmpty: CauseFile<'policy-table-empty'> = {
  code: 'policy-table-empty',
  claims: (walk) => policyClaims(walk, 'policy-table-empty'),
  remedies: ['restore-policy-table', 'policy-routing', 'loose-rp-filter'],
  advice: (walk, { table }) => ({
    commands: [ip(walk, 'rule', 'show'), ip(walk, 'route', 'show', 'table', table)],
    link: LINKS.ipRoute,
  }),
};
