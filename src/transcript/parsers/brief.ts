import type { Address, Link } from '../../analyzer/model/index.ts';
import { familyOf, isMac, isMasked, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import type { InterfaceReading } from './link-text.ts';

/** `ip -br addr` and `ip -br link`. */
export function parseBrief(lines: readonly string[]): InterfaceReading {
  const links: Link[] = [];
  const addresses: Address[] = [];
  const unread: string[] = [];
  const open: string[] = [];
  for (const line of lines) {
    const [named, state, ...words] = wordsOf(line.slice(0, 8000));
    if (named === undefined) continue;
    if (state === undefined || !/^[A-Z]{2,16}$/.test(state)) {
      unread.push(line);
      open.push('');
      continue;
    }
    const name = named.split('@')[0] ?? named;
    const [first] = words;
    const flags = /^<([^>]{0,200})>$/.exec(words[1] ?? words[0] ?? '')?.[1]?.split(',');
    links.push(
      compact<Link>({
        name,
        // Without the flags, the state is all that is told: UP is both administrative and carrier.
        flags: flags ?? (state === 'UP' ? ['UP', 'LOWER_UP'] : []),
        operstate: state,
        mac: isMac(first) && name !== 'lo' ? first.toLowerCase() : undefined,
        index: undefined,
        mtu: undefined,
        master: undefined,
        kind: undefined,
        vrfTable: undefined,
        group: undefined,
        xdp: undefined,
        stats: undefined,
      }),
    );
    if (!isMac(first) && !readAddresses(name, words, addresses, unread)) open.push(name);
  }
  return { links, addresses, unread, open };
}

/** Reads the addresses of a line; false where one is hidden or cannot be read. */
function readAddresses(
  dev: string,
  words: readonly string[],
  addresses: Address[],
  unread: string[],
): boolean {
  let whole = true;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === 'metric' || word === 'proto') {
      at++;
      continue;
    }
    let [local = '', length] = word.split('/');
    const peer = words[at + 1] === 'peer' ? words[at + 2] : undefined;
    if (peer !== undefined) {
      length = peer.split('/')[1];
      at += 2;
    }
    local = plainAddress(local);
    const family = familyOf(local);
    const prefixLength = decimal(length) ?? (family === 4 ? 32 : 128);
    if (family === undefined || prefixLength > (family === 4 ? 32 : 128)) {
      if (word.startsWith('<') && word.includes(',')) continue;
      whole = false;
      if (!isMasked(word) && !word.startsWith('<')) unread.push(word);
      continue;
    }
    addresses.push(
      compact<Address>({
        dev,
        family,
        local,
        prefixLength,
        peer: peer?.split('/')[0],
        broadcast: undefined,
        scope: scopeOf(local),
        label: undefined,
        flags: [],
        validLifetime: undefined,
        preferredLifetime: undefined,
      }),
    );
  }
  return whole;
}

/** `-br` prints no scope; these are what the kernel gives. */
function scopeOf(local: string): string {
  if (local.startsWith('127.') || local === '::1') return 'host';
  return /^fe[89ab][0-9a-f]:/.test(local) ? 'link' : 'global';
}

/** `eth1@if6  UP  172.16.5.4/24 …` of `ip -br addr`, or with an Ethernet address and flags of `ip -br link`. */
export function isBriefLine(line: string): boolean {
  const words = wordsOf(line);
  if (
    words.length < 2 ||
    !/^(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT|TESTING)$/.test(words[1] ?? '')
  )
    return false;
  const third = words[2] ?? '';
  return (
    words.length === 2 ||
    third.startsWith('<') ||
    familyOf(third.split('/')[0] ?? '') !== undefined ||
    isMac(third)
  );
}

/** Whether the line can be one of the listing that was damaged. */
export function isLikeBriefLine(line: string): boolean {
  const start = line.slice(0, 200);
  return (
    /^\s*\S{1,30}\s+(?:[A-Z]{2,16}\b|$)/.test(start) ||
    familyOf(wordsOf(start)[0]?.split('/')[0] ?? '') !== undefined
  );
}
