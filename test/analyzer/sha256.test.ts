import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/analyzer/remedies/sha256.ts';

test('sha256 agrees with the platform for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const expected = createHash('sha256').update(new TextEncoder().encode(text)).digest('hex');

      expect(sha256(text)).toBe(expected);
    }),
  );
});

test('sha256 agrees around the ends of blocks', () => {
  for (const length of [0, 54, 55, 56, 63, 64, 65, 119, 120, 128]) {
    const text = 'a'.repeat(length);

    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
  }
});
