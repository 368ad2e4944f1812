import { type HookProgram, parseAddress, parsePrefix, prefixContains } from './model/index.ts';

/** A packet as tc's classifiers look at it; what is absent is not known. */
export type ClassifiedPacket = {
  family: 4 | 6;
  protocol: 'icmp' | 'tcp' | 'udp';
  source?: string | undefined;
  destination?: string | undefined;
  sourcePort?: number | undefined;
  destinationPort?: number | undefined;
  /** It is the answer: a SYN-ACK, an echo reply. */
  isAnswer: boolean;
};

/** Filters that take the packet at one hook: the one that surely does, or those that may. */
export type TcVerdict = { certain: boolean; programs: HookProgram[] };

/**
 * What tc's filters do with a packet at one hook of a device, in the order in which they are listed, that of their priority
 * (tc(8)). Undefined where none of them can drop it.
 */
export function tcVerdict(
  hooks: readonly HookProgram[],
  place: Pick<HookProgram, 'device' | 'hook'>,
  packet: ClassifiedPacket,
): TcVerdict | undefined {
  const possible: HookProgram[] = [];
  for (const program of hooks) {
    if (program.device !== place.device || program.hook !== place.hook) continue;
    const matches = classifies(program, packet);
    if (matches === false) continue;
    const effect = effectOf(program);
    if (effect === 'goes-on' || (effect === 'ends' && matches === undefined)) continue;
    if (effect === 'ends') break;
    if (effect === 'drops' && matches)
      return { certain: possible.length === 0, programs: [...possible, program] };
    possible.push(program);
  }
  return possible.length === 0 ? undefined : { certain: false, programs: possible };
}

/** What becomes of a packet that a filter matches; only a program itself knows what it does. */
function effectOf({ action, kind, to }: HookProgram): 'drops' | 'may-drop' | 'ends' | 'goes-on' {
  switch (action) {
    case 'drop':
      return 'drops';
    case 'police':
      return 'may-drop';
    case 'pass':
    case 'ok':
      return 'ends';
    case 'redirect':
      // An intermediate device (ifb) shapes what comes in and hands it back; any other one has taken it away.
      return to === undefined || to.startsWith('ifb') ? 'ends' : 'drops';
    case undefined:
      return kind === 'bpf' ? 'may-drop' : 'goes-on';
    default:
      return 'goes-on';
  }
}

const ETHERTYPES: Readonly<Record<string, 4 | 6 | 'other'>> = {
  ip: 4,
  ipv4: 4,
  '0800': 4,
  ipv6: 6,
  '86dd': 6,
  arp: 'other',
  '802.1Q': 'other',
  '802.1ad': 'other',
};

/** Whether a filter matches the packet; undefined where that hangs on what is not known. */
function classifies(
  { kind, protocol = 'all', matches }: HookProgram,
  packet: ClassifiedPacket,
): boolean | undefined {
  const type = Object.hasOwn(ETHERTYPES, protocol) ? ETHERTYPES[protocol] : undefined;
  if (type !== undefined && type !== packet.family) return false;
  if (type === undefined && protocol !== 'all') return undefined;
  if (kind === 'matchall') return true;
  const judged =
    kind === 'flower'
      ? matches.map((text) => keyMatches(text, packet))
      : kind === 'u32' && matches.length > 0
        ? matches.map((text) => wordMatches(text, packet))
        : [undefined];
  if (judged.includes(false)) return false;
  return judged.includes(undefined) ? undefined : true;
}

/** One key of flower (tc-flower(8)): `ip_proto tcp`, `src_ip 10.0.0.0/8`, `dst_port 80-90`. */
function keyMatches(text: string, packet: ClassifiedPacket): boolean | undefined {
  const [key = '', value = ''] = text.trim().split(/\s+/);
  switch (key) {
    case 'eth_type':
      return Object.hasOwn(ETHERTYPES, value) ? ETHERTYPES[value] === packet.family : undefined;
    case 'ip_proto':
      return isProtocol(value, packet);
    case 'src_ip':
    case 'dst_ip':
      return isWithin(value, key === 'src_ip' ? packet.source : packet.destination);
    case 'src_port':
    case 'dst_port':
      return isInRange(value, key === 'src_port' ? packet.sourcePort : packet.destinationPort);
    case 'icmp_type':
      return packet.protocol !== 'icmp' ? false : Number(value) === icmpType(packet);
    case 'tcp_flags': {
      const [wanted, mask] = value.split('/').map(Number);
      if (packet.protocol !== 'tcp' || wanted === undefined)
        return packet.protocol === 'tcp' ? undefined : false;
      return (tcpFlags(packet) & (mask ?? 0xfff)) === wanted;
    }
    default:
      return undefined;
  }
}

