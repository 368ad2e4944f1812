import type { FilterCondition, FilterField, FilterOperator } from '../model/index.ts';
import { type Datum, datumOf, inRange, type Known, type Range, rangeOf } from './datum.ts';
import { addressType, reversePathHolds } from './fib.ts';
import { type Field, fieldOf } from './fields.ts';
import type { Flight } from './flight.ts';
import type { Lookup, Lookups } from './lookup.ts';

/** Whether a rule's match holds for the packet; `undefined` = cannot be told. */
export type Condition = (flight: Flight) => boolean | undefined;

/** Makes a listed condition ready for packets. */
export function compileCondition(listed: FilterCondition, lookups: Lookups): Condition {
  switch (listed.kind) {
    case 'always':
      return () => true;
    case 'never':
      return () => false;
    case 'compare':
      return compared(fieldOf(listed.field), listed.operator, rangeOf(listed.field.type, listed.range));
    case 'in':
      return inLookup(listed.fields, lookups(listed.lookup, typesOf(listed.fields)), listed.negated);
    case 'any-bit':
      return anyBit(fieldOf(listed.field), listed.bits, listed.negated);
    case 'exact-bits':
      return exactBits(fieldOf(listed.field), listed.bits, listed.mask, listed.negated);
    case 'masked':
      return masked(listed);
    case 'has':
      return has(listed.fields.map(fieldOf));
    case 'open':
      return unlessAbsent(listed.fields.map(fieldOf));
    case 'all':
      return all(listed.of.map((one) => compileCondition(one, lookups)));
    case 'any':
      return any(listed.of.map((one) => compileCondition(one, lookups)));
    case 'not':
      return negated(compileCondition(listed.of, lookups));
    case 'agreed':
      return agreed(listed.of.map((one) => compileCondition(one, lookups)));
    case 'reverse-path':
      return (flight) => {
        const holds = reversePathHolds(flight, listed);
        return holds === undefined ? undefined : holds !== listed.invert;
      };
    case 'address-type':
      return ofType(listed);
  }
}

/** Whether a condition asks if the way back uses the same device. */
export function asksWayBack(listed: FilterCondition): boolean {
  switch (listed.kind) {
    case 'reverse-path':
      return true;
    case 'compare':
      return asksRoutes(listed.field);
    case 'in':
    case 'open':
    case 'has':
      return listed.fields.some(asksRoutes);
    case 'all':
    case 'any':
      return listed.of.some(asksWayBack);
    case 'not':
      return asksWayBack(listed.of);
    default:
      return false;
  }
}

export function asksRoutes({ fib, type }: FilterField): boolean {
  return fib?.of === 'source' && type === 'route-device';
}

export function typesOf(fields: readonly FilterField[]): FilterField['type'][] {
  return fields.map(({ type }) => type);
}

/** The fields' values; `null` where the packet lacks one of them. */
export function readAll(fields: readonly Field[], flight: Flight): Known[] | null {
  const values = fields.map((one) => one.read(flight));
  return values.includes(null) ? null : values;
}

/** `ip saddr @name`, `tcp dport { … }` and their negations: a packet without the field does not match either way. */
function inLookup(listed: readonly FilterField[], lookup: Lookup | undefined, isNegated: boolean): Condition {
  const fields = listed.map(fieldOf);
  if (lookup === undefined) return unlessAbsent(fields.slice(0, 1));
  // Fields whose values are not told make the match unknown, unless the packet has none of them.
  if (fields.some(({ type }) => type === 'opaque')) return unlessAbsent(fields);
  return (flight) => {
    const values = readAll(fields, flight);
    if (values === null) return false;
    const { found, sure } = lookup.find(values);
    if (!sure) return undefined;
    return found.length > 0 !== isNegated;
  };
}

function compared(field: Field, operator: FilterOperator, range: Range | undefined): Condition {
  if (range === undefined) return unlessAbsent([field]);
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

function compare(value: Datum, operator: FilterOperator, range: Range): boolean {
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

function has(fields: readonly Field[]): Condition {
  return (flight) => readAll(fields, flight) !== null;
}

/** A match that cannot be evaluated, except that a packet without the fields never matches. */
function unlessAbsent(fields: readonly Field[]): Condition {
  return (flight) => (readAll(fields, flight) === null ? false : undefined);
}

/** `ct state new,established`: any of the bits; negated: none of them. */
function anyBit(field: Field, mask: number, isNegated: boolean): Condition {
  if (!field.bits) return unlessAbsent([field]);
  return (flight) => {
    const bits = field.bits?.(flight);
    if (!bits) return false;
    if ((bits.value & bits.known & mask) !== 0) return !isNegated;
    return (mask & ~bits.known) !== 0 ? undefined : isNegated;
  };
}

/** `tcp flags syn / fin,syn,rst,ack`: of the mask exactly these. */
function exactBits(field: Field, wanted: number, within: number, isNegated: boolean): Condition {
  if (!field.bits) return unlessAbsent([field]);
  return (flight) => {
    const bits = field.bits?.(flight);
    if (!bits) return false;
    if (((bits.value ^ wanted) & within & bits.known) !== 0) return isNegated;
    return (within & ~bits.known) !== 0 ? undefined : !isNegated;
  };
}

function masked(listed: Extract<FilterCondition, { kind: 'masked' }>): Condition {
  const field = fieldOf(listed.field);
  const wanted = datumOf(field.type, listed.value);
  const mask = datumOf(field.type, listed.mask);
  if (typeof wanted === 'string' || wanted === undefined || typeof mask === 'string' || mask === undefined)
    return () => undefined;
  return (flight) => {
    const value = field.read(flight);
    if (value === null) return false;
    if (value === undefined || typeof value === 'string') return undefined;
    const same = (BigInt(value) & BigInt(mask)) === BigInt(wanted);
    return same !== listed.negated;
  };
}

function ofType(listed: Extract<FilterCondition, { kind: 'address-type' }>): Condition {
  const { of, types, device } = listed;
  return (flight) => {
    const name = device === undefined ? undefined : flight[device];
    if (device !== undefined && name === undefined) return undefined;
    const type = addressType(flight, of, name);
    return type === undefined ? undefined : types.includes(type) !== listed.negated;
  };
}

function all(tests: readonly Condition[]): Condition {
  return (flight) => {
    let holds: boolean | undefined = true;
    for (const test of tests) {
      const one = test(flight);
      if (one === false) return false;
      if (one === undefined) holds = undefined;
    }
    return holds;
  };
}

function any(tests: readonly Condition[]): Condition {
  return (flight) => {
    let holds: boolean | undefined = false;
    for (const test of tests) {
      const one = test(flight);
      if (one === true) return true;
      if (one === undefined) holds = undefined;
    }
    return holds;
  };
}

function negated(test: Condition): Condition {
  return (flight) => {
    const holds = test(flight);
    return holds === undefined ? undefined : !holds;
  };
}

function agreed(tests: readonly Condition[]): Condition {
  return (flight) => {
    const [first, ...others] = tests.map((test) => test(flight));
    return others.every((other) => other === first) ? first : undefined;
  };
}
