import type { FilterListing, FilterRuleRef } from '../model/index.ts';
import { type CompiledChain, type CompiledTable, compileTable, ruleRef } from './compiled.ts';
import { readListings } from './read-listings.ts';

/** A rule (or policy) that drops or rejects, and that did so between two listings. */
export interface RisenDrop {
  rule: FilterRuleRef;
  /** How many packets more it had seen. */
  packets: number;
  /** The hooks that it is reached from. */
  hooks: string[];
}

/** Which dropping and rejecting rules' counters rose from one listing to the next. Rules without counters tell nothing. */
export function risenDrops(before: readonly FilterListing[], after: readonly FilterListing[]): RisenDrop[] {
  const earlier = countersOf(before);
  return [...countersOf(after)].flatMap(([key, { rule, hooks }]) => {
    const old = earlier.get(key)?.rule.packets;
    if (rule.packets === undefined || old === undefined || rule.packets <= old) return [];
    return [{ rule, packets: rule.packets - old, hooks }];
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
function countersOf(listings: readonly FilterListing[]): Map<string, Counted> {
  const counted = new Map<string, Counted>();
  for (const table of readListings(listings).tables.map(compileTable)) {
    const hooks = hooksOf(table);
    for (const chain of table.chains.values()) {
      for (const rule of droppingRules(chain)) {
        let occurrence = 0;
        while (counted.has(`${placeOf(rule)} ${occurrence}`)) occurrence++;
        counted.set(`${placeOf(rule)} ${occurrence}`, { rule, hooks: [...(hooks.get(chain.name) ?? [])] });
      }
    }
  }
  return counted;
}

function droppingRules(chain: CompiledChain): FilterRuleRef[] {
  const rules = chain.rules
    .filter(({ steps }) =>
      steps.some(
        (step) => step.kind === 'verdict' && (step.verdict.kind === 'drop' || step.verdict.kind === 'reject'),
      ),
    )
    .map(({ listed }) => ruleRef(chain, listed));
  return chain.base?.policy === 'drop' ? [...rules, ruleRef(chain, undefined)] : rules;
}

/** From which hooks each chain is reached. */
function hooksOf(table: CompiledTable): Map<string, Set<string>> {
  const hooks = new Map<string, Set<string>>();
  for (const { base, name } of table.chains.values()) {
    if (base === undefined) continue;
    const open = [name];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const known = hooks.get(next) ?? new Set<string>();
      if (known.has(base.hook)) continue;
      hooks.set(next, known.add(base.hook));
      open.push(...(table.chains.get(next)?.rules.flatMap(targetsOf) ?? []));
    }
  }
  return hooks;
}

/** The chains that a rule may lead to; those in named verdict maps are not followed. */
function targetsOf({ steps, listed }: CompiledChain['rules'][number]): string[] {
  const direct = steps.flatMap((step) =>
    step.kind === 'verdict' && (step.verdict.kind === 'jump' || step.verdict.kind === 'goto')
      ? [step.verdict.chain]
      : [],
  );
  const mapped = [...listed.text.matchAll(/: (?:jump|goto) ([^\s,}]+)/g)].map(([, name = '']) => name);
  return [...direct, ...mapped];
}
