import { describe, expect, test } from 'vitest';
import { diagnosePaste } from '../remedies/pasted-host.ts';

function host(address: string, routes = ''): string {
  return `[root@b ~]# ip addr
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 state UNKNOWN
    inet 127.0.0.1/8 scope host lo
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet ${address} scope global eth1
    inet6 fd00:5::4/64 scope global
[root@b ~]# ip rule
0:\tfrom all lookup local
32766:\tfrom all lookup main
32767:\tfrom all lookup default
[root@b ~]# ip route
${routes}[root@b ~]# sysctl -ar '\\.rp_filter'
net.ipv4.conf.all.rp_filter = 0
net.ipv4.conf.eth1.rp_filter = 0
`;
}

function advised(
  paste: string,
  asked: Parameters<typeof diagnosePaste>[2],
): { cause: string; commands: string[] } {
  const { cause, advice } = diagnosePaste(paste, undefined, asked);
  return { cause, commands: advice?.commands.map((command) => command.join(' ')) ?? [] };
}

/** Without a configuration that names it the address may be another node's, and is not to be added by hand. */
const CONFIGURED = `[root@b ~]# cat /etc/netplan/50-cloud.yaml
network:
  ethernets:
    eth1:
      addresses: [172.16.5.4/24, 172.16.5.9/24, 'fd00:5::4/64', 'fd00:5::9/64']
`;

describe('an address that is missing', () => {
  test('is not added by hand where nothing says that it belongs here', () => {
    const { cause, commands } = advised(host('172.16.5.4/24'), { protocol: 'icmp', to: '172.16.5.9' });

    expect(cause).toBe('address-missing');
    expect(commands.filter((command) => command.includes('addr add'))).toEqual([]);
  });

  test.each([
    ['in the network of another address: with its length', '172.16.5.9', ['172.16.5.9/24']],
    ['in no network of the interface: no length is known', '10.1.0.5', []],
    ['of the other family: with the length of its own', 'fd00:5::9', ['fd00:5::9/64']],
  ])('%s', (_, to, added) => {
    const { cause, commands } = advised(host('172.16.5.4/24') + CONFIGURED, { protocol: 'icmp', to });

    expect(cause).toBe('address-missing');
    const words = commands
      .filter((command) => command.includes('addr add'))
      .map((command) => /add (\S+)/.exec(command)?.[1]);
    expect(words).toEqual(added);
  });
});

describe('a route back that is missing', () => {
  test.each([
    ['a router in the network', '172.16.5.1', 'ip route add default via 172.16.5.1 dev eth1'],
    ['a router outside of it', '172.16.9.1', 'ip route add default via 172.16.9.1 dev eth1 onlink'],
  ])('by %s', (_, router, command) => {
    const captured = `[root@b ~]# ip neigh
${router} dev eth1 lladdr aa:bb:cc:00:00:fe REACHABLE
[root@b ~]# tcpdump -enni eth1 icmp
listening on eth1, link-type EN10MB (Ethernet), snapshot length 262144 bytes
02:17:49.498516 aa:bb:cc:00:00:fe > aa:bb:cc:00:00:04, ethertype IPv4 (0x0800), length 98: 192.0.2.9 > 172.16.5.4: ICMP echo request, id 14512, seq 1, length 64
`;
    const routes = '172.16.5.0/29 dev eth1 proto kernel scope link src 172.16.5.4\n';

    const { cause, commands } = advised(host('172.16.5.4/29', routes) + captured, { protocol: 'icmp' });

    expect(cause).toBe('no-return-route');
    expect(commands).toContain(command);
  });
});
