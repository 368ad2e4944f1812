import { describe, expect, test } from 'vitest';
import { asks, found, inShort, questionIn } from './asks.ts';

const STATE = `[root@web1 ~]# ip -br a
lo               UNKNOWN        127.0.0.1/8
eth0             UP             10.0.0.5/24
eth1             UP             10.1.0.5/24
[root@web1 ~]# ip r
default via 10.0.0.1 dev eth0
10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5
10.1.0.0/24 dev eth1 proto kernel scope link src 10.1.0.5
`;

const pings = (to: string, received = 0) => `PING ${to} (${to}) 56(84) bytes of data.
${received > 0 ? `64 bytes from ${to}: icmp_seq=1 ttl=61 time=1.2 ms\n` : ''}
--- ${to} ping statistics ---
3 packets transmitted, ${received} received, ${received === 0 ? '100' : '0'}% packet loss, time 2001ms
`;

describe('which host is asked', () => {
  test('the owner of the address that another console pings', () => {
    const text = `me@desk:~$ ping -c3 10.1.0.5\n${pings('10.1.0.5')}${STATE}`;

    expect(asks(text)).toBe('web1: ? > 10.1.0.5 icmp eth1');
    expect(found(text).peer?.host).toBe('desk');
  });

  test('the sender shows its own routes as well', () => {
    const text = `me@desk:~$ ping -c3 10.1.0.5
${pings('10.1.0.5')}me@desk:~$ ip r
default via 10.7.0.1 dev wlan0 proto dhcp src 10.7.0.44 metric 600
10.7.0.0/24 dev wlan0 proto kernel scope link src 10.7.0.44 metric 600
${STATE}`;

    expect(asks(text)).toBe('web1: 10.7.0.44 > 10.1.0.5 icmp eth1');
  });

  test('a private sender of a public address comes as another: its own address is not taken', () => {
    const text = `me@desk:~$ ping -c3 203.0.113.20
${pings('203.0.113.20')}me@desk:~$ ip -4 -br a show wlan0
wlan0            UP             192.168.1.7/24
root@edge:~# ip -4 -br a
eth0             UP             198.51.100.9/24
eth1             UP             203.0.113.20/28
`;

    expect(asks(text)).toBe('edge: ? > 203.0.113.20 icmp eth1');
  });

  test('the one on which the request comes in, not the router that it passed', () => {
    const text = `[root@gw ~]# tcpdump -ni any icmp
10:00:01.000001 wan   In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64
10:00:01.000021 lan   Out IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64
[root@web1 ~]# tcpdump -ni any icmp
10:00:01.000312 eth1  In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64
`;

    expect(asks(text)).toBe('web1: 10.9.9.9 > 10.1.0.5 icmp eth1');
    expect(found(text).others.map(({ host }) => host)).toEqual(['gw']);
  });

  test('captures at both ends without a direction: answers are made where they follow at once', () => {
    const text = `user@laptop:~$ tcpdump -ni wlan0 icmp
10:00:00.000000 IP 10.7.0.44 > 10.1.0.5: ICMP echo request, id 8, seq 1, length 64
10:00:00.024000 IP 10.1.0.5 > 10.7.0.44: ICMP echo reply, id 8, seq 1, length 64
user@nas:~$ tcpdump -ni eth1 icmp
10:00:00.512000 IP 10.7.0.44 > 10.1.0.5: ICMP echo request, id 8, seq 1, length 64
10:00:00.512040 IP 10.1.0.5 > 10.7.0.44: ICMP echo reply, id 8, seq 1, length 64
`;

    expect(asks(text)).toBe('nas: 10.7.0.44 > 10.1.0.5 icmp eth1');
    expect(found(text).peer?.host).toBe('laptop');
  });

  test('the only one with the network, where nobody shows the address', () => {
    const text = `me@desk:~$ ping -c3 10.1.0.77
${pings('10.1.0.77')}[root@web1 ~]# ip r
default via 10.0.0.1 dev eth0
10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5
10.1.0.0/24 dev eth1 scope link
`;

    expect(asks(text)).toBe('web1: ? > 10.1.0.77 icmp eth1');
  });

  test('a console of another host does not matter, wherever it stands', () => {
    const ping = `me@desk:~$ ping -c3 10.1.0.5\n${pings('10.1.0.5')}`;
    const other = `[root@db ~]# ip -br a
ens3             UP             10.50.0.3/24
ens4             UP             10.51.0.3/24
[root@db ~]# sysctl net.ipv4.conf.all.rp_filter
net.ipv4.conf.all.rp_filter = 1
`;

    expect(asks(ping + other + STATE)).toBe('web1: ? > 10.1.0.5 icmp eth1');
    expect(asks(STATE + ping + other)).toBe('web1: ? > 10.1.0.5 icmp eth1');
    expect(found(other + ping + STATE).others.map(({ host }) => host)).toEqual(['db']);
  });

  test('two that fit alike are asked for, and a name decides', () => {
    const host = (name: string) => `[root@${name} ~]# tcpdump -ni any icmp
10:00:01.000001 eth1  In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64
`;
    const text = host('node-a') + host('node-b');

    expect(questionIn(text)).toEqual({
      kind: 'refused',
      reason: 'several-hosts',
      hosts: ['node-a', 'node-b'],
      to: '10.1.0.5',
    });
    expect(asks(text, { host: 'node-b' })).toBe('node-b: 10.9.9.9 > 10.1.0.5 icmp eth1');
    expect(questionIn(text, { host: 'node-c' })).toEqual({
      kind: 'refused',
      reason: 'host-unknown',
      host: 'node-c',
      hosts: ['node-a', 'node-b'],
    });
  });

  test('two hosts that ping each other in vain are asked for', () => {
    const host = (name: string, own: string, other: string) => `[root@${name} ~]# ip -br a
eth0             UP             ${own}/24
[root@${name} ~]# ping -c3 ${other}
${pings(other)}`;

    expect(questionIn(host('a', '10.1.0.5', '10.2.0.5') + host('b', '10.2.0.5', '10.1.0.5'))).toMatchObject({
      reason: 'several-hosts',
      hosts: ['a', 'b'],
    });
  });

  test('nothing but a sender: the asked host is not in the paste', () => {
    const question = found(`$ ping -c3 10.66.0.20\n${pings('10.66.0.20')}`);

    expect(inShort(question.flow)).toBe('? > 10.66.0.20 icmp ?');
    expect(question.host.evidence).toEqual([]);
    expect(question.peer?.probes).toHaveLength(1);
  });

  test('no console at all', () => {
    expect(questionIn('hello, eth1 of our server does not answer any more, please help')).toEqual({
      kind: 'refused',
      reason: 'no-console',
    });
    expect(questionIn('')).toMatchObject({ reason: 'no-console' });
  });
});

