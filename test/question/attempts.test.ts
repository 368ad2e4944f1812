import { describe, expect, test } from 'vitest';
import { findQuestion } from '../../src/analyzer/index.ts';
import { emptyObservation, type ProbeReport } from '../../src/analyzer/model/index.ts';
import { asks, found, inShort } from './asks.ts';

describe('ICMP', () => {
  test('an interrupted ping', () => {
    expect(
      asks(`user@pc:~$ ping 10.1.0.5
PING 10.1.0.5 (10.1.0.5) 56(84) bytes of data.
^C
[root@web1 ~]# ip -br a show eth1
eth1             UP             10.1.0.5/24
`),
    ).toBe('web1: ? > 10.1.0.5 icmp eth1');
  });

  test('Destination Host Unreachable', () => {
    const { flow, taken } = found(`user@pc:~$ ping -c2 10.1.0.5
PING 10.1.0.5 (10.1.0.5) 56(84) bytes of data.
From 10.1.0.44 icmp_seq=1 Destination Host Unreachable
From 10.1.0.44 icmp_seq=2 Destination Host Unreachable
[root@web1 ~]# ip -br a show eth1
eth1             UP             10.1.0.5/24
`);

    expect(inShort(flow)).toBe('? > 10.1.0.5 icmp eth1');
    expect(taken).toMatchObject({ showing: 'ping', outcome: 'failed', host: 'pc' });
  });

  test('the one that fails, with the one that works beside it', () => {
    const { flow, siblings } = found(`root@web1:~# tcpdump -ni any icmp
10:00:01.000001 eth0  In  IP 10.9.9.9 > 10.0.0.5: ICMP echo request, id 3, seq 1, length 64
10:00:01.000031 eth0  Out IP 10.0.0.5 > 10.9.9.9: ICMP echo reply, id 3, seq 1, length 64
10:00:05.000001 eth1  In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64
10:00:06.000001 eth1  In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 2, length 64
10:00:09.000001 eth2  In  IP 10.9.9.9 > 10.2.0.5: ICMP echo request, id 5, seq 1, length 64
`);

    expect(inShort(flow)).toBe('10.9.9.9 > 10.1.0.5 icmp eth1');
    expect(siblings.working.map(inShort)).toEqual(['10.9.9.9 > 10.0.0.5 icmp eth0']);
    expect(siblings.failing.map(inShort)).toEqual(['10.9.9.9 > 10.2.0.5 icmp eth2']);
  });

  test('another sender that is answered', () => {
    const { flow, siblings } = found(`root@web1:~# tcpdump -ni eth1 icmp
10:00:01.000001 IP 10.1.0.9 > 10.1.0.5: ICMP echo request, id 3, seq 1, length 64
10:00:01.000031 IP 10.1.0.5 > 10.1.0.9: ICMP echo reply, id 3, seq 1, length 64
10:00:05.000001 IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64
10:00:06.000001 IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 2, length 64
`);

    expect(inShort(flow)).toBe('10.9.9.9 > 10.1.0.5 icmp eth1');
    expect(siblings.working.map(inShort)).toEqual(['10.1.0.9 > 10.1.0.5 icmp eth1']);
  });

  test('answers by another interface are not known to arrive', () => {
    const { flow, taken } = found(`root@web1:~# tcpdump -ni any icmp
10:00:01.000001 eth1  In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 3, seq 1, length 64
10:00:01.000031 eth0  Out IP 10.1.0.5 > 10.9.9.9: ICMP echo reply, id 3, seq 1, length 64
`);

    expect(inShort(flow)).toBe('10.9.9.9 > 10.1.0.5 icmp eth1');
    expect(taken).toMatchObject({ outcome: 'unclear' });
  });

  test('IPv6, with addresses written in several ways', () => {
    expect(
      asks(`root@six:~# tcpdump -ni eth1 icmp6
10:00:01.000001 IP6 2001:db8:77::7 > 2001:db8:b::10: ICMP6, echo request, id 4, seq 1, length 64
root@six:~# ip -6 -br a
eth0             UP             2001:db8:a::10/64
eth1             UP             2001:0db8:000b::0010/64
`),
    ).toBe('six: 2001:db8:77::7 > 2001:db8:b::10 icmp eth1');
  });

  test('an address on loopback: the interface is the one that it comes in on', () => {
    expect(
      asks(`root@lb:~# ip -br a
lo               UNKNOWN        127.0.0.1/8 10.200.0.1/32
eth0             UP             10.0.0.5/24
eth1             UP             10.1.0.5/24
root@lb:~# tcpdump -ni any icmp
10:00:01.000001 eth1  In  IP 10.9.9.9 > 10.200.0.1: ICMP echo request, id 3, seq 1, length 64
`),
    ).toBe('lb: 10.9.9.9 > 10.200.0.1 icmp eth1');
  });

  test('an address that comes in by another interface: the interface is the one that has it', () => {
    expect(
      asks(`root@h:~# ip -br a
eth0             UP             10.1.0.4/24
eth1             UP             10.1.0.5/24
root@h:~# tcpdump -ni any icmp
10:00:01.000001 eth0  In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 3, seq 1, length 64
`),
    ).toBe('h: 10.9.9.9 > 10.1.0.5 icmp eth1');
  });
});

