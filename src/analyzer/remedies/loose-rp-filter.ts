import { addressHolder, type Change, type HostState, sysctlKey } from '../model/index.ts';
import { deviceOf } from '../walk/index.ts';
import type { RemedyKind } from './remedy.ts';

/** "Take what comes in on the interface, whatever the way back": the answers go on leaving as they do. */
export const LOOSE_RP_FILTER = {
  id: 'loose-rp-filter',
  recommended: false,
  families: [4],
  movesAnswers: false,
  risks({ modelled: { state, replyRoute }, seen: { ingress } }) {
    const device = addressHolder(state, ingress);
    const out = deviceOf(replyRoute);
    return [
      { key: 'risk.forged-sources', device },
      { key: 'risk.answers-leave-elsewhere', device, ...(out === undefined ? {} : { out }) },
    ];
  },
  plan({ modelled: { state, validation }, seen: { ingress, refusal } }) {
    const device = addressHolder(state, ingress);
    const own = state.sysctls?.[sysctlKey(4, device, 'rp_filter')];
    const isStrict = validation.verdict === 'refused' && validation.reason === 'strict';
    if (own === undefined && (isStrict || refusal !== undefined))
      return { kind: 'none', because: { key: 'plan.setting-not-shown', device } };
    // One next hop of several leads back by the interface, say: strict mode takes the request as it is.
    if (validation.verdict === 'accepted' && validation.mode === 1)
      return { kind: 'none', because: { key: 'plan.accepted-already', device } };
    const planned = looseRpFilterChanges(state, device);
    return planned
      ? { kind: 'changes', ...planned }
      : { kind: 'none', because: { key: 'plan.not-strict', device } };
  },
} as const satisfies RemedyKind<'loose-rp-filter'>;

/**
 * The smallest loosening: `rp_filter=2` on the one interface. The mode in force is the maximum of `all` and the
 * interface (Documentation/networking/ip-sysctl), so 2 wins over `all=1`, and no other interface changes. Undefined
 * where it would change nothing: the mode in force is loose already, or the interface's own was not shown.
 */
export function looseRpFilterChanges(
  state: HostState,
  dev: string,
): { changes: Change[]; restsOn: Record<string, string> } | undefined {
  const [key, allKey] = [sysctlKey(4, dev, 'rp_filter'), sysctlKey(4, 'all', 'rp_filter')];
  const before = state.sysctls?.[key];
  const all = state.sysctls?.[allKey] ?? 'unknown';
  const off = before === '0' && all === '0';
  if (before === undefined || before === '2' || all === '2' || off) return undefined;
  return {
    changes: [{ kind: 'sysctl', key, before, after: '2' }],
    restsOn: { [key]: before, [allKey]: all },
  };
}
