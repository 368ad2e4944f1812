import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import {
  formatAddress,
  formatPrefix,
  formatValue,
  networkOf,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../../src/analyzer/model/index.ts';

const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });
const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });

describe('addresses', () => {
  test('IPv4 text and value agree with ipaddr.js', () => {
    fc.assert(
      fc.property(octets, (bytes) => {
        const text = bytes.join('.');
        const parsed = parseAddress(text);

        expect(parsed).toEqual({ family: 4, value: bytes.reduce((sum, byte) => sum * 256 + byte, 0) });
        expect(parsed && formatAddress(parsed)).toBe(text);
      }),
    );
  });

  test('IPv6 text in every form reads the same, and is written as RFC 5952 has it', () => {
    fc.assert(
      fc.property(groups, fc.boolean(), (words, zero) => {
        const some = words.map((word, index) => (zero && index % 3 ? 0 : word));
        const address = new ipaddr.IPv6(some);
        const long = some.map((word) => word.toString(16)).join(':');

        const parsed = parseAddress(long);

        expect(parsed).toEqual(parseAddress(address.toRFC5952String()));
        expect(parsed && parseAddress(formatAddress(parsed))).toEqual(parsed);
        expect(parsed && formatAddress(parsed)).toBe(new ipaddr.IPv6(some).toRFC5952String());
      }),
    );
  });

  test.each(['::1', '::', 'fd00::1', 'fe80::1:2', '1::', '::ffff:10.0.0.1', '2001:db8::1:0:0:1'])(
    '%s is canonical',
    (text) => {
      const parsed = parseAddress(text);

      expect(parsed && formatAddress(parsed)).toBe(text);
    },
  );

  test.each([
    '1',
    '010.0.0.1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1..2.3',
    '1.2.3.',
    ' 1.2.3.4',
    '1.2.3.x',
    'XXX.XXX',
    '',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'fe80::1%eth0',
    '::1.2.3',
    'g::',
  ])('%s is no address', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test('prefixes clear host bits, and know what they hold', () => {
    const prefix = parsePrefix('10.1.2.3/16');
    const six = parsePrefix('fd00:1::5/32', 6);
    const inside = parseAddress('10.1.255.255');
    const outside = parseAddress('10.2.0.0');
    if (!prefix || !six || !inside || !outside) throw new Error('not read');

    expect(formatPrefix(prefix)).toBe('10.1.0.0/16');
    expect(formatPrefix(six)).toBe('fd00:1::/32');
    expect(prefixContains(prefix, inside)).toBe(true);
    expect(prefixContains(prefix, outside)).toBe(false);
    expect(prefixContains(prefix, six)).toBe(false);
    expect(prefixContains(prefix, networkOf(inside, 24))).toBe(true);
    expect(prefixContains(networkOf(inside, 24), prefix)).toBe(false);
    expect(formatValue(4, 0x0a000001)).toBe('10.0.0.1');
    expect(formatValue(6, 1n)).toBe('::1');
  });

  test.each([
    ['default', 4, '0.0.0.0/0'],
    ['all', 6, '::/0'],
    ['10.0.0.1', 4, '10.0.0.1/32'],
    ['fd00::1', 6, 'fd00::1/128'],
  ] as const)('%s in family %i is %s', (text, family, expected) => {
    const prefix = parsePrefix(text, family);

    expect(prefix && formatPrefix(prefix)).toBe(expected);
  });

  test.each(['default', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', 'fd00::/129', 'x/8'])(
    '%s is no prefix',
    (text) => {
      expect(parsePrefix(text)).toBeUndefined();
    },
  );

  test('a prefix of the other family is refused', () => {
    expect(parsePrefix('10.0.0.0/8', 6)).toBeUndefined();
  });
});