describe('TCP', () => {
  test('SYNs that nobody answers', () => {
    expect(
      asks(`root@app:~# tcpdump -nni any port 5432
10:00:01.000001 eth1  In  IP 10.9.9.9.50000 > 10.1.0.5.5432: Flags [S], seq 1, win 64240, length 0
10:00:02.000001 eth1  In  IP 10.9.9.9.50000 > 10.1.0.5.5432: Flags [S], seq 1, win 64240, length 0
`),
    ).toBe('app: 10.9.9.9 > 10.1.0.5 tcp 5432 eth1');
  });

  test('a SYN-ACK that is sent again and again', () => {
    const { flow, taken } = found(`root@app:~# tcpdump -nni eth0 port 80
10:00:01.000001 IP 10.1.0.5.80 > 10.9.9.9.50000: Flags [S.], seq 9, ack 2, win 65160, length 0
10:00:02.000001 IP 10.1.0.5.80 > 10.9.9.9.50000: Flags [S.], seq 9, ack 2, win 65160, length 0
`);

    expect(inShort(flow)).toMatch(/^10\.9\.9\.9 > 10\.1\.0\.5 tcp 80 /);
    expect(taken).toMatchObject({ outcome: 'failed', showing: 'captured-answers' });
  });

  test('a connection that is reset', () => {
    const { taken, flow } = found(`root@app:~# tcpdump -nni eth1 port 8080
10:00:01.000001 IP 10.9.9.9.50000 > 10.1.0.5.8080: Flags [S], seq 1, win 64240, length 0
10:00:01.000031 IP 10.1.0.5.8080 > 10.9.9.9.50000: Flags [R.], seq 0, ack 2, win 0, length 0
`);

    expect(inShort(flow)).toBe('10.9.9.9 > 10.1.0.5 tcp 8080 eth1');
    expect(taken).toMatchObject({ outcome: 'failed' });
  });

  test('an open ssh session is nobody’s question', () => {
    expect(
      asks(`root@app:~# tcpdump -nni any
10:00:00.900001 eth0  Out IP 10.0.0.5.22 > 10.7.7.7.60000: Flags [P.], seq 1:37, ack 1, win 501, length 36
10:00:00.910001 eth0  In  IP 10.7.7.7.60000 > 10.0.0.5.22: Flags [.], ack 37, win 501, length 0
10:00:01.000001 eth1  In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 3, seq 1, length 64
`),
    ).toBe('app: 10.9.9.9 > 10.1.0.5 icmp eth1');
  });

  test.each([
    [
      'nc -vz -w3 10.1.0.5 8443',
      'nc: connect to 10.1.0.5 port 8443 (tcp) timed out: Operation now in progress',
    ],
    [
      'telnet 10.1.0.5 8443',
      'Trying 10.1.0.5...\ntelnet: Unable to connect to remote host: Connection refused',
    ],
    ['nc -zv 10.1.0.5 8443', 'nc: connect to 10.1.0.5 port 8443 (tcp) failed: Connection refused'],
    ['curl -m5 https://10.1.0.5:8443/', 'curl: (28) Connection timed out after 5001 milliseconds'],
    ['ssh -p 8443 10.1.0.5', 'ssh: connect to host 10.1.0.5 port 8443: No route to host'],
    ['wget https://10.1.0.5:8443/', 'Connecting to 10.1.0.5:8443... failed: Connection refused.'],
  ])('%s', (command, output) => {
    expect(
      asks(`me@desk:~$ ${command}
${output}
root@app:~# ip -br a
eth0             UP             10.0.0.5/24
eth1             UP             10.1.0.5/24
`),
    ).toBe('app: ? > 10.1.0.5 tcp 8443 eth1');
  });

  test('the port fails, the ping is answered', () => {
    const { flow, siblings } = found(`me@desk:~$ ping -c1 10.1.0.5
64 bytes from 10.1.0.5: icmp_seq=1 ttl=61 time=1.2 ms
me@desk:~$ nc -vz -w3 10.1.0.5 443
nc: connect to 10.1.0.5 port 443 (tcp) timed out: Operation now in progress
root@app:~# ip -br a
eth0             UP             10.0.0.5/24
eth1             UP             10.1.0.5/24
`);

    expect(inShort(flow)).toBe('? > 10.1.0.5 tcp 443 eth1');
    expect(siblings.working.map(inShort)).toEqual(['? > 10.1.0.5 icmp eth1']);
  });
});

