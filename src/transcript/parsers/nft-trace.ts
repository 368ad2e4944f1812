import type { LogEntry, Packet } from '../../analyzer/model/index.ts';
import { isAddress, isMac } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { decimal } from '../forms/text.ts';

const LINE =
  /^trace id ([0-9a-f]{1,8}) (ip6?|inet|netdev|bridge) (\S{1,200}) (\S{1,200}) (packet: |rule |verdict |policy |unknown rule )(.{1,2000})$/;

/** A packet that is traced, as it came to the first chain that prints it, and what ended its way, where something did. */
type Traced = { packet: Packet; leaving: boolean; out?: string; end?: End };
type End = Pick<Extract<LogEntry, { kind: 'trace' }>, 'family' | 'table' | 'chain' | 'rule' | 'verdict'>;

/** The packets of `nft monitor trace` (nft(8), "monitor"): each once, though every chain prints it again. */
function traced(lines: readonly string[]): Traced[] {
  const packets = new Map<string, Traced>();
  for (const whole of lines) {
    const line = whole.trim().slice(0, 3000);
    const [, id, family = '', table = '', chain = '', what = '', body = ''] = LINE.exec(line) ?? [];
    if (id === undefined) continue;
    const known = packets.get(id);
    if (what === 'packet: ') {
      const packet = packetOf(body, line);
      if (!known && packet) packets.set(id, { packet, ...wayOf(body) });
      continue;
    }
    if (!known) continue;
    const end = endOf(what, body);
    if (end) known.end = { family, table, chain, ...end };
  }
  return [...packets.values()];
}

/**
 * The packets that came in. What leaves is left out: a trace shows it on its way through the filter, not on the wire.
 */
export function parseNftTrace(lines: readonly string[]): Packet[] {
  return traced(lines).flatMap(({ packet, leaving }) => (leaving ? [] : [packet]));
}

/** The packets whose way ends in a rule or policy, as entries of the log. */
export function traceEnds(lines: readonly string[]): LogEntry[] {
  return traced(lines).flatMap(({ packet, out, end }): LogEntry[] => {
    if (!end) return [];
    const { dev, source, destination, protocol, sourcePort, destinationPort, kind, line } = packet;
    return [
      compact<Extract<LogEntry, { kind: 'trace' }>>({
        kind: 'trace',
        ...end,
        in: dev,
        out,
        source,
        destination,
        protocol:
          protocol === 'icmp6' ? 'icmp' : protocol === 'arp' || protocol === 'other' ? undefined : protocol,
        port: destinationPort,
        sourcePort,
        icmpType: kind === undefined ? undefined : ECHO_TYPES[kind],
        line,
      }),
    ];
  });
}

/** ICMP's numbers of echoes (RFC 792); an entry of the log does not tell the families apart. */
const ECHO_TYPES: Readonly<Record<string, number>> = { 'echo-request': 8, 'echo-reply': 0 };

/** `rule … drop (verdict drop)`, `policy drop`, `verdict drop`; what goes on is no end. */
function endOf(what: string, body: string): Pick<End, 'rule' | 'verdict'> | undefined {
  if (what === 'policy ') {
    const dropped = /^(?:verdict )?drop\b/.test(body);
    return dropped ? { rule: 'policy drop', verdict: 'drop' } : undefined;
  }
  const [, rule = '', verdict] = /^(.{0,1900}?) ?\(verdict (\w+)/.exec(body) ?? [];
  if (verdict !== 'drop') return undefined;
  const rejects = /\breject\b/.test(rule);
  const plain = rule.replace(/\bcounter packets \d+ bytes \d+ ?/, '').trim();
  return {
    rule: what === 'unknown rule ' ? `unknown rule ${plain}` : plain,
    verdict: rejects ? 'reject' : 'drop',
  };
}

function wayOf(body: string): Pick<Traced, 'leaving' | 'out'> {
  const out = valueIn(body, 'oif');
  return out === undefined ? { leaving: false } : { leaving: true, out };
}

function valueIn(body: string, name: string): string | undefined {
  const at = body.startsWith(`${name} `) ? 0 : body.indexOf(` ${name} `) + 1;
  if (at === 0 && !body.startsWith(`${name} `)) return undefined;
  return body
    .slice(at + name.length + 1)
    .split(' ', 1)[0]
    ?.replaceAll('"', '');
}

function packetOf(body: string, line: string): Packet | undefined {
  const value = (name: string): string | undefined => valueIn(body, name);
  const dev = value('iif');
  const source = value('ip saddr') ?? value('ip6 saddr');
  const destination = value('ip daddr') ?? value('ip6 daddr');
  const leaves = value('oif') !== undefined;
  if ((dev === undefined && !leaves) || !isAddress(source) || !isAddress(destination)) return undefined;
  const protocol = protocolOf(body);
  const mac = value('ether saddr');
  const echo = protocol === 'icmp' ? 'icmp' : 'icmpv6';
  return compact<Packet>({
    time: undefined,
    dev,
    direction: leaves ? undefined : 'in',
    sourceMac: isMac(mac) ? mac.toLowerCase() : undefined,
    destinationMac: undefined,
    protocol,
    source,
    destination,
    sourcePort: decimal(value(`${protocol} sport`)),
    destinationPort: decimal(value(`${protocol} dport`)),
    kind: value(`${echo} type`) ?? flagsOf(body),
    icmpId: decimal(value(`${echo} id`)),
    icmpSequence: decimal(value(`${echo} sequence`)),
    announcedMac: undefined,
    about: undefined,
    line,
  });
}

function protocolOf(body: string): Packet['protocol'] {
  if (/ icmp (?:type|code) /.test(body)) return 'icmp';
  if (/ icmpv6 (?:type|code) /.test(body)) return 'icmp6';
  if (/ tcp [sd]port /.test(body)) return 'tcp';
  return / udp [sd]port /.test(body) ? 'udp' : 'other';
}

/** A first packet's flags as tcpdump writes them; others are left open. */
function flagsOf(body: string): string | undefined {
  return / tcp flags (?:== )?(?:syn|0x0?2)(?: |$)/.test(body) ? 'S' : undefined;
}
