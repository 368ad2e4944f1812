import type { FilterListing } from '../../analyzer/model/index.ts';
import { readNftRuleLine, readNftText } from './nft-text.ts';

/** The table (`inet filter`) and the chain that a command names. */
type Asked = { table?: string | undefined; chain?: string | undefined };

/**
 * nft's rules that `grep` let through, put back into what they stand in: the chain that the command names, else the one that
 * has the same rule in an earlier listing. Of others nothing is known but that they belong to some chain: that of what comes
 * in stands for it.
 */
export function framedNft(text: string, asked: Asked, earlier: readonly FilterListing[]): string {
  if (/^\s*(?:add )?table /m.test(text)) return text;
  const rules = text.split('\n').filter((line) => RULE.test(line));
  if (rules.length === 0) return text;
  const known = earlier.filter(({ kind }) => kind === 'nft').flatMap((one) => readNftText(one.text).tables);
  const chains = new Map<string, string[]>();
  for (const line of rules) {
    const { text: rule } = readNftRuleLine(line.trim(), 0);
    const home = known.flatMap(({ family, name, chains: own }) =>
      [...own.values()]
        .filter(({ rules: listed }) => listed.some((one) => one.text === rule))
        .map((chain) => `${family} ${name}\n${chain.name}`),
    )[0];
    const named = `${asked.table ?? 'inet not-shown'}\n${asked.chain ?? 'not-shown'}`;
    const place = asked.chain === undefined ? (home ?? named) : named;
    chains.set(place, [...(chains.get(place) ?? []), line]);
  }
  return [...chains].map(([place, lines]) => chainText(place, lines)).join('\n');
}

const RULE = /\b(?:counter|accept|drop|reject|return|jump|goto|log|queue|masquerade|dnat|snat)\b/;
const HOOKS = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;

function chainText(place: string, lines: readonly string[]): string {
  const [table = '', chain = ''] = place.split('\n');
  const isBased = lines.some((line) => /^\s*type \w+ hook /.test(line));
  const hook = HOOKS.find((name) => chain.toLowerCase().includes(name)) ?? 'input';
  return [
    `table ${table} {`,
    `chain ${chain} {`,
    ...(isBased ? [] : [`type filter hook ${hook} priority filter; policy accept;`]),
    ...lines,
    '}',
    '}',
  ].join('\n');
}

/** The same for the rules of `iptables -L`, whose chains have a heading. */
export function framedIptables(lines: readonly string[], asked: Asked): string[] {
  if (lines.some((line) => /^\s*Chain \S+ \(/.test(line))) return [...lines];
  return [`Chain ${asked.chain ?? 'INPUT'} (policy ACCEPT)`, ...lines];
}
