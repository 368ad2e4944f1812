import { type Condition, compareOne } from './conditions.ts';
import type { Field } from './fields.ts';
import type { ModuleUse, Option } from './iptables-option.ts';

/** A module's match; `none` where it matches everything. */
export type ModuleMatch = { test: Condition; reversePath?: true };

/** Reads the match of one `-m NAME`; `undefined` where it cannot be evaluated. */
export type ModuleReader = (
  use: ModuleUse,
  family: 4 | 6,
  protocol: string | undefined,
) => ModuleMatch | 'none' | undefined;

/** Every option of the module must hold; an option that is not understood makes the match unknown. */
export function allOf(conditions: readonly (Condition | undefined)[]): ModuleMatch {
  const tests = conditions.map((condition) => condition ?? (() => undefined));
  return {
    test(flight) {
      let holds: boolean | undefined = true;
      for (const test of tests) {
        const one = test(flight);
        if (one === false) return false;
        if (one === undefined) holds = undefined;
      }
      return holds;
    },
  };
}

/** Each option of the module as one condition. */
export function eachOption(use: ModuleUse, read: (option: Option) => Condition | undefined): ModuleMatch {
  return allOf(use.options.map(read));
}

/** A field against an option's value. */
export function fieldOption(
  field: Field | undefined,
  { negated }: Option,
  value: string,
): Condition | undefined {
  return field && compareOne(field, negated ? '!=' : '==', value);
}

/** Either of them. */
export function any(first: Condition, second: Condition): Condition {
  return (flight) => {
    const holds = [first(flight), second(flight)];
    return holds.includes(true) ? true : holds.includes(undefined) ? undefined : false;
  };
}
