import { describe, expect, it } from 'vitest';
import { type Case, judge, nft, PACKETS, type PacketName } from './tables.ts';

const AROUND = `set seen { type ipv4_addr; flags dynamic; }
map marks { type inet_service : mark; elements = { 22 : 0x16, 80 : 0x50 } }
map moving { type ipv4_addr : mark; flags dynamic; elements = { 10.1.1.9 : 0x9 } }
counter seen { packets 3 bytes 9 }
chain sub {
  tcp dport 22 drop
}
chain back {
  return
  drop
}`;

const CASES: readonly Case[] = [
  ['drop', 'ssh', 'drop'],
  ['reject', 'ssh', 'reject'],
  ['reject with tcp reset', 'ssh', 'reject'],
  ['reject with icmpx type admin-prohibited', 'ssh', 'reject'],
  ['jump sub', 'ssh', 'drop'],
  ['jump sub', 'dns', 'accept'],
  ['jump back\nreject', 'ssh', 'reject'],
  ['goto back\nreject', 'ssh', 'accept'],
  ['continue\nreject', 'ssh', 'reject'],
  ['return\nreject', 'ssh', 'accept'],
  ['jump lost', 'ssh', 'unknown'],
  ['queue num 0', 'ssh', 'unknown'],
  ['queue flags bypass to 1-3', 'ssh', 'unknown'],
  ['tproxy to :80', 'ssh', 'unknown'],
  ['synproxy mss 1460 wscale 7', 'ssh', 'unknown'],
  ['fwd to "eth0"', 'ssh', 'unknown'],
  ['xt target "TARPIT"', 'ssh', 'unknown'],
  ['xt match "recent" drop', 'ssh', 'unknown'],
  ['xt target "LOG" drop', 'ssh', 'drop'],
  // What goes on with the packet as it is.
  ['dup to 10.9.9.9 device "eth0" tcp dport 22 drop', 'dns', 'accept'],
  ['dup to 10.9.9.9 device "eth0" drop', 'ssh', 'drop'],
  ['flow add @ft drop', 'ssh', 'drop'],
  ['log prefix "drop " level info flags tcp sequence,options drop', 'ssh', 'drop'],
  ['log flags all group 3 snaplen 20 queue-threshold 2 drop', 'ssh', 'drop'],
  ['counter name "seen" drop', 'ssh', 'drop'],
  ['counter packets 1 bytes 2 drop', 'ssh', 'drop'],
  ['comment "accept" drop', 'ssh', 'drop'],
  ['udp dport 53 ct helper set "dns" drop', 'dns', 'drop'],
  ['ct helper set "dns" drop', 'stray', 'drop'],
  ['meta priority set 1:10 drop', 'ssh', 'drop'],
  ['notrack drop', 'ssh', 'drop'],
  // What depends on what happened before.
  ['limit rate 5/minute burst 5 packets drop', 'ssh', 'unknown'],
  ['limit rate over 1 mbytes/second tcp dport vmap { 22 : drop }', 'ssh', 'unknown'],
  ['quota over 25 mbytes drop', 'ssh', 'unknown'],
  ['ct count over 5 drop', 'ssh', 'unknown'],
  ['last used never drop', 'ssh', 'unknown'],
  ['meter m size 65535 { ip saddr limit rate 1/second } drop', 'ssh', 'unknown'],
  ['strange { tcp dport { 22 } } drop', 'ssh', 'unknown'],
  ['"drop"', 'ssh', 'accept'],
  ['reset tcp option fastopen drop', 'ssh', 'unknown'],
  ['tcp option maxseg size set rt mtu', 'ssh', 'accept'],
  // Sets: a rule ends where the packet lacks the key.
  ['add @seen { ip saddr } drop', 'ssh', 'drop'],
  ['add @seen { ip saddr timeout 1m } drop', 'ssh6', 'accept'],
  ['update @seen { ip saddr limit rate over 3/minute } drop', 'ssh', 'unknown'],
  ['delete @seen { ip saddr . tcp dport } drop', 'dns', 'accept'],
  ['add @seen { strange } drop', 'ssh', 'unknown'],
  ['add element drop', 'ssh', 'unknown'],
  // Setting a field: a rule ends where the packet lacks what is set, or what it is set to.
  ['tcp dport set 80 drop', 'ssh', 'drop'],
  ['tcp dport set 80 drop', 'dns', 'accept'],
  ['ip dscp set cs1 drop', 'ssh6', 'accept'],
  ['ip dscp set cs1 drop', 'ssh', 'drop'],
  ['meta mark set ct mark drop', 'ssh', 'drop'],
  ['meta mark set ct mark drop', 'stray', 'accept'],
  ['meta mark set tcp dport map @marks drop', 'ssh', 'drop'],
  ['meta mark set tcp dport map @marks drop', 'answer', 'accept'],
  ['meta mark set tcp dport map @marks drop', 'dns', 'accept'],
  ['meta mark set tcp dport map @marks drop', 'untold', 'unknown'],
  ['meta mark set ip saddr map @moving drop', 'ssh', 'unknown'],
  ['meta mark set ip saddr map @lost drop', 'ssh', 'unknown'],
  ['ct mark set 1 drop', 'stray', 'drop'],
];

