import { addressValue, parsePrefix } from '../model/index.ts';
import type { FieldType } from './field-type.ts';
import { NAMES } from './names.ts';

/** What a rule compares: numbers (ports, marks, IPv4), bigints (IPv6), names (devices). */
export type Datum = number | bigint | string;

/** A field's value in one packet: `null` = the packet has no such field, `undefined` = it is not known. */
export type Known = Datum | null | undefined;

/** The values that one written literal stands for. */
export type ValueRange = { from: Datum; to: Datum } | { prefix: string };

/** Types whose values are sets of bits. */
export function isBits(type: FieldType): boolean {
  return type === 'ct-state' || type === 'ct-status' || type === 'tcp-flags';
}

/** One value as it is written; `undefined` where it is not understood. */
export function readDatum(type: FieldType, text: string): Datum | undefined {
  if (type === 'name') return text;
  if (type === 'route-device') return text === 'missing' || text === '0' || text === 'false' ? '' : text;
  if (type === 'ipv4') return addressValue(4, text);
  if (type === 'ipv6') return addressValue(6, text.replace(/^\[(.*)\]$/, '$1'));
  if (text.includes('|') && isBits(type)) return bitsTogether(type, text.split('|'));
  const named = NAMES[type];
  if (named && Object.hasOwn(named, text.toLowerCase())) return named[text.toLowerCase()];
  return /^(?:0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text) ? Number(text) : undefined;
}

function bitsTogether(type: FieldType, names: readonly string[]): number | undefined {
  const bits = names.map((name) => readDatum(type, name));
  return bits.reduce<number | undefined>(
    (all, bit) => (all === undefined || typeof bit !== 'number' ? undefined : all | bit),
    0,
  );
}

/** `10.0.0.0/8`, `22-80`, `eth*`, or one value; `undefined` where it is not understood. */
export function readRange(type: FieldType, text: string): ValueRange | undefined {
  if (text === '*' && type !== 'name') return { prefix: '' };
  if (type === 'name' && text.endsWith('*')) return { prefix: text.slice(0, -1).replace(/\\$/, '') };
  const single = readDatum(type, text);
  if (single !== undefined) return { from: single, to: single };
  if ((type === 'ipv4' || type === 'ipv6') && text.includes('/')) {
    const prefix = parsePrefix(text, type === 'ipv4' ? 4 : 6);
    return prefix && { from: prefix.first, to: prefix.last };
  }
  const dash = text.indexOf('-');
  if (dash <= 0) return undefined;
  const from = readDatum(type, text.slice(0, dash));
  const to = readDatum(type, text.slice(dash + 1));
  return from === undefined || to === undefined ? undefined : { from, to };
}

export function inRange(value: Datum, range: ValueRange): boolean {
  if ('prefix' in range) return range.prefix === '' || String(value).startsWith(range.prefix);
  return value >= range.from && value <= range.to;
}
