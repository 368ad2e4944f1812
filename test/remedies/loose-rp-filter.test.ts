import { expect, test } from 'vitest';
import { diagnosePaste, pastedHost } from './pasted-host.ts';

/** Requests come in on eth1; eth0 is the only way back; `captured` is what the answers did. */
function looseRemedy(all: number, own: number, captured: string) {
  const { remedies } = diagnosePaste(`${pastedHost({ all, own })}[root@b ~]# tcpdump -ni any icmp
listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes
02:17:49.498516 eth1  In  IP 172.16.0.4 > 172.16.5.4: ICMP echo request, id 14512, seq 1, length 64
${captured}`);
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
