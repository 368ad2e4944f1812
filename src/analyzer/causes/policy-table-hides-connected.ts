import { type CauseFile, ip, LINKS } from './cause.ts';
import { policyClaims } from './policy-fault.ts';

/** A policy table's default route catches traffic for a connected network. */
export const policyTableHidesConnected: CauseFile<'policy-table-hides-connected'> = {
  code: 'policy-table-hides-connected',
  claims: (walk) => policyClaims(walk, 'policy-table-hides-connected'),
  remedies: ['local-routes-in-policy-table'],
  advice: (walk, { prefix, table }) => ({
    commands:
      prefix === undefined
        ? []
        : [ip(walk, 'route', 'add', prefix, 'dev', walk.seen.ingress, 'scope', 'link', 'table', table)],
    link: LINKS.ipRule,
  }),
};
