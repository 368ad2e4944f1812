import { describe, expect, test } from 'vitest';
import { parseHostName, parseInterfaceName } from '../../src/config/index.ts';
import { RoundtripError } from '../../src/errors.ts';

const HOSTILE = [
  '',
  'eth1; reboot',
  '-oProxyCommand=touch /tmp/x',
  '$(reboot)',
  'a b',
  'a\nb',
  'a\u0000b',
  '\u202eeth1',
  'eth1\u200b',
  'ｅth1',
  '../etc/passwd',
  '.hidden',
  'x'.repeat(5_000),
];

describe.each([
  ['host', parseHostName, 'host-name-invalid'],
  ['interface', parseInterfaceName, 'interface-name-invalid'],
] as const)('%s names', (_kind, parse, code) => {
  test.each(HOSTILE)('%j is refused with a short, printable sentence', (text) => {
    let failure: unknown;
    try {
      parse(text);
    } catch (error) {
      failure = error;
    }

    expect(failure).toBeInstanceOf(RoundtripError);
    expect(failure).toMatchObject({ code, exitStatus: 2 });
    const { message } = failure as RoundtripError;
    expect(message.length).toBeLessThan(250);
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

test.each(['server-b', 'a', '10.0.0.1', 'web_1.example.org', 'x'.repeat(253)])('host %s', (name) => {
  expect(parseHostName(name)).toBe(name);
});

test.each(['172.16.5.4', 'fd00:5::4', 'fe80::1%eth1', '2001:db8:1111:2222:3333:4444:5555:6666'])(
  'the address %s where an interface is asked for',
  (text) => {
    expect(() => parseInterfaceName(text)).toThrow(
      expect.objectContaining({
        code: 'interface-is-address',
        exitStatus: 2,
        message: expect.stringContaining(text),
      }),
    );
  },
);

test.each(['eth1', 'eth0@if5', 'eth0:1', 'enp0s31f6', 'br-1234567890ab', 'bond0.100'])(
  'interface %s',
  (name) => {
    expect(parseInterfaceName(name)).toBe(name);
  },
);

test.each(['sixteen-letters-', 'eth1@'.repeat(4)])('interface %s is longer than Linux allows', (name) => {
  expect(() => parseInterfaceName(name)).toThrow(/cannot be the name/);
});
