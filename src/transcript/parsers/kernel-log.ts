import type { LogEntry, Protocol } from '../../analyzer/model/index.ts';
import { isMac } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { shortAddress } from '../forms/ipv6.ts';
import { ownValue } from '../forms/own.ts';
import { decimal, integer, wordsOf } from '../forms/text.ts';
import { addressEntry, isAddressLog, isAddressLogForm } from './address-log.ts';

type Entry<Kind extends LogEntry['kind']> = Extract<LogEntry, { kind: Kind }>;

/** A packet that a rule of the packet filter logged (iptables LOG, nft log). */
const FILTER = /\bIN=\S* OUT=/;
/** `martian source DESTINATION from SOURCE, on dev IN` (fib_validate_source), `martian destination D from S, dev IN`. */
const MARTIAN = /martian (?:source|destination) (\S{2,60}) from (\S{2,60}?),? (?:on )?dev ([\w.@-]{1,20})/;
const LINK_HEADER = /\bll header: (?:[0-9a-f]{8}: )?((?:[0-9a-f]{2}[ :]){12})/i;
const LINK =
  /link is (?:not ready|up|down)|link becomes ready|link (?:dis)?connected|carrier|renamed from|link status |entered (?:blocking|disabled|forwarding) state|NETDEV WATCHDOG|left (?:promiscuous|allmulticast) mode|: unregister|removed PHC on|Releasing (?:active|backup) interface/i;
const UP =
  /link is up|becomes ready|carrier (?:on|acquired)|gained carrier|link connected|definitely up|forwarding state/i;
const DOWN =
  /link is (?:down|not ready)|carrier (?:off|lost)|lost carrier|link disconnected|definitely down|disabled state/i;

/** Whether the line says something of packets or links. */
export function isLogLine(line: string): boolean {
  const start = line.slice(0, 1000);
  return (
    FILTER.test(start) ||
    LINK.test(start) ||
    /martian (?:source|destination)|\bll header: |(?:nf|ip)_conntrack: |neighbou?r table overflow|SYN flooding/i.test(
      start,
    ) ||
    isAddressLog(start)
  );
}

/** Whether the line is one of the kernel's log by its form alone: its time stamp, its name, or words of no other output. */
export function isLogForm(line: string): boolean {
  const start = line.slice(0, 1000);
  if (/martian (?:source|destination) \S+ from |\bll header: |\bIN=\S* OUT=.{0,200} SRC=/.test(start))
    return true;
  if (isAddressLogForm(start)) return true;
  return /^\s*\[\s{0,8}\d{1,9}\.\d{3,6}\] |\bkernel: /.test(start) && isLogLine(start);
}

/** The lines that say something of packets or links, in their order. */
export function parseKernelLog(lines: readonly string[]): LogEntry[] {
  const entries: LogEntry[] = [];
  for (const whole of lines) {
    const line = whole.trim().slice(0, 500);
    const header = LINK_HEADER.exec(line)?.[1];
    const before = entries.at(-1);
    if (header !== undefined && before?.kind === 'martian') addHeader(before, header);
    else if (isLogLine(line)) entries.push(entryOf(line));
  }
  return entries;
}

function entryOf(line: string): LogEntry {
  const martian = MARTIAN.exec(line);
  if (martian) {
    const [, destination = '', source = '', device = ''] = martian;
    return {
      kind: 'martian',
      source: shortAddress(source),
      destination: shortAddress(destination),
      device,
      line,
    };
  }
  if (FILTER.test(line)) return filterEntry(line);
  if (/(?:nf|ip)_conntrack: .{0,40}table full(?: in netns \d{1,12})?, dropping packet/.test(line))
    return { kind: 'conntrack-full', line };
  if (/neighbou?r table overflow/i.test(line)) return { kind: 'neighbour-table-full', line };
  const told = addressEntry(line);
  if (told) return told;
  const flooded = /SYN flooding on port (?:\S{0,60}:)?(\d{1,5})/.exec(line);
  if (flooded) return compact<Entry<'syn-flood'>>({ kind: 'syn-flood', port: decimal(flooded[1]), line });
  return LINK.test(line) ? linkEntry(line) : { kind: 'other', line };
}

