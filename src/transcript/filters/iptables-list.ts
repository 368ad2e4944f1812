import { parseAddress } from '../../analyzer/model/index.ts';
import { matchesOf } from './iptables-list-matches.ts';

/** What `iptables -L -v` shows, in the words of iptables-save. */
export interface ListedChains {
  /** `:INPUT ACCEPT [0:0]` and `[3:180] -A INPUT …`, in the order of the listing. */
  lines: string[];
  /** Names of the chains. */
  chains: string[];
  /** Lines that are no rule that could be read. */
  unread: string[];
}

const CHAIN =
  /^Chain (\S+) \((?:policy (\w+)(?: (\d+[KMGT]?) packets, (\d+[KMGT]?) bytes)?|\d+ references?)\)/;
const COLUMNS = /^(?:num\s+)?pkts\s+bytes\s+target\s+prot\s/;
/** Columns of a rule; the target is blank where it has none. */
const RULE =
  /^(?:\d+\s+)?(\d+[KMGT]?)\s+(\d+[KMGT]?)\s+(?:(\S+)\s+)?(!?[\w.-]+)\s+(--|-f|!f)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+(.*))?$/;
/** ip6tables before 1.8.9 leaves the column of options blank. */
const RULE_WITHOUT_OPTIONS =
  /^(?:\d+\s+)?(\d+[KMGT]?)\s+(\d+[KMGT]?)\s+(\S+)\s+(!?[\w.-]+)()\s+(\S+)\s+(\S+)\s+(!?[0-9a-f]*:\S*|anywhere)\s+(!?[0-9a-f]*:\S*|anywhere)(?:\s+(.*))?$/;

/** The columns without -v: a rule may be for one interface alone, and does not say so. */
const BRIEF_COLUMNS = /^(?:num\s+)?target\s+prot\s+(?:opt\s+)?source\s+destination\s*$/;
const BRIEF_RULE = /^(?:\d+\s+)?(?:(\S+)\s+)?(!?[\w.-]+)\s+(--|-f|!f)\s+(\S+)\s+(\S+)(?:\s+(.*))?$/;
const BRIEF_RULE_WITHOUT_OPTIONS =
  /^(?:\d+\s+)?(\S+)\s+(!?[\w.-]+)()\s+(!?[0-9a-f]*:\S*|anywhere)\s+(!?[0-9a-f]*:\S*|anywhere)(?:\s+(.*))?$/;

/** Stands for the interfaces of a rule that were not listed: no module has this name, so that the match stays open. */
export const NOT_LISTED = '-m unknown "interfaces not listed"';

/** Reads `iptables -L`, with or without -v, with names or numbers, with or without --line-numbers and -x. */
export function readIptablesChains(lines: readonly string[]): ListedChains {
  const read: ListedChains = { lines: [], chains: [], unread: [] };
  let chain: string | undefined;
  for (const raw of lines) {
    const line = raw.trim();
    if (line === '' || COLUMNS.test(line) || BRIEF_COLUMNS.test(line)) continue;
    const head = CHAIN.exec(line);
    if (head) {
      chain = head[1] ?? '';
      read.chains.push(chain);
      read.lines.push(`:${chain} ${head[2] ?? '-'}${counters(head[3], head[4])}`);
      continue;
    }
    const rule = chain === undefined ? undefined : ruleOf(chain, line);
    if (rule === undefined) read.unread.push(line);
    else read.lines.push(rule);
  }
  return read;
}

/** Counters that are not rounded (`102M` is). */
function counters(packets: string | undefined, bytes: string | undefined): string {
  const exact = /^\d+$/.test(packets ?? '');
  return exact ? ` [${packets}:${/^\d+$/.test(bytes ?? '') ? bytes : '0'}]` : '';
}

function ruleOf(chain: string, line: string): string | undefined {
  const columns = RULE.exec(line) ?? RULE_WITHOUT_OPTIONS.exec(line);
  if (!columns) return briefRuleOf(chain, line);
  const [, packets, bytes, target = '', protocol = '', options = '', inward = '', outward = ''] = columns;
  const [source = '', destination = '', rest = ''] = columns.slice(8);
  const devices = [...deviceWords('-i', inward), ...deviceWords('-o', outward)];
  const count = counters(packets, bytes).trimStart();
  const words = ruleWords({ target, protocol, options, source, destination, rest, devices });
  return `${count === '' ? '' : `${count} `}-A ${[chain, ...words].join(' ')}`;
}

function briefRuleOf(chain: string, line: string): string | undefined {
  const columns = BRIEF_RULE.exec(line) ?? BRIEF_RULE_WITHOUT_OPTIONS.exec(line);
  if (!columns) return undefined;
  const [, target = '', protocol = '', options = '', source = '', destination = '', rest = ''] = columns;
  const words = ruleWords({ target, protocol, options, source, destination, rest, devices: [NOT_LISTED] });
  return `-A ${[chain, ...words].join(' ')}`;
}

type Columns = Record<'target' | 'protocol' | 'options' | 'source' | 'destination' | 'rest', string> & {
  devices: readonly string[];
};

function ruleWords({ target, protocol, options, source, destination, rest, devices }: Columns): string[] {
  const { matches, targetOptions, goesTo } = matchesOf(rest, target);
  return [
    ...addressWords('-s', source),
    ...addressWords('-d', destination),
    ...devices,
    ...protocolWords(protocol),
    ...(options === '-f' ? ['-f'] : options === '!f' ? ['!', '-f'] : []),
    ...matches,
    ...(target === '' ? [] : [goesTo ? '-g' : '-j', target]),
    ...targetOptions,
  ];
}

/** Splits a leading `!` off a column. */
function negation(text: string): { not: string[]; value: string } {
  return text.startsWith('!') ? { not: ['!'], value: text.slice(1) } : { not: [], value: text };
}

const ANYWHERE = new Set(['0.0.0.0/0', '::/0', 'anywhere']);

function addressWords(option: string, column: string): string[] {
  if (ANYWHERE.has(column)) return [];
  const { not, value } = negation(column);
  const family = parseAddress(value)?.family;
  const length = family === undefined ? '' : family === 4 ? '/32' : '/128';
  return [...not, option, `${value}${length}`];
}

function deviceWords(option: string, column: string): string[] {
  if (column === '*' || column === 'any') return [];
  const { not, value } = negation(column);
  return [...not, option, value];
}

/** Protocols by the names under which matches are known; iptables 1.8.9 lists the numbers. */
const PROTOCOLS: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'ipv6-icmp' };

function protocolName(column: string): string {
  const { value } = negation(column);
  return PROTOCOLS[value] ?? value;
}

function protocolWords(column: string): string[] {
  const name = protocolName(column);
  return name === 'all' || name === '0' ? [] : [...negation(column).not, '-p', name];
}
