import type { FieldType, FilterDatum, FilterField } from '../../analyzer/model/index.ts';
import {
  bareField,
  COUNTED_OUT,
  fibField,
  isFieldGroup,
  OPAQUE,
  originalField,
  packetField,
} from './fields.ts';
import { readDatum } from './literals.ts';
import type { TokenReader } from './tokens.ts';

type BitOperator = NonNullable<FilterField['operations']>[number]['operator'];

const BIT_OPERATORS: Record<string, BitOperator> = {
  '&': '&',
  and: '&',
  '|': '|',
  or: '|',
  '^': '^',
  xor: '^',
  '<<': '<<',
  '>>': '>>',
};

/**
 * Reads the left side of a match or a map's key, one field or several joined with dots: `ip saddr . tcp dport`, `meta mark & 0xff`,
 * `fib saddr . iif oif`; `undefined` where no expression begins.
 */
export function readKey(reader: TokenReader): FilterField[] | undefined {
  const fields: FilterField[] = [];
  do {
    const one = readField(reader);
    if (one === undefined) return undefined;
    fields.push(withBitOperators(one, reader));
  } while (reader.accept('.'));
  return fields;
}

function readField(reader: TokenReader): FilterField | undefined {
  const start = reader.position;
  const field = fieldAt(reader);
  if (field === undefined) reader.position = start;
  return field;
}

function fieldAt(reader: TokenReader): FilterField | undefined {
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
    return packetField(word, word === 'arp' ? arpName(reader, name) : name);
  }
  const bare = bareField(word);
  if (bare) {
    reader.take();
    return bare;
  }
  return opaqueAt(reader, word);
}

/** `arp saddr ip 10.0.0.1`: an address of one of the two kinds. */
function arpName(reader: TokenReader, name: string): string {
  const kind = /^[sd]addr$/.test(name) ? reader.accept('ip', 'ether') : undefined;
  return kind === undefined ? name : `${name} ${kind}`;
}

/** `fib saddr . mark . iif oif`: flags joined with dots, then what is asked. */
function fibAt(reader: TokenReader): FilterField {
  reader.take();
  const flags = [reader.take()];
  while (reader.accept('.')) flags.push(reader.take());
  return fibField(flags, reader.take());
}

function connectionField(reader: TokenReader): FilterField {
  reader.take();
  if (reader.accept('original', 'reply')) {
    const first = reader.take();
    const named = first === 'ip' || first === 'ip6' ? `${first} ${reader.take()}` : first;
    return originalField(named);
  }
  return packetField('ct', reader.take());
}

/** Expressions whose value no listing tells: how many words they take is all that matters. */
function opaqueAt(reader: TokenReader, word: string): FilterField | undefined {
  const words = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
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
  return word === 'numgen' ? COUNTED_OUT : OPAQUE;
}

const WORDS: Record<string, number> = {
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

function withBitOperators(field: FilterField, reader: TokenReader): FilterField {
  const operations: NonNullable<FilterField['operations']> = [];
  for (
    let word = reader.word();
    word !== undefined && Object.hasOwn(BIT_OPERATORS, word);
    word = reader.word()
  ) {
    reader.take();
    const operand = readOperand(field.type, reader);
    operations.push({
      operator: BIT_OPERATORS[word] ?? '&',
      ...(operand === undefined ? {} : { operand }),
    });
  }
  return operations.length === 0 ? field : { ...field, operations };
}

/** A literal, or `(fin | syn)`. */
function readOperand(type: FieldType, reader: TokenReader): FilterDatum | undefined {
  const group = reader.accept('(') !== undefined;
  let value = readDatum(type, reader.take());
  while (group && reader.accept('|', 'or')) {
    const next = readDatum(type, reader.take());
    value = typeof value === 'number' && typeof next === 'number' ? (value | next) >>> 0 : undefined;
  }
  if (group) reader.accept(')');
  return value;
}