const NUMBERS = { icmp: 1, tcp: 6, udp: 17 } as const;

function protocolNumber({ protocol, family }: ClassifiedPacket): number {
  return protocol === 'icmp' && family === 6 ? 58 : NUMBERS[protocol];
}

function isProtocol(value: string, packet: ClassifiedPacket): boolean {
  const name = packet.protocol === 'icmp' && packet.family === 6 ? 'icmpv6' : packet.protocol;
  return value === name || Number(value) === protocolNumber(packet);
}

function isWithin(cidr: string, address: string | undefined): boolean | undefined {
  const [prefix, inner] = [parsePrefix(cidr), address === undefined ? undefined : parseAddress(address)];
  return prefix === undefined || inner === undefined ? undefined : prefixContains(prefix, inner);
}

function isInRange(value: string, port: number | undefined): boolean | undefined {
  const [from, to = from] = value.split('-').map(Number);
  if (port === undefined || from === undefined || to === undefined || Number.isNaN(from + to))
    return undefined;
  return port >= from && port <= to;
}

const ECHO = { 4: { request: 8, answer: 0 }, 6: { request: 128, answer: 129 } } as const;

function icmpType({ family, isAnswer }: ClassifiedPacket): number {
  return ECHO[family][isAnswer ? 'answer' : 'request'];
}

const SYN = 0x02;
const SYN_ACK = 0x12;

function tcpFlags({ isAnswer }: ClassifiedPacket): number {
  return isAnswer ? SYN_ACK : SYN;
}

/** One word of u32 (tc-u32(8)): `match 00010000/00ff0000 at 8`, `at nexthdr+0`; offsets count from the IP header. */
function wordMatches(text: string, packet: ClassifiedPacket): boolean | undefined {
  const match = /^match ([0-9a-f]{8})\/([0-9a-f]{8}) at (nexthdr\+)?(\d{1,3})\b/i.exec(text.trim());
  if (!match) return undefined;
  const [value, mask] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)];
  const at = Number(match[4]) + (match[3] === undefined ? 0 : headerLength(packet));
  const bytes = headerOf(packet);
  let known = true;
  for (let index = 0; index < 4; index++) {
    const shift = 8 * (3 - index);
    const [wanted, bits] = [(value >>> shift) & 0xff, (mask >>> shift) & 0xff];
    if (bits === 0) continue;
    const byte = bytes.get(at + index);
    if (byte === undefined) known = false;
    else if ((byte & bits) !== (wanted & bits)) return false;
  }
  return known ? true : undefined;
}

/** Without options, which hardly any packet has. */
function headerLength({ family }: ClassifiedPacket): number {
  return family === 4 ? 20 : 40;
}

/** The bytes of the packet that are known, by their offset in the IP header (RFC 791, RFC 8200) and the one behind it. */
function headerOf(packet: ClassifiedPacket): Map<number, number> {
  const { family, source, destination, protocol, sourcePort, destinationPort } = packet;
  const bytes = new Map<number, number>(family === 4 ? [[0, 0x45]] : []);
  bytes.set(family === 4 ? 9 : 6, protocolNumber(packet));
  const put = (at: number, values: readonly number[]) => {
    for (const [index, byte] of values.entries()) bytes.set(at + index, byte);
  };
  put(family === 4 ? 12 : 8, bytesOf(source));
  put(family === 4 ? 16 : 24, bytesOf(destination));
  const next = headerLength(packet);
  if (protocol === 'icmp') put(next, [icmpType(packet), 0]);
  else {
    if (sourcePort !== undefined) put(next, [sourcePort >>> 8, sourcePort & 0xff]);
    if (destinationPort !== undefined) put(next + 2, [destinationPort >>> 8, destinationPort & 0xff]);
  }
  return bytes;
}

function bytesOf(address: string | undefined): number[] {
  const parsed = address === undefined ? undefined : parseAddress(address);
  if (!parsed) return [];
  const { value, family } = parsed;
  const count = family === 4 ? 4 : 16;
  return Array.from({ length: count }, (_, index) =>
    Number((BigInt(value) >> BigInt(8 * (count - 1 - index))) & 0xffn),
  );
}
