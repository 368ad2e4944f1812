import { markWouldHelp } from '../causes/index.ts';
import { sysctlKey } from '../model/index.ts';
import type { RemedyKind } from './remedy.ts';

/**
 * "The check of the source goes by the mark as well": where answers are routed by a mark, strict mode looks the way back up
 * without it until `src_valid_mark` is set. It is in force where `all` or the interface has it (ip-sysctl).
 */
export const SRC_VALID_MARK = {
  id: 'src-valid-mark',
  recommended: false,
  families: [4],
  movesAnswers: false,
  fits: markWouldHelp,
  risks: () => [{ key: 'risk.until-reboot' }],
  plan({ modelled: { state }, seen: { ingress } }) {
    const [key, allKey] = [ingress, 'all'].map((dev) => sysctlKey(4, dev, 'src_valid_mark'));
    const before = key === undefined ? undefined : state.sysctls?.[key];
    const all = allKey === undefined ? undefined : state.sysctls?.[allKey];
    if (key === undefined || allKey === undefined || before !== '0' || all !== '0')
      return { kind: 'none', because: { key: 'plan.mark-not-shown', device: ingress } };
    return {
      kind: 'changes',
      changes: [{ kind: 'sysctl', key, before, after: '1' }],
      restsOn: { [key]: before, [allKey]: all },
    };
  },
} as const satisfies RemedyKind<'src-valid-mark'>;
