import { describe, expect, it } from 'vitest';
import { readSections } from '../../src/transcript/index.ts';
import { observationOf, observationsOf } from './reading.ts';

function attempts(console: string) {
  return observationsOf(`$ ${console}\n$ \n`).flatMap(({ probes }) => probes);
}

describe('an attempt over TCP or UDP', () => {
  it.each<[string, object]>([
    [
      'nc -vz -w3 10.2.2.2 8080\nnc: connect to 10.2.2.2 port 8080 (tcp) failed: No route to host',
      { to: '10.2.2.2', port: 8080, protocol: 'tcp', outcome: 'host-unreachable', received: 0 },
    ],
    [
      'nc -vz 10.2.2.2 443\nConnection to 10.2.2.2 443 port [tcp/https] succeeded!',
      { to: '10.2.2.2', port: 443, outcome: 'answered', received: 1, errors: [] },
    ],
    [
      'nc -vz 10.2.2.2 443\n(UNKNOWN) [10.2.2.2] 443 (https) : Connection refused',
      { to: '10.2.2.2', port: 443, outcome: 'refused', received: 1 },
    ],
    [
      'nc -vz 10.2.2.2 443\nnc: 10.2.2.2 (10.2.2.2:443): Connection refused',
      { port: 443, outcome: 'refused' },
    ],
    [
      'nc -vz -G 4 10.2.2.2 9443\nnc: connectx to 10.2.2.2 port 9443 (tcp) failed: Operation timed out',
      { to: '10.2.2.2', port: 9443, protocol: 'tcp', outcome: 'timed-out', received: 0 },
    ],
    ['ncat 10.2.2.2 443\nNcat: TIMEOUT.', { to: '10.2.2.2', port: 443, outcome: 'timed-out', received: 0 }],
    ['telnet 10.2.2.2 25\nTrying 10.2.2.2...\nConnected to 10.2.2.2.', { port: 25, outcome: 'answered' }],
    [
      'telnet 10.2.2.2\nTrying 10.2.2.2...\ntelnet: connect to address 10.2.2.2: Connection timed out',
      { to: '10.2.2.2', port: 23, outcome: 'timed-out' },
    ],
    [
      'curl -m5 https://203.0.113.20:8443/\ncurl: (28) Connection timed out after 5001 milliseconds',
      { to: '203.0.113.20', port: 8443, outcome: 'timed-out', received: 0 },
    ],
    [
      'curl http://10.2.2.2\ncurl: (7) Failed to connect to 10.2.2.2 port 80 after 3 ms: Connection refused',
      { to: '10.2.2.2', port: 80, outcome: 'refused', received: 1 },
    ],
    [
      'curl --interface 10.1.0.5 http://10.2.2.2/x\n<html>hello</html>',
      { from: '10.1.0.5', port: 80, outcome: 'answered' },
    ],
    ['curl --interface eth1 -sI http://10.2.2.2/\nHTTP/1.1 200 OK', { device: 'eth1', outcome: 'answered' }],
    [
      'curl http://10.2.2.2/\ncurl: (56) Recv failure: Connection reset by peer',
      { outcome: 'reset', received: 1 },
    ],
    [
      'ssh root@10.2.2.2\nssh: connect to host 10.2.2.2 port 22: Connection timed out',
      { port: 22, outcome: 'timed-out' },
    ],
    [
      'ssh -p 2222 10.2.2.2\nssh: connect to host 10.2.2.2 port 2222: Network is unreachable',
      { port: 2222, outcome: 'network-unreachable' },
    ],
    ['ssh 10.2.2.2\nroot@10.2.2.2: Permission denied (publickey).', { port: 22, outcome: 'answered' }],
    [
      'wget http://10.2.2.2/\nConnecting to 10.2.2.2:80... failed: Connection refused.',
      { port: 80, outcome: 'refused' },
    ],
    [
      "bash -c 'exec 3<>/dev/tcp/10.2.2.2/443'\nbash: /dev/tcp/10.2.2.2/443: No route to host",
      { port: 443, outcome: 'host-unreachable' },
    ],
    [
      'curl -v https://nas/\n*   Trying 192.168.5.80:443...\n* connect to 192.168.5.80 port 443 failed: Connection timed out',
      { to: '192.168.5.80', port: 443, outcome: 'timed-out' },
    ],
    [
      'curl -v http://nas/\n* Connected to nas (192.168.5.80) port 80 (#0)\n< HTTP/1.1 200 OK',
      { to: '192.168.5.80', toName: 'nas', outcome: 'answered' },
    ],
  ])('%s', (console, probe) => {
    const probes = attempts(console);

    expect(probes).toHaveLength(1);
    expect(probes[0]).toMatchObject(probe);
  });

  it.each([
    'curl https://203.0.113.20/\n  % Total    % Received % Xferd  Average Speed\n  0     0    0     0    0     0      0      0 --:--:--  0:00:05 --:--:--     0^C',
    'curl https://203.0.113.20/\n(it hangs)',
  ])('tells nothing where nothing was told: %s', (console) => {
    for (const probe of attempts(console)) expect(probe).toMatchObject({ received: 0, unfinished: true });
  });

  it('an ssh that went on in the other host tells of no failure', () => {
    const observations = observationsOf(
      'me@a:~$ ssh root@10.2.2.2\nLast login: Mon\nroot@b:~# ip rule\n0:\tfrom all lookup local\nroot@b:~# \n',
    );

    expect(observations.flatMap(({ probes }) => probes)).toEqual([]);
  });

  it('several of one loop are told apart', () => {
    const probes = attempts(
      'for p in 22 80; do nc -vz 10.2.2.2 $p; done\nConnection to 10.2.2.2 22 port [tcp/ssh] succeeded!\nnc: connect to 10.2.2.2 port 80 (tcp) failed: Connection refused',
    );

    expect(probes.map(({ port, outcome }) => [port, outcome])).toEqual([
      [22, 'answered'],
      [80, 'refused'],
    ]);
  });

  it('is known by its own line', () => {
    const [probe] = observationOf(
      'I get this:\n\nssh: connect to host 10.2.2.2 port 22: No route to host\n',
    ).probes;

    expect(probe).toMatchObject({ to: '10.2.2.2', port: 22, outcome: 'host-unreachable' });
  });

  it('to a name is kept where the paste tells its address', () => {
    const known = attempts(
      'getent hosts nas\n192.168.5.80 nas\n$ ssh nas\nssh: connect to host nas port 22: Connection refused',
    );
    const unknown = attempts('ssh nas\nssh: connect to host nas port 22: Connection refused');

    expect(known).toMatchObject([{ to: '192.168.5.80', toName: 'nas', outcome: 'refused' }]);
    expect(unknown).toEqual([]);
  });

  it('that was ended by its time limit timed out', () => {
    const [observation] = readSections([{ command: 'nc -n -w 1 10.0.0.2 443', output: '', exitStatus: 124 }]);

    expect(observation?.probes).toMatchObject([{ to: '10.0.0.2', outcome: 'timed-out', received: 0 }]);
  });
});

