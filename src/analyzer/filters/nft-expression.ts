import type { FieldType } from './field-type.ts';
import {
  bareField,
  type Field,
  fibField,
  isFieldGroup,
  notKnownField,
  originalField,
  packetField,
} from './fields.ts';
import type { Flight } from './flight.ts';
import { type Datum, type Known, readDatum } from './literals.ts';
import type { TokenReader } from './tokens.ts';

/** The left side of a match, or a map's key: one field, or several joined with dots. */
export interface Key {
  fields: Field[];
}

const BIT_OPERATORS: Record<string, string> = {
  '&': '&',
  and: '&',
  '|': '|',
  or: '|',
  '^': '^',
  xor: '^',
  '<<': '<<',
  '>>': '>>',
};

/** Reads `ip saddr . tcp dport`, `meta mark & 0xff`, `fib saddr . iif oif`; `undefined` where no expression begins. */
export function readKey(reader: TokenReader): Key | undefined {
  const fields: Field[] = [];
  do {
    const one = readField(reader);
    if (one === undefined) return undefined;
    fields.push(withBitOperators(one, reader));
  } while (reader.accept('.'));
  return { fields };
}

function readField(reader: TokenReader): Field | undefined {
  const start = reader.position;
  const field = fieldAt(reader);
  if (field === undefined) reader.position = start;
  return field;
}

function fieldAt(reader: TokenReader): Field | undefined {
  const word = reader.word();
  if (word === undefined) return undefined;
  if (word === 'fib') return fibAt(reader);
  if (word === 'ct') return connectionField(reader);
  if (isFieldGroup(word)) {
    reader.take();
    const name = reader.take();
    if (name === 'option') {
      // `tcp option maxseg size`, `ip option rr type`; `tcp option sack-perm exists` names no field.
      reader.take();
      if (!/^(exists|missing)$/.test(reader.word() ?? '')) reader.take();
    }
    return packetField(word, name) ?? notKnownField();
  }
  const bare = bareField(word);
  if (bare) {
    reader.take();
    return bare;
  }
  return opaqueAt(reader, word);
}

/** `fib saddr . mark . iif oif`: flags joined with dots, then what is asked. */
function fibAt(reader: TokenReader): Field {
  reader.take();
  const flags = [reader.take()];
  while (reader.accept('.')) flags.push(reader.take());
  return fibField(flags, reader.take()) ?? notKnownField();
}

function connectionField(reader: TokenReader): Field {
  reader.take();
  if (reader.accept('original', 'reply')) {
    const first = reader.take();
    const named = first === 'ip' || first === 'ip6' ? `${first} ${reader.take()}` : first;
    return originalField(named);
  }
  return packetField('ct', reader.take()) ?? notKnownField();
}

/** Expressions whose value no listing tells: how many words they take is all that matters. */
function opaqueAt(reader: TokenReader, word: string): Field | undefined {
  const words = OPAQUE[word];
  if (word.startsWith('@') && !/^@(nh|th|ll|ih)$/.test(word)) return undefined;
  if (words === undefined && !word.startsWith('@')) return undefined;
  reader.take();
  if (word.startsWith('@')) for (const _ of [',', 'offset', ',', 'length']) reader.take();
  for (let taken = 0; taken < (words ?? 0); taken++) {
    if (reader.accept('spnum')) reader.take();
    // `ipsec out ip saddr`, `rt ip nexthop`, `vxlan tcp dport`: a field within.
    if (isFieldGroup(reader.take())) reader.take();
  }
  if (word === 'jhash') while (!/^(mod|\{|)$/.test(reader.word() ?? '')) reader.take();
  while (reader.accept('mod', 'seed', 'offset')) reader.take();
  return notKnownField();
}

const OPAQUE: Record<string, number> = {
  numgen: 1,
  symhash: 0,
  jhash: 0,
  socket: 1,
  rt: 1,
  osf: 1,
  exthdr: 1,
  frag: 1,
  hbh: 1,
  rt0: 1,
  dst: 1,
  mh: 1,
  vlan: 1,
  igmp: 1,
  tunnel: 1,
  vxlan: 1,
  gre: 1,
  ipsec: 2,
};

function withBitOperators(field: Field, reader: TokenReader): Field {
  let result = field;
  for (
    let word = reader.word();
    word !== undefined && Object.hasOwn(BIT_OPERATORS, word);
    word = reader.word()
  ) {
    reader.take();
    result = masked(result, BIT_OPERATORS[word] ?? '&', readOperand(result.type, reader));
  }
  return result;
}

/** A literal, or `(fin | syn)`. */
function readOperand(type: FieldType, reader: TokenReader): Datum | undefined {
  const group = reader.accept('(') !== undefined;
  let value = readDatum(type, reader.take());
  while (group && reader.accept('|', 'or')) {
    const next = readDatum(type, reader.take());
    value = typeof value === 'number' && typeof next === 'number' ? (value | next) >>> 0 : undefined;
  }
  if (group) reader.accept(')');
  return value;
}

function masked(field: Field, operator: string, operand: Datum | undefined): Field {
  const plain: Field = {
    type: field.type,
    read(flight: Flight): Known {
      const value = field.read(flight);
      return value === undefined || value === null ? value : operate(value, operator, operand);
    },
  };
  const { bits } = field;
  if (!bits || operator !== '&' || typeof operand !== 'number') return plain;
  return {
    ...plain,
    bits(flight) {
      const known = bits(flight);
      return known && { value: known.value & operand, known: (known.known | ~operand) >>> 0 };
    },
  };
}

/** Bit arithmetic as nft does it: 32 bits for marks and IPv4, 128 for IPv6. */
function operate(value: Datum, operator: string, operand: Datum | undefined): Known {
  if (typeof value === 'number' && typeof operand === 'number') {
    if (operator === '<<' || operator === '>>') {
      return operand > 31 ? 0 : (operator === '<<' ? value << operand : value >>> operand) >>> 0;
    }
    return (operator === '&' ? value & operand : operator === '|' ? value | operand : value ^ operand) >>> 0;
  }
  if (typeof value === 'bigint' && typeof operand === 'bigint') {
    if (operator === '<<' || operator === '>>') return undefined;
    return operator === '&' ? value & operand : operator === '|' ? value | operand : value ^ operand;
  }
  return undefined;
}
