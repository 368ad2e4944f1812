import { expect, test } from 'vitest';
import type { Remedy } from '../../src/analyzer/model/index.ts';
import { diagnosePaste, pastedHost } from './pasted-host.ts';

const HOST = pastedHost({ all: 1, own: 1 });
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
  const diagnosis = diagnosePaste(transcript, gateway);
  const remedy = diagnosis.remedies.find(({ id }) => id === 'policy-routing');
  if (!remedy) throw new Error(`no remedy for ${diagnosis.cause}`);
  return remedy;
}

test('no evidence: it is asked for, and there is no plan', () => {
  const remedy = policyRouting(HOST + CAPTURE);

  expect(remedy.asks?.candidates).toEqual([]);
  expect(remedy.plan).toBeUndefined();
});

test('the neighbour that forwarded the requests alone: it is assumed, and it says so', () => {
  const remedy = policyRouting(HOST + CAPTURE + NEIGHBOURS);

  expect(remedy).toMatchObject({
    outcome: 'repairs',
    gateway: { address: '172.16.5.254', assumed: true, sources: ['it forwarded the captured requests'] },
  });
});

const DEFAULT_BY_1 = '[root@b ~]# ip route show table 200\ndefault via 172.16.5.1 dev eth1 proto static\n';
const DEFAULT_BY_254 =
  '[root@b ~]# ip route show table 200\ndefault via 172.16.5.254 dev eth1 proto static\n';
const LEASE_BY_254 =
  '[root@b ~]# cat /var/lib/dhcp/dhclient.leases\nlease {\n  interface "eth1";\n  option routers 172.16.5.254;\n}\n';

test('a default route and the router that forwarded the requests agree: it is known', () => {
  const remedy = policyRouting(HOST + CAPTURE + NEIGHBOURS + DEFAULT_BY_254);

  expect(remedy.gateway).toMatchObject({ address: '172.16.5.254', assumed: false });
  expect(remedy.gateway?.sources.length).toBe(2);
});

test('the next hop of another route is no default gateway', () => {
  const route = '[root@b ~]# ip route show table 200\n10.0.0.0/8 via 172.16.5.1 dev eth1\n';

  expect(policyRouting(HOST + CAPTURE + route).asks?.candidates).toEqual([]);
  expect(policyRouting(HOST + CAPTURE + NEIGHBOURS + route).gateway).toMatchObject({
    address: '172.16.5.254',
    assumed: true,
  });
});

test('what has one origin is one witness, however often it is told', () => {
  const routes =
    '[root@b ~]# ip route show table 200\ndefault via 172.16.5.254 dev eth1 proto static\n[root@b ~]# ip route show table 201\ndefault via 172.16.5.254 dev eth1\n';
  const dhcpRoute = '[root@b ~]# ip route show table 200\ndefault via 172.16.5.254 dev eth1 proto dhcp\n';

  expect(policyRouting(HOST + CAPTURE + routes).gateway).toMatchObject({ assumed: true });
  expect(policyRouting(HOST + CAPTURE + dhcpRoute + LEASE_BY_254).gateway).toMatchObject({ assumed: true });
  expect(policyRouting(HOST + CAPTURE + DEFAULT_BY_254 + LEASE_BY_254).gateway).toMatchObject({
    assumed: false,
  });
});

test('who was seen forwarding may be another router than the one that is named', () => {
  const remedy = policyRouting(HOST + CAPTURE + NEIGHBOURS + DEFAULT_BY_1);

  expect(remedy.gateway).toMatchObject({
    address: '172.16.5.1',
    assumed: true,
    sources: ['the default route in table 200'],
  });
});

