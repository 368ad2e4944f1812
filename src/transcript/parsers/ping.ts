import type { ProbeOutcome, ProbeReport } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { outcomeOf } from '../forms/outcome.ts';
import { decimal, quoted, wordsOf } from '../forms/text.ts';
import { pingInEnglish } from './ping-languages.ts';

/** Errors kept of one ping; a long unanswered one repeats the same line. */
const MAX_ERRORS = 20;

const HEADER = /^PING\s+(?!statistics for )(\S{1,260})\s{1,4}\(?([0-9a-f.:%\w]{2,60}?)\)?(?:\s|:|\()/i;
const WINDOWS_HEADER = /^Pinging (\S{1,260})(?: \[([0-9a-f.:]{2,45})\])? with \d/;
/** iputils translates its words (`64 octets de`, `64 Bytes von`); what `icmp_seq` stands behind is an answer in any language. */
const REPLY =
  /^(?:\[[\d.]{1,24}\] )?\d{1,6} (?:bytes from|[^\d\s]{2,12} ?[^\d\s]{1,12}) (.{2,300}?) ?[:,：] ?(?:icmp_)?seq[=: ](\d{1,9})/;
const WINDOWS_ERROR_REPLY = /^Reply from \S{2,60}: (?:Destination|TTL expired)/;
const WINDOWS_REPLY = /^Reply from ([0-9a-f.:%]{2,60}): (?:bytes=|time)/;
const SUMMARY =
  /^(\d{1,9}) (?:packets transmitted, (\d{1,9}) (?:packets )?received|[^\d,]{4,40}, (\d{1,9}) [^\d,]{3,40},(?: \+\d{1,9} [^\d,]{3,40},)? [\d.]{1,9} ?%)/;
const WINDOWS_SUMMARY = /^Packets: Sent = (\d{1,9}), Received = (\d{1,9}),/;
const ERROR =
  /^(?:\[[\d.]{1,24}\] )?(?:From \S{2,300}(?: \([^)]{2,60}\))?:? |ping6?: |connect: |sendto: |sendmsg: |Request timeout|Request timed out|no answer yet|PING: transmit failed)/;

/** Whether the line is one that only a ping prints. */
export function isPingLine(line: string): boolean {
  const start = pingInEnglish(line.trim().slice(0, 400));
  return (
    HEADER.test(start) ||
    WINDOWS_HEADER.test(start) ||
    REPLY.test(start) ||
    SUMMARY.test(start) ||
    WINDOWS_REPLY.test(start) ||
    WINDOWS_ERROR_REPLY.test(start) ||
    WINDOWS_SUMMARY.test(start) ||
    /^Ping statistics for \S{2,253}:$/.test(start) ||
    (ERROR.test(start) &&
      /icmp_seq|Unreachable|unreachable|exceeded|timed? ?out|^ping|no answer/.test(start)) ||
    /^--- \S{1,260} ping[ -]\S{5,20} ---$/i.test(start) ||
    /^(?:rtt|round-trip) min\/avg\/max/.test(start)
  );
}

/** Whether the line opens a ping's output. */
export function isPingHeader(line: string): boolean {
  const start = pingInEnglish(line.trim().slice(0, 400));
  return HEADER.test(start) || WINDOWS_HEADER.test(start);
}

/**
 * What one ping said (iputils old and new, BusyBox, Windows). Without a summary line (interrupted, cut) `unfinished` is
 * set and `sent` is the least that must have been sent. undefined where no target can be told.
 */
export function parsePing(source: string, command?: string): ProbeReport | undefined {
  return pingOf(source.split('\n'), command);
}

export function pingOf(
  lines: readonly string[],
  command?: string,
  argv: readonly string[] = [],
): ProbeReport | undefined {
  const said = readLines(lines);
  const asked = lines.some((line) =>
    /^(?:Ping statistics for |Pinging )/.test(pingInEnglish(line.trim().slice(0, 400))),
  )
    ? windowsOptionsOf(argv)
    : optionsOf(argv);
  const to = said.to ?? (asked.to === undefined ? undefined : plainAddress(asked.to));
  if (to === undefined) return undefined;
  const name = said.name ?? (isAddress(to) ? undefined : to);
  const received = said.received ?? said.replies;
  const others = [...said.answeredBy].filter((address) => address !== to);
  const unfinished = said.sent === undefined;
  const sent = said.sent ?? Math.max(said.lastSequence, said.replies, said.to === undefined ? 0 : 1);
  return compact<ProbeReport>({
    command,
    to,
    toName: name,
    outcome: received > 0 ? 'answered' : outcomeOfPing(said),
    reportedBy: received > 0 ? undefined : said.reportedBy,
    size: said.size ?? asked.size,
    dontFragment: asked.dontFragment ? true : undefined,
    protocol: undefined,
    port: undefined,
    from: said.from ?? (isAddress(asked.from) ? plainAddress(asked.from) : undefined),
    device: said.device ?? asked.device,
    sent,
    received,
    answeredFirst: answeredFirst(said) ? true : undefined,
    roundTrip: said.roundTrip,
    slowest: said.slowest,
    icmpId: asked.icmpId,
    wait: asked.wait,
    errors: said.errors,
    answeredBy: others.length > 0 ? others : undefined,
    unfinished: unfinished ? true : undefined,
  });
}

