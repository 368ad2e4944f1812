import { expect, it } from 'vitest';
import { fuzzTranscripts } from '../fuzz/transcripts.ts';

it('reads mutated consoles without exception, as valid observations, in bounded time', {
  timeout: 60_000,
}, () => {
  const { runs } = fuzzTranscripts(1500);

  expect(runs).toBe(1500);
});
