import type { FilterTable } from '../../analyzer/model/index.ts';
import { wordsOf } from '../forms/text.ts';
import { readNftRule } from './nft-rule.ts';

/*
 * ebtables, as `-L` and ebtables-save list it (ebtables(8), ebtables-nft(8)). Its rules mean what nft's of the bridge family
 * do, so they are read as those.
 */

/** The hooks of the built-in chains, and their priorities by table (linux/netfilter_bridge.h). */
const HOOKS: Readonly<Record<string, string>> = {
  PREROUTING: 'prerouting',
  BROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};
const TABLE = /^(?:Bridge table: (\w{1,30})|\*(\w{1,30}))\s*$/;
const CHAIN =
  /^(?:Bridge chain: (\S{1,60}), entries: \d+, policy: (ACCEPT|DROP|RETURN)|:(\S{1,60}) (ACCEPT|DROP|RETURN))/;
const RULE = /^(?:\d{1,6}\.\s+)?(?:\[\d+:\d+\]\s+)?(?:-A (\S{1,60})\s+)?(-.*)$/;

/** Whether a line begins the listing of one of ebtables' chains. */
export function isEbtablesChain(line: string): boolean {
  return /^\s*Bridge (?:table: \w|chain: \S+, entries: \d)/.test(line.slice(0, 200));
}

/** The bridge tables that such a listing shows, and the lines that are not understood. */
export function readEbtables(
  lines: readonly string[],
  named: string | undefined,
): { tables: FilterTable[]; unread: string[] } {
  const tables: FilterTable[] = [];
  const unread: string[] = [];
  let table: FilterTable | undefined;
  let chain: string | undefined;
  const current = () => {
    table ??= newTable(tables, named ?? 'filter');
    return table;
  };
  for (const [index, whole] of lines.entries()) {
    const line = whole.trim().slice(0, 400);
    const heading = TABLE.exec(line);
    const begun = CHAIN.exec(line);
    if (heading) {
      table = newTable(tables, heading[1] ?? heading[2] ?? '');
      chain = undefined;
    } else if (begun) {
      chain = begun[1] ?? begun[3] ?? '';
      addChain(current(), chain, begun[2] ?? begun[4]);
    } else if (line.startsWith('-')) {
      const rule = RULE.exec(line);
      const home = rule?.[1] ?? chain;
      const text = rule?.[2]
        ?.replace(/\s*,\s*pcnt = .*$/, '')
        .replace(/ -c \d+ \d+/, '')
        .trim();
      const nft = text === undefined ? undefined : asNft(text);
      if (home === undefined || text === undefined || nft === undefined) unread.push(line);
      else
        addChain(current(), home).rules.push({
          text,
          line: index + 1,
          steps: readNftRule(nft, 'bridge').steps,
          ...packetsOf(line),
        });
    }
  }
  return { tables, unread };
}

function packetsOf(line: string): { packets?: number } {
  const packets = /, pcnt = (\d{1,15})/.exec(line)?.[1] ?? / -c (\d{1,15}) \d/.exec(line)?.[1];
  return packets === undefined ? {} : { packets: Number(packets) };
}

function newTable(tables: FilterTable[], name: string): FilterTable {
  const table: FilterTable = { listing: 'iptables', family: 'bridge', name, chains: [], sets: [] };
  tables.push(table);
  return table;
}

function addChain(
  { chains, name: table }: FilterTable,
  name: string,
  policy?: string,
): FilterTable['chains'][number] {
  const known = chains.find((one) => one.name === name);
  if (known) return known;
  const hook = Object.hasOwn(HOOKS, name) ? HOOKS[name] : undefined;
  const base = {
    type: 'filter',
    priority: table === 'filter' ? -200 : -300,
    policy: policy === 'DROP' && table !== 'broute' ? ('drop' as const) : ('accept' as const),
  };
  const chain = { name, rules: [], ...(hook === undefined ? {} : { base: { ...base, hook } }) };
  chains.push(chain);
  return chain;
}

type Words = (value: string, not: string) => string;

const PROTOCOLS: Readonly<Record<string, string>> = {
  ipv4: 'ip',
  '0800': 'ip',
  arp: 'arp',
  '0806': 'arp',
  ipv6: 'ip6',
  '86dd': 'ip6',
  '802_1q': 'vlan',
  '8100': 'vlan',
};