/** `ll header: 00000000: DESTINATION SOURCE TYPE`: the Ethernet header in bytes. */
function addHeader(entry: Entry<'martian'>, header: string): void {
  const bytes = header.toLowerCase().split(/[ :]/);
  const [destination, source] = [bytes.slice(0, 6).join(':'), bytes.slice(6, 12).join(':')];
  if (isMac(destination)) entry.destinationMac = destination;
  if (isMac(source)) entry.sourceMac = source;
}

function linkEntry(line: string): LogEntry {
  const state = UP.test(line) ? 'up' : DOWN.test(line) ? 'down' : undefined;
  const renamed = /([\w.@-]{1,20}): renamed from ([\w.@-]{1,20})/.exec(line);
  return compact<Entry<'link'>>({
    kind: 'link',
    device: renamed?.[1] ?? deviceIn(line),
    state,
    renamedFrom: renamed?.[2],
    line,
  });
}

/** The device that a driver names before what it says: `eth1: Link is Down`, `eth1 NIC Link is Up`, `device (eth1): …`. */
function deviceIn(line: string): string | undefined {
  const named =
    /WATCHDOG: ([\w.@-]{1,20})\b/.exec(line)?.[1] ??
    /\b(?:device|removed PHC on) ([a-z][\w.@-]{0,20})\b/i.exec(line)?.[1] ??
    /\((?:slave )?([a-z][\w.@-]{0,20})\)(?:: | entered )/.exec(line)?.[1] ??
    /([\w.@-]{1,20}): unregister/.exec(line)?.[1] ??
    /([\w.@-]{1,20}):? (?:NIC )?(?:Link|link|carrier|Lost carrier|Gained carrier)\b/.exec(line)?.[1];
  return named !== undefined && /^[A-Za-z]/.test(named) ? named : undefined;
}

function filterEntry(line: string): LogEntry {
  const at = line.search(FILTER);
  const words = wordsOf(line.slice(at)).slice(0, 60);
  const fields = new Map<string, string>();
  // An ICMP error quotes the packet that it is about behind a bracket: the packet's own values come first.
  for (const word of words) {
    const equals = word.indexOf('=');
    const key = word.slice(0, equals);
    if (equals > 0 && !fields.has(key)) fields.set(key, word.slice(equals + 1));
  }
  const text = (key: string) => fields.get(key) || undefined;
  const address = (key: string) => (text(key) === undefined ? undefined : shortAddress(text(key) ?? ''));
  const macs = (text('MAC') ?? '').toLowerCase().split(':');
  const [destinationMac, sourceMac] = [macs.slice(0, 6).join(':'), macs.slice(6, 12).join(':')];
  const flags = words.filter((word) => /^(?:SYN|ACK|RST|FIN|PSH|URG)$/.test(word));
  const protocol = ownValue(PROTOCOLS, (text('PROTO') ?? '').toLowerCase());
  return compact<Entry<'filter'>>({
    kind: 'filter',
    prefix: prefixOf(line.slice(0, at)),
    in: text('IN'),
    out: text('OUT'),
    source: address('SRC'),
    destination: address('DST'),
    protocol,
    port: decimal(text('DPT')),
    sourcePort: decimal(text('SPT')),
    sourceMac: isMac(sourceMac) ? sourceMac : undefined,
    destinationMac: isMac(destinationMac) ? destinationMac : undefined,
    icmpType: decimal(text('TYPE')),
    icmpId: protocol === 'icmp' && text('TYPE') !== undefined ? icmpId(words) : undefined,
    icmpSequence: decimal(text('SEQ')),
    tcpFlags: flags.length > 0 ? flags : undefined,
    mark: integer(text('MARK')),
    line,
  });
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  icmp: 'icmp',
  icmpv6: 'icmp',
  tcp: 'tcp',
  udp: 'udp',
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmp',
};

/** IPv4 prints its own ID, and ICMP's behind TYPE. */
function icmpId(words: readonly string[]): number | undefined {
  const type = words.findIndex((word) => word.startsWith('TYPE='));
  return decimal(
    words
      .slice(type)
      .find((word) => word.startsWith('ID='))
      ?.slice(3),
  );
}

/** What the rule itself writes, without time stamp and the names of host and kernel. */
function prefixOf(before: string): string {
  return before
    .replace(/^.*?\bkernel:\s*/, '')
    .replace(/^\[\s*[\d.]+\]\s*/, '')
    .trim();
}
