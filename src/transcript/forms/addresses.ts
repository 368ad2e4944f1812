import { parseAddress } from '../../analyzer/model/index.ts';

/** 4, 6, or undefined for what is no address. */
export function familyOf(word: string): 4 | 6 | undefined {
  return word.length > LONGEST ? undefined : parseAddress(word)?.family;
}

/** The longest address: IPv6 in full with an IPv4 address at its end. */
const LONGEST = 45;

/** Whether the word is an address, with the family asked for where one is. */
export function isAddress(word: string | undefined, family?: 4 | 6): word is string {
  if (word === undefined) return false;
  const found = familyOf(word);
  return found !== undefined && (family === undefined || found === family);
}

/** `lo` of an address: lower case, without a zone (`fe80::1%eth0`). */
export function plainAddress(word: string): string {
  const zone = word.indexOf('%');
  return (zone === -1 ? word : word.slice(0, zone)).toLowerCase();
}

/** An address or prefix as iproute2 prints it, in CIDR form; `10.1/16` of old versions is filled up. */
export function prefixOf(word: string, family?: 4 | 6): { cidr: string; family: 4 | 6 } | undefined {
  const slash = word.indexOf('/');
  let address = plainAddress(slash === -1 ? word : word.slice(0, slash));
  if (slash !== -1 && /^\d{1,3}(?:\.\d{1,3}){0,2}$/.test(address)) {
    address += '.0'.repeat(4 - address.split('.').length);
  }
  const found = familyOf(address);
  if (found === undefined || (family !== undefined && found !== family)) return undefined;
  const full = found === 4 ? 32 : 128;
  const length = slash === -1 ? full : prefixLength(word.slice(slash + 1));
  return length === undefined || length > full ? undefined : { cidr: `${address}/${length}`, family: found };
}

function prefixLength(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  return maskLength(text);
}

/** Length of a netmask (`255.255.255.0` → 24), undefined for holes. */
export function maskLength(mask: string): number | undefined {
  if (familyOf(mask) !== 4) return undefined;
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}

const MAC = /^(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i;

/** Whether the word is an Ethernet address. */
export function isMac(word: string | undefined): word is string {
  return word !== undefined && MAC.test(word);
}

/**
 * Whether the word stands for a value that someone hid: `XXX.XXX`, `x.x.x.x`, `172.16.x.x`, `<my-ip>`, `***`,
 * `[redacted]`. A masked value is unknown, not an error.
 */
export function isMasked(word: string): boolean {
  const bare = word.split('/')[0] ?? '';
  if (/^[<[{(][^\s]{1,60}[>\]})]$/.test(bare) || /^[*•█#?]{2,}$/.test(bare)) return true;
  if (!/[xX*•█]/.test(bare) && !/redact|masked|hidden/i.test(bare)) return false;
  return (
    /^(?:[xX*•█]{1,4}|\d{1,3}|[a-z])(?:\.(?:[xX*•█]{1,4}|\d{1,3}|[a-z])){1,7}$/.test(bare) ||
    /^(?:[xX*•█]{1,4}|[0-9a-f]{0,4})(?::(?:[xX*•█]{1,4}|[0-9a-f]{0,4})){2,7}$/i.test(bare) ||
    /^[xX*•█]{2,}$/.test(bare) ||
    /redacted|masked|hidden/i.test(bare)
  );
}