describe('consoles without prompts', () => {
  test('a ping of an own address was typed elsewhere', () => {
    const text = `ping gives nothing:
${pings('10.1.0.5')}
and this is the server:
default via 10.0.0.1 dev eth0
10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5
10.1.0.0/24 dev eth1 proto kernel scope link src 10.1.0.5
`;
    const question = found(text);

    expect(inShort(question.flow)).toBe('? > 10.1.0.5 icmp eth1');
    expect(question.peer?.probes.map(({ to }) => to)).toEqual(['10.1.0.5']);
    expect(question.host.probes).toEqual([]);
  });

  test('a capture behind no prompt belongs to the host whose address it is for', () => {
    const text = `[root@web1 ~]# ip -br a
eth0             UP             10.0.0.5/24
eth1             UP             10.1.0.5/24
[root@desk ~]# ip -br a
eth0             UP             10.7.0.9/24

While it was pinged this was seen:

10:00:01.000001 IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64
10:00:02.000001 IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 2, length 64
`;
    const question = found(text);

    expect(`${question.hostName}: ${inShort(question.flow)}`).toBe('web1: 10.9.9.9 > 10.1.0.5 icmp eth1');
    expect(question.host.captures).toHaveLength(1);
    expect(question.host.evidence.map(({ id }) => id)).toContain('capture');
  });

  test('a capture behind a bare prompt belongs to the only host there is, where it shows no other address', () => {
    const capture = `# tcpdump -ni eth1 icmp
10:00:01.000001 IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64
`;
    const settings = '[root@web1 ~]# sysctl net.ipv4.conf.eth1.rp_filter\nnet.ipv4.conf.eth1.rp_filter = 1\n';
    const ping = `me@desk:~$ ping -c3 10.1.0.5\n${pings('10.1.0.5')}`;

    expect(asks(settings + capture)).toBe('web1: 10.9.9.9 > 10.1.0.5 icmp eth1');
    expect(asks(ping + capture)).toBe('-: 10.9.9.9 > 10.1.0.5 icmp eth1');
  });

  test('both ends behind bare prompts, and no address shown', () => {
    const question = found(`$ nc -vz -w3 10.2.2.2 8080
nc: connect to 10.2.2.2 port 8080 (tcp) failed: No route to host
# iptables -S INPUT
-P INPUT ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -j REJECT --reject-with icmp-host-prohibited
`);

    expect(inShort(question.flow)).toBe('? > 10.2.2.2 tcp 8080 ?');
    expect(question.host.state.filters).toBeDefined();
    expect(question.peer?.probes).toHaveLength(1);
  });

  test('a capture alone, on one interface', () => {
    expect(
      asks(`listening on ens5, link-type EN10MB (Ethernet), capture size 262144 bytes
12:30:01.000001 IP 10.0.0.5 > 10.6.6.6: ICMP echo request, id 1, seq 1, length 64
12:30:02.000001 IP 10.0.0.5 > 10.6.6.6: ICMP echo request, id 1, seq 2, length 64
`),
    ).toBe('-: 10.0.0.5 > 10.6.6.6 icmp ens5');
  });
});

