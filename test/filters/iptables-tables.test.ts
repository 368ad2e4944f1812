import { describe, expect, it } from 'vitest';
import { type Case, judge, PACKETS, type PacketName, save } from './tables.ts';

/** Expectations by iptables(8) and iptables-extensions(8). */
const CASES: readonly Case[] = [
  ['-s 10.1.1.9/32 -j DROP', 'ssh', 'drop'],
  ['! -s 10.1.1.0/24 -j DROP', 'ssh', 'accept'],
  ['-s 10.1.1.0/255.255.255.0 -j DROP', 'ssh', 'drop'],
  ['-s 0.0.0.9/0.0.0.255 -j DROP', 'ssh', 'drop'],
  ['! -s 0.0.0.9/0.0.0.255 -j DROP', 'ssh', 'accept'],
  ['-s 0.0.0.9/0.0.0.255 -j DROP', 'untold', 'unknown'],
  ['-s strange/0.0.0.255 -j DROP', 'ssh', 'unknown'],
  ['--source 10.1.1.9 --destination 10.1.1.2 --in-interface eth1 --protocol tcp --jump DROP', 'ssh', 'drop'],
  ['-i eth+ -j DROP', 'ssh', 'drop'],
  ['! -i eth1 -j DROP', 'ssh', 'accept'],
  ['-o eth1 -j DROP', 'ssh', 'accept'],
  ['-p all -j DROP', 'ssh', 'drop'],
  ['! -p tcp -j DROP', 'ssh', 'accept'],
  ['-4 -j DROP', 'ssh', 'drop'],
  ['-6 -j DROP', 'ssh', 'accept'],
  ['-f -j DROP', 'ssh', 'accept'],
  ['! -f -j DROP', 'ssh', 'drop'],
  ['--strange 1 -j DROP', 'ssh', 'unknown'],
  // ports and flags
  ['-p tcp --dport 22 -j DROP', 'ssh', 'drop'],
  ['-p tcp -m tcp --dport 22 -j DROP', 'ssh', 'drop'],
  ['-p tcp -m tcp ! --dport 22 -j DROP', 'ssh', 'accept'],
  ['-p tcp -m tcp --dport 20:30 -j DROP', 'ssh', 'drop'],
  ['-p tcp -m tcp --destination-port :30 -j DROP', 'ssh', 'drop'],
  ['-p tcp -m tcp --source-port 30: -j DROP', 'ssh', 'drop'],
  ['-p tcp -m tcp --sport 1024:65535 -j DROP', 'ssh', 'drop'],
  ['-p tcp -m tcp --tcp-option 8 -j DROP', 'ssh', 'unknown'],
  ['-p tcp -m tcp -j DROP', 'ssh', 'drop'],
  ['-p udp -m udp --dport 53 -j DROP', 'dns', 'drop'],
  ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP', 'ssh', 'drop'],
  ['-p tcp -m tcp --tcp-flags ALL NONE -j DROP', 'ssh', 'accept'],
  ['-p tcp -m tcp ! --tcp-flags ALL SYN -j DROP', 'ssh', 'accept'],
  ['-p tcp -m tcp --tcp-flags STRANGE SYN -j DROP', 'ssh', 'unknown'],
  ['-p tcp -m tcp --syn -j DROP', 'ssh', 'drop'],
  ['-p tcp -m tcp ! --syn -j DROP', 'ssh', 'accept'],
  ['-p tcp -m tcp --syn -j DROP', 'answer', 'unknown'],
  ['-p tcp -m multiport --dports 20:23,80 -j DROP', 'ssh', 'drop'],
  ['-p tcp -m multiport ! --dports 22,80 -j DROP', 'ssh', 'accept'],
  ['-p tcp -m multiport --destination-ports 80 -j DROP', 'ssh', 'accept'],
  ['-p udp -m multiport --sports 40000 -j DROP', 'dns', 'drop'],
  ['-p udp -m multiport --source-ports 40001 -j DROP', 'dns', 'accept'],
  ['-p tcp -m multiport --ports 22 -j DROP', 'answer', 'drop'],
  ['-p tcp -m multiport --ports 23 -j DROP', 'answer', 'accept'],
  ['-p tcp -m multiport --ports 23 -j DROP', 'untold', 'unknown'],
  ['-p sctp -m multiport --dports 22 -j DROP', 'ssh', 'accept'],
  ['-p tcp -m multiport --strange 22 -j DROP', 'ssh', 'unknown'],
  // ICMP
  ['-p icmp -m icmp --icmp-type 8 -j DROP', 'ping', 'drop'],
  ['-p icmp -m icmp --icmp-type 8/0 -j DROP', 'ping', 'drop'],
  ['-p icmp -m icmp --icmp-type 8/1 -j DROP', 'ping', 'accept'],
  ['-p icmp -m icmp ! --icmp-type 8 -j DROP', 'ping', 'accept'],
  ['-p icmp -m icmp --icmp-type any -j DROP', 'ping', 'drop'],
  ['-p icmp -m icmp ! --icmp-type 255 -j DROP', 'ping', 'accept'],
  ['-p icmp -m icmp --icmp-type strange -j DROP', 'ping', 'unknown'],
  ['-p icmp -m icmp --strange 8 -j DROP', 'ping', 'unknown'],
  ['-p icmp -m icmp -j DROP', 'ping', 'drop'],
  // marks
  ['-m mark --mark 0x0 -j DROP', 'ssh', 'drop'],
  ['-m mark ! --mark 0x1/0x1 -j DROP', 'ssh', 'drop'],
  ['-m mark --mark strange -j DROP', 'ssh', 'unknown'],
  ['-m mark --strange 1 -j DROP', 'ssh', 'unknown'],
  ['-m connmark --mark 0x0/0xff -j DROP', 'ssh', 'drop'],
  ['-m connmark --mark 0x0 -j DROP', 'stray', 'accept'],
  ['-m connmark --mark 0x0 -j DROP', 'answer', 'unknown'],
  ['-m connmark --strange 0x0 -j DROP', 'ssh', 'unknown'],
  // tracking
  ['-m conntrack --ctstate NEW -j DROP', 'ssh', 'drop'],
  ['-m state --state RELATED,ESTABLISHED -j DROP', 'answer', 'drop'],
  ['-m conntrack ! --ctstate NEW -j DROP', 'ssh', 'accept'],
  ['-m conntrack --ctstate NEW -j DROP', 'untold', 'unknown'],
  ['-m conntrack --ctstate DNAT -j DROP', 'ssh', 'accept'],
  ['-m conntrack ! --ctstate DNAT -j DROP', 'stray', 'drop'],
  ['-m conntrack --ctstate NEW,DNAT -j DROP', 'ssh', 'drop'],
  ['-m conntrack --ctstate SNAT -j DROP', 'answer', 'unknown'],
  ['-m conntrack --ctstatus SEEN_REPLY -j DROP', 'answer', 'drop'],
  ['-m conntrack ! --ctstatus SEEN_REPLY -j DROP', 'ssh', 'drop'],
  ['-m conntrack --ctstatus NONE -j DROP', 'ssh', 'unknown'],
  ['-m conntrack --ctproto 6 -j DROP', 'ssh', 'drop'],
  ['-m conntrack --ctproto udp -j DROP', 'ssh', 'accept'],
  ['-m conntrack --ctdir ORIGINAL -j DROP', 'ssh', 'drop'],
  ['-m conntrack --ctdir REPLY -j DROP', 'ssh', 'accept'],
  ['-m conntrack --ctorigdst 10.1.1.2 -j DROP', 'ssh', 'unknown'],
  // addresses by kind and range, ways back
  ['-m addrtype --dst-type LOCAL -j DROP', 'ssh', 'drop'],
  ['-m addrtype ! --dst-type LOCAL -j DROP', 'ssh', 'accept'],
  ['-m addrtype --src-type UNICAST,BROADCAST -j DROP', 'ssh', 'drop'],
  ['-m addrtype --dst-type LOCAL --limit-iface-in -j DROP', 'ssh', 'drop'],
  ['-m addrtype --dst-type LOCAL --limit-iface-in -j DROP', 'untold', 'unknown'],
  ['-m addrtype --src-type LOCAL -j DROP', 'untold', 'unknown'],
  ['-m addrtype --src-type STRANGE -j DROP', 'ssh', 'unknown'],
  ['-m addrtype --strange LOCAL -j DROP', 'ssh', 'unknown'],
  ['-m iprange --src-range 10.1.1.1-10.1.1.20 -j DROP', 'ssh', 'drop'],
  ['-m iprange ! --dst-range 10.1.1.1-10.1.1.20 -j DROP', 'ssh', 'accept'],
  ['-m iprange --strange 10.1.1.1-10.1.1.20 -j DROP', 'ssh', 'unknown'],
  ['-m pkttype --pkt-type unicast -j DROP', 'ssh', 'drop'],
  ['-m pkttype --pkt-type broadcast -j DROP', 'ssh', 'accept'],
  // quoted words are never options
  ['-m comment --comment "-f" -j DROP', 'ssh', 'drop'],
  ['-m comment --comment "!" -m mark --mark 0x0 -j DROP', 'ssh', 'drop'],
  ['-m comment --comment "say \\"-j ACCEPT\\"" -j DROP', 'ssh', 'drop'],
  ['-j LOG --log-prefix "-j"\n-A INPUT -j DROP', 'ssh', 'drop'],
  // targets
  ['-p tcp\n-A INPUT -j DROP', 'ssh', 'drop'],
  ['-j LOG --log-level 4\n-A INPUT -j REJECT --reject-with tcp-reset', 'ssh', 'reject'],
  ['-j RETURN\n-A INPUT -j DROP', 'ssh', 'accept'],
  ['-g sub\n-A INPUT -j DROP', 'ssh', 'accept'],
  ['-j sub\n-A INPUT -j DROP', 'ssh', 'drop'],
  ['-j NFQUEUE --queue-num 1', 'ssh', 'unknown'],
  ['-j TARPIT', 'ssh', 'unknown'],
  ['-m statistic --mode random --probability 0.5 -j DROP', 'ssh', 'unknown'],
  ['-m hashlimit --hashlimit-upto 5/sec --hashlimit-name x -j DROP', 'ssh', 'unknown'],
];

