import { type Rule, TABLE } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';

/** Whether the rules are known and none of them looks up main. */
export function lacksMainRule({ modelled: { state }, asked: { family } }: Walk): boolean {
  const rules = state.rules[family];
  return (
    rules !== undefined && !rules.some(looksUpMain) && !rules.some(({ action }) => action.kind === 'unknown')
  );
}

export function looksUpMain({ action }: Rule): boolean {
  return action.kind === 'lookup' && action.table === TABLE.main;
}
