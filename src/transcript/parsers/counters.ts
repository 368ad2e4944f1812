import type { CounterSnapshot } from '../../analyzer/model/index.ts';
import { wordsOf } from '../forms/text.ts';

/** Whether the line belongs to /proc/net/netstat or /proc/net/snmp. */
export function isProcCounterLine(line: string): boolean {
  return /^\s{0,8}(?:Ip|Icmp|IcmpMsg|Tcp|Udp|UdpLite|TcpExt|IpExt|MPTcpExt|DccpExt|SctpExt):(?:\s+[A-Za-z-]|\s+-?\d|\s*$)/.test(
    line.slice(0, 200),
  );
}

/** Whether the line is one of /proc/net/snmp6, /proc/net/xfrm_stat or of `nstat` (`Ip6InReceives 12`, `TcpExtSyncookiesSent 0 0.0`). */
export function isNamedCounterLine(line: string): boolean {
  return /^\s{0,8}(?:Ip6?|Icmp6?|IcmpMsg|Tcp|Udp6?|UdpLite6?|TcpExt|IpExt|MPTcpExt|Xfrm)[A-Z0-9]\w{2,60}\s+\d{1,20}(?:\s+[\d.]{1,20})?\s*$/.test(
    line.slice(0, 200),
  );
}

/** Whether the line is a heading or a row of /proc/net/dev. */
export function isDeviceCounterLine(line: string): boolean {
  return (
    /^Inter-\|\s{1,8}Receive|^ face \|bytes/.test(line.slice(0, 40)) || DEVICE_ROW.test(line.slice(0, 400))
  );
}

const DEVICE_ROW = /^\s{0,16}([\w.@-]{1,20}):((?:\s{0,24}\d{1,20}\b){16})\s*$/;
/** Columns of /proc/net/dev that are kept, as `ip -s link` names them. */
const DEVICE_COLUMNS: readonly (readonly [at: number, name: string])[] = [
  [1, 'rx.packets'],
  [2, 'rx.errors'],
  [3, 'rx.dropped'],
  [9, 'tx.packets'],
  [10, 'tx.errors'],
  [11, 'tx.dropped'],
];

/** `Device.eth1.rx.packets` … of /proc/net/dev. */
function deviceValues(line: string): Record<string, number> {
  const [, device = '', row = ''] = DEVICE_ROW.exec(line.slice(0, 400)) ?? [];
  const words = wordsOf(row);
  if (device === '') return {};
  return Object.fromEntries(
    DEVICE_COLUMNS.map(([at, name]) => [`Device.${device}.${name}`, Number(words[at])]),
  );
}

const GROUPS = [
  'MPTcpExt',
  'Xfrm',
  'TcpExt',
  'IpExt',
  'IcmpMsg',
  'UdpLite6',
  'UdpLite',
  'Icmp6',
  'Icmp',
  'Udp6',
  'Udp',
  'Ip6',
  'Ip',
  'Tcp',
];

/**
 * Counters by name (`TcpExt.IPReversePathFilter`) from the texts of /proc/net/netstat, snmp, snmp6, xfrm_stat, dev, and `nstat -az`, in any
 * mix. /proc/net/snmp gains columns while the machine runs, so names and values are always paired by their own header line.
 */
export function readCounters(source: string): CounterSnapshot {
  return { values: counterValues(source.split('\n')) };
}

export function counterValues(lines: readonly string[]): Record<string, number> {
  const values: Record<string, number> = {};
  let header: { group: string; names: string[] } | undefined;
  for (const line of lines) {
    if (line.length > 20_000) continue;
    if (isProcCounterLine(line)) {
      const [first = '', ...words] = wordsOf(line);
      const group = first.slice(0, -1);
      if (words.length > 0 && words.every((word) => /^-?\d{1,20}$/.test(word))) {
        if (header?.group === group && header.names.length === words.length) {
          for (const [index, name] of header.names.entries())
            values[`${group}.${name}`] = Number(words[index]);
        }
        header = undefined;
      } else header = { group, names: words };
    } else if (isNamedCounterLine(line)) {
      const [name = '', value = ''] = wordsOf(line);
      const group = GROUPS.find((prefix) => name.startsWith(prefix) && name.length > prefix.length);
      if (group !== undefined) values[`${group}.${name.slice(group.length)}`] = Number(value);
    } else if (isDeviceCounterLine(line)) Object.assign(values, deviceValues(line));
  }
  return values;
}

