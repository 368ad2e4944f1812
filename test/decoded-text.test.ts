import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodedText } from '../src/decoded-text.ts';

const CONSOLE = '$ ip rule\n0:\tfrom all lookup local\n32766:\tfrom all lookup main\n'.repeat(20);
const JAPANESE = `${CONSOLE}eth1 に届きません\n`;

describe('a file that somebody saved', () => {
  test.each([
    ['UTF-8', Buffer.from(JAPANESE)],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${JAPANESE}`)],
    ['UTF-16, little end first, with its mark', Buffer.from(`\uFEFF${JAPANESE}`, 'utf16le')],
    ['UTF-16, little end first, without a mark', Buffer.from(JAPANESE, 'utf16le')],
    ['UTF-16, big end first, with its mark', Buffer.from(`\uFEFF${JAPANESE}`, 'utf16le').swap16()],
    ['UTF-16, big end first, without a mark', Buffer.from(JAPANESE, 'utf16le').swap16()],
  ])('%s', (_encoding, bytes) => {
    expect(decodedText(bytes)).toBe(JAPANESE);
  });

  test('a cut in the middle of a character of UTF-16 spoils that character alone', () => {
    const whole = Buffer.from(`\uFEFF${CONSOLE}`, 'utf16le');

    expect(decodedText(whole.subarray(0, -1))).toContain(CONSOLE.slice(0, -2));
  });

  test('single NULs are passed over', () => {
    expect(decodedText(Buffer.from(CONSOLE.replaceAll('local\n', 'local\0\n')))).toBe(CONSOLE);
  });

  test('what is no text is told as such', () => {
    expect(decodedText(randomBytes(4096))).toBeUndefined();
    expect(decodedText(gzipSync(randomBytes(4096)))).toBeUndefined();
    expect(decodedText(Buffer.alloc(4096))).toBeUndefined();
  });

  test('nothing is an empty text', () => {
    expect(decodedText(Buffer.alloc(0))).toBe('');
  });
});
