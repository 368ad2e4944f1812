import type { LogEntry, Protocol } from '../model/index.ts';

/** A line of the kernel log that tells of a packet: who sent it, to whom, and what became of it. */
export type LoggedPacket = {
  what: 'martian' | 'filter';
  from: string;
  to: string;
  /** The interface that it came in on; absent for a packet of the host's own. */
  in?: string;
  /** The interface that it was to leave by. */
  out?: string;
  protocol: Protocol;
  port?: number;
  sourcePort?: number;
  /** An ICMP echo reply: the answer, not the request. */
  isAnswer?: true;
  /** The prefix says that the packet was let through. */
  accepted?: true;
};

/** ICMP types of echo, in IPv4 and IPv6: requests and replies. */
const ECHO: ReadonlySet<number> = new Set([0, 8, 128, 129]);
const ECHO_REPLY: ReadonlySet<number> = new Set([0, 129]);

/** What a line of the kernel log tells of a packet; undefined where it tells of none. */
export function loggedPacket(entry: LogEntry): LoggedPacket | undefined {
  if (entry.kind === 'martian') {
    const { source: from, destination: to, device } = entry;
    return to === undefined ? undefined : { what: 'martian', from, to, in: device, protocol: 'icmp' };
  }
  if (entry.kind !== 'filter') return undefined;
  const { source: from, destination: to, protocol, port, sourcePort, icmpType, prefix } = entry;
  if (from === undefined || to === undefined || protocol === undefined) return undefined;
  if (icmpType !== undefined && !ECHO.has(icmpType)) return undefined;
  return {
    what: 'filter',
    from,
    to,
    protocol,
    ...(entry.in === undefined ? {} : { in: entry.in }),
    ...(entry.out === undefined ? {} : { out: entry.out }),
    ...(port === undefined ? {} : { port }),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(icmpType !== undefined && ECHO_REPLY.has(icmpType) ? { isAnswer: true } : {}),
    ...(/\b(?:ACCEPT|ALLOW|PASS)/i.test(prefix) ? { accepted: true } : {}),
  };
}