describe('iptables', () => {
  it.each(CASES)('%s: %s %s', (rule, packet, expected) => {
    const text = save(`:sub - [0:0]\n-A INPUT ${rule}`);

    const { verdict } = judge('iptables-save', text, PACKETS[packet]);

    expect(verdict).toBe(expected);
  });

  it.each([
    ['-p ipv6-icmp -m icmp6 --icmpv6-type 128 -j DROP', 'ping6', 'drop'],
    ['-p ipv6-icmp --icmpv6-type echo-request -j DROP', 'ping6', 'drop'],
    ['-s fd01:1::/64 -j DROP', 'ping6', 'drop'],
    ['-s ::9/::ff -j DROP', 'ping6', 'drop'],
    ['-6 -p tcp -j DROP', 'ssh6', 'drop'],
    ['-m iprange --src-range fd01:1::1-fd01:1::f -j DROP', 'ssh6', 'drop'],
    ['-m addrtype --src-type UNICAST -j DROP', 'ssh6', 'drop'],
  ] satisfies Case[])('ip6tables %s: %s %s', (rule, packet, expected) => {
    expect(judge('ip6tables-save', save(`-A INPUT ${rule}`), PACKETS[packet]).verdict).toBe(expected);
  });
});

const TRACKED =
  '-j CONNMARK --set-xmark 0x30f/0xffffffff\n-A PREROUTING -j MARK --set-xmark 0xf0/0xffffffff\n-A PREROUTING ';
