import type { Capture, Packet } from '../../analyzer/model/index.ts';
import { isAddress, isMac, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { decimal } from '../forms/text.ts';
import type { CaptureReading } from './capture.ts';

/** `[number] time SOURCE → DESTINATION PROTOCOL LENGTH info`: tshark's columns as they are without -T and -o. */
const ROW =
  /^\s{0,12}(?:\d{1,9}\s+)?(?:(?:\d{4}-\d\d-\d\d )?(?:(\d\d):(\d\d):)?(\d{1,10}(?:\.\d{1,9})))\s+(\S{2,60}) (?:→|->) (\S{2,60})\s+([A-Z][\w./-]{1,15}) (\d{1,6}) (\S.{0,600})$/;
const CAPTURING = /^Capturing on '?([^'\s]{1,60})/;

/** Whether the line is one that tshark prints. */
export function isTsharkLine(line: string): boolean {
  const start = line.slice(0, 700);
  return CAPTURING.test(start.trim()) || ROW.test(start);
}

/** Everything that one tshark printed. `interfaceName` is the `-i` of its command. */
export function parseTshark(
  lines: readonly string[],
  options: { command?: string; interfaceName?: string } = {},
): CaptureReading {
  const packets: Packet[] = [];
  const unread: string[] = [];
  let { interfaceName } = options;
  let listening = false;
  let cut = 0;
  for (const line of lines) {
    const opened = CAPTURING.exec(line.trim());
    const packet = opened ? undefined : packetOf(line, interfaceName);
    if (opened) {
      listening = true;
      interfaceName ??= opened[1];
    } else if (packet && packets.length < 20_000) packets.push(packet);
    else if (packet) cut++;
    else if (/^\s*\d{1,9} packets? captured/.test(line)) listening = true;
    else if (!isNotice(line)) unread.push(line);
  }
  const capture = compact<Capture>({
    command: options.command,
    interface: interfaceName,
    listening: listening || packets.length > 0,
    packets,
  });
  return { capture, unread, cut };
}

function isNotice(line: string): boolean {
  return /^\s*(?:$|\d{1,9}\s*$|\^C|Running as user|tshark: |\*\* \()/.test(line.slice(0, 200));
}

function packetOf(line: string, interfaceName: string | undefined): Packet | undefined {
  const row = ROW.exec(line.slice(0, 700));
  if (!row) return undefined;
  const [, hours, minutes, seconds, from = '', to = '', protocol = '', , info = ''] = row;
  const packet: Packet = { protocol: 'other', line };
  packet.time = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds);
  if (interfaceName !== undefined && interfaceName !== 'any') packet.dev = interfaceName;
  setEnd(packet, 'source', from);
  setEnd(packet, 'destination', to);
  if (protocol === 'ARP') readArp(packet, info);
  else if (protocol === 'ICMP' || protocol === 'ICMPv6') readIcmp(packet, protocol, info);
  else readTransport(packet, protocol, info);
  return packet;
}

function setEnd(packet: Packet, end: 'source' | 'destination', word: string): void {
  const address = plainAddress(word);
  if (isAddress(address)) packet[end] = address;
  else if (isMac(address)) packet[end === 'source' ? 'sourceMac' : 'destinationMac'] = address;
  else if (word === 'Broadcast') packet.destinationMac = 'ff:ff:ff:ff:ff:ff';
  else packet[end === 'source' ? 'sourceName' : 'destinationName'] = address;
}

/** `Who has 10.0.0.5? Tell 10.0.0.1`, `10.0.0.5 is at 02:00:00:00:00:01`; the columns then hold Ethernet addresses. */
function readArp(packet: Packet, info: string): void {
  packet.protocol = 'arp';
  delete packet.sourceName;
  delete packet.destinationName;
  const asked = /Who has ([0-9.]{7,15})\?(?: Tell ([0-9.]{7,15}))?/.exec(info);
  const answered = /([0-9.]{7,15}) is at ([0-9a-f:]{17})/i.exec(info);
  if (asked) {
    packet.kind = 'who-has';
    if (isAddress(asked[1])) packet.destination = asked[1];
    if (isAddress(asked[2])) packet.source = asked[2];
  } else if (answered) {
    packet.kind = 'is-at';
    if (isAddress(answered[1])) packet.source = answered[1];
    packet.announcedMac = (answered[2] ?? '').toLowerCase();
  }
}

