import { type Change, MAIN_RULE_PREFERENCE, rulesOf } from '../model/index.ts';
import { rulesInShort } from './in-short.ts';
import type { RemedyKind } from './remedy.ts';

/** "What no other rule sends elsewhere goes by table main again." */
export const RESTORE_MAIN_RULE = {
  id: 'restore-main-rule',
  recommended: true,
  families: [4, 6],
  movesAnswers: true,
  risks: () => [{ key: 'risk.main-again' }, { key: 'risk.until-reboot' }],
  plan({ modelled: { state }, asked: { family } }, _gateways, planned) {
    const taken = rulesOf(state, family).find(({ preference }) => preference === MAIN_RULE_PREFERENCE);
    if (taken)
      return { kind: 'none', because: { key: 'plan.main-rule-taken', preference: MAIN_RULE_PREFERENCE } };
    const already = planned.some((change) => change.kind === 'main-rule' && change.family === family);
    const changes: Change[] = already ? [] : [{ kind: 'main-rule', family }];
    return { kind: 'changes', changes, restsOn: { 'policy rules': rulesInShort(state, family) } };
  },
} as const satisfies RemedyKind<'restore-main-rule'>;
