import type { FilterCondition, FilterField, FilterOperator } from '../../analyzer/model/index.ts';
import { bitsTogether, readRange } from './literals.ts';

/** A match that cannot be evaluated, except that a packet without the field never matches. */
export function unlessAbsent(...fields: FilterField[]): FilterCondition {
  return { kind: 'open', fields };
}

/** A match of which nothing is known. */
export const OPEN: FilterCondition = { kind: 'open', fields: [] };

/** A rate: whether it lets a packet through hangs on how many came before. */
export const RATE: FilterCondition = { kind: 'open', fields: [], limit: true };

/** One field against one literal. */
export function compareOne(field: FilterField, operator: FilterOperator, literal: string): FilterCondition {
  if (field.type === 'route-device' && /^(exists|true|1)$/.test(literal))
    return { kind: 'not', of: compareOne(field, operator, 'missing') };
  const range = field.type === 'opaque' ? undefined : readRange(field.type, literal);
  return range ? { kind: 'compare', field, operator, range } : unlessAbsent(field);
}

/** `ct state new,established`: any of the bits; negated: none of them. */
export function anyBit(field: FilterField, names: readonly string[], negated: boolean): FilterCondition {
  const bits = bitsTogether(field.type, names);
  return bits === undefined ? unlessAbsent(field) : { kind: 'any-bit', field, bits, negated };
}

/** `tcp flags syn / fin,syn,rst,ack`: of the mask exactly these. */
export function maskedBits(
  field: FilterField,
  names: readonly string[],
  within: readonly string[],
  negated: boolean,
): FilterCondition {
  const bits = bitsTogether(field.type, names);
  const mask = bitsTogether(field.type, within);
  if (bits === undefined || mask === undefined) return unlessAbsent(field);
  return { kind: 'exact-bits', field, bits, mask, negated };
}

export function not(of: FilterCondition): FilterCondition {
  return { kind: 'not', of };
}

export function always(holds: boolean): FilterCondition {
  return { kind: holds ? 'always' : 'never' };
}
