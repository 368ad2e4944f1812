import type { FilterRule, FilterRuleRef, FilterTable, Ruleset } from '../model/index.ts';
import { ruleRef } from './compiled.ts';
import { hooksOf, verdictsOf } from './reached.ts';

/** A rule that writes packets to the kernel log: its prefix tells a line of the log from others. */
export interface LoggingRule {
  rule: FilterRuleRef;
  prefix: string;
  /** The hooks that it is reached from. */
  hooks: string[];
  /** How such a packet ends: by the rule itself, or by the one behind it where that asks for the same; absent: not told so. */
  ends?: { verdict: 'drop' | 'reject' | 'accept'; rule: FilterRuleRef };
}

/** The rules that log with a prefix. */
export function loggingRules({ tables }: Ruleset): LoggingRule[] {
  return tables.flatMap((table) => {
    const hooks = hooksOf(table);
    return table.chains.flatMap((chain) =>
      chain.rules.flatMap((rule, index) => {
        const prefix = prefixOf(rule);
        if (prefix === undefined) return [];
        const ends = endOf(table, rule) ?? sameAsBefore(table, rule, chain.rules[index + 1]);
        return [
          {
            rule: ruleRef(table, chain, rule),
            prefix,
            hooks: [...(hooks.get(chain.name) ?? [])],
            ...(ends ? { ends: { verdict: ends.verdict, rule: ruleRef(table, chain, ends.rule) } } : {}),
          },
        ];
      }),
    );
  });
}

function prefixOf({ steps }: FilterRule): string | undefined {
  return steps.map((step) => (step.kind === 'log' ? step.prefix : undefined)).find((prefix) => prefix);
}

type End = { verdict: 'drop' | 'reject' | 'accept'; rule: FilterRule };

function endOf(table: FilterTable, rule: FilterRule): End | undefined {
  const [only, second] = verdictsOf(table, rule);
  if (!only || second) return undefined;
  const { kind } = only;
  return kind === 'drop' || kind === 'reject' || kind === 'accept' ? { verdict: kind, rule } : undefined;
}

/** iptables logs in one rule and drops in the next, which asks for the same, or for nothing; a limit on the log does not count. */
function sameAsBefore(
  table: FilterTable,
  logging: FilterRule,
  next: FilterRule | undefined,
): End | undefined {
  if (next === undefined) return undefined;
  const asked = new Set(matchesOf(logging));
  return matchesOf(next).every((match) => asked.has(match)) ? endOf(table, next) : undefined;
}

function matchesOf({ steps }: FilterRule): string[] {
  return steps.flatMap((step) => (step.kind === 'match' ? [step.text] : []));
}
