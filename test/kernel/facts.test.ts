import { describe, expect, test } from 'vitest';
import { compare } from './compare.ts';
import { FACTS } from './facts.ts';
import { observe } from './namespace.ts';

describe('facts of the running kernel', () => {
  test.each(FACTS)('$name', ({ configuration }) => {
    const observed = observe(configuration);

    const { disagreements, unknown } = compare(configuration.queries, observed);

    expect(disagreements).toEqual([]);
    expect(unknown).toEqual([]);
  });
});
