import { z } from 'zod';

/** The remedies, in the order in which they are shown. Public like the causes: never rename one. */
export const REMEDIES = [
  'policy-routing',
  'loose-rp-filter',
  'restore-main-rule',
  'local-routes-in-policy-table',
  'reorder-policy-rule',
  'add-policy-rule',
  'src-valid-mark',
  'restore-policy-table',
  'arp-per-interface',
] as const;
export const RemedyId = z.enum(REMEDIES);
export type RemedyId = z.infer<typeof RemedyId>;
