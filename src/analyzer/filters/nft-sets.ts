import { type Element, Lookup } from './conditions.ts';
import type { FieldType } from './field-type.ts';
import { readRange } from './literals.ts';
import { readKey } from './nft-expression.ts';
import type { ListedSet } from './ruleset.ts';
import { notFollowed, type Verdict } from './steps.ts';
import { nftTokens, TokenReader } from './tokens.ts';

/** Data types of named sets (nft(8), DATA TYPES). */
const TYPES: Record<string, FieldType> = {
  ipv4_addr: 'ipv4',
  ipv6_addr: 'ipv6',
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
  return key ? key.fields.map(({ type }) => type) : words.map(() => 'opaque');
}

/** Reads `{ a, b - c : value }` (the opening brace already taken) or a named set's elements. */
export function readElements<Value>(
  reader: TokenReader,
  types: readonly FieldType[],
  readValue: (reader: TokenReader) => Value,
): Element<Value>[] {
  const elements: Element<Value>[] = [];
  while (!reader.done && !reader.accept('}')) {
    const start = reader.position;
    const element = readElement(reader, types, readValue);
    if (element) elements.push(element);
    reader.accept(',');
    if (reader.position === start) reader.take();
  }
  return elements;
}

function readElement<Value>(
  reader: TokenReader,
  types: readonly FieldType[],
  readValue: (reader: TokenReader) => Value,
): Element<Value> | undefined {
  if (reader.word() === ',' || reader.word() === '}') return undefined;
  const parts = types.map((type, index) => {
    if (index > 0 && !reader.accept('.')) return undefined;
    return readRange(type, literalAt(reader));
  });
  const sometimes = skipModifiers(reader);
  const value = reader.accept(':') ? readValue(reader) : readValue(EMPTY);
  const later = skipModifiers(reader);
  return { parts, value, sometimes: sometimes || later };
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
export function readVerdict(reader: TokenReader): Verdict {
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
      return notFollowed(word);
  }
}

/** A named set or map, read once. */
export class NamedSets {
  readonly #sets: ReadonlyMap<string, ListedSet>;
  readonly #read = new Map<string, Lookup<unknown>>();

  constructor(sets: ReadonlyMap<string, ListedSet>) {
    this.#sets = sets;
  }

  /** `undefined` where no set of that name was listed. */
  get<Value>(
    name: string,
    kind: string,
    readValue: (reader: TokenReader) => Value,
  ): Lookup<Value> | undefined {
    const listed = this.#sets.get(name);
    if (listed === undefined) return undefined;
    const known = this.#read.get(`${kind} ${name}`);
    if (known) return known as Lookup<Value>;
    const reader = new TokenReader(nftTokens(listed.elements));
    const lookup = new Lookup(readElements(reader, typesOf(listed.type), readValue), listed.changing);
    this.#read.set(`${kind} ${name}`, lookup);
    return lookup;
  }
}
