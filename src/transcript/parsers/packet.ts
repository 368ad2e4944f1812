import type { Packet } from '../../analyzer/model/index.ts';
import { isAddress, isMac, plainAddress } from '../forms/addresses.ts';
import { portOf } from '../forms/services.ts';
import { decimal } from '../forms/text.ts';
import { readPreamble } from './packet-preamble.ts';

/** What the capture's own command says of every packet: `tcpdump -i eth1` prints no interface. */
export type PacketDefaults = { dev?: string; direction?: 'in' | 'out' };

/**
 * One packet from a line of tcpdump (-n or not, -e, -v joined to one line, -t…-tttt, SLL, SLL2); undefined for what is no
 * packet. Where a name stands instead of an address, it is kept as a name.
 */
export function parsePacketLine(line: string, defaults: PacketDefaults = {}): Packet | undefined {
  if (line.length > 20_000) return undefined;
  const preamble = readPreamble(line);
  if (preamble === undefined) return undefined;
  const { cursor } = preamble;
  const packet: Packet = { protocol: 'other', line };
  if (preamble.time !== undefined) packet.time = preamble.time;
  const dev = preamble.dev ?? defaults.dev;
  const direction = preamble.direction ?? defaults.direction;
  if (dev !== undefined) packet.dev = dev;
  if (direction !== undefined) packet.direction = direction;
  if (preamble.sourceMac !== undefined) packet.sourceMac = preamble.sourceMac;
  if (preamble.destinationMac !== undefined) packet.destinationMac = preamble.destinationMac;
  const body = cursor.rest();
  if (preamble.layer === 'arp') return readArp(packet, body) ? packet : undefined;
  if (preamble.layer === 'ip' || preamble.layer === 'ip6') return readIp(packet, body) ? packet : undefined;
  return preamble.layer === 'other' ? packet : undefined;
}

function readArp(packet: Packet, body: string): boolean {
  packet.protocol = 'arp';
  const words = body.replace(/,/g, ' ').split(/\s+/).slice(0, 40);
  const after = (name: string): string | undefined => {
    const at = words.indexOf(name);
    return at === -1 ? undefined : words[at + 1];
  };
  const asked = after('who-has');
  if (asked !== undefined) {
    packet.kind = 'who-has';
    setAddress(packet, 'destination', asked);
    setAddress(packet, 'source', after('tell'));
    return true;
  }
  const at = words.indexOf('is-at');
  if (at > 0) {
    packet.kind = 'is-at';
    setAddress(packet, 'source', words[at - 1]);
    const mac = words[at + 1];
    if (isMac(mac)) packet.announcedMac = mac.toLowerCase();
    return true;
  }
  const announced = after('Announcement') ?? after('Probe');
  if (announced === undefined) return false;
  packet.kind = 'who-has';
  setAddress(packet, 'destination', announced);
  if (words.includes('Announcement')) setAddress(packet, 'source', announced);
  return true;
}

function setAddress(packet: Packet, end: 'source' | 'destination', word: string | undefined): void {
  const address = word === undefined ? '' : plainAddress(word);
  if (isAddress(address)) packet[end] = address;
  else if (address !== '') packet[end === 'source' ? 'sourceName' : 'destinationName'] = address;
}

/** `A > B: …`, with the header that -v puts in brackets before it. */
function readIp(packet: Packet, body: string): boolean {
  const { text, protocol } = withoutVerboseHeader(body);
  const arrow = text.indexOf(' > ');
  if (arrow === -1) return false;
  const source = text.slice(0, arrow).trim();
  const afterArrow = text.slice(arrow + 3);
  const colon = afterArrow.search(/:(?:\s|$)/);
  const destination = colon === -1 ? afterArrow.trim() : afterArrow.slice(0, colon).trim();
  if (source.includes(' ') || destination.includes(' ') || source === '' || destination === '') return false;
  const what = colon === -1 ? '' : afterArrow.slice(colon + 1).trim();
  const named = protocolOf(what, protocol);
  const withPorts = named === undefined || named === 'tcp' || named === 'udp';
  const [from, to] = [endpointOf(source, withPorts), endpointOf(destination, withPorts)];
  // Application protocols (DNS, NTP, DHCP …) are decoded instead of "UDP, length"; TCP always shows its flags.
  packet.protocol = named ?? (from.port !== undefined || to.port !== undefined ? 'udp' : 'other');
  setEnds(packet, from, to);
  readKind(packet, what);
  return true;
}

type Endpoint = { address?: string; name?: string; port?: number };

/** Equal names are one host; where both ends bear the same one it is a mask, and tells neither. */
function setEnds(packet: Packet, from: Endpoint, to: Endpoint): void {
  if (from.address !== undefined) packet.source = from.address;
  if (to.address !== undefined) packet.destination = to.address;
  if (from.name !== to.name) {
    if (from.name !== undefined) packet.sourceName = from.name;
    if (to.name !== undefined) packet.destinationName = to.name;
  }
  if (packet.protocol !== 'tcp' && packet.protocol !== 'udp') return;
  if (from.port !== undefined) packet.sourcePort = from.port;
  if (to.port !== undefined) packet.destinationPort = to.port;
}

function withoutVerboseHeader(body: string): { text: string; protocol?: string } {
  const start = body.trimStart();
  if (!start.startsWith('(')) return { text: start };
  let depth = 0;
  for (let at = 0; at < start.length; at++) {
    if (start[at] === '(') depth++;
    else if (start[at] === ')' && --depth === 0) {
      const header = start.slice(1, at);
      const protocol = /(?:proto|next-header) ([A-Za-z0-9-]{1,20})/.exec(header)?.[1];
      const text = start.slice(at + 1).trimStart();
      return protocol === undefined ? { text } : { text, protocol: protocol.toLowerCase() };
    }
  }
  return { text: start };
}

