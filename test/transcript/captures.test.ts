import { describe, expect, it } from 'vitest';
import { parsePacketLine, parsePing } from '../../src/transcript/index.ts';
import { fixture, observationOf } from './reading.ts';

describe('tcpdump 4.99, recorded', () => {
  const { captures, gaps } = observationOf(fixture('tcpdump-4.99.txt'));
  const capture = (options: string) =>
    captures.find(({ command }) => command?.startsWith(`tcpdump ${options}`));

  it('reads every line of every form', () => {
    expect(gaps).toEqual([]);
    expect(captures).toHaveLength(11);
    for (const { command, packets, listening } of captures) {
      expect([command, listening]).toEqual([command, true]);
      const echoes = packets.filter(({ protocol, kind }) => protocol === 'icmp' && kind?.startsWith('echo'));
      expect([command, echoes.length]).toEqual([command, 4]);
      const tcp = packets.filter(({ protocol }) => protocol === 'tcp');
      expect(tcp.map(({ kind }) => kind).slice(0, 2)).toEqual(
        command?.includes('-q') ? [undefined, undefined] : ['S', 'R.'],
      );
      expect(packets.filter(({ protocol }) => protocol === 'udp')).toHaveLength(1);
      expect(packets.filter(({ kind }) => kind === 'unreachable')).toHaveLength(1);
    }
  });

  it('reads which port of whom an ICMP error calls unreachable, by number or by name', () => {
    const error = (about: string) =>
      parsePacketLine(`10:00:00.1 IP 10.0.0.2 > 10.0.0.1: ICMP ${about} unreachable, length 37`);

    expect(error('10.0.0.2 udp port 9999')).toMatchObject({ about: '10.0.0.2', closedPort: 9999 });
    expect(error('10.0.0.2 udp port domain')).toMatchObject({ about: '10.0.0.2', closedPort: 53 });
    expect(error('host 10.0.0.9')).not.toHaveProperty('closedPort');
  });

  it('takes interface and direction from SLL2, and the interface from the command elsewhere', () => {
    expect(capture('-nn -i any')?.packets[0]).toMatchObject({ dev: 'eth1', direction: 'in' });
    expect(capture('-nn -i any')?.packets[1]).toMatchObject({ dev: 'eth1', direction: 'out' });
    expect(capture('-i eth1 -nn')?.packets[0]).toMatchObject({ dev: 'eth1' });
    expect(capture('-i any -nn -y')?.packets[0]).not.toHaveProperty('dev');
    expect(capture('-i any -nn -e -y')?.packets[0]).toMatchObject({
      direction: 'in',
      sourceMac: '52:54:00:00:0a:01',
    });
  });

  it('does not count the packet quoted in an ICMP error', () => {
    const verbose = capture('-i eth1 -nn -vv');

    expect(verbose?.packets.filter(({ destinationPort }) => destinationPort === 82)).toHaveLength(1);
  });
});

