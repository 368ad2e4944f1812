import {
  anyBit,
  type Condition,
  compareOne,
  type Element,
  inLookup,
  Lookup,
  maskedBits,
  negate,
  type Operator,
  readAll,
  unlessAbsent,
} from './conditions.ts';
import { isBits } from './literals.ts';
import type { Key } from './nft-expression.ts';
import { type NamedSets, readElements } from './nft-sets.ts';
import type { TokenReader } from './tokens.ts';

const OPERATORS = ['!', '==', '!=', '<', '>', '<=', '>=', 'eq', 'ne', 'lt', 'gt', 'le', 'ge'];
const WORD_OPERATOR: Record<string, Operator> = { eq: '==', ne: '!=', lt: '<', gt: '>', le: '<=', ge: '>=' };

/** Reads the right side of a match (`!= { 22, 80-90 }`, `@allowed`, `new,established`) and joins it with the key. */
export function readMatch(reader: TokenReader, key: Key, sets: NamedSets): Condition {
  const written = reader.accept(...OPERATORS);
  if (written === '!') return noneOf(reader, key);
  const operator = written === undefined ? undefined : (WORD_OPERATOR[written] ?? (written as Operator));
  const negated = operator === '!=';
  const word = reader.word();
  const [first] = key.fields;
  if (first === undefined) return () => undefined;
  if (word === '{') {
    reader.take();
    const elements: Element[] = readElements(
      reader,
      key.fields.map(({ type }) => type),
      () => undefined,
    );
    return guarded(key, inLookup(key.fields, new Lookup(elements), negated));
  }
  if (word?.startsWith('@')) {
    reader.take();
    const lookup = sets.get(word.slice(1), 'set', () => undefined);
    return lookup ? guarded(key, inLookup(key.fields, lookup, negated)) : unlessAbsent(first);
  }
  if (key.fields.length > 1) return joined(reader, key, negated);
  const literal = literalAt(reader);
  if (isBits(first.type)) return bitMatch(reader, first, operator, literal);
  return compareOne(first, operator ?? '==', literal);
}

/** Fields whose values are not told make the match unknown, unless the packet has none of them. */
function guarded(key: Key, condition: Condition): Condition {
  const opaque = key.fields.some(({ type }) => type === 'opaque');
  if (!opaque) return condition;
  return (flight) => (readAll(key.fields, flight) === null ? false : undefined);
}

/** `ip saddr . tcp dport 10.0.0.1 . 22` */
function joined(reader: TokenReader, key: Key, negated: boolean): Condition {
  const tests = key.fields.map((field, index) => {
    if (index > 0) reader.accept('.');
    return compareOne(field, '==', literalAt(reader));
  });
  const all: Condition = (flight) => {
    if (readAll(key.fields, flight) === null) return false;
    const holds = tests.map((test) => test(flight));
    return holds.includes(false) ? false : holds.includes(undefined) ? undefined : true;
  };
  if (!negated) return all;
  const none = negate(all);
  return (flight) => (readAll(key.fields, flight) === null ? false : none(flight));
}

/** `ct status ! dnat`, `tcp flags ! syn,ack`: none of the bits. */
function noneOf(reader: TokenReader, { fields: [first] }: Key): Condition {
  const names = [reader.take()];
  while (reader.accept(',')) names.push(reader.take());
  return first ? anyBit(first, names, true) : () => undefined;
}

function bitMatch(
  reader: TokenReader,
  field: Key['fields'][number],
  operator: Operator | undefined,
  literal: string,
): Condition {
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
  const any = anyBit(field, names, operator === '!=');
  return (flight) => (any(flight) === exactly(flight) ? exactly(flight) : undefined);
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
