import type { FilterFacts, RulePlace } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';

/** Shows what the rule stands in. */
export function listChain({ rule }: FilterFacts): string[][] {
  if (!rule) return [['nft', '-a', 'list', 'ruleset']];
  switch (rule.listing) {
    case 'nft':
      return [['nft', '-a', 'list', 'chain', rule.family, rule.table, rule.chain]];
    case 'iptables':
      return rule.family === 'bridge'
        ? [['ebtables', '-t', rule.table, '-L', rule.chain, '--Ln', '--Lc']]
        : [[programOf(rule), '-t', rule.table, '-L', rule.chain, '-n', '-v', '--line-numbers']];
    case 'firewalld':
      return [['firewall-cmd', `--zone=${rule.chain}`, '--list-all']];
    case 'ufw':
      return [['ufw', 'status', 'numbered']];
    case 'fail2ban':
      return [['fail2ban-client', 'status', rule.chain]];
  }
}

/** Programs that write their rules anew: a rule that is put among theirs does not stay. */
const OWN_TOOL = new Set(['firewalld', 'ufw']);

/** The rule's surroundings, and a rule before it that lets this one flow pass. */
export function filterCommands(walk: Walk, facts: FilterFacts): string[][] {
  const { flow, family } = walk.asked;
  const { rule, hook } = facts;
  const { from } = flow;
  const look = listChain(facts);
  if (rule && isProgram(rule)) return [...look, ...letInBy(walk, rule)];
  if (
    from === undefined ||
    !rule ||
    rule.family === 'bridge' ||
    (rule.owner !== undefined && OWN_TOOL.has(rule.owner))
  )
    return look;
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

function isProgram({ listing }: RulePlace): boolean {
  return listing === 'firewalld' || listing === 'ufw' || listing === 'fail2ban';
}

/** The program's own word for letting this flow in; it lasts until the program is loaded anew where it has a stored form, too. */
function letInBy({ asked: { flow } }: Walk, { listing, chain }: RulePlace): string[][] {
  const { from, port, protocol } = flow;
  if (listing === 'fail2ban')
    return from === undefined ? [] : [['fail2ban-client', 'set', chain, 'unbanip', from]];
  if (listing === 'firewalld') {
    const zone = `--zone=${chain}`;
    if (port !== undefined) return [['firewall-cmd', zone, `--add-port=${port}/${protocol}`]];
    return [['firewall-cmd', zone, '--add-protocol=icmp']];
  }
  if (port === undefined || from === undefined) return [];
  return [
    ['ufw', 'insert', '1', 'allow', 'proto', protocol, 'from', from, 'to', 'any', 'port', String(port)],
  ];
}

/** From iptables 1.8 on the plain name can mean nf_tables, which does not see the legacy tables. */
function programOf({ family, legacy }: RulePlace): string {
  const program = family === 'ip6' ? 'ip6tables' : 'iptables';
  return legacy ? `${program}-legacy` : program;
}
