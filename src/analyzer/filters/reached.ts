import type { FilterLookup, FilterRule, FilterTable, FilterVerdictStep } from '../model/index.ts';

/** From which hooks each chain of a table is reached. */
export function hooksOf(table: FilterTable): Map<string, Set<string>> {
  const chains = new Map(table.chains.map((chain) => [chain.name, chain]));
  const hooks = new Map<string, Set<string>>();
  for (const { base, name } of table.chains) {
    if (base === undefined) continue;
    const open = [name];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const known = hooks.get(next) ?? new Set<string>();
      if (known.has(base.hook)) continue;
      hooks.set(next, known.add(base.hook));
      open.push(...(chains.get(next)?.rules.flatMap((rule) => targetsOf(table, rule)) ?? []));
    }
  }
  return hooks;
}

/** The chains that a rule may lead to. */
export function targetsOf(table: FilterTable, rule: FilterRule): string[] {
  return verdictsOf(table, rule).flatMap((verdict) =>
    verdict.kind === 'jump' || verdict.kind === 'goto' ? [verdict.chain] : [],
  );
}

/** All that a rule may come to, by itself or through a map. */
export function verdictsOf(table: FilterTable, { steps }: FilterRule): FilterVerdictStep[] {
  return steps.flatMap((step) => {
    if (step.kind === 'verdict') return [step.verdict];
    return step.kind === 'map' ? inMap(table, step.lookup) : [];
  });
}

function inMap({ sets }: FilterTable, lookup: FilterLookup): FilterVerdictStep[] {
  const elements =
    'elements' in lookup ? lookup.elements : sets.find(({ name }) => name === lookup.set)?.elements;
  return (elements ?? []).flatMap(({ value }) => (value?.kind === 'verdict' ? [value.verdict] : []));
}
