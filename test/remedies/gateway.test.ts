import { expect, test } from 'vitest';
import { diagnose, flowFor, tellSides } from '../../src/analyzer/index.ts';
import type { Remedy } from '../../src/analyzer/model/index.ts';
import { readTranscript } from '../../src/transcript/index.ts';

const HOST = `[root@b ~]# ip addr
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
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.eth0.rp_filter = 1
net.ipv4.conf.eth1.rp_filter = 1
`;
const CAPTURE = `[root@b ~]# tcpdump -enni eth1 icmp
listening on eth1, link-type EN10MB (Ethernet), capture size 262144 bytes
02:17:49.498516 aa:bb:cc:00:00:fe > aa:bb:cc:00:00:04, ethertype IPv4 (0x0800), length 98: 172.16.0.4 > 172.16.5.4: ICMP echo request, id 14512, seq 1, length 64
02:17:50.498516 aa:bb:cc:00:00:fe > aa:bb:cc:00:00:04, ethertype IPv4 (0x0800), length 98: 172.16.0.4 > 172.16.5.4: ICMP echo request, id 14512, seq 2, length 64
`;
const NEIGHBOURS = `[root@b ~]# ip neigh
172.16.5.254 dev eth1 lladdr aa:bb:cc:00:00:fe STALE
172.16.5.9 dev eth1 lladdr aa:bb:cc:00:00:09 STALE
`;

function policyRouting(transcript: string, gateway?: string): Remedy {
  const read = readTranscript(transcript);
  const question = { interface: 'eth1', protocol: 'icmp' as const };
  const sides = read.kind === 'read' ? tellSides(read.observations, question) : undefined;
  const flow = sides && flowFor(sides.host, question);
  if (!sides || !flow) throw new Error('nothing could be read');
  const diagnosis = diagnose({
    host: 'b',
    flow,
    observation: sides.host,
    probeExpected: false,
    ...(gateway ? { gateway } : {}),
  });
  const remedy = diagnosis.remedies.find(({ id }) => id === 'policy-routing');
  if (!remedy) throw new Error(`no remedy for ${diagnosis.cause}`);
  return remedy;
}

test('no evidence: it is asked for, and there is no plan', () => {
  const remedy = policyRouting(HOST + CAPTURE);

  expect(remedy.asks?.candidates).toEqual([]);
  expect(remedy.plan).toBeUndefined();
});

test('the neighbour that forwarded the requests alone: it is assumed', () => {
  const remedy = policyRouting(HOST + CAPTURE + NEIGHBOURS);

  expect(remedy).toMatchObject({ outcome: 'repairs', gateway: { address: '172.16.5.254', assumed: true } });
});

test('two that agree: it is known', () => {
  const route = '[root@b ~]# ip route show table 200\n10.0.0.0/8 via 172.16.5.254 dev eth1\n';

  const remedy = policyRouting(HOST + CAPTURE + NEIGHBOURS + route);

  expect(remedy.gateway).toMatchObject({ address: '172.16.5.254', assumed: false });
  expect(remedy.gateway?.sources.length).toBe(2);
});

test('two that contradict each other: it is asked for, with both', () => {
  const route = '[root@b ~]# ip route show table 200\n10.0.0.0/8 via 172.16.5.1 dev eth1\n';

  const remedy = policyRouting(HOST + CAPTURE + NEIGHBOURS + route);

  expect(remedy.asks?.candidates.toSorted()).toEqual(['172.16.5.1', '172.16.5.254']);
  expect(remedy.plan).toBeUndefined();
});

test("the cloud's rule counts only where DMI proves the cloud", () => {
  const dmi = '[root@b ~]# cat /sys/class/dmi/id/sys_vendor\nAmazon EC2\n';

  const remedy = policyRouting(HOST + CAPTURE + dmi);

  expect(remedy.gateway).toMatchObject({ address: '172.16.5.1', assumed: true });
  expect(remedy.gateway?.sources[0]).toContain('AWS');
});

test('what a person names is taken', () => {
  const remedy = policyRouting(HOST + CAPTURE + NEIGHBOURS, '172.16.5.77');

  expect(remedy.gateway).toMatchObject({ address: '172.16.5.77', assumed: false });
});
