import { rulesOf, TABLE } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import { routesInShort, rulesInShort } from './in-short.ts';
import type { RemedyPlan } from './remedy.ts';
import { placeForRules } from './rule-place.ts';

/**
 * One policy rule more (`placeForRules`): answers from the asked address look up a table that the host has already.
 * `decidedBy`: preferences of rules that decide today and must not.
 */
export function ruleForAddress(walk: Walk, table: string, decidedBy: readonly number[]): RemedyPlan {
  const { state, replyQuery } = walk.modelled;
  const { family, flow } = walk.asked;
  const number = Number(table);
  if (!Number.isInteger(number) || KERNEL_TABLES.has(table))
    return { kind: 'none', because: { key: 'plan.table-not-by-number', table } };
  const from = `${replyQuery.from ?? flow.to}/${family === 4 ? 32 : 128}`;
  const place = placeForRules(rulesOf(state, family), { sources: [from], table: number, decidedBy });
  if ('before' in place)
    return { kind: 'none', because: { key: 'plan.no-preference', before: place.before } };
  const [preference = 0] = place.preferences;
  return {
    kind: 'changes',
    changes: [{ kind: 'rule', family, preference, from, table: number }],
    restsOn: {
      'policy rules': rulesInShort(state, family),
      [`table ${table}`]: routesInShort(state, family, table),
    },
  };
}

const KERNEL_TABLES: ReadonlySet<string> = new Set(Object.values(TABLE));
