import { describe, expect, it } from 'vitest';
import { covers } from '../../src/analyzer/model/index.ts';
import { observationOf } from './reading.ts';

function shown(...consoles: string[]) {
  const observation = observationOf(`${consoles.map((console) => `# ${console}\n`).join('')}root@h:~# \n`);
  expect([...observation.gaps, ...observation.state.gaps]).toEqual([]);
  return observation.state;
}

describe('tc', () => {
  it('filters of a device and a direction, with what they match and do', () => {
    const state = shown(
      `tc -s filter show dev eth1 ingress
filter protocol ip pref 49152 flower chain 0 
filter protocol ip pref 49152 flower chain 0 handle 0x1 
  eth_type ipv4
  ip_proto icmp
  dst_ip 10.1.0.5
  not_in_hw
	action order 1: gact action drop
	 random type none pass val 0
	 index 1 ref 1 bind 1 installed 10 sec used 1 sec
	Action statistics:
	Sent 336 bytes 4 pkt (dropped 4, overlimits 0 requeues 0) 
filter protocol all pref 49153 bpf chain 0 
filter protocol all pref 49153 bpf chain 0 handle 0x1 drop.o:[ingress] direct-action not_in_hw id 12 name cls_main tag 3b185187f1855c4c jited `,
      `tc filter show dev eth1 egress
filter protocol ip pref 49152 u32 chain 0 
filter protocol ip pref 49152 u32 chain 0 fh 800: ht divisor 1 
filter protocol ip pref 49152 u32 chain 0 fh 800::800 order 2048 key ht 800 bkt 0 terminal flowid not_in_hw 
  match 0a000009/ffffffff at 16
	action order 1: mirred (Egress Redirect to device ifb0) stolen`,
    );

    expect(state.hooks).toMatchObject([
      {
        device: 'eth1',
        hook: 'ingress',
        via: 'tc',
        kind: 'flower',
        protocol: 'ip',
        matches: ['eth_type ipv4', 'ip_proto icmp', 'dst_ip 10.1.0.5'],
        action: 'drop',
        packets: 4,
      },
      { device: 'eth1', hook: 'ingress', kind: 'bpf', name: 'cls_main', id: 12, matches: [] },
      {
        device: 'eth1',
        hook: 'egress',
        kind: 'u32',
        matches: ['match 0a000009/ffffffff at 16'],
        action: 'redirect',
      },
    ]);
    expect(state.hooks?.[1]).not.toHaveProperty('action');
    expect(covers(state.coverage, 'hooks', { device: 'eth1', program: 'tc', chain: 'ingress' })).toBe(true);
    expect(covers(state.coverage, 'hooks', { device: 'eth1', program: 'tcx', chain: 'ingress' })).toBe(false);
  });

  it('no filter is known as none', () => {
    const state = shown('tc filter show dev eth1 ingress');

    expect(state.hooks).toEqual([]);
    expect(covers(state.coverage, 'hooks', { device: 'eth1', program: 'tc', chain: 'ingress' })).toBe(true);
  });

  it('queues, with what they delay and lose', () => {
    const state = shown(
      `tc -s qdisc show
qdisc noqueue 0: dev lo root refcnt 2 
 Sent 0 bytes 0 pkt (dropped 0, overlimits 0 requeues 0) 
 backlog 0b 0p requeues 0
qdisc netem 8001: dev eth1 root refcnt 2 limit 1000 delay 5ms  1ms loss 10%
 Sent 7140 bytes 84 pkt (dropped 9, overlimits 0 requeues 0) 
 backlog 0b 0p requeues 0
qdisc clsact ffff: dev eth1 parent ffff:fff1 `,
      'tc qdisc show dev eth2\nqdisc fq_codel 0: root refcnt 2 limit 10240p flows 1024',
    );

    expect(state.qdiscs).toMatchObject([
      { device: 'lo', kind: 'noqueue', dropped: 0 },
      { device: 'eth1', kind: 'netem', handle: '8001', parent: 'root', delay: 5, loss: 10, dropped: 9 },
      { device: 'eth1', kind: 'clsact', parent: 'ffff:fff1' },
      { device: 'eth2', kind: 'fq_codel' },
    ]);
  });
});

it('bpftool net', () => {
  const state = shown(
    `bpftool net list
xdp:
eth0(2) driver id 12
eth1(3) generic id 13

tc:
eth0(2) clsact/ingress cls_main id 14
eth1(3) tcx/egress lb_out prog_id 20 link_id 3 

flow_dissector:

netfilter:
`,
  );

  expect(state.hooks).toMatchObject([
    { device: 'eth0', hook: 'xdp', via: 'xdp', kind: 'driver', id: 12 },
    { device: 'eth1', hook: 'xdp', kind: 'generic' },
    { device: 'eth0', hook: 'ingress', via: 'tc', kind: 'bpf', name: 'cls_main', id: 14 },
    { device: 'eth1', hook: 'egress', via: 'tcx', name: 'lb_out', id: 20 },
  ]);
  expect(covers(state.coverage, 'hooks', { device: 'eth1', program: 'tcx', chain: 'egress' })).toBe(true);
});

describe('next hop objects', () => {
  const expected = [
    { id: 1, gateway: '10.0.0.2', dev: 'v0', scope: 'link', flags: [] },
    { id: 2, blackhole: true, flags: [] },
    {
      id: 3,
      group: [
        { id: 1, weight: 10 },
        { id: 5, weight: 1 },
      ],
      flags: [],
    },
    { id: 5, dev: 'v0', scope: 'host', flags: [] },
  ];

  it.each([
    'ip nexthop\nid 1 via 10.0.0.2 dev v0 scope link \nid 2 blackhole \nid 3 group 1,10/5 \nid 5 dev v0 scope host ',
    'ip -j nexthop\n[{"id":1,"gateway":"10.0.0.2","dev":"v0","scope":"link","flags":[]},{"id":2,"blackhole":null,"flags":[]},{"id":3,"group":[{"id":1,"weight":10},{"id":5}],"flags":[]},{"id":5,"dev":"v0","scope":"host","flags":[]}]',
  ])('%s', (console) => {
    const state = shown(console);

    expect(state.nextHopObjects).toEqual(expected);
    expect(covers(state.coverage, 'next-hops')).toBe(true);
  });
});

describe('IPsec', () => {
  it('policies, with how they must be protected', () => {
    const state = shown(
      `ip xfrm policy
src 10.1.0.0/16 dst 10.2.0.0/16 
	dir out priority 375423 ptype main 
	tmpl src 192.0.2.1 dst 192.0.2.2
		proto esp spi 0xc0a80101 reqid 1 mode tunnel
src 10.2.0.0/16 dst 10.1.0.5/32 proto icmp dev eth1 
	dir in action block priority 100 
	mark 0x1/0xffffffff 
src 10.9.0.0/16 dst 10.1.0.0/16 
	dir in priority 200 
	tmpl src 0.0.0.0 dst 0.0.0.0
		proto esp reqid 2 mode transport
		level use 
src 0.0.0.0/0 dst 0.0.0.0/0 
	socket in priority 0 ptype main `,
    );

    expect(state.ipsecPolicies).toEqual([
      {
        family: 4,
        source: '10.1.0.0/16',
        destination: '10.2.0.0/16',
        direction: 'out',
        action: 'allow',
        priority: 375423,
        templates: [{ source: '192.0.2.1', destination: '192.0.2.2', protocol: 'esp', mode: 'tunnel' }],
      },
      {
        family: 4,
        source: '10.2.0.0/16',
        destination: '10.1.0.5/32',
        direction: 'in',
        action: 'block',
        priority: 100,
        device: 'eth1',
        protocol: 'icmp',
        mark: '0x1/0xffffffff',
        templates: [],
      },
      expect.objectContaining({
        direction: 'in',
        templates: [expect.objectContaining({ mode: 'transport', optional: true })],
      }),
    ]);
    expect(covers(state.coverage, 'ipsec')).toBe(true);
  });

  it('no policy is known as none', () => {
    const state = shown('ip xfrm policy');

    expect(state.ipsecPolicies).toEqual([]);
    expect(covers(state.coverage, 'ipsec')).toBe(true);
  });

  it('security associations without their keys', () => {
    const { state, evidence } = observationOf(
      '# ip xfrm state\nsrc 192.0.2.1 dst 192.0.2.2\n\tproto esp spi 0xc1234567 reqid 1 mode tunnel\n\tauth-trunc hmac(sha256) 0x0123456789abcdef0123456789abcdef 128\n\tenc cbc(aes) 0xfedcba9876543210fedcba9876543210\n# \n',
    );

    expect(state.ipsecStates).toEqual([
      { source: '192.0.2.1', destination: '192.0.2.2', protocol: 'esp', spi: '0xc1234567', mode: 'tunnel' },
    ]);
    expect(JSON.stringify(evidence)).not.toMatch(/0123456789abcdef|fedcba98/);
    expect(state.coverage.ipsec).toBeUndefined();
  });
});

describe('bridges', () => {
  it('ports and their states', () => {
    const text =
      'bridge -d link\n3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 state forwarding priority 32 cost 100 \n    hairpin off guard off learning on flood on isolated on \n4: eth2@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 state blocking priority 32 cost 2 ';
    const json =
      'bridge -j -d link\n[{"ifindex":3,"ifname":"eth1","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"master":"br0","state":"forwarding","isolated":true},{"ifindex":4,"ifname":"eth2","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"master":"br0","state":"blocking","isolated":false}]';

    for (const state of [shown(text), shown(json)]) {
      expect(state.bridgePorts).toEqual([
        { device: 'eth1', master: 'br0', state: 'forwarding', isolated: true },
        { device: 'eth2', master: 'br0', state: 'blocking' },
      ]);
      expect(state.links?.map(({ name, master, kind }) => [name, master, kind])).toEqual([
        ['eth1', 'br0', undefined],
        ['br0', undefined, 'bridge'],
        ['eth2', 'br0', undefined],
      ]);
    }
  });

  it('brctl show', () => {
    const state = shown(
      'brctl show\nbridge name\tbridge id\t\tSTP enabled\tinterfaces\nbr0\t\t8000.525400123456\tno\t\teth1\n\t\t\t\t\t\t\teth2\nbr1\t\t8000.000000000000\tno\t\t',
    );

    expect(state.bridgePorts).toEqual([
      { device: 'eth1', master: 'br0' },
      { device: 'eth2', master: 'br0' },
    ]);
  });

  it('forwarding databases and VLANs', () => {
    const state = shown(
      'bridge fdb show\n02:00:00:00:00:0a dev eth1 vlan 10 master br0 \n33:33:00:00:00:01 dev eth1 self permanent\n02:00:00:00:00:0b dev vxlan0 dst 192.0.2.9 self permanent',
      'bridge vlan\nport              vlan-id  \neth1              1 PVID Egress Untagged\n                  10-20\nbr0               1 PVID Egress Untagged',
    );

    expect(state.fdb).toEqual([
      { mac: '02:00:00:00:00:0a', device: 'eth1', vlan: 10, master: 'br0', permanent: false },
      { mac: '33:33:00:00:00:01', device: 'eth1', permanent: true },
      { mac: '02:00:00:00:00:0b', device: 'vxlan0', destination: '192.0.2.9', permanent: true },
    ]);
    expect(state.bridgeVlans).toEqual([
      { device: 'eth1', from: 1, to: 1, pvid: true, untagged: true },
      { device: 'eth1', from: 10, to: 20, pvid: false, untagged: false },
      { device: 'br0', from: 1, to: 1, pvid: true, untagged: true },
    ]);
  });
});

describe('published ports', () => {
  it('docker ps', () => {
    const state = shown(
      `docker ps
CONTAINER ID   IMAGE     COMMAND                  CREATED      STATUS      PORTS                                         NAMES
0123456789ab   nginx     "/docker-entrypoint.…"   2 days ago   Up 2 days   0.0.0.0:8443->443/tcp, [::]:8443->443/tcp     web
0123456789ac   dns       "named"                  2 days ago   Up 2 days   10.1.0.5:53->5353/udp, 8000-8001->80-81/tcp   names
0123456789ad   redis     "redis"                  2 days ago   Up 2 days   6379/tcp                                      cache`,
    );

    expect(state.publishedPorts).toEqual([
      { container: 'web', family: 4, protocol: 'tcp', port: 8443, toPort: 443 },
      { container: 'web', family: 6, protocol: 'tcp', port: 8443, toPort: 443 },
      { container: 'names', address: '10.1.0.5', family: 4, protocol: 'udp', port: 53, toPort: 5353 },
      { container: 'names', protocol: 'tcp', port: 8000, toPort: 80 },
      { container: 'names', protocol: 'tcp', port: 8001, toPort: 81 },
    ]);
  });

  it('docker port', () => {
    expect(shown('docker port web\n443/tcp -> 0.0.0.0:8443').publishedPorts).toEqual([
      { container: 'web', family: 4, protocol: 'tcp', port: 8443, toPort: 443 },
    ]);
  });
});

describe('what drivers say', () => {
  it('ethtool', () => {
    const state = shown(
      'ethtool eth1\nSettings for eth1:\n\tSpeed: Unknown!\n\tLink detected: no',
      'ethtool -S eth1\nNIC statistics:\n     rx_packets: 12\n     rx_crc_errors: 7\n     rx[0].drops: 3',
    );

    expect(state.links).toEqual([
      {
        name: 'eth1',
        flags: [],
        carrier: false,
        stats: { 'nic.rx_packets': 12, 'nic.rx_crc_errors': 7, 'nic.rx[0].drops': 3 },
      },
    ]);
  });

  it('/sys/class/net', () => {
    const state = shown(
      'grep -H . /sys/class/net/eth1/carrier /sys/class/net/eth1/carrier_changes /sys/class/net/eth1/statistics/rx_errors\n/sys/class/net/eth1/carrier:1\n/sys/class/net/eth1/carrier_changes:14\n/sys/class/net/eth1/statistics/rx_errors:3',
    );

    expect(state.links).toEqual([
      { name: 'eth1', flags: [], carrier: true, stats: { 'tx.carrier_changes': 14, 'rx.errors': 3 } },
    ]);
  });

  it('ip -s -s link', () => {
    const state = shown(
      `ip -s -s link show v0
3: v0@v1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000
    link/ether 0a:30:ed:a1:84:66 brd ff:ff:ff:ff:ff:ff
    RX:  bytes packets errors dropped  missed   mcast           
            90       1      4       0       0       0 
    RX errors:  length    crc   frame    fifo overrun
                     1      3       0       0       0 
    TX:  bytes packets errors dropped carrier collsns           
            90       1      0       0       0       0 
    TX errors: aborted   fifo  window heartbt transns
                     0      0       0       0       2 `,
    );

    expect(state.links?.[0]?.stats).toMatchObject({
      'rx.errors': 4,
      'rx.length_errors': 1,
      'rx.crc_errors': 3,
      'tx.carrier_changes': 2,
    });
  });

  it('nstat in its forms', () => {
    const absolute = observationOf(
      '# nstat -az IcmpInEchos TcpExtIPReversePathFilter\n#kernel\nIcmpInEchos                     12                 0.0\nTcpExtIPReversePathFilter       3                  0.0\n# \n',
    );
    const json = observationOf(
      '# nstat -a --json\n{"kernel":{"IcmpInEchos":12,"TcpExtIPReversePathFilter":3}}\n# \n',
    );

    for (const { counters } of [absolute, json]) {
      expect(counters).toEqual([{ values: { 'Icmp.InEchos': 12, 'TcpExt.IPReversePathFilter': 3 } }]);
    }
  });
});
