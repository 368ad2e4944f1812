import { describe, expect, it } from 'vitest';
import { readTranscript, splitConsole } from '../../src/transcript/index.ts';
import { observationOf, observationsOf } from './reading.ts';

describe('prompts', () => {
  it.each([
    ['[root@server-b ~]# ip r', 'server-b', 'ip r'],
    ['[root@server-b ~]$ sudo -n ip r', 'server-b', 'ip r'],
    ['$ ip r', undefined, 'ip r'],
    ['# ip r', undefined, 'ip r'],
    ['user@h:~$ sudo sysctl -a', 'h', 'sysctl -a'],
    ['root@h:/# ip r', 'h', 'ip r'],
    ['server-b# ip r', 'server-b', 'ip r'],
    ['server-b:~ # ip r', 'server-b', 'ip r'],
    ['➜  ~ ip r', undefined, 'ip r'],
    ['/ # ip r', undefined, 'ip r'],
    ['bash-4.2# ip r', undefined, 'ip r'],
    ['(venv) on-call@h2:~/src$ LANG=C ip r', 'h2', 'ip r'],
    ['\u001b[1;32muser@h\u001b[0m:~$ ip r\r', 'h', 'ip r'],
    ['user@laptop:~$ ssh -p 2222 root@server-b ip r', 'server-b', 'ssh -p 2222 root@server-b ip r'],
    ['root@h:~# ip netns exec server-b ip r', 'server-b', 'ip netns exec server-b ip r'],
    ['Every 2.0s: ip r      server-b: Sun Nov 22 11:00:00 2026', 'server-b', 'ip r'],
  ])('%j', (line, host, command) => {
    const [section] = splitConsole(`${line}\ndefault via 10.0.0.1 dev eth0\n`);

    expect([section?.host, section?.command]).toEqual([host, command]);
    expect(section?.output.trim()).toBe('default via 10.0.0.1 dev eth0');
  });

  it.each([
    '10:00:00.1 IP 10.0.0.1 > 10.0.0.2: ICMP',
    '# a comment',
    'cost: 5$ each',
    '100% packet loss',
    'a > b',
  ])('%j is none', (line) => {
    expect(splitConsole(line).every(({ command }) => command === undefined)).toBe(true);
  });
});

describe('a paste', () => {
  it('of two hosts gives two observations', () => {
    const observations = observationsOf(
      'on-call@a:~$ ping -c1 10.0.0.2\nPING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.\n\n--- 10.0.0.2 ping statistics ---\n' +
        '1 packets transmitted, 0 received, 100% packet loss, time 0ms\n\n' +
        '[root@b ~]# tcpdump -ni eth1\nlistening on eth1, link-type EN10MB (Ethernet)\n' +
        '10:00:00.1 IP 10.9.0.1 > 10.0.0.2: ICMP echo request, id 1, seq 1, length 64\n',
    );

    expect(observations.map(({ host, probes, captures }) => [host, probes.length, captures.length])).toEqual([
      ['a', 1, 0],
      ['b', 0, 1],
    ]);
  });

  it('without prompts is told by its forms', () => {
    const observation = observationOf(
      'Hello, my eth1 does not answer.\n\n0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n\n' +
        'default via 10.0.0.1 dev eth0\n10.1.0.0/24 dev eth1 proto kernel scope link src 10.1.0.5\n\nThanks\n\n' +
        'net.ipv4.conf.all.rp_filter = 1\n/proc/sys/net/ipv4/conf/eth1.100/rp_filter:2\n\n' +
        '10.9.0.1 via 10.0.0.1 dev eth0 src 10.0.0.2 uid 0\n    cache\n' +
        '10.1.0.1 dev eth1 lladdr 52:54:00:11:22:33 REACHABLE\n' +
        '[1.5] IPv4: martian source 10.1.0.5 from 10.9.0.1, on dev eth1\n',
    );

    expect(observation.state.rules[4]).toHaveLength(3);
    expect(observation.state.routes[4]).toHaveLength(2);
    expect(observation.state.coverage.routes).toEqual([{ family: 4, table: '254', commandUnseen: true }]);
    expect(observation.state.sysctls).toEqual({
      'net.ipv4.conf.all.rp_filter': '1',
      'net.ipv4.conf.eth1/100.rp_filter': '2',
    });
    expect(observation.oracle).toHaveLength(1);
    expect(observation.state.neighbours).toHaveLength(1);
    expect(observation.state.kernelLog).toHaveLength(1);
    expect(observation.state.gaps).toEqual([]);
  });

  it('takes commands written as headings', () => {
    const { state } = observationOf(
      '## ip route show table 100\n```\ndefault via 10.1.0.1 dev eth1\n```\n`ip route`:\n```\ndefault via 10.0.0.1 dev eth0\n```\n',
    );

    expect(state.coverage.routes).toEqual([
      { family: 4, table: '100' },
      { family: 4, table: '254', endUnseen: true },
    ]);
    expect(state.routes[4]?.map(({ table }) => table)).toEqual(['100', '254']);
  });

  it('with several commands on a line gives each its own output', () => {
    const { state } = observationOf(
      '# ip rule; ip route && sysctl net.ipv4.conf.all.rp_filter\n0:\tfrom all lookup local\n32766:\tfrom all lookup main\n' +
        'default via 10.0.0.1 dev eth0\nnet.ipv4.conf.all.rp_filter = 1\n',
    );

    expect([state.rules[4]?.length, state.routes[4]?.length, state.sysctls]).toEqual([
      2,
      1,
      { 'net.ipv4.conf.all.rp_filter': '1' },
    ]);
    expect(state.coverage.routes).toEqual([{ family: 4, table: '254' }]);
  });

  it('over 10 MB is refused by its size', () => {
    expect(readTranscript('x'.repeat(10 * 1024 * 1024 + 1))).toMatchObject({ kind: 'too-large' });
  });
});