/**
 * Numbers begin at 0 (BSD, BusyBox) or at 1 (iputils, whose header has no colon before the size): that the first one is 1 shows as well where as
 * many were sent as the last one says.
 */
function answeredFirst({ firstSequence, lastSequence, sent, countsFromOne }: Said): boolean {
  return firstSequence === 0 || (firstSequence === 1 && (countsFromOne === true || lastSequence === sent));
}

/** The last error tells; a ping that was let to end, and was not answered, timed out. */
function outcomeOfPing(said: Said): ProbeOutcome | undefined {
  const told = said.errors.map(outcomeOf).findLast((outcome) => outcome !== undefined);
  return told ?? (said.sent !== undefined && said.sent > 0 ? 'timed-out' : undefined);
}

type Said = {
  to?: string;
  /** The name in the header. */
  name?: string;
  size?: number;
  /** Who sent the last error. */
  reportedBy?: string;
  from?: string;
  device?: string;
  sent?: number;
  received?: number;
  roundTrip?: number;
  slowest?: number;
  replies: number;
  /** Of Windows' replies those that are errors. */
  errorReplies: number;
  /** The header is that of iputils. */
  countsFromOne?: true;
  /** The lowest number of those that were answered, as printed. */
  firstSequence?: number;
  lastSequence: number;
  answeredBy: Set<string>;
  errors: string[];
};

function readLines(lines: readonly string[]): Said {
  const said: Said = { replies: 0, errorReplies: 0, lastSequence: 0, answeredBy: new Set(), errors: [] };
  for (const whole of lines) {
    const line = pingInEnglish(whole.trim().slice(0, 600));
    if (line === '') continue;
    const windows = WINDOWS_SUMMARY.exec(line);
    const summary = SUMMARY.exec(line) ?? windows;
    const reply = REPLY.exec(line) ?? WINDOWS_REPLY.exec(line);
    if (summary) {
      said.sent = Number(summary[1]);
      // Windows counts a router's error as a packet that was received.
      const errors = windows ? said.errorReplies : 0;
      said.received = Math.max(said.replies, Number(summary[2] ?? summary[3]) - errors);
    } else if (reply) readReply(said, line, reply);
    else if (HEADER.test(line) || WINDOWS_HEADER.test(line)) readHeader(said, line);
    else if (WINDOWS_ERROR_REPLY.test(line)) readError(said, line, ++said.errorReplies);
    else if (ERROR.test(line)) readError(said, line, 0);
  }
  return said;
}

/** An error that came back, or that the own system told. `errorReplies`: of Windows' replies, those that were errors so far. */
function readError(said: Said, line: string, errorReplies: number): void {
  if (!/: Warning|warning:/.test(line) && said.errors.length < MAX_ERRORS) said.errors.push(quoted(line));
  const reporter = /^(?:\[[\d.]{1,24}\] )?(?:From|Reply from) (?:\S{1,253} \(([^)]{2,60})\)|(\S{2,60}))/.exec(
    line,
  );
  const address = plainAddress((reporter?.[1] ?? reporter?.[2] ?? '').replace(/:$/, ''));
  if (isAddress(address)) said.reportedBy = address;
  const sequence = decimal(/icmp_seq[ =](\d{1,9})/.exec(line)?.[1]);
  said.lastSequence = Math.max(said.lastSequence, sequence ?? errorReplies);
}

