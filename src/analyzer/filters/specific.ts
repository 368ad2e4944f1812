import type { FilterCondition, FilterField, FilterRuleRef, Ruleset } from '../model/index.ts';

/** What tells one flow from others: addresses, ports, devices, and kinds of ICMP. */
const TELLING = /addr$|port$|^meta [io]ifname$|^meta [io]if$|^icmp|^physdev /;

/** Whether a rule names some flow: a rule without any such match is for whatever the rules before it left. */
export function isSpecific({ tables }: Ruleset, ref: FilterRuleRef): boolean {
  const table = tables.find(({ family, name }) => family === ref.family && name === ref.table);
  const rule = table?.chains
    .find(({ name }) => name === ref.chain)
    ?.rules.find(({ text }) => text === ref.text);
  return (
    rule?.steps.some(
      (step) => step.kind === 'match' && fieldsOf(step.condition).some(({ name }) => TELLING.test(name)),
    ) ?? false
  );
}

function fieldsOf(condition: FilterCondition): FilterField[] {
  switch (condition.kind) {
    case 'compare':
    case 'masked':
    case 'any-bit':
    case 'exact-bits':
      return [condition.field];
    case 'in':
    case 'has':
      return condition.fields;
    case 'all':
      return condition.of.flatMap(fieldsOf);
    default:
      return [];
  }
}
