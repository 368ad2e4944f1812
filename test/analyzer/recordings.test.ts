import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/library.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { check } from '../lab/scenarios/check.ts';
import { LESS_HEARD } from '../lab/scenarios/less-heard.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';

describe.each(readRecordings(SCENARIOS))('what was heard of $name', ({ asked, expect: expected }) => {
  it('is told as it was in the lab', () => {
    check(diagnose(asked), expected);
  });

  it.each(Object.entries(LESS_HEARD))('%s: the same cause, or inconclusive', (_, less) => {
    const { cause, certainty } = diagnose(less(asked));

    expect([expected.cause, expected.coarser, 'inconclusive']).toContain(cause);
    expect(certainty === 'open').toBe(cause === 'inconclusive');
  });
});
