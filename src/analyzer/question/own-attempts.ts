import type { OracleAnswer, Outcome, ProbeReport } from '../model/index.ts';
import { type Attempt, attempt } from './attempt.ts';
import type { Console } from './console.ts';
import { wayTo } from './way-out.ts';

/** What became of a ping or a connection, as its sender saw it. A reset answers a connection, and is not what was asked for. */
function probeOutcome({ received, sent, outcome, answeredBy, protocol, standsStill }: ProbeReport): Outcome {
  if (standsStill) return 'failed';
  if (outcome !== undefined && outcome !== 'answered') return 'failed';
  // Of UDP silence says nothing: many services never answer.
  if (received === 0) return protocol === 'udp' ? 'unclear' : 'failed';
  return received < sent || (answeredBy?.length ?? 0) > 0 ? 'unclear' : 'answered';
}

/** Whether the sender's own kernel or packet filter let nothing out: then its console is where to look. */
export function endedAtHome({ outcome, reportedBy }: ProbeReport): boolean {
  return outcome === 'not-permitted' || (outcome === 'network-unreachable' && reportedBy === undefined);
}

/** A ping or a connection of a console to another host. */
export function probeAttempt(console: Console, probe: ProbeReport): Attempt {
  const { from, to, protocol = 'icmp', port, sent } = probe;
  return attempt({
    console,
    showing: protocol === 'icmp' ? 'ping' : 'connection',
    side: 'sender',
    outcome: probeOutcome(probe),
    from,
    to,
    protocol,
    port,
    count: sent,
    line: lineOf(probe),
  });
}

/**
 * The same seen from the other end: what stops a host's own ping to an address stops its answers to that address. So the
 * question is whether that address, asking, would get an answer.
 */
export function turnedProbe(console: Console, probe: ProbeReport): Attempt {
  const way = wayTo(console, probe.to, { from: probe.from, device: probe.device });
  return attempt({
    console,
    showing: (probe.protocol ?? 'icmp') === 'icmp' ? 'ping' : 'connection',
    side: 'asked',
    outcome: probeOutcome(probe),
    from: probe.to,
    to: way.address,
    protocol: 'icmp',
    device: way.device,
    ...(probe.from === undefined && probe.device === undefined ? { unbound: true as const } : {}),
    count: probe.sent,
    line: lineOf(probe),
  });
}

function lineOf({ command, errors, to }: ProbeReport): string {
  return command ?? errors[0] ?? `ping ${to}`;
}

/**
 * A question that was put to the kernel with `ip route get`: about a packet that arrives, or about the way to somebody. A way
 * that there is, asked for without a source, tells of none of the host's addresses: that is no attempt.
 */
export function oracleAttempt(console: Console, asked: OracleAnswer): Attempt | undefined {
  const { to, from, iif, oif, answer, command, ipproto, dport, sport } = asked;
  if (answer.kind === 'not-understood') return undefined;
  const refused = answer.kind === 'error';
  if (iif !== undefined && from !== undefined) {
    const protocol = ipproto === 'tcp' || ipproto === 'udp' ? ipproto : 'icmp';
    return attempt({
      console,
      showing: refused ? 'refused-by-kernel' : 'asked-of-kernel',
      side: 'asked',
      outcome: refused ? 'failed' : 'asked',
      from,
      to,
      protocol,
      port: protocol === 'icmp' ? undefined : dport,
      device: iif,
      ...(!refused && answer.type !== 'local' ? { forwarded: true } : {}),
      count: 1,
      line: command,
    });
  }
  if (iif !== undefined || (from === undefined && !refused)) return undefined;
  const way = wayTo(console, to, { from, device: oif });
  const protocol = ipproto === 'tcp' || ipproto === 'udp' ? ipproto : 'icmp';
  return attempt({
    console,
    showing: refused ? 'refused-by-kernel' : 'asked-of-kernel',
    side: 'asked',
    outcome: refused ? 'failed' : 'asked',
    from: to,
    to: way.address,
    protocol,
    port: protocol === 'icmp' ? undefined : sport,
    device: way.device,
    count: 1,
    line: command,
  });
}
