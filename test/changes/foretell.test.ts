import { describe, expect, test } from 'vitest';
import { foretell, readTranscript } from '../../src/library.ts';

const CONSOLE = `[root@server-b ~]# echo $SSH_CONNECTION
172.16.4.9 50000 172.16.4.2 22
[root@server-b ~]# ip addr
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN
    inet 127.0.0.1/8 scope host lo
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
    inet 172.16.4.2/24 brd 172.16.4.255 scope global eth0
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
    inet 172.16.5.4/24 brd 172.16.5.255 scope global eth1
[root@server-b ~]# ip rule
0:\tfrom all lookup local
1000:\tfrom 172.16.5.4 lookup 105
32766:\tfrom all lookup main
32767:\tfrom all lookup default
[root@server-b ~]# ip route show table all
default via 172.16.5.1 dev eth1 table 105
default via 172.16.4.1 dev eth0
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4
local 172.16.4.2 dev eth0 table local proto kernel scope host src 172.16.4.2
local 172.16.5.4 dev eth1 table local proto kernel scope host src 172.16.5.4
[root@server-b ~]# sysctl -a -r rp_filter
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.eth0.rp_filter = 1
net.ipv4.conf.eth1.rp_filter = 1
`;

function forecast(change: string) {
  const read = readTranscript(CONSOLE);
  const [observation] = read.kind === 'read' ? read.observations : [];
  if (observation === undefined) throw new Error('nothing was read');
  return foretell(observation, change);
}

describe('what a planned change would do', () => {
  test('a rule that goes stops what it answered, by its cause', () => {
    const { rows, counts } = forecast('ip rule del from 172.16.5.4 lookup 105');

    const stopped = rows.filter(({ outcome }) => outcome === 'stops');
    expect(stopped).toMatchObject([
      { interface: 'eth1', address: '172.16.5.4', from: 'elsewhere', cause: 'strict-rp-filter' },
      { interface: 'eth1', address: '172.16.5.4', from: '172.16.4.1', cause: 'strict-rp-filter' },
    ]);
    expect(counts.unknown).toBe(0);
  });

  test('the reader learns first that the own session would be cut', () => {
    const document = forecast('ip link set eth0 down');

    expect(document.cutsOwnConnection).toBe(true);
    expect(document.summary).toContain('your own SSH session');
    expect(document.rows[0]).toMatchObject({ kind: 'session', outcome: 'stops' });
  });

  test.each([
    ['ip route add default via 172.16.5.1', ['fails'], 'EEXIST'],
    ['ip route add 10.0.0.0/8 via 192.168.9.1', ['fails'], 'ENETUNREACH'],
    ['ip route del 10.0.0.0/8', ['fails'], 'ESRCH'],
    ['ip addr add 172.16.5.4/24 dev eth1', ['fails'], 'EEXIST'],
    ['ip rule del pref 77', ['fails'], 'ENOENT'],
    ['ip link set eth9 up', ['fails'], 'ENODEV'],
    ['ip route del 10.0.0.0/8 && ip rule flush', ['fails', 'not-run'], 'ESRCH'],
    ['ip route del 10.0.0.0/8 || ip rule del pref 1000', ['fails', 'made'], 'ESRCH'],
    ['set -e\nip route del 10.0.0.0/8\nip rule flush', ['fails', 'not-run'], 'ESRCH'],
    ['route del 10.0.0.0/8\nrule flush', ['fails', 'not-run'], 'ESRCH'],
  ])('%j fares as the kernel takes it', (change, outcomes, error) => {
    const { lines } = forecast(change);

    expect(lines.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(lines[0]?.error).toBe(error);
  });

  test('a failed line changes nothing', () => {
    const { counts } = forecast('ip route add 10.0.0.0/8 via 192.168.9.1 && ip rule flush');

    expect(counts.stops + counts.moves + counts.repairs + counts.unknown).toBe(0);
  });

  test('what is not understood leaves open what may depend on it, and says which line', () => {
    const all = forecast('ip rule del from 172.16.5.4\n/usr/local/bin/our-network-setup');
    const other = forecast('ip -6 rule add something-new 7 lookup 100');

    expect(all.counts.unknown).toBe(all.rows.length);
    expect(all.lines[1]).toMatchObject({ line: 2, outcome: 'open' });
    expect(all.rows[0]?.headline).toContain('line 2');
    expect(other.lines[0]?.outcome).toBe('open');
    expect(other.counts.unknown).toBe(0);
  });

  test('comments, sudo, variables and what only shows something are no changes', () => {
    const { lines } = forecast(
      '#!/bin/sh\n# the new gateway\nDEV=eth1\nip route show\nsudo ip route replace 10.0.0.0/8 \\\n  via 172.16.5.1 dev $DEV',
    );

    expect(lines).toMatchObject([{ line: 5, outcome: 'made' }]);
  });

  test('is told in Japanese, too', () => {
    const read = readTranscript(CONSOLE);
    const [observation] = read.kind === 'read' ? read.observations : [];

    const document = observation && foretell(observation, 'ip rule flush', 'ja');

    expect(document?.summary).toMatch(/止まります/);
  });
});
