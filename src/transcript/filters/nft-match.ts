import {
  type FilterCondition,
  type FilterField,
  type FilterOperator,
  isBits,
} from '../../analyzer/model/index.ts';
import { anyBit, compareOne, maskedBits, not, OPEN, RATE, unlessAbsent } from './conditions.ts';
import { COUNTED_OUT } from './fields.ts';
import { readElements } from './nft-sets.ts';
import type { TokenReader } from './tokens.ts';

const OPERATORS = ['!', '==', '!=', '<', '>', '<=', '>=', 'eq', 'ne', 'lt', 'gt', 'le', 'ge'];
const WORD_OPERATOR: Record<string, FilterOperator> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  gt: '>',
  le: '<=',
  ge: '>=',
};

/** Reads the right side of a match (`!= { 22, 80-90 }`, `@allowed`, `new,established`) and joins it with the fields. */
export function readMatch(reader: TokenReader, fields: FilterField[]): FilterCondition {
  const written = reader.accept(...OPERATORS);
  if (written === '!') return noneOf(reader, fields);
  const operator =
    written === undefined ? undefined : (WORD_OPERATOR[written] ?? (written as FilterOperator));
  const negated = operator === '!=';
  const word = reader.word();
  const [first] = fields;
  if (first === undefined) return OPEN;
  if (word === '{') {
    reader.take();
    const types = fields.map(({ type }) => type);
    return {
      kind: 'in',
      fields,
      lookup: { elements: readElements(reader, types, () => undefined) },
      negated,
    };
  }
  if (word?.startsWith('@')) {
    reader.take();
    return { kind: 'in', fields, lookup: { set: word.slice(1) }, negated };
  }
  if (fields.length > 1) return joined(reader, fields, negated);
  const literal = literalAt(reader);
  if (first === COUNTED_OUT) return RATE;
  if (isBits(first.type)) return bitMatch(reader, first, operator, literal);
  return compareOne(first, operator ?? '==', literal);
}

/** `ip saddr . tcp dport 10.0.0.1 . 22` */
function joined(reader: TokenReader, fields: FilterField[], negated: boolean): FilterCondition {
  const tests = fields.map((field, index) => {
    if (index > 0) reader.accept('.');
    return compareOne(field, '==', literalAt(reader));
  });
  const all: FilterCondition = { kind: 'all', of: tests };
  return { kind: 'all', of: [{ kind: 'has', fields }, negated ? not(all) : all] };
}

/** `ct status ! dnat`, `tcp flags ! syn,ack`: none of the bits. */
function noneOf(reader: TokenReader, [first]: FilterField[]): FilterCondition {
  const names = [reader.take()];
  while (reader.accept(',')) names.push(reader.take());
  return first ? anyBit(first, names, true) : OPEN;
}

function bitMatch(
  reader: TokenReader,
  field: FilterField,
  operator: FilterOperator | undefined,
  literal: string,
): FilterCondition {
  const names = literal.split('|');
  let listed = false;
  for (let joint = reader.accept(',', '|', 'or'); joint; joint = reader.accept(',', '|', 'or')) {
    listed ||= joint === ',';
    names.push(reader.take());
  }
  if (reader.accept('/')) {
    const mask = [reader.take()];
    while (reader.accept(',', '|')) mask.push(reader.take());
    return maskedBits(field, names, mask, operator === '!=');
  }
  if (operator === undefined) return anyBit(field, names, false);
  if (operator !== '==' && operator !== '!=') return unlessAbsent(field);
  // `tcp flags == syn`, `ct state != established | new`: all of the bits exactly.
  const exactly = maskedBits(field, names, ['0xffffffff'], operator === '!=');
  if (!listed) return exactly;
  // `!= established,new` was none of them to some versions of nft, and to others not both of them.
  return { kind: 'agreed', of: [anyBit(field, names, operator === '!='), exactly] };
}

/** A literal, or a range that was written with spaces. */
function literalAt(reader: TokenReader): string {
  const first = reader.accept('(') === undefined ? reader.take() : grouped(reader);
  const next = reader.word();
  if (next === '-') {
    reader.take();
    return `${first}-${reader.take()}`;
  }
  return first;
}

/** `(fin | syn)` as one word, `fin|syn`. */
function grouped(reader: TokenReader): string {
  const names = [reader.take()];
  while (reader.accept('|', 'or')) names.push(reader.take());
  reader.accept(')');
  return names.join('|');
}