/** `172.16.0.4`, `172.16.0.4.443`, `2001:db8::1.443`, `172.16.0.4.https`, `server-a.example.53`, `x.x.x.x.22`. */
function endpointOf(word: string, withPort: boolean): Endpoint {
  const whole = plainAddress(word);
  if (isAddress(whole)) return { address: whole };
  const dot = word.lastIndexOf('.');
  const [host, service] = dot === -1 ? [word, undefined] : [word.slice(0, dot), word.slice(dot + 1)];
  const port = portOf(service);
  const address = plainAddress(host);
  if (isAddress(address)) return port === undefined ? { address } : { address, port };
  // Of TCP and UDP the last part is the port, by a name that is not known at times.
  if (!withPort || service === undefined) return { name: word.toLowerCase() };
  return port === undefined ? { name: host.toLowerCase() } : { name: host.toLowerCase(), port };
}

/** The protocol that the line names; undefined where only ports can tell. */
function protocolOf(what: string, verbose: string | undefined): Packet['protocol'] | undefined {
  if (what.startsWith('ICMP6')) return 'icmp6';
  if (what.startsWith('ICMP') || /^icmp\b/.test(what)) return 'icmp';
  if (
    what.startsWith('Flags [') ||
    /^tcp \d/.test(what) ||
    /^[SFPRWEU.]{1,6} (?:\d{1,10}:\d|ack \d)/.test(what)
  )
    return 'tcp';
  if (verbose === 'tcp') return 'tcp';
  if (verbose === 'udp' || what.startsWith('UDP') || what.startsWith('[udp') || what.startsWith('[bad udp'))
    return 'udp';
  if (verbose === 'icmp') return 'icmp';
  if (verbose === 'icmpv6') return 'icmp6';
  return verbose === undefined ? undefined : 'other';
}

function readKind(packet: Packet, what: string): void {
  if (packet.protocol === 'tcp') {
    const flags =
      /^Flags \[([A-Za-z.]{1,12}|none)\]/.exec(what)?.[1] ?? /^([SFPRWEU.]{1,6}) (?:\d|ack)/.exec(what)?.[1];
    if (flags !== undefined) packet.kind = flags;
    readNumbers(packet, what.slice(0, 300));
  } else if (packet.protocol === 'icmp' || packet.protocol === 'icmp6') {
    const text = what.replace(/^ICMP6?,?:? /i, '').slice(0, 300);
    const kind = ICMP_KINDS.find(([words]) => text.startsWith(words) || text.includes(` ${words}`))?.[1];
    if (kind !== undefined) packet.kind = kind;
    if (kind === 'echo-request' || kind === 'echo-reply') readEcho(packet, text);
    else if (kind === 'unreachable' || kind === 'too-big') {
      const about = text.split(/[\s,]+/).find((word) => isAddress(word));
      if (about !== undefined) packet.about = about;
      const port = portOf(/\b(?:udp|tcp) port (\S{1,20}) unreachable/.exec(text)?.[1]);
      if (port !== undefined) packet.closedPort = port;
      if (/\badmin(?:istratively)? prohibited|\bprohibited\b/i.test(text)) packet.prohibits = true;
    } else if (kind === 'neighbour-solicitation' || kind === 'neighbour-advertisement') {
      const target = /(?:who has|tgt is) ([0-9a-f:.]{2,45})/i.exec(text)?.[1];
      if (isAddress(target)) packet.about = plainAddress(target);
      const mac =
        /(?:source|destination) link-address option \(\d\), length \d+ \(\d+\): ([0-9a-f:]{11,17})/i.exec(
          what,
        )?.[1];
      if (isMac(mac)) packet.announcedMac = mac.toLowerCase();
    }
  }
}

/** `seq 1:79, ack 1, …, length 78`; `S 1380520:1380520(0) ack 123` of old versions. */
function readNumbers(packet: Packet, what: string): void {
  const first = decimal((/\bseq (\d{1,10})/.exec(what) ?? /^[SFPRWEU.]{1,6} (\d{1,10}):\d/.exec(what))?.[1]);
  const acknowledged = decimal(/\back (\d{1,10})/.exec(what)?.[1]);
  const length = decimal(
    (/, length (\d{1,6})/.exec(what) ?? /^[SFPRWEU.]{1,6} \d+:\d+\((\d{1,6})\)/.exec(what))?.[1],
  );
  if (first !== undefined) packet.sequence = first;
  if (acknowledged !== undefined) packet.acknowledges = acknowledged;
  if (length !== undefined) packet.payload = length;
}

const ICMP_KINDS: readonly (readonly [string, string])[] = [
  ['echo request', 'echo-request'],
  ['echo reply', 'echo-reply'],
  ['neighbor solicitation', 'neighbour-solicitation'],
  ['neighbor advertisement', 'neighbour-advertisement'],
  ['router solicitation', 'router-solicitation'],
  ['router advertisement', 'router-advertisement'],
  ['packet too big', 'too-big'],
  ['time exceeded', 'time-exceeded'],
  ['redirect', 'redirect'],
  ['source quench', 'source-quench'],
  ['parameter problem', 'parameter-problem'],
  ['unreachable', 'unreachable'],
  ['destination unreachable', 'unreachable'],
];

function readEcho(packet: Packet, text: string): void {
  const id = decimal(/\bid (\d{1,6})/.exec(text)?.[1]);
  const sequence = decimal(/\bseq (\d{1,9})/.exec(text)?.[1]);
  if (id !== undefined) packet.icmpId = id;
  if (sequence !== undefined) packet.icmpSequence = sequence;
}