describe('settings', () => {
  it.each([
    'for i in /proc/sys/net/ipv4/conf/*/rp_filter; do echo $i; cat $i; done\n/proc/sys/net/ipv4/conf/all/rp_filter\n0\n/proc/sys/net/ipv4/conf/eth1/rp_filter\n1',
    'cat /proc/sys/net/ipv4/conf/{all,eth1}/rp_filter\n0\n1',
    'sysctl -n net.ipv4.conf.all.rp_filter net.ipv4.conf.eth1.rp_filter\n0\n1',
    'grep -H . /proc/sys/net/ipv4/conf/*/rp_filter\n/proc/sys/net/ipv4/conf/all/rp_filter:0\n/proc/sys/net/ipv4/conf/eth1/rp_filter:1',
    'head /proc/sys/net/ipv4/conf/*/rp_filter\n==> /proc/sys/net/ipv4/conf/all/rp_filter <==\n0\n\n==> /proc/sys/net/ipv4/conf/eth1/rp_filter <==\n1',
  ])('%j', (typed) => {
    const { state } = observationOf(`$ ${typed}\n$ \n`);

    expect(state.sysctls).toEqual({
      'net.ipv4.conf.all.rp_filter': '0',
      'net.ipv4.conf.eth1.rp_filter': '1',
    });
    expect(state.gaps).toEqual([]);
  });
});

describe('what is missing', () => {
  it('is told where outputs of the same kind cannot be told apart', () => {
    const { state } = observationOf(
      '$ ip route show table 100; ip route show table 200\ndefault via 10.1.0.1 dev eth1\n$ \n',
    );

    expect(state.routes[4]).toBeUndefined();
    expect(state.gaps.map(({ part }) => part)).toEqual(['routes4']);
  });

  it('is not made up from names that every object has', () => {
    const { state } = observationOf('$ ip rule\n0:\tfrom all tos constructor lookup __proto__\n$ \n');

    expect(state.rules[4]).toEqual([
      {
        family: 4,
        preference: 0,
        notUnderstood: 'tos constructor',
        action: { kind: 'lookup', table: '__proto__' },
      },
    ]);
  });

  it('is a gap where a route cannot be read, and its table is not complete', () => {
    const { state } = observationOf('$ ip route\ndefault via 10.0.0.1 dev eth0\n10.1.0.0#24 dev eth1\n$ \n');

    expect(state.gaps).toEqual([
      { part: 'routes4', because: { kind: 'unread', text: '10.1.0.0#24 dev eth1' }, scope: { table: '254' } },
    ]);
    expect(state.coverage.routes).toEqual([]);
  });

  it('is unknown where values are masked', () => {
    const { state } = observationOf(
      '$ ip route\ndefault via XXX.XXX.XXX.1 dev eth0\n10.1.0.0/24 dev eth1 src <my-ip>\n$ \n',
    );

    expect(state.routes[4]?.[0]?.nextHops).toEqual([{ dev: 'eth0', flags: ['gateway-masked'] }]);
    expect(state.routes[4]?.[1]).not.toHaveProperty('prefsrc');
    expect(state.gaps).toEqual([]);
  });

  it('is marked among the rules where their listing is cut', () => {
    const { state } = observationOf(
      '$ ip rule\n0:\tfrom all lookup local\n100:\tfrom 10.0.0.1 lookup 100\n...\n$ \n',
    );

    expect(state.rules[4]?.map(({ preference, action }) => [preference, action.kind])).toEqual([
      [0, 'lookup'],
      [100, 'lookup'],
      [100, 'unknown'],
    ]);
  });

  it('is marked before all rules where they went through a filter', () => {
    const { state } = observationOf('$ ip rule | grep 100\n100:\tfrom 10.0.0.1 lookup 100\n$ \n');

    expect(state.rules[4]?.[0]).toMatchObject({ preference: 0, action: { kind: 'unknown' } });
    expect(state.gaps.map(({ part }) => part)).toEqual(['rules4']);
  });

  it('is told of JSON that is cut', () => {
    const { state } = observationOf(
      '$ ip -j route\n[{"dst":"default","gateway":"10.0.0.1","dev":"eth0","flags":[]},{"dst":"10.',
    );

    expect(state.routes[4]).toHaveLength(1);
    expect(state.coverage.routes).toEqual([]);
    expect(state.gaps.map(({ part }) => part)).toEqual(['routes4']);
  });

  it('is told where a command could not run', () => {
    const { state } = observationOf(
      '$ nft list ruleset\nbash: nft: command not found\n$ sysctl -a\nsysctl: permission denied on key "a"\n$ \n',
    );

    expect(state.gaps.map(({ part }) => part)).toEqual(['filters', 'sysctls']);
    expect(state.filters).toBeUndefined();
  });

  it('is forgotten when it is heard after all', () => {
    const { state } = observationOf(
      '$ ip rule | grep 100\n100:\tfrom 10.0.0.1 lookup 100\n$ ip rule\n0:\tfrom all lookup local\n32766:\tfrom all lookup main\n$ \n',
    );

    expect(state.gaps).toEqual([]);
    expect(state.rules[4]).toHaveLength(2);
  });
});