describe('what programs say in a line of their own', () => {
  it.each<[string, object]>([
    [
      'fatal: [db2]: UNREACHABLE! => {"msg": "Failed to connect to the host via ssh: ssh: connect to host 10.7.7.12 port 22: Connection timed out"}',
      { port: 22, outcome: 'timed-out' },
    ],
    [
      'Unable to connect to the server: dial tcp 10.7.7.12:6443: i/o timeout',
      { port: 6443, outcome: 'timed-out' },
    ],
    [
      'Error response from daemon: Get "https://10.7.7.12:5000/v2/": dial tcp 10.7.7.12:5000: connect: no route to host',
      { port: 5000, outcome: 'host-unreachable' },
    ],
    ['Error: connect ECONNREFUSED 10.7.7.12:443', { port: 443, outcome: 'refused', received: 1 }],
    [
      "ERROR 2003 (HY000): Can't connect to MySQL server on '10.7.7.12:3306' (110)",
      { port: 3306, outcome: 'timed-out' },
    ],
    [
      "ERROR 2003 (HY000): Can't connect to MySQL server on '10.7.7.12' (113 \"No route to host\")",
      { outcome: 'host-unreachable' },
    ],
    ['Could not connect to Redis at 10.7.7.12:6379: Connection refused', { port: 6379, outcome: 'refused' }],
    ['10.7.7.12:5432 - no response', { port: 5432, outcome: 'timed-out' }],
    [
      '2026/05/01 10:00:00 socat[912] E connect(5, AF=2 10.7.7.12:22, 16): Connection timed out',
      { port: 22, outcome: 'timed-out' },
    ],
    [
      'zabbix_get [912]: Get value error: cannot connect to [[10.7.7.12]:10050]: [4] Interrupted system call',
      { port: 10050, outcome: 'timed-out' },
    ],
    [
      '[error] 12#12: *7 connect() failed (113: No route to host) while connecting to upstream, client: 10.1.1.1, upstream: "http://10.7.7.12:8080/"',
      { port: 8080, outcome: 'host-unreachable' },
    ],
    ['10.7.7.12 took too long to respond.', { protocol: 'tcp', outcome: 'timed-out' }],
    ['GET https://10.7.7.12/ net::ERR_CONNECTION_TIMED_OUT', { port: 443, outcome: 'timed-out' }],
    [
      'nc: connectx to 10.7.7.12 port 22 (tcp) failed: Operation timed out',
      { port: 22, outcome: 'timed-out' },
    ],
  ])('%s', (line, probe) => {
    const { probes } = observationOf(`I get this:\n\n${line}\n`);

    expect(probes).toHaveLength(1);
    expect(probes[0]).toMatchObject({ to: '10.7.7.12', ...probe });
  });

  it('a sentence about somebody who is down is none', () => {
    const observations = observationsOf('The host 10.7.7.12 is down, everything is timed out for me.\n');

    expect(observations.flatMap(({ probes }) => probes)).toEqual([]);
  });
});