test('two that are named contradict each other: it is asked for, with both', () => {
  const remedy = policyRouting(HOST + CAPTURE + NEIGHBOURS + DEFAULT_BY_1 + LEASE_BY_254);

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

const ASKED = '[root@b ~]# roundtrip asked 172.16.5.77 eth1\n';

test('a gateway that was named, asked for on the link, and did not answer is refused', () => {
  const silent = `[root@b ~]# ip neigh\n172.16.5.77 dev eth1 FAILED\n`;
  const remedy = policyRouting(HOST + CAPTURE + ASKED + silent, '172.16.5.77');

  expect(remedy).toMatchObject({ outcome: 'does-not-repair', recommended: false });
  expect(remedy.because).toContain('172.16.5.77 does not answer ARP on eth1');
  expect(remedy.plan).toBeUndefined();
});

test('one that was not asked for by its own address may still answer: what it hangs on is said', () => {
  const silent = `[root@b ~]# ip neigh\n172.16.5.77 dev eth1 FAILED\n`;
  const remedy = policyRouting(HOST + CAPTURE + silent, '172.16.5.77');

  expect(remedy).toMatchObject({ outcome: 'depends' });
  expect(remedy.plan).toBeDefined();
});

test('outside of the interface it is planned where it was seen to answer there, with what is to be checked', () => {
  const answers = `[root@b ~]# ip neigh\n10.99.0.1 dev eth1 lladdr aa:bb:cc:00:00:fe REACHABLE\n`;
  const remedy = policyRouting(HOST + CAPTURE + answers, '10.99.0.1');
  const elsewhere = policyRouting(HOST + CAPTURE + answers.replace('eth1', 'eth0'), '10.99.0.1');
  const unseen = policyRouting(HOST + CAPTURE, '10.99.0.1');

  expect(remedy).toMatchObject({
    outcome: 'repairs',
    gateway: { outside: ['172.16.5.0/24'], assumed: false },
  });
  expect(remedy.plan?.steps.map(({ do: argv }) => argv.join(' '))).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^ip route add 10\.99\.0\.1\/32 dev eth1 scope link table \d+/),
      expect.stringMatching(/^ip route add default via 10\.99\.0\.1 dev eth1 table \d+/),
    ]),
  );
  for (const refused of [elsewhere, unseen]) {
    expect(refused.plan).toBeUndefined();
    expect(refused.because).toContain('10.99.0.1 is not in a network of eth1 (172.16.5.0/24)');
  }
});

test('in one of its networks nothing has to be checked', () => {
  expect(policyRouting(HOST + CAPTURE, '172.16.5.1').gateway?.outside).toBeUndefined();
});

const SIX = `[root@b ~]# ip addr
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet6 fd00:4::4/64 scope global
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet6 fd00:5::4/64 scope global
[root@b ~]# ip -6 rule
0:\tfrom all lookup local
32766:\tfrom all lookup main
[root@b ~]# ip -6 route show table all
default via fe80::1 dev eth1 table 101 proto ra metric 1024
default via fd00:4::1 dev eth0 metric 1024
default via fd00:5::1 dev eth1 metric 2048
fd00:4::/64 dev eth0 proto kernel metric 256
fd00:5::/64 dev eth1 proto kernel metric 256
`;

function gatewayOf(neighbours: string): Remedy | undefined {
  const asked = { protocol: 'icmp', from: '2001:db8:9::7' } as const;
  const { remedies } = diagnosePaste(`${SIX}[root@b ~]# ip -6 neigh\n${neighbours}`, undefined, asked);
  return remedies.find(({ id }) => id === 'policy-routing');
}

test('two addresses of one router are one gateway: the neighbour table shows its hardware address', () => {
  const remedy = gatewayOf(
    'fd00:5::1 dev eth1 lladdr 02:00:00:00:05:01 router STALE\nfe80::1 dev eth1 lladdr 02:00:00:00:05:01 router REACHABLE\n',
  );

  expect(remedy?.asks).toBeUndefined();
  expect(remedy?.gateway).toMatchObject({ address: 'fd00:5::1', assumed: false });
});

test.each([
  [
    'have two hardware addresses',
    'fd00:5::1 dev eth1 lladdr 02:00:00:00:05:01 STALE\nfe80::1 dev eth1 lladdr 02:00:00:00:05:02 STALE\n',
  ],
  [
    'share one on another interface alone',
    'fd00:5::1 dev eth0 lladdr 02:00:00:00:05:01 STALE\nfe80::1 dev eth0 lladdr 02:00:00:00:05:01 STALE\n',
  ],
  ['did not both answer', 'fd00:5::1 dev eth1 FAILED\nfe80::1 dev eth1 lladdr 02:00:00:00:05:01 STALE\n'],
])('it is asked about two that %s', (_, neighbours) => {
  expect(gatewayOf(neighbours)?.asks?.candidates).toEqual(['fe80::1', 'fd00:5::1']);
});
