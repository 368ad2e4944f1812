import type { Neighbour } from '../../analyzer/model/index.ts';
import { isAddress, isMac, isMasked } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { wordsOf } from '../forms/text.ts';
import type { Reading } from './reading.ts';

const BSD =
  /^\S{1,255} \(([0-9.]{7,15})\) at (\S{4,20})(?: \[\w{1,12}\])?(?: (PERM|PERMANENT))?.{0,40} on ([\w.@:-]{1,20})/;

/** `arp -n` and `arp -a`. */
export function parseArp(lines: readonly string[]): Reading<Neighbour> {
  const found: Neighbour[] = [];
  const unread: string[] = [];
  for (const line of lines) {
    const words = wordsOf(line.slice(0, 500));
    const [first = ''] = words;
    if (first === '' || first === 'Address' || first === 'Entries:') continue;
    const bsd = BSD.exec(line.trim().slice(0, 500));
    const entry = bsd ? entryOf(bsd[1], bsd[2], bsd[4], bsd[3] !== undefined) : rowOf(words);
    if (entry) found.push(entry);
    else unread.push(line);
  }
  return { found, unread };
}

/** `172.16.4.1  ether  52:54:00:12:35:02  C  eth0`, `10.0.0.9  (incomplete)  v0`; also rows of /proc/net/arp. */
function rowOf(words: readonly string[]): Neighbour | undefined {
  const mac = words.find((word) => isMac(word));
  const proc = /^0x\d$/.test(words[1] ?? '') && /^0x[0-9a-f]+$/.test(words[2] ?? '');
  if (proc)
    return entryOf(words[0], words[2] === '0x0' ? '<incomplete>' : mac, words.at(-1), words[2] === '0x6');
  const incomplete = words.includes('(incomplete)');
  if (mac === undefined && !incomplete) return undefined;
  const flags = words.at(-2) ?? '';
  return entryOf(words[0], incomplete ? '<incomplete>' : mac, words.at(-1), /^[A-Z]*M[A-Z]*$/.test(flags));
}

/** arp tells complete and permanent entries apart, no more: a complete one may be reachable or stale. */
function entryOf(
  address: string | undefined,
  mac: string | undefined,
  dev: string | undefined,
  permanent: boolean,
): Neighbour | undefined {
  if (!isAddress(address) || dev === undefined || mac === undefined) return undefined;
  const state = isMac(mac) ? (permanent ? 'PERMANENT' : undefined) : 'INCOMPLETE';
  return compact<Neighbour>({ address, dev, mac: isMac(mac) ? mac.toLowerCase() : undefined, state });
}

/** Whether the line is a heading or a row of `arp`. */
export function isArpLine(line: string): boolean {
  return /^\s*(?:Address\s+HWtype\s+HWaddress|\S+ \([0-9.]{7,15}\) at )/.test(line.slice(0, 400));
}

/** Whether the line can be one of the listing that was damaged. */
export function isLikeArpLine(line: string): boolean {
  const start = line.slice(0, 300);
  return (
    /^\s*\d{1,3}\.\d| at | \(incomplete\)|^(?:Address|Entries)/.test(start) ||
    isMasked(wordsOf(start)[0] ?? '')
  );
}