function readHeader(said: Said, line: string): void {
  const windows = WINDOWS_HEADER.exec(line);
  const named = windows ? [windows[2], windows[1]] : addressesOfHeader(line);
  const address = named.find((word) => isAddress(plainAddress(word ?? '')));
  if (address !== undefined) said.to = plainAddress(address);
  const [first = ''] = windows ? [windows[1]] : named;
  if (!isAddress(plainAddress(first)) && first !== '') said.name = first.toLowerCase();
  const size = decimal(
    /\) (\d{1,5})\(\d{1,5}\)|\): (\d{1,5}) data bytes|\D(\d{1,5}) data bytes/
      .exec(line)
      ?.slice(1)
      .find((text) => text !== undefined),
  );
  if (size !== undefined) said.size = size;
  if (/\) \d{1,5}(?:\(\d{1,5}\) bytes of data| data bytes)/.test(line)) said.countsFromOne = true;
  const bound = /\bfrom ([0-9a-f.:]{2,45})(?:%\S{1,20})?[ :](?:([\w.@-]{1,15}): )?/i.exec(line);
  const from = bound?.[1]?.replace(/:$/, '');
  if (isAddress(from)) said.from = plainAddress(from);
  if (bound?.[2] !== undefined) said.device = bound[2];
}

/** `PING name (address) …`, `PING address(address) …` (IPv6), `PING name(name (address)) …`. */
function addressesOfHeader(line: string): string[] {
  const before = line.slice(5).split(' from ')[0] ?? '';
  const words = before.split(/[\s()]+/).filter((word) => word !== '');
  return words.slice(0, 5).map((word) => word.replace(/:$/, ''));
}

function readReply(said: Said, line: string, reply: RegExpExecArray): void {
  if (!line.includes('(DUP!)')) said.replies++;
  const words = wordsOf((reply[1] ?? '').replace(/[()]/g, ' '));
  const address = words.map(plainAddress).findLast((word) => isAddress(word));
  if (address !== undefined) said.answeredBy.add(address);
  // BusyBox counts from 0, iputils from 1.
  const sequence = decimal(reply[2]);
  if (sequence !== undefined) {
    const number = line.includes('icmp_seq') ? sequence : sequence + 1;
    said.firstSequence = Math.min(said.firstSequence ?? number, number);
    said.lastSequence = Math.max(said.lastSequence, number);
  }
  const time = /\s[^\s\d=]{2,12}[=<]\s?(\d{1,9}(?:\.\d{1,6})?) ?ms/.exec(line)?.[1];
  if (time === undefined) return;
  said.roundTrip ??= Number(time);
  said.slowest = Math.max(said.slowest ?? 0, Number(time));
}

type Options = {
  to?: string;
  from?: string;
  device?: string;
  size?: number;
  dontFragment?: true;
  icmpId?: number;
  wait?: number;
};

/**
 * The target, the source (`-I`, `-S`: an address or an interface), the payload (`-s`), whether it may be fragmented (`-M`),
 * the ICMP id (`-e`) and the time for answers (`-W`) in a ping's own command.
 */
function optionsOf(argv: readonly string[]): Options {
  const options: Options = {};
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (/^-[a-zA-Z]*[cCeiIlMmnpQsStTwW]$/.test(word) && argv[at + 1] !== undefined && word !== '-n') {
      const value = argv[++at] ?? '';
      const number = decimal(value);
      if (/[IS]$/.test(word) && isAddress(value)) options.from = value;
      else if (word.endsWith('I') && /^[A-Za-z][\w.@-]{0,14}$/.test(value)) options.device = value;
      else if (word.endsWith('s') && number !== undefined) options.size = number;
      else if (word.endsWith('M') && /^(?:do|probe)$/.test(value)) options.dontFragment = true;
      else if (word.endsWith('e') && number !== undefined) options.icmpId = number;
      else if (word.endsWith('W') && number !== undefined) options.wait = number;
    } else if (/^-M(?:do|probe)$/.test(word)) options.dontFragment = true;
    else if (/^-s\d{1,5}$/.test(word)) options.size = Number(word.slice(2));
    else if (!word.startsWith('-')) options.to = word;
  }
  return options;
}

/** Windows: `-l` is the payload, `-f` forbids fragments, `-S` is the source, `-w` milliseconds. */
function windowsOptionsOf(argv: readonly string[]): Options {
  const options: Options = {};
  for (let at = 1; at < argv.length; at++) {
    const word = (argv[at] ?? '').replace(/^\//, '-');
    const value = argv[at + 1] ?? '';
    if (word === '-f') options.dontFragment = true;
    else if (/^-[nlivrskwSc]$/.test(word)) {
      at++;
      const number = decimal(value);
      if (word === '-l' && number !== undefined) options.size = number;
      else if (word === '-S' && isAddress(value)) options.from = value;
    } else if (!word.startsWith('-')) options.to = word;
  }
  return options;
}
