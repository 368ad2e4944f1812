import { rulesOf, TABLE } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import { routesInShort, rulesInShort } from './in-short.ts';
import { firstDecider, freePreferences } from './policy-routing-changes.ts';
import type { RemedyPlan } from './remedy.ts';

/**
 * One policy rule more: answers from the asked address look up a table that the host has already, before whichever rule would
 * decide first. `decidedBy`: preferences of rules that decide today and must not.
 */
export function ruleForAddress(walk: Walk, table: string, decidedBy: readonly number[]): RemedyPlan {
  const { state, replyQuery } = walk.modelled;
  const { family, flow } = walk.asked;
  const number = Number(table);
  if (!Number.isInteger(number) || KERNEL_TABLES.has(table))
    return { kind: 'none', because: { key: 'plan.table-not-by-number', table } };
  const rules = rulesOf(state, family);
  const before = Math.min(firstDecider(rules), ...decidedBy.filter((preference) => preference > 0));
  const [preference] = freePreferences(rules, before, 1) ?? [];
  if (preference === undefined) return { kind: 'none', because: { key: 'plan.no-preference', before } };
  const from = `${replyQuery.from ?? flow.to}/${family === 4 ? 32 : 128}`;
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
