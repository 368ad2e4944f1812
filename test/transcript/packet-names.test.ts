import { describe, expect, it } from 'vitest';
import { parsePacketLine } from '../../src/transcript/index.ts';
import { observationOf, observationsOf } from './reading.ts';

describe('names instead of addresses', () => {
  it.each<[string, object]>([
    [
      '09:14:02.301118 net1  In  IP 10.66.5.4.41822 > c1.webcache: Flags [S], seq 11840221, win 64240, length 0',
      {
        source: '10.66.5.4',
        sourcePort: 41822,
        destinationName: 'c1',
        destinationPort: 8080,
        kind: 'S',
        sequence: 11840221,
      },
    ],
    [
      '10:00:00.000001 IP client.example.54321 > nas.ssh: Flags [S], seq 1, win 64240, length 0',
      { sourceName: 'client.example', sourcePort: 54321, destinationName: 'nas', destinationPort: 22 },
    ],
    [
      '10:00:00.000001 IP x.x.x.x.443 > 10.0.0.5.40001: Flags [S.], seq 7, ack 8, win 65160, length 0',
      {
        sourceName: 'x.x.x.x',
        sourcePort: 443,
        destination: '10.0.0.5',
        destinationPort: 40001,
        acknowledges: 8,
      },
    ],
    [
      '10:00:00.000001 IP client.example > nas.ssh: ICMP echo request, id 5, seq 1, length 64',
      { sourceName: 'client.example', destinationName: 'nas.ssh', icmpId: 5, icmpSequence: 1 },
    ],
    [
      '10:00:00.000001 IP nas.odd-service > 10.0.0.5.40001: Flags [.], ack 1, win 5, length 0',
      { sourceName: 'nas', destinationPort: 40001 },
    ],
    [
      '10:00:00.000001 IP <me>.https > <you>.40001: Flags [.], ack 1, win 5, length 0',
      { sourceName: '<me>', sourcePort: 443, destinationName: '<you>' },
    ],
    [
      '10:00:00.000001 ARP, Request who-has nas tell gw.lan, length 28',
      { destinationName: 'nas', sourceName: 'gw.lan', kind: 'who-has' },
    ],
    [
      '10:00:00.000001 IP6 client.http-alt > fd00::5.443: Flags [S], seq 1, win 1, length 0',
      { sourceName: 'client', sourcePort: 8080, destination: 'fd00::5' },
    ],
  ])('%s', (line, packet) => {
    expect(parsePacketLine(line)).toMatchObject(packet);
  });

  it('a mask that both ends bear tells neither', () => {
    const packet = parsePacketLine(
      '10:00:00.000001 IP x.x.x.x.443 > x.x.x.x.40001: Flags [.], ack 1, win 5, length 0',
    );

    expect(packet).not.toHaveProperty('sourceName');
    expect(packet).not.toHaveProperty('destinationName');
    expect(packet).toMatchObject({ sourcePort: 443, destinationPort: 40001 });
  });

  it('are matched with addresses where the paste resolves them, on whichever host', () => {
    const observations = observationsOf(
      'me@laptop:~$ ping -c1 nas\nPING nas (192.168.5.80) 56(84) bytes of data.\n\n--- nas ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss, time 0ms\n' +
        'root@box:~# tcpdump -i eth1 icmp\n10:00:00.000001 IP laptop.lan > nas: ICMP echo request, id 5, seq 1, length 64\nroot@box:~# \n',
    );

    const [packet] = observations.find(({ host }) => host === 'box')?.captures[0]?.packets ?? [];

    expect(packet).toMatchObject({
      destination: '192.168.5.80',
      destinationName: 'nas',
      sourceName: 'laptop.lan',
    });
    expect(packet).not.toHaveProperty('source');
  });

  it.each([
    'getent hosts nas\n192.168.5.80    nas nas.lan',
    'host nas\nnas has address 192.168.5.80',
    'nslookup nas\nServer:\t\t10.0.0.1\nAddress:\t10.0.0.1#53\n\nName:\tnas\nAddress: 192.168.5.80',
    'dig nas\nnas.\t\t300\tIN\tA\t192.168.5.80',
    'cat /etc/hosts\n127.0.0.1 localhost\n192.168.5.80 nas # the box',
    'arp -a\nnas (192.168.5.80) at 02:00:00:00:00:01 [ether] on eth1',
    'curl -v http://nas/\n* Connected to nas (192.168.5.80) port 80 (#0)',
    'traceroute nas\ntraceroute to nas (192.168.5.80), 30 hops max, 60 byte packets',
  ])('%s', (console) => {
    const { captures } = observationOf(
      `$ ${console}\n$ tcpdump -i eth1\n10:00:00.000001 IP 10.0.0.4 > nas: ICMP echo request, id 5, seq 1, length 64\n$ \n`,
    );

    expect(captures[0]?.packets[0]?.destination).toBe('192.168.5.80');
  });

  it('a name of two addresses tells neither', () => {
    const { captures } = observationOf(
      '$ host nas\nnas has address 192.168.5.80\nnas has address 192.168.5.81\n$ tcpdump -i eth1\n10:00:00.000001 IP 10.0.0.4 > nas: ICMP echo request, id 5, seq 1, length 64\n$ \n',
    );

    expect(captures[0]?.packets[0]).not.toHaveProperty('destination');
  });
});