describe('UDP', () => {
  test('questions without an answer', () => {
    expect(
      asks(`root@ns:~# tcpdump -nni eth1 udp port 53
10:00:01.000001 IP 10.9.9.9.40000 > 10.1.0.5.53: 4711+ A? example.com. (29)
10:00:06.000001 IP 10.9.9.9.40000 > 10.1.0.5.53: 4711+ A? example.com. (29)
`),
    ).toBe('ns: 10.9.9.9 > 10.1.0.5 udp 53 eth1');
  });

  test('an attempt of a person before what is captured beside it', () => {
    expect(
      asks(`me@desk:~$ nc -u -w2 10.1.0.5 5060
root@sip:~# tcpdump -nni any udp
10:00:01.000001 eth0  In  IP 10.7.7.7.5353 > 224.0.0.251.5353: 0 PTR (QM)? _ipp._tcp.local. (40)
10:00:02.000001 eth1  In  IP 10.9.9.9.5060 > 10.1.0.5.5060: SIP: OPTIONS sip:10.1.0.5 SIP/2.0
`),
    ).toBe('sip: 10.9.9.9 > 10.1.0.5 udp 5060 eth1');
  });
});

describe('logs alone', () => {
  test('a martian', () => {
    expect(
      asks('Jun  4 10:11:00 lb1 kernel: IPv4: martian source 10.88.2.10 from 10.12.0.5, on dev eth1'),
    ).toBe('-: 10.12.0.5 > 10.88.2.10 icmp eth1');
  });

  test('a firewall’s line, of which the port comes too', () => {
    expect(
      asks(
        '[ 1234.5] [UFW BLOCK] IN=eth1 OUT= MAC=02:00:00:00:00:01:02:00:00:00:00:02:08:00 SRC=10.9.9.9 DST=10.1.0.5 LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=1 DF PROTO=TCP SPT=40000 DPT=8443 WINDOW=64240 RES=0x00 SYN URGP=0',
      ),
    ).toBe('-: 10.9.9.9 > 10.1.0.5 tcp 8443 eth1');
  });

  test('an answer that the host’s own filter logged', () => {
    expect(
      asks(
        'kernel: OUT-DROP IN= OUT=eth0 SRC=10.1.0.5 DST=10.9.9.9 LEN=84 TOS=0x00 PREC=0x00 TTL=64 ID=1 PROTO=ICMP TYPE=0 CODE=0 ID=3 SEQ=1',
      ),
    ).toMatch(/^-: 10\.9\.9\.9 > 10\.1\.0\.5 icmp /);
  });

  test('multicast and broadcast are nobody’s question', () => {
    expect(
      asks(`root@h:~# dmesg
[1.0] IPv4: martian source 255.255.255.255 from 10.0.0.1, on dev eth0
[2.0] IPv4: martian source 10.1.0.5 from 10.9.9.9, on dev eth1
[3.0] IPv4: martian source 224.0.0.251 from 10.0.0.9, on dev eth0
`),
    ).toBe('h: 10.9.9.9 > 10.1.0.5 icmp eth1');
  });

  test('a person’s ping before a log full of strangers', () => {
    const stranger = (n: number) =>
      `[${n}.0] [UFW BLOCK] IN=eth0 OUT= MAC=02:00 SRC=198.51.100.${n} DST=203.0.113.5 LEN=40 TTL=240 PROTO=TCP SPT=4${n} DPT=23 WINDOW=1 SYN URGP=0\n`;
    expect(
      asks(`me@desk:~$ ping -c2 203.0.113.21
PING 203.0.113.21 (203.0.113.21) 56(84) bytes of data.
^C
root@edge:~# dmesg
${[1, 2, 3, 4, 5].map(stranger).join('')}root@edge:~# ip -br a
eth0             UP             203.0.113.5/28
eth1             UP             203.0.113.21/28
`),
    ).toBe('edge: ? > 203.0.113.21 icmp eth1');
  });
});

