import { describe, expect, it } from 'vitest';
import { type Case, judge, nft, PACKETS, save } from './tables.ts';

/** 10.1.1.0/24 lies behind eth1, where the packets come in; all else leaves by eth0. */
const FIB: readonly Case[] = [
  ['fib saddr . iif oif missing drop', 'ssh', 'accept'],
  ['fib saddr . iif oif missing drop', 'far', 'drop'],
  ['fib saddr . iif oif exists drop', 'ssh', 'drop'],
  ['fib saddr . mark . iif oif 0 drop', 'far', 'drop'],
  ['fib saddr . iif oif missing drop', 'spread', 'accept'],
  ['fib saddr oif missing drop', 'far', 'accept'],
  ['fib saddr oifname "eth0" drop', 'far', 'drop'],
  ['fib saddr oif eth0 drop', 'spread', 'unknown'],
  ['fib saddr oif missing drop', 'nowhere', 'drop'],
  ['fib saddr . iif oif missing drop', 'far6', 'drop'],
  ['fib saddr . iif oif missing drop', 'untold', 'unknown'],
  ['fib daddr oif missing drop', 'ssh', 'drop'],
  ['fib daddr type local drop', 'ssh', 'drop'],
  ['fib daddr . iif type local drop', 'ssh', 'drop'],
  ['fib daddr . iif type local drop', 'untold', 'unknown'],
  ['fib saddr type unicast drop', 'far', 'drop'],
  ['fib saddr type unreachable drop', 'far6', 'drop'],
  ['fib saddr type unicast drop', 'nowhere', 'drop'],
  ['fib daddr type { broadcast, multicast } drop', 'ssh', 'accept'],
  ['fib mark type local drop', 'ssh', 'unknown'],
  ['fib saddr . iif check exists drop', 'ssh', 'unknown'],
];
const RPFILTER: readonly Case[] = [
  ['-m rpfilter --invert -j DROP', 'ssh', 'accept'],
  ['-m rpfilter --invert -j DROP', 'far', 'drop'],
  ['-m rpfilter --loose --invert -j DROP', 'far', 'accept'],
  ['-m rpfilter --loose --validmark --invert -j DROP', 'nowhere', 'drop'],
  ['-m rpfilter --invert -j DROP', 'hole', 'unknown'],
  ['-m rpfilter --invert -j DROP', 'untold', 'unknown'],
];

describe('ways back', () => {
  it.each(FIB)('%s: %s %s', (rule, packet, expected) => {
    const text = nft(rule, { base: 'filter hook prerouting' });

    expect(judge('nft', text, PACKETS[packet], 'prerouting').verdict).toBe(expected);
  });

  it.each(RPFILTER)('%s: %s %s', (rule, packet, expected) => {
    const text = save(`-A PREROUTING ${rule}`, 'raw', 'PREROUTING');

    expect(judge('iptables-save', text, PACKETS[packet], 'prerouting').verdict).toBe(expected);
  });

  it('what comes by loopback passes', () => {
    const packet = { ...PACKETS.far, iif: 'lo' };
    const fib = nft('fib saddr . iif oif missing drop', { base: 'filter hook prerouting' });
    const rpfilter = save('-A PREROUTING -m rpfilter --invert -j DROP', 'raw', 'PREROUTING');

    expect(judge('nft', fib, packet, 'prerouting').verdict).toBe('accept');
    expect(judge('iptables-save', rpfilter, packet, 'prerouting').verdict).toBe('accept');
  });

  it('an own address as sender', () => {
    const packet = { ...PACKETS.ping, source: '10.1.0.2' };
    const drop = (options: string) =>
      judge(
        'iptables-save',
        save(`-A PREROUTING -m rpfilter ${options} --invert -j DROP`, 'raw', 'PREROUTING'),
        packet,
        'prerouting',
      ).verdict;

    expect(drop('')).toBe('drop');
    expect(drop('--loose --accept-local')).toBe('accept');
    expect(drop('--accept-local')).toBe('unknown');
  });

  it.each([
    ['255.255.255.255', 'broadcast'],
    ['0.1.2.3', 'broadcast'],
    ['10.1.1.255', 'broadcast'],
    ['224.0.0.251', 'multicast'],
    ['10.1.0.2', 'local'],
    ['10.1.1.7', 'unicast'],
    ['ff02::1', 'multicast'],
    ['fd01:1::', 'anycast'],
    ['fd01:1::2', 'local'],
  ])('%s is %s', (destination, type) => {
    const text = nft(`fib daddr type ${type} drop`, { base: 'filter hook prerouting' });
    const packet = destination.includes(':') ? PACKETS.ping6 : PACKETS.ping;

    expect(judge('nft', text, { ...packet, destination }, 'prerouting').verdict).toBe('drop');
  });

  it('an own address of another device is not local to this one', () => {
    const text = nft('fib daddr . iif type != local drop', { base: 'filter hook prerouting' });

    expect(judge('nft', text, { ...PACKETS.ping, destination: '10.1.0.2' }, 'prerouting').verdict).toBe(
      'drop',
    );
  });

  it('an own address by the device that the packet leaves by', () => {
    const text = save('-A OUTPUT -m addrtype --src-type LOCAL --limit-iface-out -j DROP', 'filter', 'OUTPUT');
    const packet = { ...PACKETS.answer, source: '10.1.1.2' };

    expect(judge('iptables-save', text, { ...packet, oif: 'eth1' }, 'output').verdict).toBe('drop');
    expect(judge('iptables-save', text, { ...packet, oif: 'eth0' }, 'output').verdict).toBe('accept');
  });
});
