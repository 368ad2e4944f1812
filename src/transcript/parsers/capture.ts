import type { Capture, Packet } from '../../analyzer/model/index.ts';
import { isAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { type PacketDefaults, parsePacketLine } from './packet.ts';

/** Packets kept of one capture; later ones are counted out by `cut`. */
const MAX_PACKETS = 20_000;

export type CaptureReading = { capture: Capture; unread: string[]; cut: number };

const LISTENING = /^(?:tcpdump: )?listening on ([^\s,]{1,40}), link-type/;

/** Whether the line is one that only tcpdump prints around its packets. */
export function isCaptureNotice(line: string): boolean {
  const start = line.trim().slice(0, 300);
  return (
    LISTENING.test(start) ||
    /^tcpdump: (?:verbose output|data link type|WARNING|listening)/.test(start) ||
    /^dropped privs to /.test(start) ||
    /^\d{1,12} packets? (?:captured|received by filter|dropped by (?:kernel|interface))$/.test(start)
  );
}

/** Whether the line is a packet, or the first half of one printed by -v. */
export function isPacketLine(line: string): boolean {
  const start = line.slice(0, 600);
  if (
    !/\bIP6?\b|\bARP,|\barp (?:who-has|reply)|ethertype | (?:In|Out|B|M|P) +ifindex | > [0-9a-f:]{17}, IPv[46], /.test(
      start,
    )
  )
    return false;
  return isVerboseHead(start) || parsePacketLine(start) !== undefined;
}

/** `… IP (tos 0x0, ttl 64, …, length 84)`: the packet's addresses follow on the next line. */
function isVerboseHead(line: string): boolean {
  return /(?:\bIP6? |length \d{1,6}: (?:vlan [^(]{1,80})?|[0-9a-f]{2}:[0-9a-f]{2} )\((?:tos|class|flowlabel|hlim)\b.{0,300}\)\s*$/.test(
    line,
  );
}

/** Everything that one tcpdump printed. `interfaceName` is the `-i` of its command. */
export function parseCapture(
  lines: readonly string[],
  options: { command?: string; interfaceName?: string; direction?: 'in' | 'out' } = {},
): CaptureReading {
  const packets: Packet[] = [];
  const unread: string[] = [];
  let listening = false;
  let dropped: number | undefined;
  let name = options.interfaceName;
  const opened = new Set<string>();
  let head: string | undefined;
  let cut = 0;
  const defaults: PacketDefaults = {};
  if (options.direction !== undefined) defaults.direction = options.direction;

  for (const line of lines) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const [, device] = LISTENING.exec(trimmed) ?? [];
    if (device !== undefined) {
      listening = true;
      opened.add(device);
      // Two that print into one output: which of them a packet is of cannot be told.
      name = opened.size > 1 ? undefined : (name ?? device);
      continue;
    }
    if (isCaptureNotice(line)) {
      const count = /^(\d{1,12}) packets? (?:(captured)|dropped by kernel)/.exec(trimmed);
      // tcpdump prints its counts only after it has listened.
      if (/^\d/.test(trimmed)) listening = true;
      if (count && count[2] === undefined) dropped = Number(count[1]);
      continue;
    }
    const whole: string = head === undefined ? line : `${head} ${trimmed}`;
    const embedded =
      head === undefined &&
      /^\s+IP6? /.test(line) &&
      packets.at(-1)?.kind !== undefined &&
      !startsPacket(line);
    if (head === undefined && isVerboseHead(line) && !embedded) {
      head = line;
      continue;
    }
    head = undefined;
    if (embedded) {
      skipEmbedded(packets.at(-1), line);
      continue;
    }
    const known = name !== undefined && name !== 'any' ? { ...defaults, dev: name } : defaults;
    const packet =
      parsePacketLine(whole, known) ?? (whole === line ? undefined : parsePacketLine(line, known));
    if (packet && packets.length < MAX_PACKETS) packets.push(packet);
    else if (packet) cut++;
    else if (!isDetail(line, packets.length > 0)) unread.push(line);
  }
  const capture = compact<Capture>({
    command: options.command,
    interface: name,
    listening: listening || packets.length > 0,
    packets,
    droppedByKernel: dropped,
  });
  return { capture, unread, cut };
}

/** A packet of an indented paste, as against the packet quoted inside an ICMP error (indented without a time). */
function startsPacket(line: string): boolean {
  return /^\s*(?:\d{2}:\d{2}:\d{2}|\d{9,11}\.|\d{4}-\d\d)/.test(line);
}

function skipEmbedded(packet: Packet | undefined, line: string): void {
  if (packet === undefined || packet.about !== undefined) return;
  const inner = parsePacketLine(line.trim());
  if (isAddress(inner?.destination)) packet.about = inner.destination;
}

/** Lines that belong to a packet already read: hex dumps, options, the quoted packet's own second line. */
function isDetail(line: string, afterPacket: boolean): boolean {
  if (/^\s*0x[0-9a-f]{4}:/.test(line) || /^\s*\^C/.test(line)) return true;
  return afterPacket && /^\s/.test(line);
}