describe('monitoring checks and scanners', () => {
  it.each<[string, object[]]>([
    [
      '/usr/lib/nagios/plugins/check_ping -H 10.7.7.12 -w 100,20% -c 500,60% -p 4\nPING CRITICAL - Packet loss = 100%|rta=500.0ms;100.0;500.0;0.0 pl=100%;20;60;0',
      [{ sent: 4, received: 0, outcome: 'timed-out' }],
    ],
    [
      'check_icmp -H 10.7.7.12\nCRITICAL - 10.7.7.12: rta nan, lost 100%|rta=0.000ms;200.000;500.000;0; pl=100%;40;80;;',
      [{ sent: 5, received: 0, outcome: 'timed-out' }],
    ],
    [
      'check_icmp -H 10.7.7.12\nOK - 10.7.7.12 rta 0.213ms lost 0%|rta=0.213ms;200.000;500.000;0;',
      [{ received: 5, outcome: 'answered', roundTrip: 0.213 }],
    ],
    [
      'check_tcp -H 10.7.7.12 -p 3306\nCRITICAL - Socket timeout after 10 seconds',
      [{ protocol: 'tcp', port: 3306, received: 0, outcome: 'timed-out' }],
    ],
    [
      'check_ssh 10.7.7.12\nconnect to address 10.7.7.12 and port 22: Connection refused',
      [{ port: 22, outcome: 'refused', received: 1 }],
    ],
    [
      'check_ssh -H 10.7.7.12\nSSH OK - OpenSSH_9.6 (protocol 2.0) | time=0.01s',
      [{ port: 22, outcome: 'answered' }],
    ],
    ['fping 10.7.7.12\n10.7.7.12 is unreachable', [{ received: 0, outcome: 'timed-out' }]],
    [
      'fping -c 10 -q 10.7.7.12\n10.7.7.12 : xmt/rcv/%loss = 10/3/70%, min/avg/max = 0.41/0.52/0.66',
      [{ sent: 10, received: 3, outcome: 'answered' }],
    ],
    [
      'hping3 -S -p 443 -c 3 10.7.7.12\nHPING 10.7.7.12 (eth0 10.7.7.12): S set, 40 headers + 0 data bytes\n\n--- 10.7.7.12 hping statistic ---\n3 packets transmitted, 0 packets received, 100% packet loss',
      [{ protocol: 'tcp', port: 443, sent: 3, received: 0, outcome: 'timed-out' }],
    ],
    [
      'hping3 -S -p 443 -c 1 10.7.7.12\nHPING 10.7.7.12 (eth0 10.7.7.12): S set, 40 headers + 0 data bytes\nlen=44 ip=10.7.7.12 ttl=64 DF id=0 sport=443 flags=RA seq=0 win=0 rtt=0.5 ms\n\n--- 10.7.7.12 hping statistic ---\n1 packets transmitted, 1 packets received, 0% packet loss',
      [{ port: 443, received: 1, outcome: 'refused' }],
    ],
    [
      'nping --tcp -p 22 -c 2 10.7.7.12\nStarting Nping 0.7.94 ( https://nmap.org/nping )\nSENT (0.0300s) TCP 10.7.7.9:41022 > 10.7.7.12:22 S ttl=64 id=1 iplen=40  seq=1 win=1480\nSENT (1.0310s) TCP 10.7.7.9:41022 > 10.7.7.12:22 S ttl=64 id=1 iplen=40  seq=1 win=1480\nRaw packets sent: 2 (80B) | Rcvd: 0 (0B) | Lost: 2 (100.00%)',
      [{ from: '10.7.7.9', port: 22, sent: 2, received: 0, outcome: 'timed-out' }],
    ],
    [
      'nmap -p22,443 10.7.7.12\nStarting Nmap 7.94 ( https://nmap.org ) at 2026-05-01\nNmap scan report for 10.7.7.12\nHost is up (0.0010s latency).\n\nPORT    STATE    SERVICE\n22/tcp  open     ssh\n443/tcp filtered https\n\nNmap done: 1 IP address (1 host up) scanned in 1.5 seconds',
      [
        { port: 22, outcome: 'answered' },
        { port: 443, outcome: 'timed-out', received: 0 },
      ],
    ],
    [
      'nmap -sn 10.7.7.12\nStarting Nmap 7.94 ( https://nmap.org )\nNote: Host seems down. If it is really up, but blocking our ping probes, try -Pn\nNmap done: 1 IP address (0 hosts up) scanned in 3.1 seconds',
      [{ received: 0, outcome: 'timed-out' }],
    ],
    [
      'iperf3 -c 10.7.7.12\niperf3: error - unable to connect to server: Connection timed out',
      [{ protocol: 'tcp', port: 5201, outcome: 'timed-out' }],
    ],
  ])('%s', (console, expected) => {
    const probes = attempts(console);

    expect(probes).toHaveLength(expected.length);
    expect(probes).toMatchObject(expected.map((probe) => ({ to: '10.7.7.12', ...probe })));
  });

  it("Windows' own: pings and the port", () => {
    const { probes } = observationOf(
      [
        'PS C:\\> Test-NetConnection 10.7.7.12 -Port 22',
        'WARNING: TCP connect to (10.7.7.12 : 22) failed',
        'WARNING: Ping to 10.7.7.12 failed with status: TimedOut',
        '',
        'ComputerName           : 10.7.7.12',
        'RemoteAddress          : 10.7.7.12',
        'RemotePort             : 22',
        'SourceAddress          : 10.7.7.9',
        'PingSucceeded          : False',
        'TcpTestSucceeded       : False',
        '',
      ].join('\n'),
    );

    expect(probes).toMatchObject([
      { to: '10.7.7.12', from: '10.7.7.9', received: 0, outcome: 'timed-out' },
      { to: '10.7.7.12', from: '10.7.7.9', protocol: 'tcp', port: 22, outcome: 'timed-out' },
    ]);
  });

  it("Windows' ping tells its size by its options", () => {
    const { probes } = observationOf(
      'C:\\>ping -f -l 1472 -n 2 192.0.2.66\n\nPinging 192.0.2.66 with 1472 bytes of data:\nRequest timed out.\nRequest timed out.\n\nPing statistics for 192.0.2.66:\n    Packets: Sent = 2, Received = 0, Lost = 2 (100% loss),\n',
    );

    expect(probes).toMatchObject([{ to: '192.0.2.66', size: 1472, dontFragment: true, received: 0 }]);
  });

  it('a remark behind the command tells who sends', () => {
    const from = (command: string) =>
      attempts(
        `${command}\nPING 10.7.7.12 (10.7.7.12) 56(84) bytes of data.\n\n--- 10.7.7.12 ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss, time 0ms`,
      )[0]?.from;

    expect(from('ping -c1 10.7.7.12    (from my desktop, 10.7.9.120)')).toBe('10.7.9.120');
    expect(from('ping -c1 10.7.7.12  # laptop 10.7.9.120')).toBe('10.7.9.120');
    expect(from('ping -c1 10.7.7.12  # 10.7.9.120 or 10.7.9.121')).toBeUndefined();
    expect(from('ping -c1 10.7.7.12')).toBeUndefined();
  });
});

