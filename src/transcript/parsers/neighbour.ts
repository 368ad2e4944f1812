import type { Neighbour } from '../../analyzer/model/index.ts';
import { isAddress, isMac, isMasked, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { type JsonRecord, strings, text } from '../forms/json.ts';
import { beginsKeyword } from '../forms/prose.ts';
import { wordsOf } from '../forms/text.ts';
import type { Reading } from './reading.ts';

const STATES = new Set('REACHABLE STALE DELAY PROBE FAILED INCOMPLETE PERMANENT NOARP NONE'.split(' '));

/** Whether the line reads like one of `ip neigh` (an address, and a neighbour state at its end). */
export function isNeighbourLine(line: string): boolean {
  if (!/\b(?:dev|lladdr) .*\b[A-Z]{4,10}\b/.test(line.slice(0, 300))) return false;
  const words = wordsOf(line.slice(0, 300));
  if (words.length < 2 || !(isAddress(words[0]) || isMasked(words[0] ?? ''))) return false;
  return words.some((word) => STATES.has(word)) && (words.includes('dev') || words.includes('lladdr'));
}

/** Whether the line can be one of `ip neigh` that was damaged. */
export function isLikeNeighbourLine(line: string): boolean {
  const words = wordsOf(line.slice(0, 300));
  const [first = '', second] = words;
  if (words.some((word) => STATES.has(word)) || words.includes('lladdr')) return true;
  return (
    /^[\da-f]*[.:]/i.test(first) &&
    (second === undefined || beginsKeyword(second, ['dev', 'lladdr', 'router']))
  );
}

/** Entries of `ip neigh`; `dev` where the command named the device and the lines leave it out. */
export function parseNeighbours(lines: readonly string[], dev?: string): Reading<Neighbour> {
  const found: Neighbour[] = [];
  const unread: string[] = [];
  for (const line of lines) {
    const words = wordsOf(line.slice(0, 1000));
    if (words.length === 0) continue;
    const after = (name: string): string | undefined => {
      const at = words.indexOf(name);
      return at === -1 ? undefined : words[at + 1];
    };
    const [address] = words;
    const device = after('dev') ?? dev;
    if (!isAddress(address) || device === undefined) {
      if (!isMasked(address ?? '')) unread.push(line);
      continue;
    }
    const mac = after('lladdr');
    found.push(
      compact<Neighbour>({
        address: plainAddress(address),
        dev: device,
        mac: isMac(mac) ? mac.toLowerCase() : undefined,
        state: words.findLast((word) => STATES.has(word)),
      }),
    );
  }
  return { found, unread };
}

/** Entries of `ip -j neigh`. */
export function readNeighboursJson(items: readonly JsonRecord[], dev?: string): Reading<Neighbour> {
  const found: Neighbour[] = [];
  const unread: string[] = [];
  for (const item of items) {
    const address = text(item['dst']);
    const device = text(item['dev']) ?? dev;
    const mac = text(item['lladdr']);
    if (!isAddress(address) || device === undefined) unread.push(JSON.stringify(item));
    else {
      found.push(
        compact<Neighbour>({
          address: plainAddress(address),
          dev: device,
          mac: isMac(mac) ? mac.toLowerCase() : undefined,
          state: strings(item['state']).at(-1),
        }),
      );
    }
  }
  return { found, unread };
}
