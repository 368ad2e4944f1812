import { describe, expect, it } from 'vitest';
import { explain } from '../../src/library.ts';

/** A host with its default route by eth0, one by eth1 too where `second`, and what its own ping by eth1 says. */
function pasted(ping: string, { second = true, rpFilter = 1 } = {}): string {
  return `root@d:~# ip -br a
lo UNKNOWN 127.0.0.1/8
eth0 UP 100.70.0.6/24
eth1 UP 100.80.0.6/24
root@d:~# ip r
default via 100.70.0.1 dev eth0 metric 100
${second ? 'default via 100.80.0.1 dev eth1 metric 200\n' : ''}100.70.0.0/24 dev eth0 proto kernel scope link src 100.70.0.6
100.80.0.0/24 dev eth1 proto kernel scope link src 100.80.0.6
root@d:~# sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.eth1.rp_filter
net.ipv4.conf.all.rp_filter = ${rpFilter}
net.ipv4.conf.eth1.rp_filter = ${rpFilter}
${ping}root@d:~#
`;
}

const SILENT = `root@d:~# ping -c2 -I eth1 1.1.1.1
PING 1.1.1.1 (1.1.1.1) from 100.80.0.6 eth1: 56(84) bytes of data.

--- 1.1.1.1 ping statistics ---
2 packets transmitted, 0 received, 100% packet loss, time 1010ms
`;

const UNREACHABLE = `root@d:~# ping -c2 -I eth1 1.1.1.1
PING 1.1.1.1 (1.1.1.1) from 100.80.0.6 eth1: 56(84) bytes of data.
From 100.80.0.6 icmp_seq=1 Destination Host Unreachable
From 100.80.0.6 icmp_seq=2 Destination Host Unreachable

--- 1.1.1.1 ping statistics ---
2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 1010ms
`;

function explained(text: string) {
  const result = explain(text);
  if (result.kind !== 'explained') throw new Error(result.kind);
  return result;
}

describe("a host's own ping, bound to an interface", () => {
  it('loses its replies to strict rp_filter where the route to its target is by another interface', () => {
    const { found } = explained(pasted(SILENT));

    expect(found).toMatchObject({ cause: 'strict-rp-filter', flow: { own: { byDevice: true } } });
    expect(found.next).toEqual([]);
  });

  it('is no question of answers that leave by another interface where rp_filter is off', () => {
    const { found } = explained(pasted(SILENT, { rpFilter: 0 }));

    expect(found.cause).toBe('inconclusive');
    expect(found.candidates.map(({ told }) => told.cause)).not.toContain('reply-leaves-other-interface');
    expect(found.stages.find(({ stage }) => stage === 'wire-out')?.because.key).toBe('own-ping.ends');
  });

  it('looks for its target on the link where no route leads there by the interface', () => {
    const { found } = explained(pasted(UNREACHABLE, { second: false }));

    expect(found.why).toEqual({
      key: 'why.own-ping-on-link',
      device: 'eth1',
      target: '1.1.1.1',
      unreachable: true,
    });
    expect(found.settles).toEqual({ command: ['ip', 'route', 'get', '1.1.1.1', 'oif', 'eth1'], on: 'd' });
  });

  it('has its replies where a capture shows them', () => {
    const capture = `root@d:~# tcpdump -ni eth1 icmp
listening on eth1, link-type EN10MB (Ethernet), snapshot length 262144 bytes
13:00:00.000000 IP 100.80.0.6 > 1.1.1.1: ICMP echo request, id 31, seq 1, length 64
13:00:00.012000 IP 1.1.1.1 > 100.80.0.6: ICMP echo reply, id 31, seq 1, length 64
`;
    const { found } = explained(pasted(`${SILENT}${capture}`, { second: false }));

    expect(found.cause).toBe('strict-rp-filter');
    expect(found.stages.find(({ stage }) => stage === 'wire-in')).toMatchObject({
      status: 'passed',
      because: { key: 'own-ping.replies', count: 1 },
    });
  });

  it('is told as its own, and the way in as that of its replies', () => {
    const { diagnosis } = explained(pasted(SILENT));

    expect(diagnosis.headline).toContain('replies to its own pings');
    expect(diagnosis.explanation).toContain('Replies from 1.1.1.1');
  });
});

describe("a host's own ping, bound to nothing", () => {
  const out = (route: string, ping: string) => `root@d:~# ip -br -4 a
lo UNKNOWN 127.0.0.1/8
eth0 UP 100.70.0.6/24
root@d:~# ip r
${route}100.70.0.0/24 dev eth0 proto kernel scope link src 100.70.0.6
root@d:~# ip rule
0:	from all lookup local
32766:	from all lookup main
32767:	from all lookup default
root@d:~# ping -c2 1.1.1.1
${ping}root@d:~#
`;

  it('tells of the way out, and no sender is made of its target', () => {
    const { found, diagnosis } = explained(out('', 'ping: connect: Network is unreachable\n'));

    expect(found).toMatchObject({ cause: 'no-return-route', flow: { own: { unbound: true } } });
    expect(diagnosis.headline).toBe('d has no route to 1.1.1.1');
  });

  it('is asked for less than what another host is written to get', () => {
    const silent =
      'PING 1.1.1.1 (1.1.1.1) 56(84) bytes of data.\n\n--- 1.1.1.1 ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time 1010ms\n';
    const text = out('default via 100.70.0.1 dev eth0\n', silent);
    const written = `The office (10.9.9.4) gets no answer from 100.70.0.6.\n\n${text}`;

    expect(explained(text).found.flow).toMatchObject({ from: '1.1.1.1', own: { unbound: true } });
    expect(explained(written).found.flow).toMatchObject({ from: '10.9.9.4', to: '100.70.0.6' });
    expect(explained(written).found.flow.own).toBeUndefined();
  });
});