describe('a line of tcpdump', () => {
  it.each([
    [
      '02:17:49.498516 IP 172.16.0.4 > 172.16.5.4: ICMP echo request, id 14512, seq 1, length 64',
      { time: 8269.498516, kind: 'echo-request', icmpId: 14512, icmpSequence: 1 },
    ],
    [
      'IP 10.0.0.1 > 10.0.0.2: ICMP host 10.0.0.9 unreachable - admin prohibited, length 92',
      { protocol: 'icmp', kind: 'unreachable', about: '10.0.0.9' },
    ],
    [
      '10:00:00.1 ARP, Reply 10.0.0.1 is-at aa:bb:cc:dd:ee:ff, length 28',
      { protocol: 'arp', kind: 'is-at', source: '10.0.0.1', announcedMac: 'aa:bb:cc:dd:ee:ff' },
    ],
    [
      '10:00:00.1 arp who-has 10.0.0.1 tell 10.0.0.2',
      { protocol: 'arp', kind: 'who-has', source: '10.0.0.2', destination: '10.0.0.1' },
    ],
    [
      '10:00:00.1 IP 10.0.0.1.53 > 10.0.0.2.4242: 4711 1/0/0 A 192.0.2.1 (44)',
      { protocol: 'udp', sourcePort: 53, destinationPort: 4242 },
    ],
    [
      '10:00:00.1 IP6 2001:db8::1.4711 > 2001:db8::2.443: Flags [S.], seq 1, ack 2, win 3, length 0',
      { protocol: 'tcp', source: '2001:db8::1', destinationPort: 443, kind: 'S.' },
    ],
    [
      '10:00:00.1 aa:bb:cc:dd:ee:01 > aa:bb:cc:dd:ee:02, ethertype 802.1Q (0x8100), length 102: vlan 10, p 0, ethertype IPv4, 10.0.0.1 > 10.0.0.2: ICMP echo reply, id 1, seq 2, length 64',
      { sourceMac: 'aa:bb:cc:dd:ee:01', kind: 'echo-reply', source: '10.0.0.1' },
    ],
    [
      '10:00:00.1 eth0.100 Out IP 10.0.0.1 > 10.0.0.2: ICMP time exceeded in-transit, length 36',
      { dev: 'eth0.100', direction: 'out', kind: 'time-exceeded' },
    ],
    [
      '10:00:00.1 IP server-a > 10.0.0.2: ICMP echo request, id 1, seq 2, length 64',
      { destination: '10.0.0.2', kind: 'echo-request' },
    ],
    [
      '10:00:00.1 eth1  P   IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 1, seq 2, length 64',
      { direction: 'other' },
    ],
  ])('%s', (line, expected) => {
    expect(parsePacketLine(line)).toMatchObject(expected);
  });

  it.each(['', 'tcpdump: listening on eth1', '172.16.0.4 > 172.16.5.4', 'ARP, Request', 'IP a > b c: d'])(
    '%j is no packet',
    (line) => {
      expect(parsePacketLine(line)).toBeUndefined();
    },
  );
});

describe('ping', () => {
  it('reads iputils, recorded', () => {
    const { probes } = observationOf(fixture('ping-iputils.txt'));

    expect(probes.map(({ to, sent, received }) => [to, sent, received])).toEqual([
      ['172.16.5.4', 2, 2],
      ['172.16.5.99', 2, 0],
      ['10.1.2.3', 0, 0],
      ['172.16.5.77', 1, 0],
      ['172.16.5.4', 1, 1],
      ['2001:db8:5::4', 1, 1],
      ['172.16.5.78', 4, 0],
    ]);
    expect(probes[4]).toMatchObject({ from: '172.16.5.1' });
    expect(probes[6]?.errors[0]).toBe('From 172.16.5.1 icmp_seq=1 Destination Host Unreachable');
  });

  it('says of an unfinished ping how many were sent at least', () => {
    const probe = parsePing(
      'PING b (10.0.0.2) 56(84) bytes of data.\n64 bytes from b (10.0.0.2): icmp_seq=3 ttl=64 time=1.5 ms\n^C',
    );

    expect(probe).toEqual({
      to: '10.0.0.2',
      toName: 'b',
      outcome: 'answered',
      size: 56,
      sent: 3,
      received: 1,
      roundTrip: 1.5,
      slowest: 1.5,
      errors: [],
      unfinished: true,
    });
  });

  it('reads Windows and names who answered instead', () => {
    const probe = parsePing(
      'Pinging 10.0.0.2 with 32 bytes of data:\nReply from 10.0.0.9: bytes=32 time=1ms TTL=64\n' +
        'Request timed out.\n\n    Packets: Sent = 2, Received = 1, Lost = 1 (50% loss),\n',
    );

    expect(probe).toMatchObject({ to: '10.0.0.2', sent: 2, received: 1, answeredBy: ['10.0.0.9'] });
  });
});

describe('two captures that print into one output', () => {
  it('leave open which interface a packet passed', () => {
    const { captures } = observationOf(`$ tcpdump -ni wan2 icmp & tcpdump -ni wan1 icmp
listening on wan2, link-type EN10MB (Ethernet), snapshot length 262144 bytes
listening on wan1, link-type EN10MB (Ethernet), snapshot length 262144 bytes
08:11:20.000412 IP 192.0.2.200 > 203.0.113.18: ICMP echo request, id 9120, seq 771, length 64
08:11:20.000466 IP 203.0.113.18 > 192.0.2.200: ICMP echo reply, id 9120, seq 771, length 64
`);

    expect(captures).toHaveLength(1);
    expect(captures[0]).toMatchObject({ incomplete: true });
    expect(captures[0]).not.toHaveProperty('interface');
    expect(captures[0]?.packets.map(({ dev }) => dev)).toEqual([undefined, undefined]);
  });
});
