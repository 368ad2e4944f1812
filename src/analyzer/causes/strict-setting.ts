import { rpFilterDefault, rpFilterKeys } from '../rp-filter-setting.ts';
import type { Walk } from '../walk/index.ts';
import type { Assumption } from './cause.ts';

/** What strict mode takes for granted: nothing where both values are shown, little where one of them is 1 already. */
export function strictSetting({ modelled: { state }, seen: { ingress } }: Walk, dev = ingress): Assumption[] {
  const keys = rpFilterKeys(dev);
  const shown = keys.map((key) => state.sysctls?.[key]);
  if (shown.every((value) => value !== undefined)) return [];
  const missing = keys.filter((_, index) => shown[index] === undefined);
  const question = { about: 'sysctl' as const, keys: missing };
  // The other one would have to be 2 for loose mode: nothing sets one of the two alone to that by default.
  if (shown.includes('1')) return [{ question, kind: 'default', otherwise: 'unusual' }];
  switch (rpFilterDefault(state, dev)) {
    case 1:
      return [{ question, kind: 'default', otherwise: 'unusual' }];
    case undefined:
      return [{ question, kind: 'open', otherwise: 'open' }];
    default:
      return [{ question, kind: 'unusual', otherwise: 'default' }];
  }
}