describe('TCP numbers', () => {
  it.each<[string, object]>([
    ['Flags [S], seq 100, win 64860, length 0', { kind: 'S', sequence: 100, payload: 0 }],
    ['Flags [S.], seq 200, ack 101, win 64308, length 0', { kind: 'S.', sequence: 200, acknowledges: 101 }],
    ['Flags [.], ack 1, win 507, length 0', { kind: '.', acknowledges: 1, payload: 0 }],
    [
      'Flags [P.], seq 1:79, ack 1, win 507, length 78: HTTP: GET / HTTP/1.1',
      { kind: 'P.', sequence: 1, acknowledges: 1, payload: 78 },
    ],
    ['S 1382726990:1382726990(0) win 4096 <mss 1024>', { kind: 'S', sequence: 1382726990, payload: 0 }],
    ['. ack 1 win 4096', { kind: '.', acknowledges: 1 }],
  ])('%s', (text, packet) => {
    expect(parsePacketLine(`10:43:23.517400 IP 10.0.0.4.49612 > 10.0.0.5.80: ${text}`)).toMatchObject(packet);
  });
});

describe('what a capture listened for', () => {
  it.each<[string, object]>([
    ['tcpdump -nni eth1 icmp and host 10.0.0.4', { interface: 'eth1', filter: 'icmp and host 10.0.0.4' }],
    [
      'tcpdump -nn -c 50 -i any -y LINUX_SLL2 "icmp or arp"',
      { interface: 'any', filter: 'icmp or arp', limit: 50 },
    ],
    ['tcpdump -ieth1 -c5 -e -t', { interface: 'eth1', limit: 5 }],
    ['tcpdump --interface=eth1 -s 96 -l port 443', { interface: 'eth1', filter: 'port 443' }],
    ['tcpdump -vvni eth1 -s0 arp', { interface: 'eth1', filter: 'arp' }],
  ])('%s', (command, capture) => {
    const [shown] = observationOf(
      `# ${command}\nlistening on eth1, link-type EN10MB (Ethernet)\n# \n`,
    ).captures;

    expect(shown).toMatchObject(capture);
    if (!('filter' in capture)) expect(shown).not.toHaveProperty('filter');
  });
});

describe('tshark', () => {
  const console = `# tshark -i eth1 -f icmp
Running as user "root" and group "root". This could be dangerous.
Capturing on 'eth1'
    1 0.000000000   10.0.0.4 → 10.0.0.5     ICMP 98 Echo (ping) request  id=0x0385, seq=1/256, ttl=64
    2 0.000100000   10.0.0.5 → 10.0.0.4     ICMP 98 Echo (ping) reply    id=0x0385, seq=1/256, ttl=64 (request in 1)
    3 1.500000000 02:00:00:00:00:01 → Broadcast    ARP 42 Who has 10.0.0.5? Tell 10.0.0.1
    4 1.500100000 02:00:00:00:00:02 → 02:00:00:00:00:01 ARP 42 10.0.0.5 is at 02:00:00:00:00:02
    5 2.000000000   10.0.0.4 → 10.0.0.5     TCP 74 40001 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460
    6 2.000100000   10.0.0.5 → 10.0.0.4     TCP 74 443 → 40001 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0
    7 3.000000000   10.0.0.4 → 10.0.0.5     TCP 74 [TCP Retransmission] 40001 → 443 [SYN] Seq=0 Win=64240 Len=0
    8 4.000000000   10.0.0.4 -> 10.0.0.5     UDP 60 5000 > 53 Len=10
    9 5.000000000   fd00::4 → fd00::5     ICMPv6 86 Neighbor Solicitation for fd00::5 from 02:00:00:00:00:01
9 packets captured
# 
`;

  it('is read packet by packet', () => {
    const { captures, gaps } = observationOf(console);

    expect(gaps).toEqual([]);
    expect(captures).toHaveLength(1);
    expect(captures[0]).toMatchObject({ interface: 'eth1', listening: true, filter: 'icmp' });
    expect(captures[0]?.packets).toMatchObject([
      {
        dev: 'eth1',
        protocol: 'icmp',
        kind: 'echo-request',
        source: '10.0.0.4',
        icmpId: 901,
        icmpSequence: 1,
        time: 0,
      },
      { kind: 'echo-reply', destination: '10.0.0.4', icmpId: 901 },
      {
        protocol: 'arp',
        kind: 'who-has',
        destination: '10.0.0.5',
        source: '10.0.0.1',
        sourceMac: '02:00:00:00:00:01',
      },
      { protocol: 'arp', kind: 'is-at', source: '10.0.0.5', announcedMac: '02:00:00:00:00:02' },
      { protocol: 'tcp', kind: 'S', sourcePort: 40001, destinationPort: 443, sequence: 0 },
      { protocol: 'tcp', kind: 'S.', acknowledges: 1 },
      { protocol: 'tcp', kind: 'S' },
      { protocol: 'udp', sourcePort: 5000, destinationPort: 53 },
      { protocol: 'icmp6', kind: 'neighbour-solicitation', about: 'fd00::5' },
    ]);
  });

  it('is known by its form', () => {
    const lines = console.split('\n').slice(3, 9).join('\n');

    expect(observationOf(`See:\n\n${lines}\n`).captures[0]?.packets).toHaveLength(6);
  });
});
