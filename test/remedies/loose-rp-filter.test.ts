import { expect, test } from 'vitest';
import { diagnose, flowFor, tellSides } from '../../src/analyzer/index.ts';
import { readTranscript } from '../../src/transcript/index.ts';

/** Requests come in on eth1; eth0 is the only way back; `captured` is what the answers did. */
function looseRemedy(all: number, own: number, captured: string) {
  const read = readTranscript(`[root@b ~]# ip addr
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 172.16.4.2/24 scope global eth0
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 172.16.5.4/24 scope global eth1
[root@b ~]# ip rule
0:\tfrom all lookup local
32766:\tfrom all lookup main
32767:\tfrom all lookup default
[root@b ~]# ip route
default via 172.16.4.1 dev eth0
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4
[root@b ~]# sysctl -ar '\\.rp_filter'
net.ipv4.conf.all.rp_filter = ${all}
net.ipv4.conf.eth0.rp_filter = ${own}
net.ipv4.conf.eth1.rp_filter = ${own}
[root@b ~]# tcpdump -ni any icmp
listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes
02:17:49.498516 eth1  In  IP 172.16.0.4 > 172.16.5.4: ICMP echo request, id 14512, seq 1, length 64
${captured}`);
  const question = { interface: 'eth1', protocol: 'icmp' as const };
  const sides = read.kind === 'read' ? tellSides(read.observations, question) : undefined;
  const flow = sides && flowFor(sides.host, question);
  if (!sides || !flow) throw new Error('nothing could be read');
  const { remedies } = diagnose({ host: 'b', flow, observation: sides.host, probeExpected: false });
  return remedies.find(({ id }) => id === 'loose-rp-filter');
}

const ANSWERED =
  '02:17:49.498530 eth0  Out IP 172.16.5.4 > 172.16.0.4: ICMP echo reply, id 14512, seq 1, length 64\n';

test('strict on the interface or on all: the interface alone is loosened', () => {
  for (const [all, own] of [
    [1, 1],
    [1, 0],
    [0, 1],
  ] as const) {
    const remedy = looseRemedy(all, own, '');

    expect(remedy?.plan?.steps.map((step) => step.do)).toEqual([
      ['sysctl', '-w', 'net.ipv4.conf.eth1.rp_filter=2'],
    ]);
  }
});

test('loose already, by the interface or by all: there is nothing to loosen', () => {
  for (const [all, own] of [
    [0, 2],
    [2, 1],
    [2, 0],
  ] as const) {
    const remedy = looseRemedy(all, own, ANSWERED);

    expect(remedy).toMatchObject({ outcome: 'does-not-repair' });
    expect(remedy?.plan).toBeUndefined();
  }
});
