import { describe, expect, it } from 'vitest';
import type { HookProgram } from '../../src/analyzer/model/index.ts';
import { type ClassifiedPacket, tcVerdict } from '../../src/analyzer/traffic-control.ts';

const PLACE = { device: 'eth1', hook: 'ingress' } as const;
const syn: ClassifiedPacket = {
  family: 4,
  protocol: 'tcp',
  source: '10.1.0.9',
  destination: '10.2.0.4',
  destinationPort: 443,
  isAnswer: false,
};
const echo: ClassifiedPacket = {
  family: 4,
  protocol: 'icmp',
  source: '10.1.0.9',
  destination: '10.2.0.4',
  isAnswer: false,
};
const echo6: ClassifiedPacket = { ...echo, family: 6, source: '2001:db8::9', destination: '2001:db8:2::4' };

function filter(kind: string, matches: string[], parts: Partial<HookProgram> = {}): HookProgram {
  return { ...PLACE, via: 'tc', kind, protocol: 'ip', matches, action: 'drop', ...parts };
}

const u32 = (...words: string[]) =>
  filter(
    'u32',
    words.map((word) => `match ${word}`),
  );
const flower = (...keys: string[]) => filter('flower', keys);

describe('what one tc filter does with a packet', () => {
  it.each<[string, HookProgram, ClassifiedPacket, 'drops' | 'may' | undefined]>([
    ['everything', filter('matchall', []), echo, 'drops'],
    ['everything of another family', filter('matchall', [], { protocol: 'ipv6' }), echo, undefined],
    ['on the way out', filter('matchall', [], { hook: 'egress' }), echo, undefined],
    ['of another device', filter('matchall', [], { device: 'eth0' }), echo, undefined],
    ['the protocol', flower('eth_type ipv4', 'ip_proto tcp'), syn, 'drops'],
    ['another protocol', flower('eth_type ipv4', 'ip_proto udp'), syn, undefined],
    ['the port', flower('ip_proto tcp', 'dst_port 443'), syn, 'drops'],
    ['a range of ports', flower('ip_proto tcp', 'dst_port 400-500'), syn, 'drops'],
    ['another port', flower('ip_proto tcp', 'dst_port 80'), syn, undefined],
    ["the client's port, which is not known", flower('ip_proto tcp', 'src_port 5000'), syn, 'may'],
    ['a network', flower('src_ip 10.1.0.0/16'), syn, 'drops'],
    ['another network', flower('src_ip 10.9.0.0/16'), syn, undefined],
    [
      'a network, of a sender that is not known',
      flower('src_ip 10.9.0.0/16'),
      { ...syn, source: undefined },
      'may',
    ],
    ['an echo reply', flower('ip_proto icmp', 'icmp_type 0'), echo, undefined],
    ['SYN', flower('ip_proto tcp', 'tcp_flags 0x2/0x17'), syn, 'drops'],
    ['RST', flower('ip_proto tcp', 'tcp_flags 0x4/0x4'), syn, undefined],
    ['a key that is not known', flower('ip_proto tcp', 'vlan_id 5'), syn, 'may'],
    ['u32: ICMP', u32('00010000/00ff0000 at 8'), echo, 'drops'],
    ['u32: ICMP, of TCP', u32('00010000/00ff0000 at 8'), syn, undefined],
    ['u32: the source', u32('0a010009/ffffffff at 12'), syn, 'drops'],
    ['u32: a network of destinations', u32('0a020000/ffff0000 at 16'), syn, 'drops'],
    ['u32: the port', u32('00060000/00ff0000 at 8', '000001bb/0000ffff at 20'), syn, 'drops'],
    ['u32: the port behind the header', u32('000001bb/0000ffff at nexthdr+0'), syn, 'drops'],
    ['u32: another port', u32('00000050/0000ffff at 20'), syn, undefined],
    ['u32: the time to live', u32('40000000/ff000000 at 8'), echo, 'may'],
    [
      'u32: ICMPv6 from an address',
      filter('u32', ['match 00003a00/0000ff00 at 4', 'match 20010db8/ffffffff at 8'], { protocol: 'ipv6' }),
      echo6,
      'drops',
    ],
    ['a program', filter('bpf', [], { action: undefined }), syn, 'may'],
    ['a rate', filter('matchall', [], { action: 'police' }), syn, 'may'],
    ['to a device for shaping', filter('matchall', [], { action: 'redirect' }), syn, undefined],
  ])('%s', (_, program, packet, expected) => {
    const verdict = tcVerdict([program], PLACE, packet);

    expect(verdict && (verdict.certain ? 'drops' : 'may')).toBe(expected);
  });
});

describe('several filters', () => {
  const all = filter('matchall', []);

  it('what is let through first comes to no later one', () => {
    expect(tcVerdict([filter('matchall', [], { action: 'pass' }), all], PLACE, syn)).toBeUndefined();
  });

  it('a program in front makes it no less sure that it is dropped, but by which', () => {
    const program = filter('bpf', [], { action: undefined });

    expect(tcVerdict([program, all], PLACE, syn)).toEqual({ certain: false, programs: [program, all] });
  });
});
