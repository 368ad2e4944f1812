import type { JsonObject } from '../json.ts';
import { isObject } from '../json.ts';
import type { BlockPolicy } from './policy.ts';

/** What is wrong with a payload, each with the JSON pointer at which Slack would name it. */
export class Problems {
  readonly list: string[] = [];
  readonly policy: BlockPolicy;

  constructor(policy: BlockPolicy) {
    this.policy = policy;
  }

  add(pointer: string, problem: string): void {
    this.list.push(`${problem} [json-pointer:${pointer}]`);
  }

  get any(): boolean {
    return this.list.length > 0;
  }

  /** Refuses properties that Slack's schema does not know: a misspelt one must not pass in silence. */
  onlyProperties(value: JsonObject, pointer: string, allowed: readonly string[]): void {
    for (const key of Object.keys(value)) {
      if (value[key] !== undefined && !allowed.includes(key)) {
        this.add(pointer, `invalid additional property: ${key}`);
      }
    }
  }

  /** A required string within bounds. */
  string(value: unknown, pointer: string, max: number, min = 1): void {
    if (typeof value !== 'string') this.add(pointer, 'missing required field or not a string');
    else this.length(value, pointer, max, min);
  }

  optionalString(value: unknown, pointer: string, max: number, min = 0): void {
    if (value !== undefined && value !== null) this.string(value, pointer, max, min);
  }

  length(value: string, pointer: string, max: number, min = 1): void {
    if (value.length > max) this.add(pointer, `must be less than ${max + 1} characters`);
    if (value.length < min) this.add(pointer, `must be more than ${min - 1} characters`);
  }

  /** A list within bounds; answers its items, or nothing where it is no list. */
  items(value: unknown, pointer: string, max: number, min = 1): unknown[] {
    if (!Array.isArray(value)) {
      this.add(pointer, 'missing required field or not a list');
      return [];
    }
    if (value.length > max) this.add(pointer, `no more than ${max} items allowed`);
    if (value.length < min) this.add(pointer, `no less than ${min} items allowed`);
    return value;
  }

  /** An object, or undefined after noting that it is none. */
  object(value: unknown, pointer: string): JsonObject | undefined {
    if (isObject(value)) return value;
    this.add(pointer, 'must be an object');
    return undefined;
  }

  oneOf(value: unknown, pointer: string, allowed: readonly unknown[]): void {
    if (!allowed.includes(value)) this.add(pointer, `must be one of ${allowed.join(', ')}`);
  }
}
