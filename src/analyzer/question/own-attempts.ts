import type { OracleAnswer, Outcome, ProbeReport } from '../model/index.ts';
import { kernelModel } from '../routes/index.ts';
import { canonical, familyOf, naturally } from './addresses.ts';
import { type Attempt, attempt } from './attempt.ts';
import { type Console, networkOf } from './console.ts';

/** What became of a ping or a connection, as its sender saw it. */
function probeOutcome(probe: ProbeReport): Outcome {
  const { received, sent, errors, protocol } = probe;
  if (received === 0) return 'failed';
  // A reset answers a connection, and is not what was asked for.
  if (protocol === 'tcp' && errors.length > 0) return 'failed';
  return received < sent || (probe.answeredBy?.length ?? 0) > 0 ? 'unclear' : 'answered';
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
    count: probe.sent,
    line: lineOf(probe),
  });
}

function lineOf({ command, errors, to }: ProbeReport): string {
  return command ?? errors[0] ?? `ping ${to}`;
}

/** A question that was put to the kernel with `ip route get`: about a packet that arrives, or about the way to somebody. */
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
  if (iif !== undefined) return undefined;
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

/** The source address and the interface that a program was bound to. */
type Bound = { from: string | undefined; device: string | undefined };

/** By which of its addresses and interfaces a host reaches an address, as far as that was shown. */
function wayTo(console: Console, to: string, bound: Bound): { address?: string; device?: string } {
  const { own, interfaces } = console;
  const family = familyOf(to);
  const bySource = bound.from === undefined ? undefined : own.get(canonical(bound.from));
  const routed = routeTo(console, to);
  const [only, ...others] = interfaces;
  const device =
    bound.device ??
    (bySource || undefined) ??
    (bound.from === undefined ? routed.device : undefined) ??
    networkOf(console, bound.from ?? to)?.device ??
    (others.length === 0 ? only : undefined);
  const address =
    bound.from ??
    (routed.device === device ? routed.source : undefined) ??
    firstAddress(console, device, family);
  return {
    ...(address === undefined ? {} : { address }),
    ...(device === undefined ? {} : { device }),
  };
}

/** The route that the host's listings give; nothing where they do not tell. */
function routeTo(
  { observation: { state, oracle } }: Console,
  to: string,
): { device?: string; source?: string } {
  const shown = oracle.find(
    ({ to: asked, iif, from, answer }) =>
      iif === undefined &&
      from === undefined &&
      answer.kind === 'route' &&
      canonical(asked) === canonical(to),
  )?.answer;
  if (shown?.kind === 'route' && shown.dev !== undefined) {
    return { device: shown.dev, ...(shown.prefsrc === undefined ? {} : { source: shown.prefsrc }) };
  }
  if (state.routes[4] === undefined && state.routes[6] === undefined) return {};
  const answer = kernelModel(state).lookup({ family: familyOf(to), to });
  if (answer.kind !== 'route') return {};
  const device = answer.dev ?? answer.nextHops?.[0]?.dev;
  return {
    ...(device === undefined ? {} : { device }),
    ...(answer.prefsrc === undefined ? {} : { source: answer.prefsrc }),
  };
}

/** The first address of an interface in natural order, those of the network before link-local ones. */
export function firstAddress(
  console: Console,
  device: string | undefined,
  family: 4 | 6,
): string | undefined {
  if (device === undefined) return undefined;
  const listed = (console.observation.state.addresses ?? []).filter(
    ({ dev, family: of, scope }) => dev === device && of === family && scope !== 'host' && scope !== 'link',
  );
  if (listed[0]) return canonical(listed[0].local);
  return [...console.own]
    .filter(([address, on]) => on === device && familyOf(address) === family && !address.startsWith('fe80:'))
    .map(([address]) => address)
    .sort(naturally)[0];
}
