import { expect, test } from 'vitest';
import { printable } from '../src/printable.ts';

test.each([
  ['eth1', 'eth1'],
  ['日本 é', '日本 é'],
  ['a\tb\nc', 'a\\u{9}b\\u{a}c'],
  ['\u202e\u200b\u2028\ufeff', '\\u{202e}\\u{200b}\\u{2028}\\u{feff}'],
  ['\u009b31m', '\\u{9b}31m'],
  ['\ud800x', '\\u{d800}x'],
])('%j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('what is too long is cut, and says how long it was', () => {
  expect(printable('x'.repeat(5_000), 10)).toBe('xxxxxxxxxx… (5000 characters)');
});
