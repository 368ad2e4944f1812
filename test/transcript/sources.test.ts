import { expect, it } from 'vitest';
import { observationOf } from './reading.ts';

const CONSOLE = [
  'Hello, this is it:',
  '',
  'root@h:~# ip route',
  'default via 10.0.0.1 dev eth0',
  'root@h:~# ip route show table 101',
  'default via 10.1.0.1 dev eth1',
  'root@h:~# ip -6 rule',
  '0:\tfrom all lookup local',
  'root@h:~# sysctl net.ipv4.conf.all.rp_filter',
  'net.ipv4.conf.all.rp_filter = 1',
  'root@h:~# tcpdump -ni eth1 icmp',
  '10:00:00.000001 IP 10.0.0.4 > 10.1.0.5: ICMP echo request, id 5, seq 1, length 64',
  'root@h:~# tcpdump -ni eth0 icmp',
  '10:00:00.000001 IP 10.1.0.5 > 10.0.0.4: ICMP echo reply, id 5, seq 1, length 64',
  'root@h:~# ping -c1 10.1.0.1',
  'PING 10.1.0.1 (10.1.0.1) 56(84) bytes of data.',
  'root@h:~# cat /etc/netplan/a.yaml',
  'network:',
  '  ethernets:',
  '    eth1:',
  '      addresses: [10.1.0.5/24]',
  'root@h:~# ',
].join('\n');

it('every part of the state knows the evidence that it came from', () => {
  const { state } = observationOf(CONSOLE);

  expect(state.sources).toEqual({
    routes4: ['routes', 'routes-2'],
    rules6: ['rules6'],
    sysctls: ['rp_filter'],
    intent: ['configuration'],
    owners: ['configuration'],
  });
});

it('every capture and probe knows its own', () => {
  const { captures, probes } = observationOf(CONSOLE);

  expect(captures.map(({ evidence }) => evidence)).toEqual(['capture', 'capture-2']);
  expect(probes.map(({ evidence }) => evidence)).toEqual(['probe']);
});

it('evidence knows the line of the paste where it begins, whatever stands around it', () => {
  const plain = observationOf(CONSOLE).evidence;
  const quoted = observationOf(
    CONSOLE.split('\n')
      .map((line) => `> ${line}`)
      .join('\n'),
  ).evidence;

  expect(plain.map(({ id, line }) => [id, line])).toEqual([
    ['routes', 3],
    ['routes-2', 5],
    ['rules6', 7],
    ['rp_filter', 9],
    ['capture', 11],
    ['capture-2', 13],
    ['probe', 15],
    ['configuration', 17],
  ]);
  expect(quoted.map(({ line }) => line)).toEqual(plain.map(({ line }) => line));
});
