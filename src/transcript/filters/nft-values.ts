import type { FieldType, FilterLookup, FilterValue } from '../../analyzer/model/index.ts';
import { readRange } from './literals.ts';
import { readKey } from './nft-expression.ts';
import { readData, readElements } from './nft-sets.ts';
import type { TokenReader } from './tokens.ts';

/** Reads what a statement sets: `0x1`, `ct mark`, `meta mark & 0xff | 0x10`, `tcp dport map { 80 : 10.0.0.1 }`. */
export function readValue(reader: TokenReader, type: FieldType): FilterValue {
  const fields = readKey(reader);
  if (fields === undefined) {
    const range = readRange(type, reader.take());
    const single = range && 'from' in range && range.from === range.to ? range.from : undefined;
    return { kind: 'datum', ...(single === undefined ? {} : { value: single }) };
  }
  if (reader.accept('map')) {
    const types = fields.map((field) => field.type);
    return { kind: 'map', fields, lookup: readMap(reader, types, readData([type])) };
  }
  const [field] = fields;
  return field ? { kind: 'field', field } : { kind: 'datum' };
}

/** A map written out, or the name of one. */
export function readMap(
  reader: TokenReader,
  types: readonly FieldType[],
  readResult: Parameters<typeof readElements>[2],
): FilterLookup {
  if (reader.accept('{')) return { elements: readElements(reader, types, readResult) };
  return { set: reader.take().replace(/^@/, '') };
}
