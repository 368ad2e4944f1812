import type { FilterTable } from '../../analyzer/model/index.ts';
import { wordsOf } from '../forms/text.ts';
import { readNftRule } from './nft-rule.ts';

/*
 * arptables, in the three forms that it lists in: arptables-save, the options of `-L` (arptables 0.0.3 and iptables-nft), and the
 * columns of Red Hat's arptables_jf. Its rules mean what nft's of the arp family do, so they are read as those.
 */

/** The hooks of the built-in chains; Red Hat's are IN and OUT. */
const HOOKS: Readonly<Record<string, string>> = {
  IN: 'input',
  INPUT: 'input',
  OUT: 'output',
  OUTPUT: 'output',
  FORWARD: 'forward',
};
const CHAIN =
  /^(?:Chain (\S{1,60}) \(policy (ACCEPT|DROP)|:(\S{1,60}) (ACCEPT|DROP|-)|-P (\S{1,60}) (ACCEPT|DROP))/;
const APPENDED = /^(?:\[\d+:\d+\] )?-A (\S{1,60}) (.*)$/;
const COLUMNS = /^(\S{1,40})\s+(\S+)\s+(\S+)\s+\S+\s+\S+\s+\S+\s+(\S+)\s+\S+\s+\S+/;
const HEADING = /^target\s+source-ip\s+destination-ip\s/;

/** Whether a line heads the columns of Red Hat's arptables. */
export function isArptablesHeading(line: string): boolean {
  return HEADING.test(line.trim().slice(0, 200));
}

/** The filter table that such a listing shows, and the lines that are not understood. */
export function readArptables(lines: readonly string[]): { table: FilterTable; unread: string[] } {
  const table: FilterTable = { listing: 'iptables', family: 'arp', name: 'filter', chains: [], sets: [] };
  const unread: string[] = [];
  let current: string | undefined;
  for (const [index, whole] of lines.entries()) {
    const line = whole.trim().slice(0, 400);
    if (line === '' || HEADING.test(line) || /^(?:[*#]|COMMIT\b|Chain \S+ \(\d+ references)/.test(line))
      continue;
    const named = CHAIN.exec(line);
    if (named) {
      current = named[1] ?? named[3] ?? named[5] ?? '';
      chainOf(table, current, named[2] ?? named[4] ?? named[6]);
      continue;
    }
    const appended = APPENDED.exec(line);
    const chain = appended?.[1] ?? current;
    const rule = appended?.[2] ?? (line.startsWith('-') ? line : undefined);
    const asNft = rule === undefined ? fromColumns(line) : fromOptions(rule);
    if (chain === undefined || asNft === undefined) {
      if (couldBeRule(line)) unread.push(line);
      continue;
    }
    const { steps } = readNftRule(asNft, 'arp');
    chainOf(table, chain).rules.push({ text: rule ?? line.replace(/\s+/g, ' '), line: index + 1, steps });
  }
  return { table, unread };
}

/** A rule has options, or columns with addresses in them; what has neither was written by a person. */
function couldBeRule(line: string): boolean {
  return /^(?:\[|-)/.test(line) || (/[/*]/.test(line) && line.split(/\s+/).length > 6);
}

function chainOf({ chains }: FilterTable, name: string, policy?: string): FilterTable['chains'][number] {
  let chain = chains.find((one) => one.name === name);
  if (!chain) {
    const hook = Object.hasOwn(HOOKS, name) ? HOOKS[name] : undefined;
    chain = { name, rules: [], ...(hook === undefined ? {} : { base: baseOf(hook, policy) }) };
    chains.push(chain);
  }
  return chain;
}

function baseOf(hook: string, policy: string | undefined) {
  return { type: 'filter', hook, priority: 0, policy: policy === 'DROP' ? 'drop' : 'accept' } as const;
}

const ANY = /^(?:0\.0\.0\.0\/0|anywhere|any|\*|0000\/0000)$/;

/** `DROP 0.0.0.0/0 10.77.0.80 00/00 00/00 any 0000/0000 0000/0000 0000/0000`. */
function fromColumns(line: string): string | undefined {
  const [, target = '', source = '', destination = '', operation = ''] = COLUMNS.exec(line) ?? [];
  if (target === '') return undefined;
  return [
    ...(ANY.test(source) ? [] : [`arp saddr ip ${source}`]),
    ...(ANY.test(destination) ? [] : [`arp daddr ip ${destination}`]),
    ...(ANY.test(operation) ? [] : [`arp operation ${operationOf(operation)}`]),
    verdictOf(target),
  ].join(' ');
}

/** `-i eth0 -s ! 10.0.0.1 -d 10.0.0.80 --opcode Request -j DROP`. */
function fromOptions(rule: string): string | undefined {
  const words = wordsOf(rule.replace(/,?\s*(?:pcnt|bcnt)=\d+.*$/i, '').replace(/ , .*$/, ''));
  const parts: string[] = [];
  let verdict = '';
  let negated = false;
  for (let at = 0; at < words.length; at++) {
    const option = words[at] ?? '';
    if (option === '!') {
      negated = true;
      continue;
    }
    let value = words[++at] ?? '';
    if (value === '!') {
      negated = true;
      value = words[++at] ?? '';
    }
    const field = Object.hasOwn(FIELDS, option) ? FIELDS[option] : undefined;
    if (option === '-j' || option === '--jump') verdict = verdictOf(value);
    else if (IGNORED.has(option)) negated = false;
    else if (field === undefined) return undefined;
    else
      parts.push(`${field} ${negated ? '!= ' : ''}${field === 'arp operation' ? operationOf(value) : value}`);
    negated = false;
  }
  return [...parts, verdict].join(' ').trim();
}

const FIELDS: Readonly<Record<string, string>> = {
  '-s': 'arp saddr ip',
  '--source-ip': 'arp saddr ip',
  '--src-ip': 'arp saddr ip',
  '-d': 'arp daddr ip',
  '--destination-ip': 'arp daddr ip',
  '--dst-ip': 'arp daddr ip',
  '--source-mac': 'arp saddr ether',
  '--src-mac': 'arp saddr ether',
  '--destination-mac': 'arp daddr ether',
  '--dst-mac': 'arp daddr ether',
  '-i': 'iifname',
  '--in-interface': 'iifname',
  '-o': 'oifname',
  '--out-interface': 'oifname',
  '--opcode': 'arp operation',
};
/** What every ARP packet of Ethernet and IPv4 has, and what changes a packet that goes on. */
const IGNORED: ReadonlySet<string> = new Set([
  '--h-length',
  '--h-type',
  '--proto-type',
  '--mangle-ip-s',
  '--mangle-ip-d',
  '--mangle-mac-s',
  '--mangle-mac-d',
  '--mangle-target',
]);

function operationOf(text: string): string {
  const number = /^(?:0x)?0*([0-9a-f]{1,4})(?:\/[0-9a-f]+)?$/i.exec(text)?.[1];
  return number ?? text.toLowerCase();
}

function verdictOf(target: string): string {
  const verdict = target.toLowerCase();
  if (verdict === 'accept' || verdict === 'drop' || verdict === 'return') return verdict;
  // `mangle` and the like change the packet and let it go on.
  return /^(?:mangle|classify|mark|continue)$/.test(verdict) ? 'accept' : `jump ${target}`;
}
