import { describe, expect, test } from 'vitest';
import { findQuestion, type QuestionFlags } from '../../src/analyzer/index.ts';
import { readTranscript } from '../../src/transcript/index.ts';

const HOST = `root@h:~# ip addr
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN
    inet 127.0.0.1/8 scope host lo
    inet 10.60.0.53/32 scope global lo
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP
    inet 10.1.0.10/24 brd 10.1.0.255 scope global eth0
3: eth1@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP
    inet 10.2.0.10/31 scope global eth1
root@h:~# ip route
default via 10.1.0.1 dev eth0
10.1.0.0/24 dev eth0 proto kernel scope link src 10.1.0.10
10.2.0.10/31 dev eth1 proto kernel scope link src 10.2.0.10
root@h:~# tcpdump -ni eth1 icmp
listening on eth1, link-type EN10MB (Ethernet), snapshot length 262144 bytes
22:01:11.000001 IP 192.168.7.5 > 10.2.0.10: ICMP echo request, id 77, seq 1, length 64
`;

function asked(flags: QuestionFlags, text = HOST) {
  const read = readTranscript(text);
  if (read.kind !== 'read') throw new Error('not read');
  return findQuestion(read.observations, flags);
}

describe('an address that no question can be about', () => {
  test.each<[QuestionFlags, string]>([
    [{ to: '127.0.0.1' }, 'loopback'],
    [{ to: '::1' }, 'loopback'],
    [{ to: '0.0.0.0' }, 'unspecified'],
    [{ to: '224.0.0.1' }, 'multicast'],
    [{ to: 'ff02::1' }, 'multicast'],
    [{ to: '255.255.255.255' }, 'broadcast'],
    [{ to: '10.1.0.255' }, 'broadcast'],
    [{ to: '10.1.0.0' }, 'network'],
    [{ to: '10.1.0.1' }, 'gateway'],
    [{ from: '10.1.0.255' }, 'broadcast'],
    [{ from: '127.0.0.1' }, 'loopback'],
    [{ from: '10.2.0.10' }, 'target'],
    [{ from: '10.9.0.9', to: '10.9.0.9' }, 'target'],
  ])('%j: %s', (flags, kind) => {
    expect(asked(flags)).toMatchObject({ kind: 'refused', reason: 'address-unfit', is: { kind } });
  });

  test('both addresses of a link of two hosts can be', () => {
    expect(asked({ to: '10.2.0.11' })).toMatchObject({ kind: 'found' });
    expect(asked({ from: '10.2.0.11' })).toMatchObject({ kind: 'found', flow: { from: '10.2.0.11' } });
  });

  test('a broadcast that somebody pings is asked about', () => {
    const ping =
      'PING 10.1.0.255 (10.1.0.255) 56(84) bytes of data.\n\n--- 10.1.0.255 ping statistics ---\n3 packets transmitted, 0 received, 100% packet loss, time 2ms\n';
    expect(asked({ to: '10.1.0.255' }, `${HOST}ws$ ping -b -c3 10.1.0.255\n${ping}`)).toMatchObject({
      kind: 'found',
    });
  });
});

describe('an interface as people write it', () => {
  test('with what it is connected to', () => {
    expect(asked({ interface: 'eth1@if7' })).toMatchObject({ kind: 'found', flow: { interface: 'eth1' } });
  });

  test('in capital letters', () => {
    expect(asked({ interface: 'ETH1' })).toMatchObject({ reason: 'interface-unknown', like: 'eth1' });
  });

  test('lo stands for the address of a service there', () => {
    expect(asked({ interface: 'lo' })).toMatchObject({ kind: 'found', flow: { to: '10.60.0.53' } });
    expect(asked({ interface: 'lo', to: '10.1.0.10' })).toMatchObject({ reason: 'interface-local' });
    expect(asked({ interface: 'lo' }, HOST.replace(/.*10\.60\.0\.53.*\n/, ''))).toMatchObject({
      reason: 'interface-local',
    });
  });
});
