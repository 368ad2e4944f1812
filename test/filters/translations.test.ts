import { describe, expect, it } from 'vitest';
import type { Rewritten } from '../../src/analyzer/filters/packet.ts';
import { judge, nft, nftJson, PACKETS, type PacketName, save } from './tables.ts';

type Translation = readonly [rule: string, packet: PacketName, becomes: Rewritten | undefined];
const MAP = `map to { type inet_service : ipv4_addr; elements = { 22 : 10.9.0.1 } }
map both { type inet_service : ipv4_addr . inet_service; elements = { 22 : 10.9.0.1 . 2222 } }`;
const NOT_KNOWN = { unknown: ['destination'] } satisfies Rewritten;

const NFT_IN: readonly Translation[] = [
  ['dnat ip to 10.9.0.1', 'ssh', { destination: '10.9.0.1' }],
  ['dnat ip to 10.9.0.1', 'ssh6', undefined],
  ['dnat ip6 to fd09::1', 'ssh', undefined],
  ['dnat ip to 10.9.0.1:2222 random', 'ssh', { destination: '10.9.0.1', destinationPort: 2222 }],
  ['dnat ip to 10.9.0.1 : 2222 persistent', 'ssh', { destination: '10.9.0.1', destinationPort: 2222 }],
  ['dnat to :2222', 'ssh', { destinationPort: 2222 }],
  ['dnat ip6 to [fd09::1]:2222', 'ssh6', { destination: 'fd09::1', destinationPort: 2222 }],
  ['dnat ip6 to fd09::1', 'ssh6', { destination: 'fd09::1' }],
  ['dnat to :2222', 'ssh6', { destinationPort: 2222 }],
  ['dnat ip6 addr . port to fd09::1 . 2222', 'ssh6', { destination: 'fd09::1', destinationPort: 2222 }],
  ['dnat', 'ssh', undefined],
  ['dnat ip to 10.9.0.1-10.9.0.7', 'ssh', NOT_KNOWN],
  ['dnat ip to 10.9.0.1 - 10.9.0.7', 'ssh', NOT_KNOWN],
  ['dnat ip prefix to 10.9.0.0/24', 'ssh', NOT_KNOWN],
  ['dnat ip to 10.9.0.1:80-90', 'ssh', { destination: '10.9.0.1', unknown: ['destinationPort'] }],
  ['dnat ip to tcp dport map @to', 'ssh', { destination: '10.9.0.1' }],
  ['dnat ip to tcp dport map @to', 'ssh6', undefined],
  ['dnat ip to tcp dport map @to', 'dns', undefined],
  ['dnat ip to udp dport map { 80 : 10.9.0.1 }', 'dns', undefined],
  ['dnat ip to tcp dport map @lost', 'ssh', NOT_KNOWN],
  ['dnat ip to tcp dport', 'ssh', NOT_KNOWN],
  ['dnat ip addr . port to tcp dport map @both', 'ssh', { destination: '10.9.0.1', destinationPort: 2222 }],
  ['dnat ip to numgen inc mod 2 map { 0 : 10.9.0.1, 1 : 10.9.0.2 }', 'ssh', NOT_KNOWN],
  ['ip ttl 64 dnat ip to 10.9.0.1', 'ssh', NOT_KNOWN],
  ['redirect', 'ssh', undefined],
  ['redirect to :2222', 'ssh', { destinationPort: 2222 }],
  ['redirect to :2222-2230', 'ssh', { unknown: ['destinationPort'] }],
  ['dnat ip to 10.9.0.1', 'answer', undefined],
];
const IPTABLES_IN: readonly Translation[] = [
  [
    '-p tcp -j DNAT --to-destination 10.9.0.1:2222',
    'ssh',
    { destination: '10.9.0.1', destinationPort: 2222 },
  ],
  ['-j DNAT --to-destination 10.9.0.1-10.9.0.9', 'ssh', NOT_KNOWN],
  ['-j DNAT', 'ssh', NOT_KNOWN],
  ['-p tcp -j DNAT --to-destination :2222 --random', 'ssh', { destinationPort: 2222 }],
  ['-p tcp -j REDIRECT --to-ports 2222', 'ssh', { destinationPort: 2222 }],
  ['-j DNAT --to-destination 10.9.0.1', 'answer', undefined],
];

