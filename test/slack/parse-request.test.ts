import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/slack/parse-request.ts';
import { foreignText } from './arbitrary.ts';

const ETH1 = { host: 'server-b', interface: 'eth1', protocol: 'icmp' };

describe('what is understood', () => {
  test.each([
    ['server-b eth1', ETH1],
    ['  server-b   eth1  ', ETH1],
    ['server-b eth1 from server-a', { ...ETH1, from: { kind: 'host', host: 'server-a' } }],
    ['server-b eth1 --from server-a', { ...ETH1, from: { kind: 'host', host: 'server-a' } }],
    ['server-b eth1 --from=172.16.0.4', { ...ETH1, from: { kind: 'address', address: '172.16.0.4' } }],
    ['server-b eth1 —from server-a', { ...ETH1, from: { kind: 'host', host: 'server-a' } }],
    [
      'server-b eth1 from fd00::4 to fd00:5::4',
      { ...ETH1, from: { kind: 'address', address: 'fd00::4' }, to: 'fd00:5::4' },
    ],
    ['server-b eth1 port 443', { ...ETH1, protocol: 'tcp', port: 443 }],
    ['server-b eth1 port 53 udp', { ...ETH1, protocol: 'udp', port: 53 }],
    ['server-b eth1 --port 53 --udp --wait 20', { ...ETH1, protocol: 'udp', port: 53, waitSeconds: 20 }],
    ["can't ping eth1 on server-b", ETH1],
    ['can’t ping eth1 on server-b?', ETH1],
    ['server-b eth1 does not answer', ETH1],
    ['eth1 of server-b does not answer!', ETH1],
    ['why does eth1 on the host server-b not reply', ETH1],
    ["server-b's eth1 is unreachable from server-a", { ...ETH1, from: { kind: 'host', host: 'server-a' } }],
    ['“server-b” `eth1`', ETH1],
    ['*server-b* _eth1_', ETH1],
    ['<http://server-b.example|server-b.example> eth1', { ...ETH1, host: 'server-b.example' }],
    ['eth1 on <http://server-b.example>', { ...ETH1, host: 'server-b.example' }],
    ['does eth1 work on server-b?', ETH1],
    ['server-b eth1.100@bond0', { ...ETH1, interface: 'eth1.100@bond0' }],
    ['server-b eth1:0', { ...ETH1, interface: 'eth1:0' }],
    [
      "I can't reach eth1 on server-b on tcp port 22 from 10.0.0.9",
      { ...ETH1, protocol: 'tcp', port: 22, from: { kind: 'address', address: '10.0.0.9' } },
    ],
  ])('%s', (text, request) => {
    const asked = parseRequest(text);

    expect(asked).toEqual({ kind: 'request', request });
  });

  test.each(['', '   ', 'help', '--help', 'HELP?'])('help: %j', (text) => {
    expect(parseRequest(text)).toEqual({ kind: 'help' });
  });
});

describe('what is refused, with an example', () => {
  test.each([
    ['server-b'],
    ['eth1; reboot'],
    ['server-b eth1; reboot'],
    ['server-b eth1 ; reboot'],
    ['server-b eth1 && reboot'],
    ['eth1 on server-b | sh'],
    ['server-b $(reboot)'],
    ['server-b `reboot` now'],
    ['-oProxyCommand=reboot eth1'],
    ['server-b -oProxyCommand=reboot'],
    ['server-b eth1 -oProxyCommand=reboot'],
    ['server-b eth1 from -oProxyCommand=reboot'],
    ['server-b eth1 --from=--help'],
    ['server-b eth1 from'],
    ['server-b ../../etc/passwd'],
    ['server-b eth1/../x'],
    ['server-b an-interface-of-a-long-name'],
    ['server-b eth1 to nowhere --to nowhere'],
    ['server-b eth1 port 0'],
    ['server-b eth1 port 65536'],
    ['server-b eth1 port 1e3'],
    ['server-b eth1 udp'],
    ['server-b eth1 --wait 9999'],
    ['server-b eth1 with cream'],
    ['172.16.5.4 on server-b'],
    ['server-b\u202e eth1'],
    ['server\u200b-b eth1'],
    ['server-b \u0000eth1'],
    ['sërver-b eth1'],
    ['<!channel> eth1'],
    ['<@U0123ABC> eth1'],
    ['server-b eth1 '.repeat(400)],
    ['x'.repeat(5_000)],
  ])('%j', (text) => {
    const asked = parseRequest(text);

    expect(asked.kind).toBe('malformed');
    expect(asked).toHaveProperty(
      'message',
      expect.stringMatching(/^.{10,300} Ask like this: server-b eth1 from server-a$/su),
    );
  });
});

test('never throws, and takes no name that the rules of names refuse', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        foreignText,
        fc.tuple(foreignText, foreignText).map(([one, other]) => `${one} on ${other}`),
      ),
      (text) => {
        const asked = parseRequest(text);

        if (asked.kind !== 'request') return;
        expect(asked.request.host).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
        expect(asked.request.interface).toMatch(/^[A-Za-z0-9][A-Za-z0-9._@:-]{0,14}$/);
      },
    ),
  );
});
