import type { FilterChain, FilterRuleRef, FilterTable, Ruleset } from '../model/index.ts';
import { ruleRef } from './compiled.ts';
import { hooksOf } from './reached.ts';

/** A rule (or policy) that drops or rejects, and that did so between two listings. */
export interface RisenDrop {
  rule: FilterRuleRef;
  /** How many packets more it had seen. */
  packets: number;
  /** The hooks that it is reached from. */
  hooks: string[];
}

/** Which dropping and rejecting rules' counters rose from one listing to the next. Rules without counters tell nothing. */
export function risenDrops(before: Ruleset, after: Ruleset): RisenDrop[] {
  const earlier = countersOf(before);
  return [...countersOf(after)].flatMap(([key, { rule, hooks }]) => {
    const known = earlier.get(key);
    const old = known?.rule.packets;
    if (rule.packets === undefined || old === undefined || rule.packets <= old) return [];
    // One listing can lack what leads to the chain.
    return [{ rule, packets: rule.packets - old, hooks: [...new Set([...hooks, ...(known?.hooks ?? [])])] }];
  });
}

/** Whether both name the same rule; handles and lines may be missing in one listing. */
export function isSameRule(one: FilterRuleRef, other: FilterRuleRef): boolean {
  return (
    placeOf(one) === placeOf(other) &&
    (one.handle === other.handle || one.handle === undefined || other.handle === undefined)
  );
}

function placeOf({ listing, family, table, chain, text }: FilterRuleRef): string {
  return JSON.stringify([listing, family, table, chain, text]);
}

type Counted = { rule: FilterRuleRef; hooks: string[] };

/** All dropping rules by place, text and occurrence: the same rule twice in a chain is told apart by its order. */
function countersOf({ tables }: Ruleset): Map<string, Counted> {
  const counted = new Map<string, Counted>();
  for (const table of tables) {
    const hooks = hooksOf(table);
    for (const chain of table.chains) {
      for (const rule of droppingRules(table, chain)) {
        let occurrence = 0;
        while (counted.has(`${placeOf(rule)} ${occurrence}`)) occurrence++;
        counted.set(`${placeOf(rule)} ${occurrence}`, { rule, hooks: [...(hooks.get(chain.name) ?? [])] });
      }
    }
  }
  return counted;
}

function droppingRules(table: FilterTable, chain: FilterChain): FilterRuleRef[] {
  const rules = chain.rules
    .filter(({ steps }) =>
      steps.some(
        (step) => step.kind === 'verdict' && (step.verdict.kind === 'drop' || step.verdict.kind === 'reject'),
      ),
    )
    .map((rule) => ruleRef(table, chain, rule));
  return chain.base?.policy === 'drop' ? [...rules, ruleRef(table, chain, undefined)] : rules;
}
