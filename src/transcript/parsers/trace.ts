import type { Trace } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { isJson } from '../forms/json.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import { type Hop, whoIs } from './traces/hop.ts';
import { isMtrLine, mtrEnds, mtrHop, mtrJson, type TraceEnds } from './traces/mtr.ts';
import { isWindowsHop, windowsHop, windowsTarget } from './traces/windows.ts';

const HEADER = /^traceroute to (\S{1,253}?)(?: \(([0-9a-f.:]{2,45})\))?(?:,| over|$)/i;
/** ` 1  gw (10.0.0.1)  0.5 ms  0.4 ms`, ` 2  * * *`. */
const TRACEROUTE_HOP = /^\s{0,4}(\d{1,3})\s{1,6}((?:\*|<?\d|\S+ (?:\(|\s*\d)).*)$/;
/** ` 1?: [LOCALHOST]`, ` 1:  10.0.0.1   0.5ms pmtu 1400`, ` 2:  no reply`. */
const TRACEPATH_HOP = /^\s{0,4}(\d{1,3})\??:\s{1,6}(\S.*)$/;
const PATH_MTU = /\bpmtu (\d{2,5})\b/;

/** Whether the line is one that only these tools print. */
export function isTraceLine(line: string): boolean {
  const start = line.slice(0, 300);
  return (
    HEADER.test(start.trim()) ||
    windowsTarget(start) !== undefined ||
    isMtrLine(start) ||
    isWindowsHop(start) ||
    /^\s{0,4}\d{1,3}\s{2,3}(?:\* \* \*|\S{1,253} \([0-9a-f.:]{2,45}\)\s{2}\d)/i.test(start) ||
    /^\s{0,4}\d{1,3}\??:\s{1,6}(?:\[LOCALHOST\]|no reply|\S{1,253}\s+\d[\d.]*ms)/.test(start)
  );
}

/** The path that one traceroute, tracepath, mtr, tracert or pathping shows; undefined where it shows no hop. */
export function parseTrace(
  lines: readonly string[],
  argv: readonly string[],
  command: string | undefined,
): Trace | undefined {
  const listed = isJson(lines) ? mtrJson(lines) : undefined;
  const hops = new Map<number, Hop>((listed?.hops ?? []).map((hop) => [hop.distance, hop]));
  let target = listed?.ends.to ?? targetIn(argv);
  let address: string | undefined;
  let from = listed?.ends.from;
  let pathMtu: number | undefined;
  for (const whole of listed ? [] : lines) {
    const line = whole.slice(0, 600);
    const header = HEADER.exec(line.trim());
    const named = header ? { target: header[1] ?? '', address: header[2] } : windowsTarget(line);
    if (named) [target, address] = [named.target, named.address ?? address];
    const ends: TraceEnds = mtrEnds(line) ?? {};
    [target, from] = [ends.to ?? target, ends.from ?? from];
    pathMtu = decimal(PATH_MTU.exec(line)?.[1]) ?? pathMtu;
    const hop = named ? undefined : hopOf(line);
    if (hop) hops.set(hop.distance, joined(hops.get(hop.distance), hop));
  }
  // pathping begins with who asks.
  from ??= hops.get(0)?.addresses[0];
  hops.delete(0);
  if (hops.size === 0) return undefined;
  const to =
    address ?? (target !== undefined && isAddress(plainAddress(target)) ? plainAddress(target) : undefined);
  const last = [...hops.values()].at(-1);
  return compact<Trace>({
    command,
    from,
    to,
    toName: target !== undefined && !isAddress(plainAddress(target)) ? target.toLowerCase() : undefined,
    hops: [...hops.values()],
    pathMtu,
    echo: asksForEcho(argv) ? true : undefined,
    reached: to !== undefined && last?.error === undefined && last?.addresses.includes(to) === true,
  });
}

/** What is asked for in the command: the last word that is neither an option nor an option's number. */
function targetIn(argv: readonly string[]): string | undefined {
  return argv.slice(1).findLast((word) => !word.startsWith('-') && !/^\d{1,5}$/.test(word));
}

/** Tools that send echo requests; traceroute and tracepath send UDP where nothing else is said. */
function asksForEcho([tool = '', ...options]: readonly string[]): boolean {
  const isMtr =
    tool === 'mtr' && !options.some((word) => /^(?:-u|-T|--udp|--tcp|-[a-zA-Z]*[uT])$/.test(word));
  return (
    isMtr || tool === 'tracert' || tool === 'pathping' || options.some((word) => /^(?:-I|--icmp)$/.test(word))
  );
}

/** tracepath tells the first hop twice, and pathping every hop. */
function joined(known: Hop | undefined, more: Hop): Hop {
  if (known === undefined) return more;
  return { ...known, ...more, addresses: [...new Set([...known.addresses, ...more.addresses])] };
}

function hopOf(line: string): Hop | undefined {
  const told = mtrHop(line) ?? windowsHop(line);
  if (told) return told;
  const hop = TRACEPATH_HOP.exec(line) ?? TRACEROUTE_HOP.exec(line);
  if (!hop) return undefined;
  const words = wordsOf(hop[2] ?? '');
  const error = words.find((word) => /^!(?:[A-Z]|\d{1,3}$)/.test(word))?.slice(1);
  return compact<Hop>({ distance: Number(hop[1]), ...whoIs(words), loss: undefined, error });
}