describe('destinations', () => {
  it.each(NFT_IN)('%s: %s %o', (rule, packet, becomes) => {
    const text = nft(rule, { base: 'nat hook prerouting', around: MAP });

    const verdict = judge('nft', text, PACKETS[packet], 'prerouting');

    expect(verdict.rewritten).toEqual(becomes);
    expect(verdict.verdict).toBe('accept');
  });

  it.each(IPTABLES_IN)('%s: %s %o', (rule, packet, becomes) => {
    const text = save(`-A PREROUTING ${rule}`, 'nat', 'PREROUTING');

    expect(judge('iptables-save', text, PACKETS[packet], 'prerouting').rewritten).toEqual(becomes);
  });

  it('ip6tables', () => {
    const text = save('-A PREROUTING -p tcp -j DNAT --to-destination [fd09::1]:2222', 'nat', 'PREROUTING');

    expect(judge('ip6tables-save', text, PACKETS.ssh6, 'prerouting').rewritten).toEqual({
      destination: 'fd09::1',
      destinationPort: 2222,
    });
  });

  it('on the way out REDIRECT leads to loopback', () => {
    const text = nft('redirect', { base: 'nat hook output' });

    expect(judge('nft', text, PACKETS.ssh, 'output').rewritten).toEqual({ destination: '127.0.0.1' });
    expect(judge('nft', text, PACKETS.ssh6, 'output').rewritten).toEqual({ destination: '::1' });
  });

  it('only the first chain that changes the destination counts', () => {
    const early = nft('dnat ip to 10.9.0.1', { base: 'nat hook prerouting' });
    const late = early.replace('table inet t', 'table inet late').replace('10.9.0.1', '10.9.0.2');

    expect(judge('nft', `${late}\n${early}`, PACKETS.ssh, 'prerouting').rewritten).toEqual({
      destination: '10.9.0.2',
    });
  });
});

const OUT: readonly [rule: string, device: string, becomes: Rewritten | undefined][] = [
  ['masquerade', 'eth0', { source: '10.1.0.2' }],
  ['masquerade to :1024', 'eth0', { source: '10.1.0.2', sourcePort: 1024 }],
  ['masquerade to :1024-2048 random,persistent', 'eth0', { source: '10.1.0.2', unknown: ['sourcePort'] }],
  ['masquerade', 'eth9', { unknown: ['source'] }],
  ['snat ip to 10.9.0.1', 'eth0', { source: '10.9.0.1' }],
  ['snat ip to 10.9.0.1:1024', 'eth0', { source: '10.9.0.1', sourcePort: 1024 }],
  ['snat ip6 to fd09::1', 'eth0', undefined],
  ['snat', 'eth0', undefined],
];

describe('sources', () => {
  it.each(OUT)('%s by %s: %o', (rule, oif, becomes) => {
    const text = nft(rule, { base: 'nat hook postrouting' });

    expect(judge('nft', text, { ...PACKETS.ssh, oif }, 'postrouting').rewritten).toEqual(becomes);
  });

  it.each([
    ['-j MASQUERADE', { source: '10.1.0.2' }],
    ['-p tcp -j MASQUERADE --to-ports 1024', { source: '10.1.0.2', sourcePort: 1024 }],
    ['-p tcp -j MASQUERADE --to-ports 1024-1030', { source: '10.1.0.2', unknown: ['sourcePort'] }],
    ['-j SNAT --to-source 10.9.0.1', { source: '10.9.0.1' }],
    ['-j SNAT --to-source 10.9.0.1-10.9.0.1', { source: '10.9.0.1' }],
  ])('%s: %o', (rule, becomes) => {
    const text = save(`-A POSTROUTING ${rule}`, 'nat', 'POSTROUTING');

    expect(judge('iptables-save', text, { ...PACKETS.ssh, oif: 'eth0' }, 'postrouting').rewritten).toEqual(
      becomes,
    );
  });
});

describe('JSON', () => {
  const map = { key: { payload: { protocol: 'tcp', field: 'dport' } }, data: { set: [[22, '10.9.0.1']] } };
  const concatenated = { ...map, data: { set: [[22, { concat: ['10.9.0.1', 2222] }]] } };

  it.each([
    [
      { dnat: { family: 'ip', addr: '10.9.0.1', port: 2222 } },
      { destination: '10.9.0.1', destinationPort: 2222 },
    ],
    [{ dnat: { family: 'ip', addr: { map } } }, { destination: '10.9.0.1' }],
    [
      { dnat: { family: 'ip', addr: { map: concatenated } } },
      { destination: '10.9.0.1', destinationPort: 2222 },
    ],
    [{ dnat: { family: 'ip', addr: { range: ['10.9.0.1', '10.9.0.9'] } } }, NOT_KNOWN],
    [{ dnat: { family: 'ip6', addr: 'fd09::1', port: 80 } }, undefined],
    [{ redirect: { port: 2222 } }, { destinationPort: 2222 }],
    [{ redirect: null }, undefined],
  ])('%o: %o', (statement, becomes) => {
    const text = nftJson([statement], { type: 'nat', hook: 'prerouting' });

    expect(judge('nft-json', text, PACKETS.ssh, 'prerouting').rewritten).toEqual(becomes);
  });

  it('IPv6 with a port', () => {
    const text = nftJson([{ dnat: { family: 'ip6', addr: 'fd09::1', port: 80 } }], {
      type: 'nat',
      hook: 'prerouting',
    });

    expect(judge('nft-json', text, PACKETS.ssh6, 'prerouting').rewritten).toEqual({
      destination: 'fd09::1',
      destinationPort: 80,
    });
  });
});