describe('the kernel’s own answers', () => {
  test.each(['Invalid cross-device link', 'Invalid argument', 'Network is unreachable', 'No route to host'])(
    'refused: %s',
    (message) => {
      expect(
        asks(`$ ip route get 10.8.2.5 from 198.51.100.9 iif ens4\nRTNETLINK answers: ${message}\n`),
      ).toBe('-: 198.51.100.9 > 10.8.2.5 icmp ens4');
    },
  );

  test('the way back from an address', () => {
    expect(
      asks(`root@h:~# ip route get 10.99.0.4 from 10.50.1.7
10.99.0.4 from 10.50.1.7 via 10.50.1.254 dev eth1
`),
    ).toBe('h: 10.99.0.4 > 10.50.1.7 icmp eth1');
  });

  test('a way back that a rule prohibits', () => {
    expect(
      asks(`$ ip r get 192.168.99.5 from 10.5.1.1
RTNETLINK answers: Permission denied
$ ip -4 a show dev eth1 | grep inet
    inet 10.5.1.1/24 brd 10.5.1.255 scope global eth1
`),
    ).toBe('-: 192.168.99.5 > 10.5.1.1 icmp eth1');
  });

  test('a way back that there is not', () => {
    expect(
      asks(`root@h:~# ip -br a
eth0             UP             10.0.0.5/24
eth1             UP             10.50.1.7/24
root@h:~# ip route get 10.99.0.4 from 10.50.1.7
RTNETLINK answers: Network is unreachable
`),
    ).toBe('h: 10.99.0.4 > 10.50.1.7 icmp eth1');
  });

  test('who asks, where one lookup names them', () => {
    expect(
      asks(`root@h:~# ip -br a
eth0             UP             10.0.0.5/24
eth1             UP             10.1.0.5/24
root@h:~# ip r
default via 10.0.0.1 dev eth0
root@h:~# ip route get 172.16.0.4
172.16.0.4 via 10.0.0.1 dev eth0 src 10.0.0.5 uid 0
`),
    ).toBe('h: 172.16.0.4 > 10.1.0.5 icmp eth1');
  });
});

describe('neighbours', () => {
  test('requests for a hardware address that nobody answers', () => {
    expect(
      asks(`root@h:~# tcpdump -ni any arp
10:00:01.000001 eth1  B   ARP, Request who-has 10.1.0.5 tell 10.1.0.9, length 46
10:00:02.000001 eth1  B   ARP, Request who-has 10.1.0.5 tell 10.1.0.9, length 46
10:00:02.500001 eth1  B   ARP, Request who-has 10.1.0.77 tell 10.1.0.1, length 46
root@h:~# ip -br a
eth0             UP             10.0.0.5/24
eth1             UP             10.1.0.5/24
`),
    ).toBe('h: 10.1.0.9 > 10.1.0.5 icmp eth1');
  });

  test('its own request for a next hop is evidence', () => {
    expect(
      asks(`root@h:~# tcpdump -ni any icmp or arp
10:00:01.000001 eth1  In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 3, seq 1, length 64
10:00:01.000101 eth1  Out ARP, Request who-has 10.1.0.254 tell 10.1.0.5, length 28
10:00:02.000101 eth1  Out ARP, Request who-has 10.1.0.254 tell 10.1.0.5, length 28
`),
    ).toBe('h: 10.9.9.9 > 10.1.0.5 icmp eth1');
  });

  test('arping that nobody answers', () => {
    expect(
      asks(`pc$ arping -c2 -I eth0 10.1.0.5
ARPING 10.1.0.5 from 10.1.0.9 eth0
Sent 2 probes (2 broadcast(s))
Received 0 response(s)
root@h:~# ip -br a
eth0             UP             10.0.0.5/24
eth1             UP             10.1.0.5/24
`),
    ).toBe('h: 10.1.0.9 > 10.1.0.5 icmp eth1');
  });

  test('two machines that claim the address', () => {
    const { flow, taken } = found(`root@pc:~# tcpdump -ni eth0 arp
10:00:01.000001 ARP, Request who-has 10.1.0.5 tell 10.1.0.9, length 28
10:00:01.000501 ARP, Reply 10.1.0.5 is-at 02:00:00:00:00:0a, length 28
10:00:01.000601 ARP, Reply 10.1.0.5 is-at 02:00:00:00:00:0b, length 28
root@pc:~# ip -br a show eth0
eth0             UP             10.1.0.9/24
root@h:~# ip -br a
eth0             UP             10.1.0.4/24
eth1             UP             10.1.0.5/24
`);

    expect(inShort(flow)).toBe('10.1.0.9 > 10.1.0.5 icmp eth1');
    expect(taken).toMatchObject({ showing: 'two-owners' });
  });
});