describe('addresses that a configuration promises', () => {
  const lb1 = `root@lb1:~# ip -4 addr
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
    inet 127.0.0.1/8 scope host lo
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 10.15.0.11/24 scope global eth0
root@lb1:~# cat /etc/keepalived/keepalived.conf
vrrp_instance VI_APP {
    state MASTER
    interface eth0
    virtual_router_id 51
    virtual_ipaddress {
        10.15.0.100/24
    }
}
`;

  test('are asked where they should be, until somebody has them', () => {
    const ping = `me@desk:~$ ping -c3 10.15.0.100\n${pings('10.15.0.100')}`;
    const holder = '[root@lb2 ~]# ip -br a\neth0 UP 10.15.0.12/24 10.15.0.100/24\n';

    expect(asks(ping + lb1)).toBe('lb1: ? > 10.15.0.100 icmp eth0');
    expect(asks(ping + lb1 + holder)).toBe('lb2: ? > 10.15.0.100 icmp eth0');
  });

  test('are what a listing without them is about', () => {
    expect(asks(lb1)).toBe('lb1: ? > 10.15.0.100 icmp eth0');
  });

  test('and that another machine answers for', () => {
    const { taken, flow } = found(`${lb1}root@lb1:~# arping -c2 -I eth0 10.15.0.100
ARPING 10.15.0.100 from 10.15.0.11 eth0
Unicast reply from 10.15.0.100 [02:00:00:00:0B:12]  0.812ms
Sent 1 probes (1 broadcast(s))
`);

    expect(inShort(flow)).toBe('? > 10.15.0.100 icmp eth0');
    expect(taken).toMatchObject({ showing: 'two-owners' });
  });
});