describe('how a ping ended', () => {
  it.each<[string, object]>([
    ['ping -c1 10.9.3.1\nping: connect: Network is unreachable', { outcome: 'network-unreachable' }],
    [
      'ping -c1 10.9.3.1\nPING 10.9.3.1 (10.9.3.1) 56(84) bytes of data.\nFrom 10.9.3.7 icmp_seq=1 Destination Host Unreachable\n\n--- 10.9.3.1 ping statistics ---\n1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms',
      { outcome: 'host-unreachable', reportedBy: '10.9.3.7', size: 56 },
    ],
    [
      'ping -c1 10.9.3.1\nPING 10.9.3.1 (10.9.3.1) 56(84) bytes of data.\nFrom gw.lan (10.9.3.254) icmp_seq=1 Packet filtered\n\n--- 10.9.3.1 ping statistics ---\n1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms',
      { outcome: 'prohibited', reportedBy: '10.9.3.254' },
    ],
    [
      'ping -c1 10.9.3.1\nPING 10.9.3.1 (10.9.3.1) 56(84) bytes of data.\nping: sendmsg: Operation not permitted',
      { outcome: 'not-permitted' },
    ],
    [
      'ping -M do -s 1472 -c1 10.9.3.1\nPING 10.9.3.1 (10.9.3.1) 1472(1500) bytes of data.\nFrom 10.9.3.254 icmp_seq=1 Frag needed and DF set (mtu = 1400)',
      { outcome: 'too-big', size: 1472, dontFragment: true },
    ],
    [
      'ping -c2 10.9.3.1\nPING 10.9.3.1 (10.9.3.1) 56(84) bytes of data.\n\n--- 10.9.3.1 ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time 1001ms',
      { outcome: 'timed-out' },
    ],
  ])('%s', (console, probe) => {
    expect(attempts(console)).toMatchObject([probe]);
  });

  it('is open where it was interrupted', () => {
    expect(attempts('ping 10.9.3.1\nPING 10.9.3.1 (10.9.3.1) 56(84) bytes of data.')[0]).not.toHaveProperty(
      'outcome',
    );
  });
});