describe('paths', () => {
  test('that end before the address', () => {
    expect(
      asks(`me@desk:~$ traceroute -n 10.1.0.5
traceroute to 10.1.0.5 (10.1.0.5), 30 hops max, 60 byte packets
 1  10.7.0.1  0.512 ms  0.410 ms  0.388 ms
 2  * * *
 3  * * *
root@h:~# ip -br a
eth0             UP             10.0.0.5/24
eth1             UP             10.1.0.5/24
`),
    ).toBe('h: ? > 10.1.0.5 icmp eth1');
  });
});

describe('names in place of addresses', () => {
  test('the sender’s: requests and answers belong together', () => {
    const { flow, taken } = found(`root@h:~# tcpdump -i any icmp
10:00:01.000001 eth1  In  IP desk.lan > 10.1.0.5: ICMP echo request, id 3, seq 1, length 64
10:00:01.000041 eth1  Out IP 10.1.0.5 > desk.lan: ICMP echo reply, id 3, seq 1, length 64
10:00:02.000001 eth2  In  IP desk.lan > 10.2.0.5: ICMP echo request, id 4, seq 1, length 64
`);

    expect(inShort(flow)).toBe('? > 10.2.0.5 icmp eth2');
    expect(taken).toMatchObject({ outcome: 'failed' });
  });

  test('the host’s own name, in the sender’s console', () => {
    expect(
      asks(`me@desk:~$ sudo tcpdump -i any port 443
10:00:01.000001 wlan0 Out IP desk.lan.40000 > web1.example.com.https: Flags [S], seq 1, win 64240, length 0
10:00:02.000001 wlan0 Out IP desk.lan.40000 > web1.example.com.https: Flags [S], seq 1, win 64240, length 0
root@web1:~# iptables -S INPUT
-P INPUT DROP
root@db1:~# iptables -S INPUT
-P INPUT ACCEPT
`),
    ).toBe('web1: ? > ? tcp 443 ?');
  });
});

describe('what is masked', () => {
  test('the sender', () => {
    expect(
      asks(`root@h:~# ip -br a
eth1             UP             10.1.0.5/24
root@h:~# tcpdump -ni any icmp
10:00:01.000001 eth1  In  IP x.x.x.x > 10.1.0.5: ICMP echo request, id 3, seq 1, length 64
`),
    ).toBe('h: ? > 10.1.0.5 icmp eth1');
  });

  test('the address that is asked: the packets tell the interface', () => {
    expect(
      asks(`root@h:~# tcpdump -ni any icmp
10:00:01.000001 eth1  In  IP 10.9.9.9 > <my-ip>: ICMP echo request, id 3, seq 1, length 64
`),
    ).toBe('h: 10.9.9.9 > ? icmp eth1');
  });

  test('an address that no listing shows is known from the packets', () => {
    const { host } = found(`root@h:~# tcpdump -ni any icmp
10:00:01.000001 eth1  In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 3, seq 1, length 64
`);

    expect(host.state.addresses).toMatchObject([{ dev: 'eth1', local: '10.1.0.5', prefixLength: 32 }]);
  });

  test('an address that its interface’s listing rules out is not', () => {
    const { host, flow } = found(`root@h:~# ip addr
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
    inet 127.0.0.1/8 scope host lo
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 10.1.0.6/24 scope global eth1
root@h:~# tcpdump -ni eth1 icmp
10:00:01.000001 IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 3, seq 1, length 64
`);

    expect(inShort(flow)).toBe('10.9.9.9 > 10.1.0.5 icmp eth1');
    expect(host.state.addresses?.map(({ local }) => local)).not.toContain('10.1.0.5');
  });
});

test('a connection whose port only the report names', () => {
  const probe = (port: number, received: number): ProbeReport => ({
    to: '203.0.113.20',
    protocol: 'tcp',
    port,
    sent: 1,
    received,
    errors: [],
  });
  const desk = { ...emptyObservation(), host: 'desk', probes: [probe(80, 1), probe(8443, 0)] };

  const question = findQuestion([desk]);

  expect(question).toMatchObject({
    kind: 'found',
    flow: { to: '203.0.113.20', protocol: 'tcp', port: 8443 },
    taken: { showing: 'connection', outcome: 'failed', host: 'desk' },
  });
});
