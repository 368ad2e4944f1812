import type { FilterCondition, FilterRule, Ruleset } from '../model/index.ts';

/** Whether a rule of the listing holds by how many packets came before. */
export function hasRates({ tables }: Ruleset): boolean {
  return tables.some(({ chains }) =>
    chains.some(({ rules }) =>
      rules.some(({ steps }) => steps.some((step) => step.kind === 'match' && isRate(step.condition))),
    ),
  );
}

/** The rules as they are for a packet for which every rate match holds, or none. */
export function withRates(rules: Ruleset, hold: boolean): Ruleset {
  return {
    ...rules,
    tables: rules.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({
        ...chain,
        rules: chain.rules.map((rule) => decided(rule, hold)),
      })),
    })),
  };
}

function decided(rule: FilterRule, hold: boolean): FilterRule {
  return {
    ...rule,
    steps: rule.steps.map((step) =>
      step.kind === 'match' ? { ...step, condition: withRate(step.condition, hold) } : step,
    ),
  };
}

function withRate(condition: FilterCondition, hold: boolean): FilterCondition {
  if (condition.kind === 'open' && condition.limit) return { kind: hold ? 'always' : 'never' };
  if (condition.kind === 'all' || condition.kind === 'any')
    return { kind: condition.kind, of: condition.of.map((one) => withRate(one, hold)) };
  if (condition.kind === 'not') return { kind: 'not', of: withRate(condition.of, hold) };
  return condition;
}

function isRate(condition: FilterCondition): boolean {
  if (condition.kind === 'open') return condition.limit === true;
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of.some(isRate);
  return condition.kind === 'not' && isRate(condition.of);
}
