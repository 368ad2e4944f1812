import {
  formatAddress,
  type ParsedAddress,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../routes/index.ts';

/** An address in its canonical text, so that addresses of logs, captures and listings compare; other text as it is. */
export function canonical(text: string): string {
  const address = parseAddress(text);
  return address ? formatAddress(address) : text;
}

/** Whether the text is an address; else it is a name, or a mask. */
export function isAddress(text: string): boolean {
  return parseAddress(text) !== undefined;
}

export function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}

/** Multicast and limited broadcast (RFC 1112, RFC 4291 2.7, RFC 919): no single host is asked. */
const MANY = ['224.0.0.0/4', '255.255.255.255/32', 'ff00::/8'];
/** Loopback and unspecified addresses (RFC 1122 3.2.1.3, RFC 4291 2.5): nobody on a network has them. */
const NOBODY = ['0.0.0.0/8', '127.0.0.0/8', '::/128', '::1/128'];
/** What an address is that no single host on a network has, by itself. */
export function kindOfAddress(
  address: string,
): 'loopback' | 'unspecified' | 'multicast' | 'broadcast' | undefined {
  if (address === '255.255.255.255') return 'broadcast';
  if (within(MANY, address)) return 'multicast';
  if (within(['0.0.0.0/8', '::/128'], address)) return 'unspecified';
  return within(NOBODY, address) ? 'loopback' : undefined;
}

/** Addresses that are translated before they reach the Internet (RFC 1918, RFC 6598, RFC 4193). */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'];

function within(blocks: readonly string[], text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && blocks.some((block) => contains(block, address));
}

function contains(block: string, address: ParsedAddress): boolean {
  const prefix = parsePrefix(block);
  return prefix !== undefined && prefixContains(prefix, address);
}

/** Whether the address can be one host's on a network. */
export function isOneHost(address: string): boolean {
  return !within(MANY, address) && !within(NOBODY, address);
}

/** Whether a packet from this sender to this address has most likely crossed a translation of addresses. */
export function isTranslatedBetween(from: string, to: string): boolean {
  return within(PRIVATE, from) && to !== '' && !within(PRIVATE, to);
}

/** The order in which people count: eth2 before eth10, 10.0.0.9 before 10.0.0.10. */
export function naturally(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [one = '', other = ''] = [left[at], right[at]];
    if (one === other) continue;
    const difference = Number(one) - Number(other);
    if (!Number.isNaN(difference) && difference !== 0) return difference;
    return one < other ? -1 : 1;
  }
  return left.length - right.length;
}
