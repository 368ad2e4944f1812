/**
 * Addresses and prefixes, and their arithmetic. An IPv4 address is a number (0 … 2³²−1), an IPv6 address a bigint;
 * both compare with `<` and `===`, so that the prefix index is one piece of code.
 */

export type AddressValue = number | bigint;

/** A parsed address: `value` is a number for IPv4, a bigint for IPv6 (host byte order). */
export type ParsedAddress = { family: 4; value: number } | { family: 6; value: bigint };

/** A prefix as the closed interval of its addresses; host bits of the text are cleared. */
export interface ParsedPrefix {
  family: 4 | 6;
  length: number;
  first: AddressValue;
  last: AddressValue;
}

const MAX_4 = 0xffffffff;
const MAX_6 = (1n << 128n) - 1n;

/**
 * Dotted quad, strictly four decimal octets without leading zeros: `010.0.0.1` and `1` are no addresses.
 * Returns -1 for anything else (a number, so that the hot path allocates nothing).
 */
function parse4(text: string, end = text.length): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let index = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return -1;
      value = value * 256 + octet;
      octet = -1;
      continue;
    }
    if (code < 48 || code > 57 || octet === 0) return -1;
    octet = octet < 0 ? code - 48 : octet * 10 + code - 48;
    if (octet > 255) return -1;
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}

function parseGroups(text: string): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  for (const group of text.split(':')) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    groups.push(BigInt(`0x${group}`));
  }
  return groups;
}

/** RFC 4291 section 2.2, a dotted quad at the end included; no zone. */
function parse6(text: string): bigint | undefined {
  let colons = text;
  if (text.includes('.')) {
    const cut = text.lastIndexOf(':') + 1;
    const quad = parse4(text.slice(cut));
    if (quad < 0) return undefined;
    colons = `${text.slice(0, cut)}${Math.floor(quad / 65536).toString(16)}:${(quad % 65536).toString(16)}`;
  }
  const halves = colons.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? '');
  const tail = parseGroups(halves[1] ?? '');
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** Reads an IPv4 or IPv6 address, strictly; `undefined` for everything else (zones and masked values too). */
export function parseAddress(text: string): ParsedAddress | undefined {
  if (text.includes(':')) {
    const value = parse6(text);
    return value === undefined ? undefined : { family: 6, value };
  }
  const value = parse4(text);
  return value < 0 ? undefined : { family: 4, value };
}

/** The address as a number or bigint where it is of this family, else `undefined`. */
export function addressValue(family: 4 | 6, text: string): AddressValue | undefined {
  if (family === 4) {
    const value = parse4(text);
    return value < 0 ? undefined : value;
  }
  return text.includes(':') ? parse6(text) : undefined;
}

function format6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((value >> BigInt(112 - 16 * index)) & 0xffffn),
  );
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${formatAddress({ family: 4, value: Number(value & 0xffffffffn) })}`;
  }
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.length < 2) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

/** Canonical text: dotted quad, or RFC 5952 (lower case, longest run of zeros shortened, mapped IPv4 dotted). */
export function formatAddress(address: ParsedAddress): string {
  if (address.family === 6) return format6(address.value);
  const { value } = address;
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** The prefix of this length that holds the address. */
export function networkOf(address: ParsedAddress, length: number): ParsedPrefix {
  if (address.family === 4) {
    const size = 2 ** (32 - length);
    const first = address.value - (address.value % size);
    return { family: 4, length, first, last: first + size - 1 };
  }
  const host = (1n << BigInt(128 - length)) - 1n;
  const first = address.value & (MAX_6 ^ host);
  return { family: 6, length, first, last: first | host };
}

/** Reads `ADDRESS` or `ADDRESS/LENGTH` (host bits allowed and cleared); `default` and `all` need a family. */
export function parsePrefix(text: string, family?: 4 | 6): ParsedPrefix | undefined {
  if (text === 'default' || text === 'all') {
    if (family === undefined) return undefined;
    return { family, length: 0, first: family === 4 ? 0 : 0n, last: family === 4 ? MAX_4 : MAX_6 };
  }
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address || (family !== undefined && address.family !== family)) return undefined;
  const width = address.family === 4 ? 32 : 128;
  const digits = slash < 0 ? String(width) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > width) return undefined;
  return networkOf(address, Number(digits));
}

/**
 * An IPv4 prefix as one number, first address × 64 + length, host bits cleared; -1 for what is none. What `parsePrefix` reads,
 * without an object.
 */
export function parsePrefix4(text: string): number {
  if (text === 'default' || text === 'all') return 0;
  const slash = text.indexOf('/');
  const value = parse4(text, slash < 0 ? text.length : slash);
  const length = slash < 0 ? 32 : parseLength(text, slash + 1);
  return value < 0 || length < 0 || length > 32 ? -1 : (value - (value % 2 ** (32 - length))) * 64 + length;
}

/** One to three decimal digits from there to the end; -1 for anything else. */
function parseLength(text: string, from: number): number {
  if (text.length === from || text.length > from + 3) return -1;
  let length = 0;
  for (let index = from; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    length = length * 10 + digit;
  }
  return length;
}

/** Canonical text of a prefix, always with its length. */
export function formatPrefix(prefix: ParsedPrefix): string {
  return `${formatValue(prefix.family, prefix.first)}/${prefix.length}`;
}

/** Canonical text of an address value of this family. */
export function formatValue(family: 4 | 6, value: AddressValue): string {
  return family === 4
    ? formatAddress({ family, value: Number(value) })
    : formatAddress({ family, value: BigInt(value) });
}

/** Whether the prefix holds the address, or the whole of the other prefix. Families must agree. */
export function prefixContains(prefix: ParsedPrefix, inner: ParsedAddress | ParsedPrefix): boolean {
  if (prefix.family !== inner.family) return false;
  if ('value' in inner) return inner.value >= prefix.first && inner.value <= prefix.last;
  return inner.first >= prefix.first && inner.last <= prefix.last;
}
