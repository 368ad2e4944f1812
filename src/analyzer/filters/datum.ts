import {
  type AddressValue,
  addressValue,
  type FieldType,
  type FilterDatum,
  type FilterRange,
} from '../model/index.ts';

/** A value as it is compared: numbers (ports, marks, IPv4), bigints (IPv6), names. */
export type Datum = FilterDatum | AddressValue;

/** A field's value in one packet: `null` = the packet has no such field, `undefined` = it is not known. */
export type Known = Datum | null | undefined;

/** Values from one to another, or names that begin so. */
export type Range = { from: Datum; to: Datum } | { prefix: string };

/** A listed value ready for comparison; `undefined` where it is no value of that type. */
export function datumOf(type: FieldType, listed: FilterDatum): Datum | undefined {
  if (type === 'ipv4') return addressValue(4, String(listed));
  return type === 'ipv6' ? addressValue(6, String(listed)) : listed;
}

export function rangeOf(type: FieldType, listed: FilterRange): Range | undefined {
  if ('prefix' in listed) return listed;
  const from = datumOf(type, listed.from);
  const to = datumOf(type, listed.to);
  return from === undefined || to === undefined ? undefined : { from, to };
}

export function inRange(value: Datum, range: Range): boolean {
  if ('prefix' in range) return range.prefix === '' || String(value).startsWith(range.prefix);
  return value >= range.from && value <= range.to;
}
