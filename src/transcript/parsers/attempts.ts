import type { ProbeOutcome, ProbeReport } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { outcomeOf } from '../forms/outcome.ts';
import { portOf } from '../forms/services.ts';
import { quoted } from '../forms/text.ts';
import { translatedOutcome } from '../forms/translated-errors.ts';
import { type Target, targetOf } from './attempt-target.ts';
import { sayingIn, schemePort } from './sayings.ts';
import { standsStill } from './standstill.ts';
import { reachedByWriteOut, writesElsewhere } from './write-out.ts';

const HOST = '\\[?([\\w.:-]{1,253}?)\\]?';

/** Lines that name whom they are about: host, port, and the rest, which tells what became of it. */
const NAMING: readonly RegExp[] = [
  new RegExp(`^curl: \\(\\d+\\) (?:Failed to connect to|connect to) ${HOST} port (\\d{1,5})(.*)$`),
  new RegExp(`^\\* (?:connect to|Failed to connect to) ${HOST} port (\\d{1,5})(.*)$`),
  new RegExp(`^ssh: connect to host ${HOST} port (\\d{1,5}): (.*)$`),
  new RegExp(`^kex_exchange_identification: .* by ${HOST} port (\\d{1,5})()$`),
  new RegExp(`^Connection (?:closed|reset) by ${HOST} port (\\d{1,5})()`),
  new RegExp(`^nc: connect to ${HOST}(?: \\([^)]{2,60}\\))? port (\\S{1,20}) \\((?:tcp|udp)\\)( .*)$`),
  new RegExp(`^Connection to ${HOST}(?: \\([^)]{2,60}\\))? (\\S{1,20}) port( .*)$`),
  /^\S{1,253} \[([0-9a-f.:]{2,45})\] (\d{1,5}) (?:\([^)]{1,20}\) )?(?:: )?(.*)$/i,
  new RegExp(`^Ncat: (?:Connected to|Connection to) ${HOST}:(\\d{1,5})(.*)$`),
  new RegExp(`^nc: ${HOST} \\([^)]{2,60}:(\\d{1,5})\\): (.*)$`),
  new RegExp(
    `^psql: (?:error: )?connection to server at "${HOST}"(?: \\([^)]{2,60}\\))?, port (\\d{1,5}) failed: (.*)$`,
  ),
  new RegExp(`^(?:ba)?sh: (?:line \\d+: )?/dev/(?:tcp|udp)/${HOST}/(\\d{1,5}): (.*)$`),
];
const WITHOUT_PORT: readonly RegExp[] = [
  new RegExp(`^telnet: connect to address ${HOST}: (.*)$`),
  new RegExp(`^nc: can't connect to remote host \\(${HOST}\\): (.*)$`),
];
/** What the tools of net-snmp say of an agent that they ask over UDP. */
const SNMP = new RegExp(`^Timeout: No Response from (?:udp6?:)?${HOST}(?::(\\d{1,5}))?\\.?$`);
const OPEN =
  /succeeded!|\bopen$|^Ncat: Connected to|^Connected to |^connected$|connected\.$|^\* Connected to |Connection established\.$/;
