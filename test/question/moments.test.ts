import { describe, expect, it } from 'vitest';
import { explain } from '../../src/library.ts';
import { readTranscript } from '../../src/transcript/index.ts';

const STATE = `root@b:~# ip -br a
lo UNKNOWN 127.0.0.1/8
eth0 UP 10.0.0.2/24
eth1 UP 10.1.0.2/24
root@b:~# ip r
default via 10.0.0.1 dev eth0
10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2
10.1.0.0/24 dev eth1 proto kernel scope link src 10.1.0.2
root@b:~# sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.eth1.rp_filter
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.eth1.rp_filter = 1
`;

const pings = (received: number, to = '10.1.0.2') => `joe@a:~$ ping -c2 ${to}
PING ${to} (${to}) 56(84) bytes of data.
${[1, 2]
  .slice(0, received)
  .map((sequence) => `64 bytes from ${to}: icmp_seq=${sequence} ttl=63 time=0.5 ms\n`)
  .join('')}
--- ${to} ping statistics ---
2 packets transmitted, ${received} received, ${100 - received * 50}% packet loss, time 1001ms

`;

const captured = `root@b:~# tcpdump -ni eth1 icmp
listening on eth1, link-type EN10MB (Ethernet), snapshot length 262144 bytes
10:00:01.000000 IP 10.9.0.3 > 10.1.0.2: ICMP echo request, id 5, seq 1, length 64
10:00:02.000000 IP 10.9.0.3 > 10.1.0.2: ICMP echo request, id 5, seq 2, length 64
`;

const LOOSENED = 'root@b:~# sysctl -w net.ipv4.conf.all.rp_filter=2\nnet.ipv4.conf.all.rp_filter = 2\n';

function explained(text: string) {
  const result = explain(text);
  if (result.kind !== 'explained') throw new Error(result.kind);
  return result;
}

describe('a paste in which a host is changed', () => {
  it('has one moment where nothing was watched before the change', () => {
    const read = readTranscript(`${STATE}${LOOSENED}${captured}`);

    expect(read.kind === 'read' && read.moments).toHaveLength(1);
  });

  it('has one moment where the setting had that value already, or only makes the kernel say more', () => {
    const same = 'root@b:~# sysctl -w net.ipv4.conf.all.rp_filter=1\n';
    const logs = 'root@b:~# echo 1 > /proc/sys/net/ipv4/conf/all/log_martians\n';
    const read = readTranscript(`${STATE}${captured}${same}${logs}${captured}`);

    expect(read.kind === 'read' && read.moments).toHaveLength(1);
  });

  it('is healthy where the last ping is answered, and says after which change', () => {
    const { diagnosis, changed } = explained(`${pings(0)}${STATE}${captured}${LOOSENED}${pings(2)}`);

    expect(diagnosis.cause).toBe('healthy');
    expect(changed).toMatchObject([
      {
        key: 'remark.changed-before',
        commands: ['sysctl -w net.ipv4.conf.all.rp_filter=2'],
        failed: true,
        works: true,
      },
    ]);
  });

  it('tells what held before a change after which nothing was tried, and what the model makes of it', () => {
    const { diagnosis, changed } = explained(`${pings(0)}${STATE}${captured}${LOOSENED}`);

    expect(diagnosis.cause).toBe('strict-rp-filter');
    expect(changed).toMatchObject([{ key: 'remark.changed-after', leaves: 'other' }]);
    expect(diagnosis.remedies.find(({ id }) => id === 'loose-rp-filter')?.outcome).not.toBe('repairs');
  });

  it('asks for what failed before where something else works after it', () => {
    const { question } = explained(`${pings(0)}${STATE}${captured}${LOOSENED}${pings(2, '10.0.0.2')}`);

    expect(question.flow.to).toBe('10.1.0.2');
    expect(question.taken).toMatchObject({ by: 'attempt', outcome: 'failed' });
  });

  it('takes a listing of another part from after the change for the time before it', () => {
    const rule =
      'root@b:~# ip rule\n0:\tfrom all lookup local\n50:\tfrom 10.1.0.2 lookup 9\n32766:\tfrom all lookup main\nroot@b:~#\n';
    const read = readTranscript(`${STATE}${captured}${LOOSENED}${rule}`);
    const [first] = read.kind === 'read' ? (read.moments[0]?.observations ?? []) : [];

    expect(first?.state.rules[4]).toHaveLength(3);
    expect(first?.state.sysctls?.['net.ipv4.conf.all.rp_filter']).toBe('1');
  });

  it('is one of the host whose prompt it stands behind', () => {
    const elsewhere = LOOSENED.replaceAll('root@b', 'root@c');
    const { diagnosis } = explained(`${STATE}${elsewhere}${captured}`);

    expect(diagnosis.cause).toBe('strict-rp-filter');
  });
});
