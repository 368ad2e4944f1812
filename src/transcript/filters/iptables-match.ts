import type { FilterCondition, FilterField } from '../../analyzer/model/index.ts';
import { compareOne, OPEN } from './conditions.ts';
import type { ModuleUse, Option } from './iptables-option.ts';

/** Reads the match of one `-m NAME`; `undefined` where it cannot be evaluated. */
export type ModuleReader = (
  use: ModuleUse,
  family: 4 | 6,
  protocol: string | undefined,
) => FilterCondition | undefined;

/** Every option of the module must hold; an option that is not understood makes the match open. */
export function eachOption(
  use: ModuleUse,
  read: (option: Option) => FilterCondition | undefined,
): FilterCondition {
  return { kind: 'all', of: use.options.map((option) => read(option) ?? OPEN) };
}

/** A field against an option's value. */
export function fieldOption(field: FilterField, { negated }: Option, value: string): FilterCondition {
  return compareOne(field, negated ? '!=' : '==', value);
}

/** Either of them. */
export function any(...of: FilterCondition[]): FilterCondition {
  return { kind: 'any', of };
}