/** The packet's mark and its connection's afterwards; TRACKED rules make them 0xf0 and 0x30f first. */
const MARKS: readonly [string, PacketName, number | undefined, number | undefined][] = [
  [`${TRACKED}-j MARK --set-xmark 0x1/0xf`, 'ssh', 0xf1, 0x30f],
  [`${TRACKED}-j MARK --set-xmark 0x11/0xf`, 'ssh', 0xe1, 0x30f],
  [`${TRACKED}-j MARK --set-mark 0x11/0xf`, 'ssh', 0xf1, 0x30f],
  [`${TRACKED}-j MARK --set-mark 0x5`, 'ssh', 5, 0x30f],
  [`${TRACKED}-j MARK --and-mark 0x30`, 'ssh', 0x30, 0x30f],
  [`${TRACKED}-j MARK --or-mark 0x1`, 'ssh', 0xf1, 0x30f],
  [`${TRACKED}-j MARK --xor-mark 0xff`, 'ssh', 0xf, 0x30f],
  [`${TRACKED}-j MARK --set-mark strange`, 'ssh', undefined, 0x30f],
  [`${TRACKED}-j MARK`, 'ssh', undefined, 0x30f],
  [`${TRACKED}-j CONNMARK --restore-mark`, 'ssh', 0x30f, 0x30f],
  [`${TRACKED}-j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff`, 'ssh', 0xf, 0x30f],
  [`${TRACKED}-j CONNMARK --restore-mark --mask 0xf`, 'ssh', 0xff, 0x30f],
  [`${TRACKED}-j CONNMARK --save-mark`, 'ssh', 0xf0, 0xf0],
  [`${TRACKED}-j CONNMARK --save-mark --nfmask 0xf0 --ctmask 0xf`, 'ssh', 0xf0, 0x3f0],
  [`${TRACKED}-j CONNMARK --save-mark --mask strange`, 'ssh', 0xf0, undefined],
  [`${TRACKED}-j CONNMARK --set-mark 0x1/0x1`, 'ssh', 0xf0, 0x30f],
  ['-j CONNMARK --restore-mark', 'answer', undefined, undefined],
  ['-j CONNMARK --set-xmark 0x1/0x1', 'answer', 0, undefined],
  ['-j CONNMARK --set-mark 0x1/0x1', 'answer', 0, undefined],
  ['-j CONNMARK --or-mark 0x1', 'answer', 0, undefined],
  ['-j CONNMARK --save-mark --mask 0xf', 'answer', 0, undefined],
  // Without a connection nothing is copied.
  ['-j MARK --set-mark 7\n-A PREROUTING -j CONNMARK --restore-mark', 'stray', 7, undefined],
  ['-j MARK --set-mark 7\n-A PREROUTING -j CONNMARK --save-mark', 'notTracked', 7, undefined],
  ['-j CONNMARK --set-mark 7', 'notTracked', 0, undefined],
];

describe('MARK and CONNMARK', () => {
  it.each(MARKS)('%s: %s', (rule, packet, mark, ctMark) => {
    const text = save(`-A PREROUTING ${rule}`, 'mangle', 'PREROUTING');

    const verdict = judge('iptables-save', text, PACKETS[packet], 'prerouting');

    expect({ mark: verdict.mark, ctMark: verdict.ctMark }).toEqual({ mark, ctMark });
  });

  it.each(['-j CT --notrack', '-j NOTRACK'])('%s takes out of tracking', (target) => {
    const text = save(`-A PREROUTING ${target}`, 'raw', 'PREROUTING');

    expect(judge('iptables-save', text, PACKETS.ssh, 'prerouting').untracked).toBe(true);
  });

  it('a zone does not', () => {
    const text = save('-A PREROUTING -j CT --zone 1', 'raw', 'PREROUTING');

    expect(judge('iptables-save', text, PACKETS.ssh, 'prerouting').untracked).toBeUndefined();
  });
});