describe('what nft does', () => {
  it.each(CASES)('%s: %s %s', (rule, packet, expected) => {
    const text = nft(rule, { around: AROUND });

    const { verdict } = judge('nft', text, PACKETS[packet]);

    expect(verdict).toBe(expected);
  });
});

/** The rule, the packet, its mark and its connection's mark afterwards (absent = not known). */
const MARKS: readonly [string, PacketName, number | undefined, number | undefined][] = [
  ['meta mark set 0x10', 'ssh', 16, 0],
  ['meta mark set 0xzz', 'ssh', undefined, 0],
  ['meta mark set meta mark | 0x3', 'ssh', 3, 0],
  ['meta mark set mark or 0x3 xor 0x1', 'ssh', 2, 0],
  ['meta mark set 0x7 ct mark set mark', 'ssh', 7, 7],
  ['ct mark set 0x7', 'stray', 0, undefined],
  ['ct mark set 0x7 meta mark set ct mark & 0x3', 'ssh', 3, 7],
  ['meta mark set tcp dport map { 22 : 0x16, 80 : 0x50 }', 'ssh', 22, 0],
  ['meta mark set tcp dport map @marks', 'ssh', 22, 0],
  ['meta mark set tcp dport map { 80 : 0x50 }', 'ssh', 0, 0],
  ['meta mark set numgen inc mod 2 map { 0 : 0x1, 1 : 0x2 }', 'ssh', undefined, 0],
  ['meta mark set ip ttl', 'ssh', undefined, 0],
  ['ip ttl 64 meta mark set 0x5', 'ssh', undefined, 0],
  ['ip ttl 64 meta mark set 0x0', 'ssh', 0, 0],
];

describe('marks', () => {
  it.each(MARKS)('%s: %s has %s and %s', (rule, packet, mark, ctMark) => {
    const verdict = judge('nft', nft(rule, { around: AROUND }), PACKETS[packet]);

    expect({ mark: verdict.mark, ctMark: verdict.ctMark }).toEqual({ mark, ctMark });
  });

  it('notrack counts before tracking only', () => {
    const early = nft('notrack', { base: 'filter hook prerouting' }).replace('priority 0', 'priority raw');
    const late = nft('notrack', { base: 'filter hook prerouting' });

    expect(judge('nft', early, PACKETS.ssh, 'prerouting').untracked).toBe(true);
    expect(judge('nft', late, PACKETS.ssh, 'prerouting').untracked).toBeUndefined();
    expect(
      judge('nft', early.replace('notrack', 'ip ttl 64 notrack'), PACKETS.ssh, 'prerouting').untracked,
    ).toBeNull();
  });

  it('header fields that a rule writes are the packet’s afterwards', () => {
    const rewrite = (rule: string, packet: PacketName = 'ssh') =>
      judge('nft', nft(rule), PACKETS[packet]).rewritten;

    expect(rewrite('ip saddr set 10.9.9.9 tcp dport set 80')).toEqual({
      source: '10.9.9.9',
      destinationPort: 80,
    });
    expect(rewrite('ip6 daddr set fd09::1', 'ssh6')).toEqual({ destination: 'fd09::1' });
    expect(rewrite('ip daddr set ip saddr map { 10.1.1.9 : 10.8.8.8 }')).toEqual({ destination: '10.8.8.8' });
    expect(rewrite('ip daddr set iifname')).toEqual({ unknown: ['destination'] });
    expect(rewrite('ip daddr set numgen inc mod 2 map { 0 : 10.8.8.8 }')).toEqual({
      unknown: ['destination'],
    });
    expect(rewrite('udp sport set 53')).toBeUndefined();
  });
});