/** What only somebody who was reached prints. */
const TALKED =
  /^(?:< )?HTTP\/[\d.]+ \d{3}|Permission denied \(|'s password: ?$|^Host key verification failed|^SSH-2\.0-|^220[ -]/;
const TRYING =
  /^(?:\*\s+)?Trying \[?([0-9a-f.:]{2,45}?)\]?(?::(\d{1,5}))?\.\.\.|^Connecting to \S{0,260}\|([0-9a-f.:]{2,45})\|:(\d{1,5})/i;
const FAILED =
  /fail(?:ed)?|refused|unreachable|no route|prohibited|not permitted|reset|timed? ?out|timeout|Invalid argument|Could not|unable to/i;
/** Lines around the data that came back. */
const NOTICE =
  /^(?:Ncat: |nc: |Connection to |\(UNKNOWN\)|Trying |Escape |Connected |\*|curl: |ssh: |wget: |debug1: |%|\d{4}-\d\d-\d\d )/;

/** Whether a line by itself tells of an attempt, and names whom it was for. */
export function isAttemptLine(line: string): boolean {
  const start = line.trim().slice(0, 400);
  // One look before the many forms.
  const saying = sayingIn(start);
  if (saying && sayingOutcome(saying, start) !== undefined) return true;
  if (
    !/^(?:curl: |\* |ssh: |kex_|Connection |Timeout: |nc: |Ncat: |telnet: |psql: |(?:ba)?sh: |\S{1,253} \[)/.test(
      start,
    )
  )
    return false;
  return (
    namedIn(start) !== undefined && (outcomeOf(start) !== undefined || OPEN.test(start) || TALKED.test(start))
  );
}

type Named = { host: string; port?: string; rest: string; protocol?: 'udp' };

function sayingOutcome({ rest }: { rest: string }, line: string): ProbeOutcome | undefined {
  if (/^(?:connected\.|accepting connections|rejecting connections)$/.test(rest)) return 'answered';
  // The line before tells why (libpq before version 14).
  if (rest === '' && line.startsWith('Is the server')) return 'timed-out';
  return outcomeOf(rest) ?? outcomeOf(line) ?? (rest === 'Connect failed' ? 'timed-out' : undefined);
}

function namedIn(line: string): Named | undefined {
  for (const form of NAMING) {
    const match = form.exec(line);
    if (match) return { host: match[1] ?? '', port: match[2] ?? '', rest: match[3] ?? '' };
  }
  const agent = SNMP.exec(line);
  if (agent) return { host: agent[1] ?? '', port: agent[2] ?? '161', rest: '', protocol: 'udp' };
  for (const form of WITHOUT_PORT) {
    const match = form.exec(line);
    if (match) return { host: match[1] ?? '', rest: match[2] ?? '' };
  }
  return sayingIn(line);
}

/**
 * Attempts over TCP or UDP by curl, wget, ssh, nc, ncat, telnet and bash's /dev/tcp. A refused TCP connection was answered
 * all the same (by a reset); of UDP only data that came back counts, for nc calls an unanswered port "succeeded".
 */
export function parseAttempts(
  lines: readonly string[],
  argv: readonly string[],
  command: string | undefined,
): ProbeReport[] {
  const asked = targetOf(argv, command ?? '');
  const said = lines.map((line) => line.trim().slice(0, 400)).filter((line) => line !== '');
  const named = asked.protocol === 'udp' ? [] : said.flatMap((line) => attemptIn(line, asked, command) ?? []);
  const distinct = new Set(named.map(({ to, port }) => `${to} ${port}`));
  // One attempt that is told in several lines is told by the lot.
  if (distinct.size > 1 || (asked.host === undefined && named.length > 0)) return latest(named);
  const whole = wholeAttempt(said, { asked, argv }, command, named[0]);
  return whole ? [whole] : [];
}

/** Of several lines about one target, the last: it tells how it ended. */
function latest(probes: readonly ProbeReport[]): ProbeReport[] {
  return [...new Map(probes.map((probe) => [`${probe.to} ${probe.port}`, probe])).values()];
}

function attemptIn(line: string, asked: Target, command: string | undefined): ProbeReport | undefined {
  const named = namedIn(line);
  const outcome = named && (lineOutcome(line) ?? sayingOutcome(named, line));
  if (named === undefined || outcome === undefined) return undefined;
  return report(
    {
      ...asked,
      host: named.host,
      port: portOf(named.port) ?? asked.port ?? schemePort(line),
      protocol: named.protocol ?? asked.protocol,
    },
    { command, outcome, errors: outcome === 'answered' ? [] : [quoted(line)] },
  );
}

function lineOutcome(line: string): ProbeOutcome | undefined {
  if (TALKED.test(line) || OPEN.test(line)) return 'answered';
  return outcomeOf(line);
}

function wholeAttempt(
  said: readonly string[],
  { asked, argv }: { asked: Target; argv: readonly string[] },
  command: string | undefined,
  named: ProbeReport | undefined,
): ProbeReport | undefined {
  const tried = said.map((line) => TRYING.exec(line)).find((match) => match !== null);
  const connected = /^\* Connected to \S{1,253} \(([0-9a-f.:]{2,45})\)/im.exec(said.join('\n'))?.[1];
  const address = connected ?? tried?.[1] ?? tried?.[3];
  const host = asked.host ?? named?.to ?? address;
  if (host === undefined) return undefined;
  const udp = asked.protocol === 'udp';
  const errors = said.filter(
    (line) => isFailed(line) && !/Inverse name lookup|forward host lookup/.test(line),
  );
  const data = said.filter((line) => !NOTICE.test(line) && !isFailed(line) && !OPEN.test(line));
  const still = !udp && standsStill(asked.tool, said);
  // With -z nothing is read: what stands there is somebody's remark.
  const reads = !(/^n(?:c|cat)$/.test(asked.tool) && argvOf(command).some((word) => /^-[a-y]*z/.test(word)));
  const writeOut = asked.tool === 'curl' ? reachedByWriteOut(argv, said) : undefined;
  const talked = udp
    ? reads && data.length > 0
    : still || said.some((line) => OPEN.test(line) || TALKED.test(line)) || writeOut === true;
  const fetches = asked.tool === 'wget' || (asked.tool === 'curl' && !writesElsewhere(argv));
  const body = !still && fetches && writeOut === undefined && errors.length === 0 && data.some(isContent);
  const failed = errors.map(outcomeOf).findLast((told) => told !== undefined);
  const outcome = !still && (failed === 'reset' || !talked) && !body ? failed : 'answered';
  const port = asked.port ?? portOf(tried?.[2] ?? tried?.[4]) ?? named?.port ?? portIn(said);
  return report(
    { ...asked, host, port, address },
    { command, outcome, still, errors: errors.slice(0, 20).map((line) => quoted(line)) },
  );
}

function isFailed(line: string): boolean {
  return FAILED.test(line) || translatedOutcome(line) !== undefined;
}

function argvOf(command: string | undefined): string[] {
  return (command ?? '').slice(0, 400).split(/\s+/);
}

/** HTML, JSON, or one word, as against curl's progress and what people write instead of an output. */
function isContent(line: string): boolean {
  return /^[<{["]|<\/?[a-z][\w-]*[ >]/i.test(line) || /^[\w.:/-]*[A-Za-z.][\w.:/-]*$/.test(line);
}

function portIn(said: readonly string[]): number | undefined {
  return portOf(/\bport (\d{1,5})\b/.exec(said.join(' '))?.[1]);
}

function report(
  target: Target & { address?: string | undefined },
  said: { command: string | undefined; outcome: ProbeOutcome | undefined; still?: boolean; errors: string[] },
): ProbeReport {
  const { host = '', address, protocol, port, from, device, sourcePort } = target;
  const plain = plainAddress(host);
  const named = isAddress(plain) ? undefined : host.toLowerCase();
  const { outcome, errors, command } = said;
  const answered =
    outcome === 'answered' || (protocol === 'tcp' && (outcome === 'refused' || outcome === 'reset'));
  return compact<ProbeReport>({
    command,
    sourcePort,
    to: named === undefined ? plain : isAddress(address) ? plainAddress(address) : named,
    toName: named,
    outcome,
    standsStill: said.still ? true : undefined,
    reportedBy: undefined,
    size: undefined,
    dontFragment: undefined,
    from,
    device,
    protocol,
    port,
    sent: 1,
    received: answered ? 1 : 0,
    roundTrip: undefined,
    errors,
    answeredBy: undefined,
    unfinished: outcome === undefined ? true : undefined,
  });
}