describe('arping', () => {
  it.each<[string, object]>([
    [
      'arping -c2 -I eth0 10.5.5.12\nARPING 10.5.5.12 from 10.5.5.1 eth0\nUnicast reply from 10.5.5.12 [02:00:00:00:05:0A]  0.71ms\nUnicast reply from 10.5.5.12 [02:00:00:00:05:0b]  0.75ms\nUnicast reply from 10.5.5.12 [02:00:00:00:05:0a]  0.70ms\nSent 2 probes (1 broadcast(s))\nReceived 3 response(s)',
      {
        to: '10.5.5.12',
        from: '10.5.5.1',
        device: 'eth0',
        sent: 2,
        answers: [
          { mac: '02:00:00:00:05:0a', count: 2 },
          { mac: '02:00:00:00:05:0b', count: 1 },
        ],
      },
    ],
    [
      'arping -D -c2 -I eth0 10.5.5.12\nARPING 10.5.5.12 from 0.0.0.0 eth0\nSent 2 probes (2 broadcast(s))\nReceived 0 response(s)',
      { duplicateCheck: true, answers: [] },
    ],
    [
      'arping -c 1 10.5.5.12\nARPING 10.5.5.12\n60 bytes from 02:00:00:00:05:0a (10.5.5.12): index=0 time=1.2 msec\n\n--- 10.5.5.12 statistics ---\n1 packets transmitted, 1 packets received,   0% unanswered',
      { sent: 1, answers: [{ mac: '02:00:00:00:05:0a', count: 1 }] },
    ],
    [
      'busybox arping -I eth0 10.5.5.12\nARPING to 10.5.5.12 from 10.5.5.1 via eth0\nUnicast reply from 10.5.5.12 [2:0:0:0:5:a] 0.05ms\nSent 1 probe(s) (1 broadcast(s))\nReceived 1 response(s)',
      { device: 'eth0', sent: 1, answers: [{ count: 1 }] },
    ],
  ])('%s', (console, probe) => {
    const { arpProbes, probes, gaps } = observationOf(`$ ${console}\n$ \n`);

    expect(gaps).toEqual([]);
    expect(probes).toEqual([]);
    expect(arpProbes).toMatchObject([probe]);
  });
});

