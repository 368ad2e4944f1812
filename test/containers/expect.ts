import { isDeepStrictEqual } from 'node:util';

/** @throws Error saying what was found where another was expected */
export function expect(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new Error(`${what}: ${JSON.stringify(found)}, where it should be ${JSON.stringify(expected)}`);
}
