import type { FilterChain, FilterRule, FilterRuleRef, FilterTable } from '../model/index.ts';
import { compileStep } from './compile-step.ts';
import { type Lookups, lookupsOf } from './lookup.ts';
import type { Step } from './steps.ts';

/** A rule that is made ready when a packet first comes to it. */
export interface CompiledRule {
  listed: FilterRule;
  readonly steps: readonly Step[];
}

export interface CompiledChain {
  listed: FilterChain;
  rules: CompiledRule[];
  table: CompiledTable;
}

export interface CompiledTable {
  listed: FilterTable;
  chains: Map<string, CompiledChain>;
}

class LazyRule implements CompiledRule {
  readonly listed: FilterRule;
  readonly #lookups: Lookups;
  #steps: readonly Step[] | undefined;

  constructor(listed: FilterRule, lookups: Lookups) {
    this.listed = listed;
    this.#lookups = lookups;
  }

  get steps(): readonly Step[] {
    this.#steps ??= this.listed.steps.flatMap((step) => compileStep(step, this.#lookups));
    return this.#steps;
  }
}

export function compileTable(listed: FilterTable): CompiledTable {
  const lookups = lookupsOf(listed.sets);
  const table: CompiledTable = { listed, chains: new Map() };
  for (const chain of listed.chains) {
    const rules = chain.rules.map((rule) => new LazyRule(rule, lookups));
    table.chains.set(chain.name, { listed: chain, rules, table });
  }
  return table;
}

/** How a rule is named; without one, the base chain's policy. */
export function ruleRef(table: FilterTable, chain: FilterChain, rule: FilterRule | undefined): FilterRuleRef {
  const { listing, family, name, legacy } = table;
  const place = { listing, family, table: name, chain: chain.name, ...(legacy ? { legacy } : {}) };
  if (rule === undefined) {
    const { policy = 'accept', policyPackets } = chain.base ?? {};
    return {
      ...place,
      text: `policy ${policy}`,
      ...(policyPackets === undefined ? {} : { packets: policyPackets }),
    };
  }
  const { text, comment, handle, line, packets, assumed } = rule;
  return {
    ...place,
    text,
    ...(comment === undefined ? {} : { comment }),
    ...(handle === undefined ? {} : { handle }),
    ...(line === undefined ? {} : { line }),
    ...(packets === undefined ? {} : { packets }),
    ...(assumed ? { assumed } : {}),
  };
}