function etherType(value: string, not: string): string {
  const key = value
    .toLowerCase()
    .replace(/^0x0*/, '')
    .padStart(/^0x/i.test(value) ? 4 : 0, '0');
  return `ether type ${not}${Object.hasOwn(PROTOCOLS, key) ? PROTOCOLS[key] : value}`;
}

const port =
  (side: 'sport' | 'dport'): Words =>
  (value, not) =>
    `th ${side} ${not}${value.replace(':', '-')}`;
const mac =
  (side: 'saddr' | 'daddr'): Words =>
  (value, not) =>
    /\//.test(value) ? 'mask unknown' : `ether ${side} ${not}${value}`;
const field =
  (name: string): Words =>
  (value, not) =>
    `${name} ${not}${value.replace(/\+$/, '*')}`;
const lower =
  (name: string): Words =>
  (value, not) =>
    `${name} ${not}${value.toLowerCase()}`;

/** What each option matches, in nft's words. */
const OPTIONS: Readonly<Record<string, Words>> = {
  '-p': etherType,
  '--protocol': etherType,
  '-i': field('iifname'),
  '--in-interface': field('iifname'),
  '-o': field('oifname'),
  '--out-interface': field('oifname'),
  '--logical-in': field('ibrname'),
  '--logical-out': field('obrname'),
  '-s': mac('saddr'),
  '--source': mac('saddr'),
  '-d': mac('daddr'),
  '--destination': mac('daddr'),
  '--ip-src': field('ip saddr'),
  '--ip-source': field('ip saddr'),
  '--ip-dst': field('ip daddr'),
  '--ip-destination': field('ip daddr'),
  '--ip-proto': field('meta l4proto'),
  '--ip-protocol': field('meta l4proto'),
  '--ip-sport': port('sport'),
  '--ip-source-port': port('sport'),
  '--ip-dport': port('dport'),
  '--ip-destination-port': port('dport'),
  '--ip-icmp-type': lower('icmp type'),
  '--ip6-src': field('ip6 saddr'),
  '--ip6-dst': field('ip6 daddr'),
  '--ip6-proto': field('meta l4proto'),
  '--ip6-sport': port('sport'),
  '--ip6-dport': port('dport'),
  '--ip6-icmp-type': lower('icmpv6 type'),
  '--arp-op': lower('arp operation'),
  '--arp-opcode': lower('arp operation'),
  '--arp-ip-src': field('arp saddr ip'),
  '--arp-ip-dst': field('arp daddr ip'),
  '--arp-mac-src': field('arp saddr ether'),
};
/** What every frame here has, and what goes with a target. */
const IGNORED: ReadonlySet<string> = new Set([
  '--arp-htype',
  '--arp-ptype',
  '--log-level',
  '--log-prefix',
  '--mark-target',
  '--to-source',
  '--to-destination',
  '--snat-target',
  '--dnat-target',
  '--limit-burst',
]);
const FLAGS: ReadonlySet<string> = new Set(['--log', '--log-ip', '--log-arp', '--log-ip6']);

/** `-p IPv4 -i eno2 --ip-src ! 10.0.0.0/8 --ip-proto icmp -j DROP`. */
function asNft(rule: string): string | undefined {
  const words = wordsOf(rule);
  const parts: string[] = [];
  let verdict = '';
  let not = '';
  for (let at = 0; at < words.length; at++) {
    const option = words[at] ?? '';
    if (option === '!') {
      not = '!= ';
      continue;
    }
    if (FLAGS.has(option)) continue;
    let value = words[++at] ?? '';
    if (value === '!') {
      not = '!= ';
      value = words[++at] ?? '';
    }
    const match = Object.hasOwn(OPTIONS, option) ? OPTIONS[option] : undefined;
    if (option === '-j' || option === '--jump') verdict = verdictOf(value);
    else if (match) parts.push(match(value, not));
    else if (option === '--limit') parts.push(`limit rate ${value}`);
    else if (!IGNORED.has(option)) parts.push('option unknown');
    not = '';
  }
  return [...parts, verdict].filter((part) => part !== '').join(' ') || undefined;
}

function verdictOf(target: string): string {
  const verdict = target.toLowerCase();
  if (/^(?:accept|drop|return|continue)$/.test(verdict)) return verdict;
  return /^(?:mark|snat|dnat|redirect|arpreply)$/.test(verdict) ? 'accept' : `jump ${target}`;
}