describe('listings behind a bare prompt', () => {
  const listing = `# ip -br a
eth0             UP             10.0.0.5/24
eth1             UP             10.1.0.5/24
# ip r
default via 10.0.0.1 dev eth0
`;

  test('are of the host that only pings, where its targets are elsewhere', () => {
    expect(asks(`ops@web1:~$ ping -c3 -I eth1 8.8.8.8\n${pings('8.8.8.8')}${listing}`)).toBe(
      'web1: 8.8.8.8 > 10.1.0.5 icmp eth1',
    );
  });

  test('are of another host, where that is pinged', () => {
    const question = found(`desk$ ping -c3 10.1.0.5\n${pings('10.1.0.5')}${listing}`);

    expect(inShort(question.flow)).toBe('? > 10.1.0.5 icmp eth1');
    expect(question.hostName).toBeUndefined();
    expect(question.peer?.host).toBe('desk');
  });
});

describe("a host's own pings", () => {
  test('are evidence where somebody asks it', () => {
    const text = `me@desk:~$ ping -c3 10.1.0.5
${pings('10.1.0.5')}${STATE}[root@web1 ~]# ping -c3 10.0.0.1
${pings('10.0.0.1', 3)}[root@web1 ~]# ping -c3 8.8.8.8
${pings('8.8.8.8')}`;

    expect(asks(text)).toBe('web1: ? > 10.1.0.5 icmp eth1');
    expect(found(text).host.probes).toHaveLength(2);
  });

  test('are the question where nothing else is, seen from the other end', () => {
    expect(asks(`${STATE}[root@web1 ~]# ping -c3 -I eth1 8.8.8.8\n${pings('8.8.8.8')}`)).toBe(
      'web1: 8.8.8.8 > 10.1.0.5 icmp eth1',
    );
    expect(asks(`${STATE}[root@web1 ~]# ping -c3 -I 10.1.0.5 8.8.8.8\n${pings('8.8.8.8')}`)).toBe(
      'web1: 8.8.8.8 > 10.1.0.5 icmp eth1',
    );
    expect(asks(`${STATE}[root@web1 ~]# ping -c3 8.8.8.8\n${pings('8.8.8.8')}`)).toBe(
      'web1: 8.8.8.8 > 10.0.0.5 icmp eth0',
    );
  });

  test('by one interface fail, by another are answered', () => {
    const { flow, siblings } = found(`${STATE}[root@web1 ~]# ping -c3 -I eth1 8.8.8.8
${pings('8.8.8.8')}[root@web1 ~]# ping -c3 -I eth0 8.8.8.8
${pings('8.8.8.8', 3)}`);

    expect(inShort(flow)).toBe('8.8.8.8 > 10.1.0.5 icmp eth1');
    expect(siblings.working.map(inShort)).toEqual(['8.8.8.8 > 10.0.0.5 icmp eth0']);
  });

  test('that work say nothing of who asks', () => {
    expect(asks(`${STATE}[root@web1 ~]# ping -c3 8.8.8.8\n${pings('8.8.8.8', 3)}`)).toBe(
      'web1: ? > 10.1.0.5 icmp eth1',
    );
  });

  test('of its own address pass by lo', () => {
    expect(asks(`${STATE}[root@web1 ~]# ping -c3 10.1.0.5\n${pings('10.1.0.5', 3)}`)).toBe(
      'web1: ? > 10.1.0.5 icmp eth1',
    );
  });
});

