import type { Trace } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { decimal, wordsOf } from '../forms/text.ts';

type Hop = Trace['hops'][number];

const HEADER =
  /^(?:traceroute to|Tracing route to) (\S{1,253}?)(?: [([]([0-9a-f.:]{2,45})[)\]])?(?:,| over|$)/i;
/** ` 1  gw (10.0.0.1)  0.5 ms  0.4 ms`, ` 2  * * *`, ` 3    <1 ms  <1 ms  1 ms  10.0.0.1` (Windows). */
const TRACEROUTE_HOP = /^\s{0,4}(\d{1,3})\s{1,6}((?:\*|<?\d|\S+ (?:\(|\s*\d)).*)$/;
/** ` 1?: [LOCALHOST]`, ` 1:  10.0.0.1   0.5ms pmtu 1400`, ` 2:  no reply`. */
const TRACEPATH_HOP = /^\s{0,4}(\d{1,3})\??:\s{1,6}(\S.*)$/;
/** `  1.|-- 10.0.0.1   0.0%  10  0.4 …`. */
const MTR_HOP = /^\s{0,4}(\d{1,3})\.\|--\s(\S{1,253})\s+(\d{1,3}(?:\.\d)?)%?\s+\d+\s/;
const PATH_MTU = /\bpmtu (\d{2,5})\b/;

/** Whether the line is one that only these tools print. */
export function isTraceLine(line: string): boolean {
  const start = line.slice(0, 300);
  return (
    HEADER.test(start.trim()) ||
    MTR_HOP.test(start) ||
    /^\s{0,4}\d{1,3}\s{2,3}(?:\* \* \*|\S{1,253} \([0-9a-f.:]{2,45}\)\s{2}\d)/i.test(start) ||
    /^\s{0,4}\d{1,3}\??:\s{1,6}(?:\[LOCALHOST\]|no reply|\S{1,253}\s+\d[\d.]*ms)/.test(start)
  );
}

/** The path that one traceroute, tracepath or mtr report shows; undefined where it shows no hop. */
export function parseTrace(
  lines: readonly string[],
  argv: readonly string[],
  command: string | undefined,
): Trace | undefined {
  const hops = new Map<number, Hop>();
  let target = argv.slice(1).findLast((word) => !word.startsWith('-') && !/^\d{1,5}$/.test(word));
  let address: string | undefined;
  let pathMtu: number | undefined;
  for (const whole of lines) {
    const line = whole.slice(0, 600);
    const header = HEADER.exec(line.trim());
    if (header) [target, address] = [header[1], header[2] ?? address];
    pathMtu = decimal(PATH_MTU.exec(line)?.[1]) ?? pathMtu;
    const hop = header ? undefined : hopOf(line);
    if (hop) hops.set(hop.distance, joined(hops.get(hop.distance), hop));
  }
  if (hops.size === 0) return undefined;
  const to =
    address ?? (target !== undefined && isAddress(plainAddress(target)) ? plainAddress(target) : undefined);
  const last = [...hops.values()].at(-1);
  return compact<Trace>({
    command,
    to,
    toName: target !== undefined && !isAddress(plainAddress(target)) ? target.toLowerCase() : undefined,
    hops: [...hops.values()],
    pathMtu,
    reached: to !== undefined && last?.error === undefined && last?.addresses.includes(to) === true,
  });
}

/** tracepath tells the first hop twice. */
function joined(known: Hop | undefined, more: Hop): Hop {
  if (known === undefined) return more;
  return { ...known, ...more, addresses: [...new Set([...known.addresses, ...more.addresses])] };
}

function hopOf(line: string): Hop | undefined {
  const mtr = MTR_HOP.exec(line);
  if (mtr) {
    const [, distance, who = '', loss] = mtr;
    return compact<Hop>({
      distance: Number(distance),
      ...whoIs([who]),
      loss: Number(loss),
      error: undefined,
    });
  }
  const hop = TRACEPATH_HOP.exec(line) ?? TRACEROUTE_HOP.exec(line);
  if (!hop) return undefined;
  const words = wordsOf(hop[2] ?? '');
  const error = words.find((word) => /^!(?:[A-Z]|\d{1,3}$)/.test(word))?.slice(1);
  return compact<Hop>({ distance: Number(hop[1]), ...whoIs(words), loss: undefined, error });
}

function whoIs(words: readonly string[]): { addresses: string[]; name: string | undefined } {
  const addresses = new Set<string>();
  let name: string | undefined;
  for (const [at, word] of words.entries()) {
    const plain = plainAddress(word.replace(/[()[\]]/g, ''));
    if (!isAddress(plain)) continue;
    addresses.add(plain);
    const before = words[at - 1];
    if (/^[([]/.test(word) && before !== undefined && !isAddress(plainAddress(before)))
      name ??= before.toLowerCase();
  }
  return { addresses: [...addresses], name };
}
