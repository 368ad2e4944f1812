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

function forecast(change: string, more = '', console = CONSOLE) {
  const read = readTranscript(console + more);
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

  test.each([
    'ip route add 172.16.0.4/32 via 172.16.5.1',
    'ip route add 172.16.0.4/31 via 172.16.5.1',
    'ip route add 172.16.0.4 dev eth1',
    'ip route add blackhole 172.16.0.4/32',
    'ip rule add to 172.16.0.4 unreachable pref 50',
    'ip rule add to 172.16.0.4/31 blackhole pref 50',
  ])('whoever is named alone is asked about: %s', (change) => {
    const { rows } = forecast(change);

    const row = rows.find(({ address, from }) => address === '172.16.4.2' && from === '172.16.0.4');
    expect(row?.outcome).toBe('stops');
  });

  test('half of all addresses is asked about, from an address that somebody can have', () => {
    const { rows } = forecast('ip route add 0.0.0.0/1 via 172.16.5.1');

    expect(rows).toContainEqual(
      expect.objectContaining({ address: '172.16.4.2', from: '1.0.0.0', outcome: 'stops' }),
    );
  });

  test('a network is asked about by an address that no longer prefix takes out of it', () => {
    const narrower = `[root@server-b ~]# ip route show table main
default via 172.16.4.1 dev eth0
10.1.0.0/24 via 172.16.4.1 dev eth0
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4
`;

    const { rows } = forecast('ip route add 10.1.0.0/16 via 172.16.5.1', narrower);

    const stopped = rows.filter(({ outcome, address }) => outcome === 'stops' && address === '172.16.4.2');
    expect(stopped.map(({ from }) => from)).toEqual(['10.1.1.0']);
  });

  test('networks of a table that a changed rule looks up are asked about', () => {
    const table = `[root@server-b ~]# ip route show table 200
10.7.0.0/16 via 172.16.5.1 dev eth1
`;

    const { rows } = forecast('ip rule add lookup 200 pref 900', table);

    const stopped = rows.filter(({ outcome, address }) => outcome === 'stops' && address === '172.16.4.2');
    expect(stopped.map(({ from }) => from)).toEqual(['10.7.0.1']);
  });

  test.each([
    ['ip rule add from 172.16.4.2 ipproto tcp blackhole pref 50', { ipproto: 6, sport: 22 }],
    ['ip rule add from 172.16.4.2 sport 8000-8100 unreachable pref 50', { ipproto: 6, sport: 8080 }],
    ['ip rule add from 172.16.4.2 ipproto udp sport 53 prohibit pref 50', { ipproto: 17, sport: 53 }],
    ['ip rule add from 172.16.4.2 fwmark 7 unreachable pref 50', { mark: 7 }],
    ['ip rule add from 172.16.4.2 tos 16 unreachable pref 50', { tos: 16 }],
    ['ip rule add from 172.16.4.2 ipproto 47 unreachable pref 50', { ipproto: 47 }],
    ['ip rule add from 172.16.4.2 uidrange 900-999 unreachable pref 50', { ipproto: 6, sport: 8080 }],
    ['ip route add blackhole default tos 16', { tos: 16 }],
  ])('what a rule or route selects beside addresses is asked about: %s', (change, traits) => {
    const sockets = `[root@server-b ~]# ss -Htulne
tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* ino:1 sk:1
tcp LISTEN 0 128 0.0.0.0:8080 0.0.0.0:* uid:950 ino:2 sk:2
udp UNCONN 0 0 0.0.0.0:53 0.0.0.0:* ino:3 sk:3
`;

    const { rows } = forecast(change, sockets);

    const asked = rows.filter(({ kind, address }) => kind === 'asked' && address === '172.16.4.2');
    expect(asked).toContainEqual(
      expect.objectContaining({ from: 'elsewhere', traits, outcome: expect.stringMatching(/stops|unknown/) }),
    );
    expect(asked.find(({ from, ...row }) => from === 'elsewhere' && row.traits === undefined)?.outcome).toBe(
      'unchanged',
    );
  });

  test('TCP is asked about where no sockets were shown', () => {
    const { counts, rows } = forecast('ip rule add from 172.16.4.2 ipproto tcp blackhole pref 50');

    expect(counts.stops).toBeGreaterThan(0);
    expect(rows[0]?.headline).not.toContain('?');
  });

  test('what the host begins is asked about by what a rule selects', () => {
    const { rows } = forecast('ip rule add uidrange 900-999 unreachable pref 50');

    expect(rows).toContainEqual(
      expect.objectContaining({ kind: 'started', traits: { uid: 900 }, outcome: 'stops' }),
    );
  });

  test('a gateway that nothing shows is not supposed to answer', () => {
    const moved = forecast('ip route replace default via 172.16.5.9 dev eth1 table 105');
    const seen = forecast(
      'ip route replace default via 172.16.5.9 dev eth1 table 105',
      '[root@server-b ~]# ip neigh\n172.16.5.9 dev eth1 lladdr 02:00:00:00:00:09 STALE\n',
    );
    const onLink = forecast('ip route replace default dev eth1 table 105');

    expect(moved.counts).toMatchObject({ moves: 0, stops: 0 });
    expect(moved.rows[0]).toMatchObject({
      outcome: 'unknown',
      needs: { address: '172.16.5.9', interface: 'eth1' },
      headline: expect.stringContaining('172.16.5.9'),
    });
    expect(seen.counts).toMatchObject({ unknown: 0 });
    expect(seen.counts.moves).toBeGreaterThan(0);
    expect(onLink.rows[0]).toMatchObject({ outcome: 'unknown', needs: { interface: 'eth1' } });
  });

  test('what a gateway that nothing shows would repair is told with that condition', () => {
    const { rows, assumptions } = forecast(
      'ip rule add from 172.16.5.4 lookup 106 pref 900\nip route add default via 172.16.5.9 dev eth1 table 106',
      '',
      CONSOLE.replace(/^1000:.*\n/m, ''),
    );

    const repaired = rows.find(({ outcome }) => outcome === 'repairs');
    expect(repaired).toMatchObject({ needs: { address: '172.16.5.9', interface: 'eth1' } });
    expect(assumptions.join()).toContain('172.16.5.9');
  });

  test('whether the own session would be cut is null where it cannot be told', () => {
    expect(forecast('/usr/local/bin/our-network-setup').cutsOwnConnection).toBeNull();
  });

  test.each([
    'ssh server-b',
    'ssh -t root@172.16.4.2',
    'ssh server-b.example.net',
    'bash -c',
    'chroot /mnt sh -c',
  ])('what is run on this host by a wrapper is a change of it: %s', (wrapper) => {
    const { lines, counts } = forecast(
      `${wrapper} "ip route del default"\nip route add 10.7.0.0/16 via 172.16.4.1`,
    );

    expect(lines.map(({ line, outcome }) => [line, outcome])).toEqual([
      [1, 'made'],
      [2, 'made'],
    ]);
    expect(counts.stops).toBeGreaterThan(0);
  });

  test.each([
    'ssh server-c "ip route del default"',
    'ip netns exec blue ip route del default',
    'ip -n blue route del default',
    'docker exec web ip route del default',
    'ip vrf exec blue ip route del default',
    'ip xfrm policy add src 10.0.0.0/8 dst 10.0.0.0/8 dir out',
    'echo "route del default" | ip -batch -',
    'cat change.sh | sh',
    'echo default | xargs ip route del',
    'sysctl -f /etc/sysctl.d/90-net.conf',
    'sysctl -w net.ipv4.ip_forward',
    `ip route add 10.0.0.0/8 via 172.16.4.1 ${'#'.padStart(4100)}x`.replace('#x', 'x'),
    "ip netns exec blue ip -batch - <<'EOF'\nroute del default\nEOF",
    'bash <<< "ip route del default"',
  ])('no line of a change is passed over: %j', (change) => {
    const { lines, counts, rows } = forecast(change);

    expect(lines).toMatchObject([{ line: 1, outcome: 'open' }]);
    expect(counts.unknown).toBe(rows.length);
  });

  test('a line for another host says so; one that only shows something there is none', () => {
    const { lines } = forecast('ssh server-c "ip route show"\nssh server-c "ip route del default"');

    expect(lines).toMatchObject([{ line: 2, because: expect.stringContaining('server-c') }]);
  });

  const NETPLAN = (match: string, address = '172.16.5.4/24') => `network:
  ethernets:
    mynic:
      match: {${match}}
      set-name: eth1
      addresses: [${address}]
      routes: [{to: 0.0.0.0/0, via: 172.16.5.1}]
`;
  const MACS = `[root@server-b ~]# ip link
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
    link/ether 02:00:00:00:00:04 brd ff:ff:ff:ff:ff:ff
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP
    link/ether 02:00:00:00:00:05 brd ff:ff:ff:ff:ff:ff
`;

  test('netplan configures the interface that has the MAC address, and none where none has it', () => {
    const own = forecast(NETPLAN('macaddress: "02:00:00:00:00:05"'), MACS);
    const nobodys = forecast(NETPLAN('macaddress: "aa:bb:cc:dd:ee:ff"'), MACS);
    const another = forecast(NETPLAN('macaddress: "02:00:00:00:00:04"'), MACS);
    const notShown = forecast(NETPLAN('macaddress: "aa:bb:cc:dd:ee:ff"'));

    expect(own.lines).toMatchObject([{ outcome: 'made' }]);
    expect(nobodys.lines).toMatchObject([{ line: 3, outcome: 'nothing' }]);
    expect(another.lines).toMatchObject([{ line: 3, outcome: 'open' }]);
    expect(notShown.lines).toMatchObject([{ line: 3, outcome: 'open' }]);
  });

  test('a value that netplan does not take has nothing of the file applied', () => {
    const { lines, counts } = forecast(NETPLAN('macaddress: "02:00:00:00:00:05"', '172.16.5.4'), MACS);

    expect(lines.map(({ line, outcome }) => [line, outcome])).toEqual([
      [3, 'not-run'],
      [6, 'fails'],
    ]);
    expect(counts).toMatchObject({ stops: 0, repairs: 0, moves: 0, unknown: 0 });
  });

  test('a line of netplan that is in no entry is not passed over', () => {
    const { lines } = forecast(
      'network:\n  ethernets:\n    eth1:\n      addresses: [172.16.5.4/24,\n        172.16.5.5/24]\n',
    );

    expect(lines).toContainEqual(expect.objectContaining({ line: 5, outcome: 'open' }));
  });
});
