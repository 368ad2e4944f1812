import type { FilterChain, FilterRuleRef, FilterTable, Ruleset } from '../model/index.ts';
import { hooksOf, targetsOf } from './reached.ts';

/** Chains that by their names see what is forwarded, sent or translated. */
const ELSEWHERE = /fwd|forward|docker|output|postrouting|nat|_to_/i;

/**
 * The rules of chains to which no listed chain leads, as if every packet that comes in for the host came to them: a program's
 * chains can be listed one by one, without those that call them. Undefined where there are none.
 */
export function unreachedRules(ruleset: Ruleset): Ruleset | undefined {
  const found = ruleset.tables.flatMap((table) => {
    const roots = rootsOf(table);
    if (roots.size === 0) return [];
    const chains = table.chains.flatMap((chain): FilterChain[] => {
      if (roots.has(chain.name))
        return [{ ...chain, base: { hook: 'input', type: 'filter', priority: 0, policy: 'accept' } }];
      return chain.base === undefined ? [chain] : [];
    });
    return [{ ...table, chains }];
  });
  return found.length === 0 ? undefined : { ...ruleset, tables: found, missing: [] };
}

/** Whether packets are known to have come to a rule of such chains: by its own counter, or by that of a rule that leads to its chain. */
export function hasCounted({ tables }: Ruleset, { chain: name, packets = 0, table }: FilterRuleRef): boolean {
  if (packets > 0) return true;
  const listed = tables.find((one) => one.name === table);
  return (listed?.chains ?? []).some(({ rules }) =>
    rules.some(
      (rule) => (rule.packets ?? 0) > 0 && listed !== undefined && targetsOf(listed, rule).includes(name),
    ),
  );
}

function rootsOf(table: FilterTable): Set<string> {
  const reached = hooksOf(table);
  const apart = table.chains.filter(({ name, base }) => base === undefined && !reached.has(name));
  const called = new Set(apart.flatMap(({ rules }) => rules.flatMap((rule) => targetsOf(table, rule))));
  return new Set(apart.map(({ name }) => name).filter((name) => !called.has(name) && !ELSEWHERE.test(name)));
}
