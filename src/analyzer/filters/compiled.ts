import type { FilterRuleRef } from '../model/index.ts';
import { compileIptablesRule } from './iptables-rule.ts';
import { compileNftRule } from './nft-rule.ts';
import { NamedSets } from './nft-sets.ts';
import type { BaseChain, ListedChain, ListedRule, ListedTable } from './ruleset.ts';
import type { Step } from './steps.ts';

/** A rule whose text is compiled when a packet first comes to it. */
export interface CompiledRule {
  listed: ListedRule;
  readonly steps: readonly Step[];
}

export interface CompiledChain {
  name: string;
  base?: BaseChain;
  rules: CompiledRule[];
  table: CompiledTable;
}

export interface CompiledTable {
  listed: ListedTable;
  chains: Map<string, CompiledChain>;
}

class LazyRule implements CompiledRule {
  readonly listed: ListedRule;
  readonly #compile: (text: string) => Step[];
  #steps: readonly Step[] | undefined;

  constructor(listed: ListedRule, compile: (text: string) => Step[]) {
    this.listed = listed;
    this.#compile = compile;
  }

  get steps(): readonly Step[] {
    this.#steps ??= this.#compile(this.listed.text);
    return this.#steps;
  }
}

export function compileTable(listed: ListedTable): CompiledTable {
  const sets = new NamedSets(listed.sets);
  const family = listed.family === 'ip6' ? 6 : 4;
  const compile = (text: string): Step[] =>
    listed.listing === 'nft' ? compileNftRule(text, sets, listed.family) : compileIptablesRule(text, family);
  const table: CompiledTable = { listed, chains: new Map() };
  for (const chain of listed.chains.values())
    table.chains.set(chain.name, compileChain(chain, table, compile));
  return table;
}

function compileChain(
  chain: ListedChain,
  table: CompiledTable,
  compile: (text: string) => Step[],
): CompiledChain {
  return {
    name: chain.name,
    rules: chain.rules.map((rule) => new LazyRule(rule, compile)),
    table,
    ...(chain.base ? { base: chain.base } : {}),
  };
}

/** How a rule is named to people. */
export function ruleRef(chain: CompiledChain, rule: ListedRule | undefined): FilterRuleRef {
  const { listing, family, name } = chain.table.listed;
  const place = { listing, family, table: name, chain: chain.name };
  if (rule === undefined) {
    const { policy = 'accept', policyPackets } = chain.base ?? {};
    return {
      ...place,
      text: `policy ${policy}`,
      ...(policyPackets === undefined ? {} : { packets: policyPackets }),
    };
  }
  const { text, handle, line, packets } = rule;
  return {
    ...place,
    text: readable(text),
    ...(handle === undefined ? {} : { handle }),
    ...(line === undefined ? {} : { line }),
    ...(packets === undefined ? {} : { packets }),
  };
}

function readable(text: string): string {
  return text
    .replace(/(^|\s)counter(?=\s|$)(?! name)/g, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
}
