import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Known, type Reading, readSentence } from '../../src/slack/sentence/index.ts';
import { coreSeconds } from '../support/timing.ts';
import { foreignText } from './arbitrary.ts';

const KNOWN: Known = {
  hosts: ['server-a', 'server-b', 'server-b.example'].map((name) => ({ name, interfaces: [] })),
};
const ETH1 = { host: 'server-b', interface: 'eth1', protocol: 'icmp' };
const read = (text: string): Reading => readSentence(text, KNOWN, 800);

describe('what is certain', () => {
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
    ['server-b eth1:443', { ...ETH1, protocol: 'tcp', port: 443 }],
    ['server-b eth1 port 53 udp', { ...ETH1, protocol: 'udp', port: 53 }],
    ['server-b eth1 --port 53 --udp --wait 20', { ...ETH1, protocol: 'udp', port: 53, waitSeconds: 20 }],
    ["server-b's eth1 is unreachable from server-a", { ...ETH1, from: { kind: 'host', host: 'server-a' } }],
    ['<http://server-b.example|server-b.example> eth1', { ...ETH1, host: 'server-b.example' }],
    ['eth1 on <http://server-b.example>', { ...ETH1, host: 'server-b.example' }],
    ['server-b eth1.100@bond0', { ...ETH1, interface: 'eth1.100@bond0' }],
    ['server-b eth1:0', { ...ETH1, interface: 'eth1:0' }],
    [
      "I can't reach eth1 on server-b on tcp port 22 from 10.0.0.9",
      { ...ETH1, protocol: 'tcp', port: 22, from: { kind: 'address', address: '10.0.0.9' } },
    ],
  ])('%s', (text, check) => {
    expect(read(text)).toEqual({ kind: 'certain', check });
  });

  test.each(['', '   ', 'help', '--help', 'HELP?'])('help: %j', (text) => {
    expect(read(text)).toEqual({ kind: 'help' });
  });
});

describe('what begins nothing by itself', () => {
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
    ['server-b ../../etc/passwd'],
    ['server-b eth1/../x'],
    ['server-b an-interface-of-a-long-name'],
    ['server-b eth1 port 0'],
    ['server-b eth1 port 65536'],
    ['server-b eth1 port 1e3'],
    ['server-b eth1 udp'],
    ['server-b eth1 --wait 9999'],
    ['172.16.5.4 on server-b'],
    ['server-b\u202e eth1'],
    ['server\u200b-b eth1'],
    ['server-b \u0000eth1'],
    ['sërver-b eth1'],
    ['<!channel> eth1'],
    ['<@U0123ABC> eth1'],
    ['server-b eth1 '.repeat(400)],
    ['x'.repeat(5_000)],
  ])('%#', (text) => {
    expect(read(text).kind, text.slice(0, 80)).not.toBe('certain');
  });
});

test('never throws, and begins only what names a host of the inventory and an interface', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        foreignText,
        fc.tuple(foreignText, foreignText).map(([one, other]) => `${one} on ${other}`),
        fc.tuple(foreignText, foreignText).map(([one, other]) => `${one} server-b ${other} eth1`),
      ),
      (text) => {
        const reading = read(text);

        if (reading.kind !== 'certain') return;
        expect(KNOWN.hosts.map(({ name }) => name)).toContain(reading.check.host);
        expect(reading.check.interface).toMatch(/^[A-Za-z0-9][A-Za-z0-9._@:-]{0,14}$/);
      },
    ),
  );
});

test('a long text and a large inventory are read in little time', () => {
  const hosts = Array.from({ length: 5_000 }, (_, index) => ({
    name: `rack${index % 50}-node${index}`,
    interfaces: [],
  }));
  const text = 'rack7-nod57 x1-y2 '.repeat(40);

  expect(coreSeconds(() => readSentence(text, { hosts }, 800))).toBeLessThan(1);
});
