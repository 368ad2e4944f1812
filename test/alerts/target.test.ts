import { describe, expect, test } from 'vitest';
import { targetOf } from '../../src/alerts/target.ts';
import { createAllowance } from '../../src/allowance.ts';

const LABELS = { hostLabels: ['instance', 'node'], interfaceLabels: ['device'] };
const HOSTS = ['server-b', '10.0.0.9', 'db.example.com'];
const KNOWN = {
  isHost: async (name: string) => HOSTS.includes(name),
  whoHas: async (address: string) =>
    ({
      '172.16.5.4': { host: 'server-b', interface: 'eth1' },
      'fd00::4': { host: 'server-b', interface: 'eth2' },
    })[address],
};

describe('the labels of an alert name a host and its interface', () => {
  test.each([
    [{ instance: 'server-b:9100', device: 'eth1' }, 'server-b eth1'],
    [{ instance: 'server-b', device: 'bond0.100' }, 'server-b bond0.100'],
    [{ instance: 'server-b.example.net:9100', device: 'eth1' }, 'server-b eth1'],
    [{ instance: 'db.example.com:9100', device: 'eth1' }, 'db.example.com eth1'],
    [{ instance: 'https://server-b:9100/metrics', device: 'eth1' }, 'server-b eth1'],
    [{ instance: '10.0.0.9:9100', device: 'eth1' }, '10.0.0.9 eth1'],
    [{ instance: '172.16.5.4:9100', device: 'eth1' }, 'server-b eth1 172.16.5.4'],
    // The exporter answers at one interface, and the alert is about another.
    [{ instance: '172.16.5.4:9100', device: 'eth0' }, 'server-b eth0'],
    [{ instance: '172.16.5.4' }, 'server-b eth1 172.16.5.4'],
    [{ instance: '[fd00::4]:9100' }, 'server-b eth2 fd00::4'],
    [{ instance: 'fd00::4' }, 'server-b eth2 fd00::4'],
    [{ node: 'server-b', device: 'eth1' }, 'server-b eth1'],
    [{ instance: 'exporter-7:9100', node: 'server-b', device: 'eth1' }, 'server-b eth1'],
    [{ instance: 'server-b:9100' }, 'interface-unknown'],
    [{ instance: 'server-b:9100', device: '' }, 'interface-unknown'],
    [{ instance: 'server-b:9100', device: 'eth1; reboot' }, 'interface-unknown'],
    [{ instance: 'server-z:9100', device: 'eth1' }, 'host-unknown'],
    [{ instance: '-oProxyCommand=x', device: 'eth1' }, 'host-unknown'],
    [{ device: 'eth1' }, 'host-unknown'],
    [{}, 'host-unknown'],
  ])('%o', async (labels, expected) => {
    const target = await targetOf(labels as Record<string, string>, LABELS, KNOWN);

    const words = 'because' in target ? [target.because] : [target.host, target.interface, target.to ?? ''];
    expect(words.join(' ').trim()).toBe(expected);
  });
});

test('so many a minute are allowed, saved up for a minute at most', () => {
  let now = 0;
  const allowance = createAllowance(() => now);
  const takeAll = () => {
    let taken = 0;
    while (allowance.take(6).ok) taken += 1;
    return taken;
  };

  expect(takeAll()).toBe(6);
  expect(allowance.take(6)).toEqual({ ok: false, seconds: 10 });
  now += 10_000;
  expect(takeAll()).toBe(1);
  now += 3_600_000;
  expect(takeAll()).toBe(6);
});