/** `netstat -s` tells some counters in words; these are the ones that the analyzer asks for. */
const PHRASES: readonly { group: string; words: RegExp; name: string }[] = [
  { group: 'Ip', words: /^(\d+) total packets received$/, name: 'Ip.InReceives' },
  { group: 'Ip', words: /^(\d+) (?:with )?invalid addresses$/, name: 'Ip.InAddrErrors' },
  { group: 'Ip', words: /^(\d+) incoming packets discarded$/, name: 'Ip.InDiscards' },
  { group: 'Ip', words: /^(\d+) incoming packets delivered$/, name: 'Ip.InDelivers' },
  { group: 'Ip', words: /^(\d+) requests sent out$/, name: 'Ip.OutRequests' },
  { group: 'Ip', words: /^(\d+) outgoing packets dropped$/, name: 'Ip.OutDiscards' },
  { group: 'Ip', words: /^(\d+) dropped because of missing route$/, name: 'Ip.OutNoRoutes' },
  { group: 'Ip', words: /^(\d+) forwarded$/, name: 'Ip.ForwDatagrams' },
  {
    group: 'TcpExt',
    words: /^(\d+) times the listen queue of a socket overflowed$/,
    name: 'TcpExt.ListenOverflows',
  },
  {
    group: 'TcpExt',
    words: /^(\d+) SYNs to LISTEN sockets (?:dropped|ignored)$/,
    name: 'TcpExt.ListenDrops',
  },
  { group: 'Icmp', words: /^(\d+) ICMP messages received$/, name: 'Icmp.InMsgs' },
  { group: 'Icmp', words: /^(\d+) ICMP messages sent$/, name: 'Icmp.OutMsgs' },
  { group: 'Icmp', words: /^input: ?echo requests: (\d+)$/, name: 'Icmp.InEchos' },
  { group: 'Icmp', words: /^input: ?echo replies: (\d+)$/, name: 'Icmp.InEchoReps' },
  { group: 'Icmp', words: /^output: ?echo requests?: (\d+)$/, name: 'Icmp.OutEchos' },
  { group: 'Icmp', words: /^output: ?echo replies: (\d+)$/, name: 'Icmp.OutEchoReps' },
];

const GROUP_LINE = /^\s{0,4}(Ip|Icmp|IcmpMsg|Tcp|Udp|UdpLite|TcpExt|IpExt|MPTcpExt|Sctp):\s*$/;
const NAMED = /^([A-Z][A-Za-z0-9]{2,60}): (\d{1,20})$/;

/** Whether the line is one that only `netstat -s` prints. */
export function isNetstatStatisticsLine(line: string): boolean {
  const trimmed = line.trim();
  if (trimmed.length > 120) return false;
  return GROUP_LINE.test(line) || PHRASES.some(({ words }) => words.test(trimmed)) || NAMED.test(trimmed);
}

/** Counters of IpExt (net/ipv4/proc.c, snmp4_ipextstats_list); all others that netstat names without words are TcpExt's. */
const IP_EXT =
  /^(?:In|Out)(?:Mcast|Bcast|)(?:Pkts|Octets)$|^In(?:NoRoutes|TruncatedPkts|CsumErrors|NoECTPkts|ECT[01]Pkts|CEPkts)$|^ReasmOverlaps$/;

/** The group of a name whose heading `grep` left out. */
function groupOf(name: string): string {
  return IP_EXT.test(name) ? 'IpExt' : 'TcpExt';
}

/** Counters of `netstat -s`. */
export function netstatStatistics(lines: readonly string[]): Record<string, number> {
  const values: Record<string, number> = {};
  let group = '';
  let histogram = '';
  for (const line of lines) {
    const trimmed = line.trim();
    if (trimmed.length > 200) continue;
    const opened = GROUP_LINE.exec(line);
    if (opened) {
      group = opened[1] ?? '';
      histogram = '';
      continue;
    }
    if (/^ICMP (?:input|output) histogram:$/.test(trimmed))
      histogram = trimmed.includes('input') ? 'input: ' : 'output: ';
    const named = NAMED.exec(trimmed);
    if (named) {
      values[`${group === '' ? groupOf(named[1] ?? '') : group}.${named[1]}`] = Number(named[2]);
      continue;
    }
    for (const phrase of PHRASES) {
      // Behind `grep` no line names its group.
      if (phrase.group !== group && group !== '') continue;
      const match = phrase.words.exec(trimmed) ?? phrase.words.exec(histogram + trimmed);
      if (match) values[phrase.name] = Number(match[1]);
    }
  }
  return values;
}
