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
/** The host bits of an IPv6 prefix by its length. */
const HOSTS_6: readonly bigint[] = Array.from({ length: 129 }, (_, length) => MAX_6 >> BigInt(length));

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

const COLON = 58;
const DOT = 46;

/** Value of a hexadecimal digit by its character code; -1 for others. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** Groups of the address that is being read, and its bytes. */
const GROUPS = new Uint16Array(8);
const BYTES = new DataView(new ArrayBuffer(16));

/** RFC 4291 section 2.2, a dotted quad at the end included; no zone. One pass, since a table has many. */
function parse6(text: string, end = text.length): bigint | undefined {
  let count = 0;
  /** Groups in front of `::`. */
  let gap = -1;
  let group = 0;
  let digits = 0;
  for (let index = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    const digit = hexDigit(code);
    if (digit >= 0) {
      if (++digits > 4) return undefined;
      group = group * 16 + digit;
      continue;
    }
    if (code === DOT) {
      const quad = parse4(text.slice(index - digits, end));
      if (quad < 0 || count > 6) return undefined;
      GROUPS[count++] = quad >>> 16;
      group = quad & 0xffff;
      digits = 1;
      break;
    }
    if (code !== COLON || count === 8) return undefined;
    const isDouble = index + 1 < end && text.charCodeAt(index + 1) === COLON;
    // A single colon stands between two groups.
    if (digits === 0 ? index > 0 || !isDouble : !isDouble && index + 1 === end) return undefined;
    if (digits > 0) GROUPS[count++] = group;
    group = 0;
    digits = 0;
    if (!isDouble) continue;
    if (gap >= 0) return undefined;
    gap = count;
    index += 1;
  }
  if (digits > 0) {
    if (count === 8) return undefined;
    GROUPS[count++] = group;
  }
  if (gap < 0 ? count !== 8 : count > 7) return undefined;
  return valueOfGroups(count, gap < 0 ? count : gap);
}

/** The value of the groups that were read; what is left out, `gap` groups from the front, is zero. */
function valueOfGroups(count: number, gap: number): bigint {
  for (let place = 0; place < 8; place++) {
    const behind = place - (8 - count);
    const group = place < gap ? GROUPS[place] : behind >= gap ? GROUPS[behind] : 0;
    BYTES.setUint16(2 * place, group as number);
  }
  return (BYTES.getBigUint64(0) << 64n) | BYTES.getBigUint64(8);
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
  const host = HOSTS_6[length] as bigint;
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
  const length = slash < 0 ? width : parseLength(text, slash + 1);
  return length < 0 || length > width ? undefined : networkOf(address, length);
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
