import type { LogEntry } from '../model/index.ts';
import { isOneHost } from './addresses.ts';
import { type Attempt, attempt } from './attempt.ts';
import type { Console } from './console.ts';

/** Packets that the kernel log of a console tells of: martians, and what a LOG rule wrote down. */
export function logAttempts(console: Console): Attempt[] {
  const found = new Map<string, Attempt>();
  for (const entry of console.observation.state.kernelLog ?? []) {
    const tried = attemptIn(console, entry);
    if (!tried?.to || !tried.from || !isOneHost(tried.to) || !isOneHost(tried.from)) continue;
    const key = [tried.showing, tried.from, tried.to, tried.protocol, tried.port, tried.device].join(' ');
    const known = found.get(key);
    found.set(key, known ? { ...known, count: known.count + 1 } : tried);
  }
  return [...found.values()];
}

function attemptIn(console: Console, entry: LogEntry): Attempt | undefined {
  if (entry.kind === 'filter') return filteredAttempt(console, entry);
  if (entry.kind !== 'martian') return undefined;
  return attempt({
    console,
    showing: 'martian-line',
    side: 'asked',
    outcome: 'failed',
    from: entry.source,
    to: entry.destination,
    protocol: 'icmp',
    device: entry.device,
    count: 1,
    line: entry.line.trim(),
  });
}

/** ICMP types of echo replies and requests (RFC 792, RFC 4443). */
const ECHO = { answers: [0, 129], requests: [8, 128] } as const satisfies Record<string, readonly number[]>;
const ECHOES: readonly number[] = [...ECHO.answers, ...ECHO.requests];

type Filtered = Extract<LogEntry, { kind: 'filter' }>;

/** What only leaves the host, or answers an echo, is the answer to an attempt of the other side. */
function filteredAttempt(console: Console, entry: Filtered): Attempt | undefined {
  const { source, destination, protocol, icmpType, in: arrival, out, prefix } = entry;
  const isEcho = icmpType === undefined || ECHOES.includes(icmpType);
  if (protocol === undefined || (protocol === 'icmp' && !isEcho) || LETS_THROUGH.test(prefix))
    return undefined;
  const isAnswer =
    ECHO.answers.some((type) => type === icmpType) || (arrival === undefined && out !== undefined);
  return attempt({
    console,
    showing: 'filter-line',
    side: 'asked',
    outcome: 'failed',
    from: isAnswer ? destination : source,
    to: isAnswer ? source : destination,
    protocol,
    port: protocol === 'icmp' ? undefined : isAnswer ? entry.sourcePort : entry.port,
    device: isAnswer ? undefined : arrival,
    ...(arrival !== undefined && out !== undefined ? { forwarded: true } : {}),
    count: 1,
    line: entry.line.trim(),
  });
}

/** Prefixes of rules that log what they accept, as ufw, firewalld and people name them. */
const LETS_THROUGH = /\b(?:ACCEPT|ALLOW|PASS)/i;