const ICMP_KINDS: readonly (readonly [RegExp, string])[] = [
  [/^Echo \(ping\) request/, 'echo-request'],
  [/^Echo \(ping\) reply/, 'echo-reply'],
  [/^Destination unreachable/, 'unreachable'],
  [/^Time(?:-to-live| to live)? exceeded/i, 'time-exceeded'],
  [/^Packet Too Big/, 'too-big'],
  [/^Redirect/, 'redirect'],
  [/^Neighbor Solicitation/, 'neighbour-solicitation'],
  [/^Neighbor Advertisement/, 'neighbour-advertisement'],
  [/^Router Solicitation/, 'router-solicitation'],
  [/^Router Advertisement/, 'router-advertisement'],
];

/** `Echo (ping) request  id=0x0001, seq=1/256, ttl=64`: the sequence in both byte orders. */
function readIcmp(packet: Packet, protocol: string, info: string): void {
  packet.protocol = protocol === 'ICMP' ? 'icmp' : 'icmp6';
  const kind = ICMP_KINDS.find(([words]) => words.test(info))?.[1];
  if (kind !== undefined) packet.kind = kind;
  const id = /\bid=0x([0-9a-f]{1,4})/i.exec(info)?.[1];
  const sequence = decimal(/\bseq=(\d{1,5})/.exec(info)?.[1]);
  if (id !== undefined) packet.icmpId = Number.parseInt(id, 16);
  if (sequence !== undefined) packet.icmpSequence = sequence;
  const target = /(?:Solicitation for|Advertisement) ([0-9a-f:]{2,45})/i.exec(info)?.[1];
  if (isAddress(target)) packet.about = plainAddress(target);
}

/** `40001 → 443 [SYN] Seq=0 Win=64240 Len=0`; what is decoded further than TCP and UDP shows no ports. */
function readTransport(packet: Packet, protocol: string, info: string): void {
  const ports = /(\d{1,5}) (?:→|->|>) (\d{1,5})(?: \[([A-Z, ]{3,40})\])?/.exec(info);
  if (ports) {
    packet.protocol = ports[3] === undefined ? 'udp' : 'tcp';
    packet.sourcePort = Number(ports[1]);
    packet.destinationPort = Number(ports[2]);
    if (ports[3] !== undefined) readTcp(packet, ports[3], info);
  } else if (/^(?:DNS|MDNS|LLMNR|NTP|DHCP|SNMP|SYSLOG|TFTP|RADIUS)/.test(protocol)) packet.protocol = 'udp';
  else if (/^(?:TCP|HTTP|TLS|SSL|SSH|FTP|SMTP)/.test(protocol)) packet.protocol = 'tcp';
}

/** Flags as tcpdump writes them. */
const FLAGS: Readonly<Record<string, string>> = {
  SYN: 'S',
  FIN: 'F',
  RST: 'R',
  PSH: 'P',
  URG: 'U',
  ACK: '.',
};

function readTcp(packet: Packet, flags: string, info: string): void {
  const words = flags.split(', ');
  packet.kind = Object.entries(FLAGS)
    .filter(([name]) => words.includes(name))
    .map(([, letter]) => letter)
    .join('');
  const sequence = decimal(/\bSeq=(\d{1,10})/.exec(info)?.[1]);
  const acknowledged = words.includes('ACK') ? decimal(/\bAck=(\d{1,10})/.exec(info)?.[1]) : undefined;
  const payload = decimal(/\bLen=(\d{1,6})/.exec(info)?.[1]);
  if (sequence !== undefined) packet.sequence = sequence;
  if (acknowledged !== undefined) packet.acknowledges = acknowledged;
  if (payload !== undefined) packet.payload = payload;
}