describe('a path', () => {
  it.each<[string, object]>([
    [
      'traceroute nas\ntraceroute to nas (192.168.5.80), 30 hops max, 60 byte packets\n 1  gw.lan (10.0.0.1)  0.512 ms  0.433 ms  0.398 ms\n 2  * * *\n 3  nas.lan (192.168.5.80)  5.1 ms  5.0 ms  5.2 ms',
      {
        to: '192.168.5.80',
        toName: 'nas',
        reached: true,
        hops: [
          { distance: 1, addresses: ['10.0.0.1'], name: 'gw.lan' },
          { distance: 2, addresses: [] },
          { distance: 3, addresses: ['192.168.5.80'] },
        ],
      },
    ],
    [
      'traceroute -n 10.2.2.2\ntraceroute to 10.2.2.2 (10.2.2.2), 30 hops max, 60 byte packets\n 1  10.0.0.1  0.5 ms  0.4 ms 10.0.0.2  0.3 ms\n 2  10.0.0.1  3000.1 ms !H  3000.2 ms !H  3000.2 ms !H',
      {
        reached: false,
        hops: [{ addresses: ['10.0.0.1', '10.0.0.2'] }, { addresses: ['10.0.0.1'], error: 'H' }],
      },
    ],
    [
      'tracepath -n 10.2.2.2\n 1?: [LOCALHOST]                      pmtu 1500\n 1:  10.0.0.1                                              0.500ms\n 2:  no reply\n 3:  10.2.2.2                                              1.500ms reached\n     Resume: pmtu 1400 hops 3 back 3',
      { to: '10.2.2.2', reached: true, pathMtu: 1400 },
    ],
    [
      'mtr -rn 10.2.2.2\nStart: 2024-01-01T10:00:00+0000\nHOST: server-a                     Loss%   Snt   Last   Avg  Best  Wrst StDev\n  1.|-- 10.0.0.1                   0.0%    10    0.4   0.4   0.3   0.6   0.1\n  2.|-- ???                       100.0    10    0.0   0.0   0.0   0.0   0.0',
      {
        to: '10.2.2.2',
        reached: false,
        hops: [
          { addresses: ['10.0.0.1'], loss: 0 },
          { addresses: [], loss: 100 },
        ],
      },
    ],
    [
      'tracert 10.2.2.2\nTracing route to 10.2.2.2 over a maximum of 30 hops\n\n  1    <1 ms    <1 ms     1 ms  10.0.0.1\n  2     2 ms     2 ms     2 ms  10.2.2.2',
      { reached: true, hops: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.2.2.2'] }] },
    ],
  ])('%s', (console, trace) => {
    expect(observationOf(`$ ${console}\n$ \n`).traces).toMatchObject([trace]);
  });
});

describe('what curl prints with -w', () => {
  it.each<[string, string, string | undefined]>([
    ["-s -o /dev/null -w '%{http_code} %{time_total}\\n'", '200 0.004127', 'answered'],
    ["-so /dev/null --write-out 'code=%{response_code};'", 'code=503;', 'answered'],
    ["-so /dev/null -w '%{time_connect} %{time_total}\\n'", '0.000812 5.001', 'answered'],
    ["-s -o /dev/null -w '%{http_code} %{time_total}\\n'", '000 5.000127', undefined],
    ["-so /dev/null -w '%{time_total}\\n'", '5.000127', undefined],
    ["-s -w 'http:%{http_code}\\n'", 'http:000', undefined],
    ["-s -w '%{http_code}\\n'", '{"ok":true}200', 'answered'],
  ])('%s: %s', (options, printed, outcome) => {
    const [probe] = attempts(`curl ${options} http://10.2.2.2:8080/\n${printed}`);

    expect(probe?.to).toBe('10.2.2.2');
    expect(probe?.outcome).toBe(outcome);
  });
});

describe('errors in other languages', () => {
  it.each([
    ['curl: (7) Failed to connect to 10.2.2.2 port 80 after 1 ms: Verbindungsaufbau abgelehnt', 'refused'],
    ['curl: (7) Failed to connect to 10.2.2.2 port 80 after 3 ms: В соединении отказано', 'refused'],
    ['curl: (7) Failed to connect to 10.2.2.2 port 80: 没有到主机的路由', 'host-unreachable'],
    ['bash: /dev/tcp/10.2.2.2/80: Connexion terminée par expiration du délai d’attente', 'timed-out'],
    ['nc: connect to 10.2.2.2 port 80 (tcp) failed: La red es inaccesible', 'network-unreachable'],
    ['curl: (7) Failed to connect to 10.2.2.2 port 80: Bağlantı reddedildi', 'refused'],
  ])('%s', (line, outcome) => {
    expect(attempts(`curl http://10.2.2.2/\n${line}`)[0]?.outcome).toBe(outcome);
  });
});
