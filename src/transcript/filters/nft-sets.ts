import type {
  FieldType,
  FilterElement,
  FilterMapValue,
  FilterSet,
  FilterVerdictStep,
} from '../../analyzer/model/index.ts';
import { readRange } from './literals.ts';
import { readKey } from './nft-expression.ts';
import type { RawSet } from './raw-tables.ts';
import { nftTokens, TokenReader } from './tokens.ts';

/** Data types of named sets (nft(8), DATA TYPES). */
const TYPES: Record<string, FieldType> = {
  ipv4_addr: 'ipv4',
  ipv6_addr: 'ipv6',
  ether_addr: 'mac',
  inet_service: 'port',
  inet_proto: 'protocol',
  ifname: 'name',
  iface_index: 'name',
  mark: 'number',
  ct_state: 'ct-state',
  ct_status: 'ct-status',
  ct_dir: 'ct-direction',
  icmp_type: 'icmp',
  icmpv6_type: 'icmpv6',
  ether_type: 'ethertype',
  nf_proto: 'nfproto',
  fib_addrtype: 'address-type',
  pkt_type: 'packet-type',
  devgroup: 'number',
  integer: 'number',
};

/** The types of a set's key parts: `type ipv4_addr . inet_service`, or the fields after `typeof`. */
function typesOf(declared: string): FieldType[] {
  const words = declared.split(/\s+\.\s+/).map((word) => word.trim());
  if (words.every((word) => Object.hasOwn(TYPES, word))) return words.map((word) => TYPES[word] ?? 'opaque');
  const key = readKey(new TokenReader(nftTokens(declared)));
  return key ? key.map(({ type }) => type) : words.map(() => 'opaque');
}

type ReadValue = (reader: TokenReader) => FilterMapValue | undefined;

/** Reads `{ a, b - c : value }` (the opening brace already taken) or a named set's elements. */
export function readElements(
  reader: TokenReader,
  types: readonly FieldType[],
  readValue: ReadValue,
): FilterElement[] {
  const elements: FilterElement[] = [];
  while (!reader.done && !reader.accept('}')) {
    const start = reader.position;
    const element = readElement(reader, types, readValue);
    if (element) elements.push(element);
    reader.accept(',');
    if (reader.position === start) reader.take();
  }
  return elements;
}

function readElement(
  reader: TokenReader,
  types: readonly FieldType[],
  readValue: ReadValue,
): FilterElement | undefined {
  if (reader.word() === ',' || reader.word() === '}') return undefined;
  const parts = types.map((type, index) => {
    if (index > 0 && !reader.accept('.')) return null;
    return readRange(type, literalAt(reader)) ?? null;
  });
  const sometimes = skipModifiers(reader);
  const value = readValue(reader.accept(':') ? reader : EMPTY);
  const later = skipModifiers(reader);
  return {
    parts,
    ...(value === undefined ? {} : { value }),
    ...(sometimes || later ? { sometimes: true } : {}),
  };
}

const EMPTY = new TokenReader([]);

/** A literal or a range written with spaces (`"a" - "b"`), or bits together (`syn | ack`). */
function literalAt(reader: TokenReader): string {
  let first = reader.take();
  while (reader.accept('|')) first += `|${reader.take()}`;
  if (reader.word() === '-') {
    reader.take();
    return `${first}-${reader.take()}`;
  }
  const next = reader.word();
  if (next?.startsWith('-') && next.length > 1) return first + reader.take();
  return first;
}

/** `timeout 1m expires 30s counter packets 0 bytes 0 comment "x" limit rate …`: only limits and the like matter. */
function skipModifiers(reader: TokenReader): boolean {
  let sometimes = false;
  while (!reader.done) {
    const word = reader.word();
    if (word === ',' || word === '}' || word === ':') break;
    if (word === 'limit' || word === 'quota' || word === 'ct') sometimes = true;
    reader.take();
  }
  return sometimes;
}

/** What a verdict map leads to. */
export function readVerdict(reader: TokenReader): FilterMapValue {
  return { kind: 'verdict', verdict: verdictAt(reader) };
}

function verdictAt(reader: TokenReader): FilterVerdictStep {
  const word = reader.take();
  switch (word) {
    case 'accept':
    case 'drop':
    case 'return':
    case 'continue':
      return { kind: word };
    case 'jump':
    case 'goto':
      return { kind: word, chain: reader.take() };
    default:
      return { kind: 'not-followed', what: word };
  }
}

/** A map's value of these types: `10.0.0.1 . 80`. */
export function readData(types: readonly FieldType[]): ReadValue {
  return (reader) => ({
    kind: 'data',
    parts: types.map((type, index) => {
      const read = index === 0 || reader.accept('.') ? readRange(type, literalAt(reader)) : undefined;
      return { type, ...(read ? { range: read } : {}) };
    }),
  });
}

/** A named set or map with its elements. */
export function readSet(name: string, raw: RawSet): FilterSet {
  const types = typesOf(raw.type);
  const readValue: ReadValue =
    raw.valueType === undefined
      ? () => undefined
      : raw.valueType === 'verdict'
        ? readVerdict
        : readData(typesOf(raw.valueType));
  const elements = readElements(new TokenReader(nftTokens(raw.elements)), types, readValue);
  return { name, types, elements, changing: raw.changing };
}
