import type { FilterFacts, RulePlace } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';

/** Shows the chain that the rule stands in. */
export function listChain({ rule }: FilterFacts): string[][] {
  if (!rule) return [['nft', '-a', 'list', 'ruleset']];
  if (rule.listing === 'nft') return [['nft', '-a', 'list', 'chain', rule.family, rule.table, rule.chain]];
  return [[programOf(rule), '-t', rule.table, '-L', rule.chain, '-n', '-v', '--line-numbers']];
}

/** Programs that write their rules anew: a rule that is put among theirs does not stay. */
const OWN_TOOL = new Set(['firewalld', 'ufw']);

/** The rule's surroundings, and a rule before it that lets this one flow pass. */
export function filterCommands(walk: Walk, facts: FilterFacts): string[][] {
  const { flow, family } = walk.asked;
  const { rule, hook } = facts;
  const { from } = flow;
  const look = listChain(facts);
  if (from === undefined || !rule || (rule.owner !== undefined && OWN_TOOL.has(rule.owner))) return look;
  const outward = hook === 'output' || hook === 'postrouting';
  const port = String(flow.port ?? '');
  const side = outward ? 'sport' : 'dport';
  if (rule.listing === 'nft') {
    const echo = `echo-${outward ? 'reply' : 'request'}`;
    const what =
      flow.protocol === 'icmp'
        ? [family === 6 ? 'icmpv6' : 'icmp', 'type', echo]
        : [flow.protocol, side, port];
    const match = [family === 6 ? 'ip6' : 'ip', outward ? 'daddr' : 'saddr', from, ...what];
    return [...look, ['nft', 'insert', 'rule', rule.family, rule.table, rule.chain, ...match, 'accept']];
  }
  const protocol =
    flow.protocol === 'icmp' ? [family === 6 ? 'ipv6-icmp' : 'icmp'] : [flow.protocol, `--${side}`, port];
  const match = [outward ? '-d' : '-s', from, '-p', ...protocol, '-j', 'ACCEPT'];
  return [...look, [programOf(rule), '-t', rule.table, '-I', rule.chain, '1', ...match]];
}

/** From iptables 1.8 on the plain name can mean nf_tables, which does not see the legacy tables. */
function programOf({ family, legacy }: RulePlace): string {
  const program = family === 'ip6' ? 'ip6tables' : 'iptables';
  return legacy ? `${program}-legacy` : program;
}
