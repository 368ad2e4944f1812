import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/analyzer/model/index.ts';
import { diagnosePaste } from './pasted-host.ts';

/** A host whose rule for eth1's address leads to an empty table, and what its configuration says. */
function pasted(interfaces: string): string {
  return `[root@b ~]# ip addr
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 172.16.4.2/24 scope global eth0
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 172.16.5.4/24 scope global eth1
4: eth2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 172.16.6.4/24 scope global eth2
[root@b ~]# ip rule
0:\tfrom all lookup local
100:\tfrom 172.16.5.4 lookup 101
101:\tfrom 172.16.6.4 lookup 102
32766:\tfrom all lookup main
32767:\tfrom all lookup default
[root@b ~]# ip route show table 101
[root@b ~]# ip route show table 102
default via 172.16.6.1 dev eth2
[root@b ~]# ip route
default via 172.16.4.1 dev eth0
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4
172.16.6.0/24 dev eth2 proto kernel scope link src 172.16.6.4
[root@b ~]# sysctl -ar '\\.rp_filter'
net.ipv4.conf.all.rp_filter = 0
net.ipv4.conf.eth0.rp_filter = 0
net.ipv4.conf.eth1.rp_filter = 0
net.ipv4.conf.eth2.rp_filter = 0
net.ipv4.icmp_echo_ignore_all = 0
[root@b ~]# nft list ruleset
[root@b ~]# cat /etc/network/interfaces
${interfaces}
`;
}

const stanza = (...lines: string[]) =>
  [
    'auto eth1',
    'iface eth1 inet static',
    '  address 172.16.5.4/24',
    ...lines.map((line) => `  ${line}`),
  ].join('\n');

function remedyOf({ remedies }: Diagnosis) {
  return remedies.find(({ id }) => id === 'restore-policy-table');
}

describe('restore-policy-table', () => {
  test('puts back what the configuration has for the table, links before gateways, and is the one recommended', () => {
    const diagnosis = diagnosePaste(
      pasted(
        stanza(
          'post-up ip route add default via 172.16.5.1 dev eth1 table 101',
          'post-up ip route add 172.16.5.0/24 dev eth1 src 172.16.5.4 table 101',
        ),
      ),
    );
    const remedy = remedyOf(diagnosis);

    expect(diagnosis.cause).toBe('policy-table-empty');
    expect(remedy).toMatchObject({ recommended: true, gateway: { address: '172.16.5.1', assumed: false } });
    expect(diagnosis.remedies.filter(({ recommended }) => recommended)).toHaveLength(1);
    expect(remedy?.plan?.steps.map((step) => step.do.join(' '))).toEqual([
      'ip route add 172.16.5.0/24 dev eth1 scope link src 172.16.5.4 table 101 proto 176',
      'ip route add default via 172.16.5.1 dev eth1 table 101 proto 176',
    ]);
    // The configuration keeps it already.
    expect(remedy?.plan?.permanent).toBeUndefined();
    expect(remedy?.risks.join()).toContain('/etc/network/interfaces');
  });

  test('takes nothing from another interface', () => {
    const others =
      'auto eth2\niface eth2 inet static\n  post-up ip route add default via 172.16.6.1 dev eth2 table 102';

    expect(remedyOf(diagnosePaste(pasted(others)))).toBeUndefined();
  });

  test('has no plan for a gateway that the kernel would refuse, nor for two that contradict each other', () => {
    const far = remedyOf(
      diagnosePaste(pasted(stanza('post-up ip route add default via 10.9.9.9 dev eth1 table 101'))),
    );
    const two = remedyOf(
      diagnosePaste(
        pasted(
          stanza(
            'post-up ip route add default via 172.16.5.1 dev eth1 table 101',
            'post-up ip route add default via 172.16.5.254 dev eth1 table 101',
          ),
        ),
      ),
    );

    expect([far?.plan, two?.plan]).toEqual([undefined, undefined]);
    expect(far?.because).toContain('10.9.9.9');
    expect(two?.because).toContain('two different routes');
  });

  test('is not offered where the configuration names no gateway for everything', () => {
    expect(
      remedyOf(diagnosePaste(pasted(stanza('post-up ip route add default dev eth1 table 101')))),
    ).toBeUndefined();
  });
});
