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
