import { isOneHost } from './addresses.ts';
import { type Attempt, attempt } from './attempt.ts';
import type { Console } from './console.ts';
import { type LoggedPacket, loggedPacket } from './log-lines.ts';

/** Packets that the kernel log of a console tells of: martians, and what a LOG rule wrote down. */
export function logAttempts(console: Console): Attempt[] {
  const found = new Map<string, Attempt>();
  for (const line of console.observation.state.kernelLog ?? []) {
    const packet = loggedPacket(line);
    if (!packet || packet.accepted || !isOneHost(packet.to) || !isOneHost(packet.from)) continue;
    const tried = tryOf(console, packet, line.line.trim());
    const key = [tried.showing, tried.from, tried.to, tried.protocol, tried.port, tried.device].join(' ');
    const known = found.get(key);
    found.set(key, known ? { ...known, count: known.count + 1 } : tried);
  }
  return [...found.values()];
}

function tryOf(console: Console, packet: LoggedPacket, line: string): Attempt {
  // What only leaves the host, or answers an echo, is the answer to an attempt of the other side.
  const isAnswer = packet.isAnswer === true || (packet.in === undefined && packet.out !== undefined);
  const [from, to] = isAnswer ? [packet.to, packet.from] : [packet.from, packet.to];
  const port = isAnswer ? packet.sourcePort : packet.port;
  return attempt({
    console,
    showing: packet.what === 'martian' ? 'martian-line' : 'filter-line',
    side: 'asked',
    outcome: 'failed',
    from,
    to,
    protocol: packet.protocol,
    port: packet.protocol === 'icmp' ? undefined : port,
    device: isAnswer ? undefined : packet.in,
    ...(packet.in !== undefined && packet.out !== undefined ? { forwarded: true } : {}),
    count: 1,
    line,
  });
}
