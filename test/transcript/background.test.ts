import { describe, expect, it } from 'vitest';
import { observationsOf } from './reading.ts';

const PACKETS = [
  '16:01:00.100000 IP 10.15.0.2 > 10.16.0.8: ICMP echo request, id 11, seq 1, length 64',
  '16:01:00.101100 IP 10.16.0.8 > 10.15.0.2: ICMP echo reply, id 11, seq 1, length 64',
];
const PING = 'PING 10.16.0.8 (10.16.0.8) from 10.15.0.2 : 56(84) bytes of data.';
const END =
  '--- 10.16.0.8 ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss, time 0ms';
const OTHER = 'edge:~$ ip -br -4 addr\neth0 UP 10.16.0.8/24';

/** The hosts of a console with the packets that each captured and the pings that each sent. */
function shownBy(...lines: string[]) {
  return observationsOf(lines.join('\n')).map(({ host, captures, probes }) => ({
    host,
    packets: captures.flatMap(({ packets }) => packets).length,
    pings: probes.map(({ sent, received, from }) => ({ sent, received, from })),
  }));
}

const SENDER = { host: 'core', packets: 2, pings: [{ sent: 1, received: 0, from: '10.15.0.2' }] };
const TARGET = { host: 'edge', packets: 0, pings: [] };

describe('a capture that prints into the output of other commands', () => {
  it('belongs to the host on which it was left running', () => {
    const shown = shownBy(
      'core:~$ sudo tcpdump -ni eth1 icmp &',
      'core:~$ ping -c 1 -I 10.15.0.2 10.16.0.8',
      ...[PING, ...PACKETS, '', END, '', OTHER],
    );

    expect(shown).toEqual([SENDER, TARGET]);
  });

  it('belongs to the host whose ping it interrupts, where no capture is shown to run', () => {
    const shown = shownBy(
      'core:~$ ping -c 1 -I 10.15.0.2 10.16.0.8',
      ...[PING, ...PACKETS, '', END, '', OTHER],
    );

    expect(shown).toEqual([SENDER, TARGET]);
  });

  it('hides the prompt of what is typed next', () => {
    const shown = shownBy(
      'core:~$ sudo tcpdump -ni eth1 icmp &',
      '[1] 40112',
      'core:~$ tcpdump: verbose output suppressed, use -v[v]... for full protocol decode',
      'listening on eth1, link-type EN10MB (Ethernet), snapshot length 262144 bytes',
      'ping -c 1 -I 10.15.0.2 10.16.0.8',
      ...[PING, ...PACKETS, '', END, '', OTHER],
    );

    expect(shown).toEqual([SENDER, TARGET]);
  });

  it('is over where another host is typed on', () => {
    const shown = shownBy(
      'core:~$ sudo tcpdump -ni eth1 icmp &',
      'edge:~$ sudo tcpdump -ni eth0 icmp',
      ...PACKETS,
    );

    expect(shown).toMatchObject([
      { host: 'core', packets: 0 },
      { host: 'edge', packets: 2 },
    ]);
  });
});

describe('lines that a narrow screen broke', () => {
  it('are one again', () => {
    const [host] = observationsOf(
      [
        'root@pi:~# ip route',
        'default via 192.168.1.1 dev eth0',
        'proto dhcp src 192.168.1.40 metric 202',
        '10.77.0.0/24 dev wlan0 proto kernel',
        'scope link src 10.77.0.1',
        'root@pi:~# ',
      ].join('\n'),
    );

    expect(host?.state.routes[4]).toMatchObject([
      { destination: '0.0.0.0/0', metric: 202, prefsrc: '192.168.1.40' },
      { destination: '10.77.0.0/24', prefsrc: '10.77.0.1' },
    ]);
  });

  it('a line that begins an output of its own stays apart', () => {
    const [host] = observationsOf(
      'h:~# ip route\ndefault via 10.0.0.1 dev eth0\ndev-notes: see the wiki\nh:~# sysctl net.ipv4.ip_forward\nnet.ipv4.ip_forward = 1\nh:~# ',
    );

    expect(host?.state.routes[4]).toHaveLength(1);
    expect(host?.state.sysctls).toEqual({ 'net.ipv4.ip_forward': '1' });
  });
});

it('grep -n puts numbers before the lines, which are none of theirs', () => {
  const [host] = observationsOf(
    'h:~# sysctl -a | grep -n rp_filter\n812:net.ipv4.conf.all.rp_filter = 1\n820:net.ipv4.conf.eth1.rp_filter = 2\nh:~# ',
  );

  expect(host?.state.sysctls).toMatchObject({
    'net.ipv4.conf.all.rp_filter': '1',
    'net.ipv4.conf.eth1.rp_filter': '2',
  });
});

it('an agent that does not answer over SNMP is an attempt over UDP', () => {
  const [host] = observationsOf(
    'poller:~$ snmpget -v2c -c public 10.255.0.1 sysUpTime.0\nTimeout: No Response from 10.255.0.1.\npoller:~$ ',
  );

  expect(host?.probes).toMatchObject([
    { to: '10.255.0.1', protocol: 'udp', port: 161, received: 0, outcome: 'timed-out' },
  ]);
});
