import type { FieldType, FilterElement, FilterLookup, FilterMapValue, FilterSet } from '../model/index.ts';
import { type Datum, inRange, type Known, type Range, rangeOf } from './datum.ts';

/** An element of a set or map, ready for comparison. */
export interface Element {
  /** `undefined` for a part that was not understood. */
  parts: (Range | undefined)[];
  value: FilterMapValue | undefined;
  sometimes: boolean;
}

/** Elements indexed so that a long list of single values is found at once. */
export class Lookup {
  readonly #exact = new Map<string, Element>();
  readonly #others: Element[] = [];
  /** What is listed proves nothing (the packet path changes the set). */
  readonly #changing: boolean;

  constructor(elements: readonly Element[], changing: boolean) {
    this.#changing = changing;
    // What is written `*` counts where nothing else does.
    const ordered = [...elements.filter((one) => !isCatchAll(one)), ...elements.filter(isCatchAll)];
    for (const element of ordered) {
      const key = exactKey(element);
      if (key !== undefined && !this.#exact.has(key)) this.#exact.set(key, element);
      else this.#others.push(element);
    }
  }

  /** The elements that hold the values, and whether it is sure that the first does (or, with none, that none does). */
  find(values: readonly Known[]): { found: Element[]; sure: boolean } {
    if (values.some((value) => value === undefined))
      return this.#scan([...this.#exact.values(), ...this.#others], values);
    const exact = this.#exact.get(values.map(keyOf).join('\u0000'));
    const { found, sure } = this.#scan(this.#others, values);
    if (exact === undefined) return { found, sure };
    return { found: [exact, ...found], sure: !exact.sometimes && !this.#changing };
  }

  #scan(elements: readonly Element[], values: readonly Known[]): { found: Element[]; sure: boolean } {
    const found: Element[] = [];
    let sure = !this.#changing;
    for (const element of elements) {
      const holds = holdsAll(element, values);
      if (holds === false) continue;
      found.push(element);
      if (holds && !element.sometimes && !this.#changing) {
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

function isCatchAll({ parts: [first] }: Element): boolean {
  return first !== undefined && 'prefix' in first && first.prefix === '';
}

function exactKey({ parts }: Element): string | undefined {
  const keys: string[] = [];
  for (const part of parts) {
    if (part === undefined || 'prefix' in part || part.from !== part.to) return undefined;
    keys.push(keyOf(part.from));
  }
  return keys.join('\u0000');
}

function holdsAll({ parts }: Element, values: readonly Known[]): boolean | undefined {
  let holds: boolean | undefined = true;
  for (const [index, part] of parts.entries()) {
    const value = values[index];
    if (value === null) return false;
    if (part === undefined || value === undefined) holds = undefined;
    else if (!inRange(value, part)) return false;
  }
  return holds;
}

function elementOf({ parts, value, sometimes }: FilterElement, types: readonly FieldType[]): Element {
  return {
    parts: parts.map((part, index) => (part === null ? undefined : rangeOf(types[index] ?? 'opaque', part))),
    value,
    sometimes: sometimes === true,
  };
}

/** Finds what a rule looks up: written out, or a named set of its table, which is made ready once. */
export type Lookups = (listed: FilterLookup, types: readonly FieldType[]) => Lookup | undefined;

/** The sets of a table; `undefined` where none of that name was listed. */
export function lookupsOf(sets: readonly FilterSet[]): Lookups {
  const named = new Map(sets.map((set) => [set.name, set]));
  const ready = new Map<string, Lookup>();
  return (listed, types) => {
    if ('elements' in listed)
      return new Lookup(
        listed.elements.map((element) => elementOf(element, types)),
        false,
      );
    const set = named.get(listed.set);
    if (set === undefined) return undefined;
    let lookup = ready.get(set.name);
    if (lookup === undefined) {
      lookup = new Lookup(
        set.elements.map((element) => elementOf(element, set.types)),
        set.changing,
      );
      ready.set(set.name, lookup);
    }
    return lookup;
  };
}

/** The single value of a map's data of that type (or the first); `undefined` where it is none. */
export function dataOf(value: FilterMapValue | undefined, ...types: FieldType[]): Datum | undefined {
  const parts = value?.kind === 'data' ? value.parts : [];
  const part = types.length === 0 ? parts[0] : parts.find(({ type }) => types.includes(type));
  const range = part?.range && rangeOf(part.type, part.range);
  return range && 'from' in range && range.from === range.to ? range.from : undefined;
}