describe('what stands under another prompt', () => {
  const capture = `[root@db1 ~]# tcpdump -nn -i any icmp
11:20:04.118311 ens2  In  IP 10.40.0.7 > 10.30.2.20: ICMP echo request, id 901, seq 1, length 64
[root@db1 ~]# ip r
default via 10.30.1.1 dev ens1
10.30.1.0/24 dev ens1 proto kernel scope link src 10.30.1.20
10.30.2.0/24 dev ens2 proto kernel scope link src 10.30.2.20
`;
  const settings = (host: string, ...names: string[]) =>
    `[root@${host} ~]# sysctl -ar '\\.rp_filter'\n${names.map((name) => `net.ipv4.conf.${name}.rp_filter = 1\n`).join('')}`;

  test.each([
    ['is taken where it names interfaces of the host alone', settings('gw7', 'all', 'ens1', 'ens2'), 1],
    ['is not where it names another interface', settings('gw7', 'all', 'ens1', 'ens2', 'ens9'), 0],
    ['is not where it names none', settings('gw7', 'all', 'default'), 0],
    [
      'is not where the host shows its own',
      settings('db1', 'all', 'ens2') + settings('gw7', 'all', 'ens1', 'ens2'),
      0,
    ],
    [
      'is not where that host shows addresses of its own',
      `${settings('gw7', 'all', 'ens1', 'ens2')}[root@gw7 ~]# ip -br a\nens1 UP 10.77.0.1/24\nens2 UP 10.78.0.1/24\n`,
      0,
    ],
    [
      "is not the sender's own, where it has fewer interfaces",
      `[root@app1 ~]# ping -c3 10.30.2.20\n${pings('10.30.2.20')}${settings('app1', 'all', 'ens1')}`,
      0,
    ],
    [
      "is taken from the sender's prompt where it names every interface of the host",
      `[root@app1 ~]# ping -c3 10.30.2.20\n${pings('10.30.2.20')}${settings('app1', 'all', 'ens1', 'ens2')}`,
      1,
    ],
  ])('%s', (_what, other, number) => {
    const { attributed, hostName } = found(capture + other);

    expect(hostName).toBe('db1');
    expect(attributed).toHaveLength(number);
  });

  test('a console that has the asked address is the same machine, where the host shows none', () => {
    const arrival = `[root@ip-10-30-2-20 ~]# tcpdump -nn -i any icmp
11:20:04.118311 ens2  In  IP 10.40.0.7 > 10.30.2.20: ICMP echo request, id 901, seq 1, length 64
`;
    const listing = `[root@db1 ~]# ip -br a
ens1             UP             10.30.1.20/24
ens2             UP             10.30.2.20/24
[root@db1 ~]# ip rule
0:	from all lookup local
32766:	from all lookup main
32767:	from all lookup default
`;
    const { hostName, flow, attributed } = found(arrival + listing);

    expect(`${hostName}: ${inShort(flow)}`).toBe('ip-10-30-2-20: 10.40.0.7 > 10.30.2.20 icmp ens2');
    expect(attributed.map(({ part, host: name }) => [part, name])).toEqual([
      ['addresses', 'db1'],
      ['rules', 'db1'],
      ['links', 'db1'],
    ]);
    // Two machines that both have it are two machines.
    const twin = listing.replaceAll('db1', 'db2').replace('10.30.1.20', '10.30.1.21');
    expect(found(`${capture}${twin}`).attributed).toEqual([]);
  });

  test('routes and rules, too', () => {
    const { attributed, host } = found(`[root@db1 ~]# tcpdump -nn -i any icmp
11:20:04.118311 ens2  In  IP 10.40.0.7 > 10.30.2.20: ICMP echo request, id 901, seq 1, length 64
11:20:05.118311 ens1  Out IP 10.30.1.20 > 10.40.0.8: ICMP echo request, id 7, seq 1, length 64
[root@jump ~]# ip route show table 102
default via 10.30.2.1 dev ens2
[root@jump ~]# ip rule
0:	from all lookup local
100:	from all iif ens2 lookup 102
32766:	from all lookup main
32767:	from all lookup default
`);

    expect(attributed.map(({ part, keys, host: name }) => [part, keys, name])).toEqual([
      ['rules', ['4'], 'jump'],
      ['routes', ['102'], 'jump'],
    ]);
    expect(host.state.rules[4]).toHaveLength(4);
    expect(host.state.routes[4]?.map(({ table }) => table)).toEqual(['102']);
  });
});
