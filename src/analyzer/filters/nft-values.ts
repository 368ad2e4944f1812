import { type Condition, Lookup, readAll } from './conditions.ts';
import type { FieldType } from './field-type.ts';
import type { Flight } from './flight.ts';
import { type Datum, type Known, readRange } from './literals.ts';
import { readKey } from './nft-expression.ts';
import { type NamedSets, readElements } from './nft-sets.ts';
import type { TokenReader } from './tokens.ts';

/** A value that a statement sets, worked out for each packet. */
export interface Value {
  /** `undefined` = not known. */
  read(flight: Flight): Known;
  /** Whether there is one at all: a rule ends at a field that the packet lacks, and at a map without its key. */
  exists: Condition;
}

/** Reads `0x1`, `ct mark`, `meta mark & 0xff | 0x10`, `tcp dport map { 80 : 10.0.0.1 }`. */
export function readValue(reader: TokenReader, type: FieldType, sets: NamedSets): Value {
  const key = readKey(reader);
  if (key === undefined) {
    const literal = singleValue(type, reader.take());
    return { read: () => literal, exists: () => true };
  }
  if (reader.accept('map')) return mapped(reader, type, key.fields, sets);
  const [field] = key.fields;
  return { read: (flight) => field?.read(flight), exists: (flight) => field?.read(flight) !== null };
}

function mapped(
  reader: TokenReader,
  type: FieldType,
  fields: Parameters<typeof readAll>[0],
  sets: NamedSets,
): Value {
  const lookup = readMap(
    reader,
    fields.map((field) => field.type),
    sets,
    (inner) => singleValue(type, inner.take()),
  );
  const find = (flight: Flight) => {
    const values = readAll(fields, flight);
    if (values === null) return { found: [], sure: true };
    return lookup?.find(values) ?? { found: [], sure: false };
  };
  return {
    read(flight) {
      const { found, sure } = find(flight);
      return sure ? found[0]?.value : undefined;
    },
    exists(flight) {
      const { found, sure } = find(flight);
      return sure ? found.length > 0 : undefined;
    },
  };
}

/** A map written out, or the name of one; `undefined` where no map of that name was listed. */
export function readMap<Result>(
  reader: TokenReader,
  types: readonly FieldType[],
  sets: NamedSets,
  readResult: (reader: TokenReader) => Result,
): Lookup<Result> | undefined {
  if (reader.accept('{')) return new Lookup(readElements(reader, types, readResult));
  const name = reader.take();
  return sets.get(name.replace(/^@/, ''), `map ${readResult.name}`, readResult);
}

function singleValue(type: FieldType, text: string): Datum | undefined {
  const range = readRange(type, text);
  return range && 'from' in range && range.from === range.to ? range.from : undefined;
}
