import type { FieldType } from './field-type.ts';
import type { Field } from './fields.ts';
import type { Flight } from './flight.ts';
import { type Datum, inRange, type Known, readDatum, readRange, type ValueRange } from './literals.ts';

/** Whether a rule's match holds for the packet; `undefined` = cannot be told. */
export type Condition = (flight: Flight) => boolean | undefined;

export type Operator = '==' | '!=' | '<' | '>' | '<=' | '>=';

/** An element of a set or map: its key's parts as written, and for maps what it leads to. */
export interface Element<Value = undefined> {
  /** `undefined` for a part that was not understood. */
  parts: (ValueRange | undefined)[];
  value: Value;
  /** It holds only sometimes (a limit or quota hangs on it). */
  sometimes: boolean;
}

/** Elements indexed so that a long list of single values is found at once. */
export class Lookup<Value = undefined> {
  readonly #exact = new Map<string, Element<Value>>();
  readonly #others: Element<Value>[] = [];
  /** What is listed proves nothing (the packet path changes the set). */
  readonly changing: boolean;

  constructor(elements: readonly Element<Value>[], changing = false) {
    this.changing = changing;
    // What is written `*` counts where nothing else does.
    const ordered = [...elements.filter((one) => !isCatchAll(one)), ...elements.filter(isCatchAll)];
    for (const element of ordered) {
      const key = exactKey(element);
      if (key !== undefined && !this.#exact.has(key)) this.#exact.set(key, element);
      else this.#others.push(element);
    }
  }

  /** The elements that hold the values, and whether it is sure that the first does (or, with none, that none does). */
  find(values: readonly Known[]): { found: Element<Value>[]; sure: boolean } {
    if (values.some((value) => value === undefined))
      return this.#scan([...this.#exact.values(), ...this.#others], values);
    const exact = this.#exact.get(values.map(keyOf).join('\u0000'));
    const { found, sure } = this.#scan(this.#others, values);
    if (exact === undefined) return { found, sure };
    return { found: [exact, ...found], sure: !exact.sometimes && !this.changing };
  }

  #scan(
    elements: readonly Element<Value>[],
    values: readonly Known[],
  ): { found: Element<Value>[]; sure: boolean } {
    const found: Element<Value>[] = [];
    let sure = !this.changing;
    for (const element of elements) {
      const holds = holdsAll(element, values);
      if (holds === false) continue;
      found.push(element);
      if (holds && !element.sometimes && !this.changing) {
        return { found, sure: found.length === 1 };
      }
      sure = false;
    }
    return { found, sure };
  }
}

function keyOf(value: Known): string {
  return `${typeof value === 'bigint' ? 'b' : ''}${value}`;
}

function isCatchAll({ parts: [first] }: Element<unknown>): boolean {
  return first !== undefined && 'prefix' in first && first.prefix === '';
}

function exactKey({ parts }: Element<unknown>): string | undefined {
  const keys: string[] = [];
  for (const part of parts) {
    if (part === undefined || 'prefix' in part || part.from !== part.to) return undefined;
    keys.push(keyOf(part.from));
  }
  return keys.join('\u0000');
}

function holdsAll({ parts }: Element<unknown>, values: readonly Known[]): boolean | undefined {
  let holds: boolean | undefined = true;
  for (const [index, part] of parts.entries()) {
    const value = values[index];
    if (value === null) return false;
    if (part === undefined || value === undefined) holds = undefined;
    else if (!inRange(value, part)) return false;
  }
  return holds;
}

/** The fields' values; `null` where the packet lacks one of them. */
export function readAll(fields: readonly Field[], flight: Flight): Known[] | null {
  const values = fields.map((one) => one.read(flight));
  return values.includes(null) ? null : values;
}

/** `ip saddr @name`, `tcp dport { … }` and their negations: a packet without the field does not match either way. */
export function inLookup(fields: readonly Field[], lookup: Lookup, negated: boolean): Condition {
  return (flight) => {
    const values = readAll(fields, flight);
    if (values === null) return false;
    const { found, sure } = lookup.find(values);
    if (!sure) return undefined;
    return found.length > 0 !== negated;
  };
}

/** One field against one literal. */
export function compareOne(field: Field, operator: Operator, literal: string): Condition {
  if (field.type === 'route-device' && /^(exists|true|1)$/.test(literal)) {
    return negate(compareOne(field, operator, 'missing'));
  }
  const range = readRange(field.type, literal);
  if (field.type === 'opaque' || range === undefined) return unlessAbsent(field);
  return (flight) => {
    const value = field.bits ? wholeBits(field, flight) : field.read(flight);
    if (value === null) return false;
    if (value === undefined) return undefined;
    return compare(value, operator, range);
  };
}

function wholeBits(field: Field, flight: Flight): Known {
  const bits = field.bits?.(flight);
  if (bits === null || bits === undefined) return null;
  return bits.known === 0xffffffff ? bits.value : field.read(flight);
}

function compare(value: Datum, operator: Operator, range: ValueRange): boolean {
  const inside = inRange(value, range);
  switch (operator) {
    case '!=':
      return !inside;
    case '<':
      return 'from' in range && value < range.from;
    case '>':
      return 'to' in range && value > range.to;
    case '<=':
      return 'to' in range && value <= range.to;
    case '>=':
      return 'from' in range && value >= range.from;
    default:
      return inside;
  }
}

/** A match that cannot be evaluated, except that a packet without the field never matches. */
export function unlessAbsent(field: Field): Condition {
  return (flight) => (field.read(flight) === null ? false : undefined);
}

/** `ct state new,established`: any of the bits; negated: none of them. */
export function anyBit(field: Field, names: readonly string[], negated: boolean): Condition {
  const mask = bitMask(field.type, names);
  if (mask === undefined || !field.bits) return unlessAbsent(field);
  return (flight) => {
    const bits = field.bits?.(flight);
    if (!bits) return false;
    if ((bits.value & bits.known & mask) !== 0) return !negated;
    return (mask & ~bits.known) !== 0 ? undefined : negated;
  };
}

/** `tcp flags syn / fin,syn,rst,ack`: of the mask exactly these. */
export function maskedBits(
  field: Field,
  names: readonly string[],
  mask: readonly string[],
  negated: boolean,
): Condition {
  const wanted = bitMask(field.type, names);
  const within = bitMask(field.type, mask);
  if (wanted === undefined || within === undefined || !field.bits) return unlessAbsent(field);
  return (flight) => {
    const bits = field.bits?.(flight);
    if (!bits) return false;
    if (((bits.value ^ wanted) & within & bits.known) !== 0) return negated;
    return (within & ~bits.known) !== 0 ? undefined : !negated;
  };
}

/** The bits that the names (or numbers) stand for; `undefined` where one is not understood. */
function bitMask(type: FieldType, names: readonly string[]): number | undefined {
  let mask = 0;
  for (const name of names) {
    const bit = readDatum(type, name);
    if (typeof bit !== 'number') return undefined;
    mask |= bit;
  }
  return mask >>> 0;
}

export function negate(condition: Condition): Condition {
  return (flight) => {
    const holds = condition(flight);
    return holds === undefined ? undefined : !holds;
  };
}
