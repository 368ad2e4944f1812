import type { Packet } from '../../analyzer/model/index.ts';
import { isAddress, isMac } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { decimal } from '../forms/text.ts';

const HEAD = /^trace id ([0-9a-f]{1,8}) (?:ip6?|inet|netdev|bridge) \S{1,200} \S{1,200} packet: (.{1,2000})$/;

/**
 * The packets that came in, out of `nft monitor trace` (nft(8), "monitor"): each once, though every chain prints it again.
 * What leaves is left out: a trace shows it on its way through the filter, not on the wire.
 */
export function parseNftTrace(lines: readonly string[]): Packet[] {
  const packets = new Map<string, Packet>();
  for (const whole of lines) {
    const line = whole.trim().slice(0, 3000);
    const [, id, body] = HEAD.exec(line) ?? [];
    if (id === undefined || body === undefined || packets.has(id)) continue;
    const packet = packetOf(body, line);
    if (packet) packets.set(id, packet);
  }
  return [...packets.values()];
}

function packetOf(body: string, line: string): Packet | undefined {
  const value = (name: string): string | undefined => {
    const at = body.startsWith(`${name} `) ? 0 : body.indexOf(` ${name} `) + 1;
    if (at === 0 && !body.startsWith(`${name} `)) return undefined;
    return body
      .slice(at + name.length + 1)
      .split(' ', 1)[0]
      ?.replaceAll('"', '');
  };
  const dev = value('iif');
  const source = value('ip saddr') ?? value('ip6 saddr');
  const destination = value('ip daddr') ?? value('ip6 daddr');
  if (dev === undefined || body.includes(' oif ') || !isAddress(source) || !isAddress(destination))
    return undefined;
  const protocol = protocolOf(body);
  const mac = value('ether saddr');
  const echo = protocol === 'icmp' ? 'icmp' : 'icmpv6';
  return compact<Packet>({
    time: undefined,
    dev,
    direction: 'in',
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
