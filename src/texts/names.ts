import { type RouterSays, type Rule, tableName } from '../analyzer/model/index.ts';

/** What a policy rule matches and does, as `ip rule` prints it: `from 172.16.5.4 lookup 101`. */
export function ruleInShort(rule: Rule): string {
  return [
    `${rule.not ? 'not ' : ''}from ${networkOf(rule.from ?? 'all')}`,
    ...selectorsOf(rule),
    actionOf(rule),
  ].join(' ');
}

/** A single address stands without its length. */
function networkOf(prefix: string): string {
  return prefix.replace(prefix.includes(':') ? /\/128$/ : /\/32$/, '');
}

function actionOf({ action }: Rule): string {
  if (action.kind === 'goto') return `goto ${action.target}`;
  if (action.kind !== 'lookup') return action.kind;
  return action.table === 'l3mdev' ? 'lookup [l3mdev-table]' : `lookup ${tableName(action.table)}`;
}

/** The other selectors of a rule, as ip-rule(8) names them. */
function selectorsOf({ to, iif, oif, fwmark, ipproto, sport, dport, uidrange, ...rule }: Rule): string[] {
  const range = ({ from, to: last }: { from: number; to: number }) =>
    from === last ? `${from}` : `${from}-${last}`;
  return [
    ...(to === undefined ? [] : [`to ${networkOf(to)}`]),
    ...(iif === undefined ? [] : [`iif ${iif}`]),
    ...(oif === undefined ? [] : [`oif ${oif}`]),
    ...(rule.tos === undefined ? [] : [`tos 0x${rule.tos.toString(16)}`]),
    ...(fwmark === undefined ? [] : [`fwmark ${markInShort(fwmark)}`]),
    ...(ipproto === undefined ? [] : [`ipproto ${PROTOCOLS[ipproto] ?? ipproto}`]),
    ...(sport === undefined ? [] : [`sport ${range(sport)}`]),
    ...(dport === undefined ? [] : [`dport ${range(dport)}`]),
    ...(uidrange === undefined ? [] : [`uidrange ${uidrange.from}-${uidrange.to}`]),
    ...(rule.dscp === undefined ? [] : [`dscp 0x${rule.dscp.toString(16)}`]),
    ...(rule.tunId === undefined ? [] : [`tun_id ${rule.tunId}`]),
    ...(rule.notUnderstood === undefined ? [] : [rule.notUnderstood]),
    ...(rule.suppressPrefixLength === undefined
      ? []
      : [`suppress_prefixlength ${rule.suppressPrefixLength}`]),
  ];
}

const WHOLE_MARK = 0xffffffff;

function markInShort({ value, mask }: { value: number; mask: number }): string {
  const hexadecimal = (number: number) => `0x${(number >>> 0).toString(16)}`;
  return mask >>> 0 === WHOLE_MARK ? hexadecimal(value) : `${hexadecimal(value)}/${hexadecimal(mask)}`;
}

/** A protocol by its name, where it has one here. */
export function protocolName(number: number): string {
  return PROTOCOLS[number] ?? `protocol ${number}`;
}

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'ipv6-icmp' };

/** The program of the iptables kind that lists a family. */
export function filterProgram(family: string): string {
  return PROGRAMS[family] ?? 'iptables';
}

const PROGRAMS: Readonly<Record<string, string>> = { ip6: 'ip6tables', arp: 'arptables', bridge: 'ebtables' };

/** The ICMP errors of routers, as their documents name them. */
export const ROUTER_SAYS = {
  'host-unreachable': 'host unreachable',
  'network-unreachable': 'network unreachable',
  prohibited: 'administratively prohibited',
  'time-exceeded': 'time to live exceeded',
  'beyond-scope': 'beyond scope of source address',
} as const satisfies Record<RouterSays, string>;

/** Settings by their keys; that of an interface whose name was not shown has no name in it. */
export function settingKeys(keys: readonly string[]): string[] {
  return keys.map((key) => key.replace('..', '.INTERFACE.'));
}

/** So much of a kernel log's line is quoted. */
const LINE_QUOTED = 120;

/** The beginning of a line that is quoted. */
export function beginningOf(line: string): string {
  return line.slice(0, LINE_QUOTED);
}
