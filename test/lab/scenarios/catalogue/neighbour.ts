import type { Topology, TopologyNode } from '../../../../src/demo/lab/index.ts';
import { everywhere, policyFor, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

const arp = (dev: string, ignore: number) => ({
  [`net.ipv4.conf.${dev}.arp_ignore`]: ignore,
  [`net.ipv4.conf.${dev}.arp_announce`]: ignore === 0 ? 0 : 2,
});

/** eth1 and eth2 both in 172.16.5.0/24, on one wire unless `wire` says otherwise. */
function twoInOneNetwork(mode: 0 | 1 | 2, arpIgnore: 0 | 1, wire = 'subnet-5'): Topology {
  return serverB({
    interfaces: {
      eth1: { segment: 'subnet-5', addresses: ['172.16.5.4/24'] },
      eth2: { segment: wire, addresses: ['172.16.5.5/24'] },
    },
    sysctls: { ...everywhere(mode), ...arp('all', arpIgnore) },
    setup: [
      // The connected route that was there first wins: eth2's.
      ['ip', 'route', 'del', '172.16.5.0/24', 'dev', 'eth1'],
      [
        'ip',
        'route',
        'add',
        '172.16.5.0/24',
        'dev',
        'eth1',
        'proto',
        'kernel',
        'scope',
        'link',
        'src',
        '172.16.5.4',
        'metric',
        '10',
      ],
    ],
  });
}

/** A machine on eth1's wire that sends the probe. */
function neighbourOf(topology: Topology, change: Partial<TopologyNode> = {}): Topology {
  const client: TopologyNode = {
    interfaces: { eth0: { segment: 'subnet-5', addresses: ['172.16.5.20/24'] } },
    routes: ['default via 172.16.5.1 dev eth0'],
    ssh: { reach: 'loopback' },
    inventory: {},
    ...change,
  };
  return { ...topology, nodes: { ...topology.nodes, client } };
}

/** Another machine on eth1's wire with server-b's address, which answers no ping. */
function withDouble(topology: Topology): Topology {
  const double: TopologyNode = {
    interfaces: { eth0: { segment: 'subnet-5', addresses: ['172.16.5.4/24'] } },
    sysctls: { 'net.ipv4.icmp_echo_ignore_all': 1 },
    ssh: false,
  };
  return { ...topology, nodes: { ...topology.nodes, double } };
}

/** What goes wrong on the link itself: ARP, and addresses that two have. */
export const NEIGHBOUR: readonly Scenario[] = [
  {
    name: 'wrong-prefix-length',
    topology: serverB({
      interfaces: { eth1: { segment: 'subnet-5', addresses: ['172.16.5.4/16'] } },
      setup: [
        ['ip', 'route', 'del', '172.16.0.0/16', 'dev', 'eth1'],
        [
          'ip',
          'route',
          'add',
          '172.16.0.0/16',
          'dev',
          'eth1',
          'proto',
          'kernel',
          'scope',
          'link',
          'src',
          '172.16.5.4',
        ],
      ],
    }),
    ask: { iface: 'eth1' },
    expect: { cause: 'wrong-prefix-length', stage: 'neighbour-in', certainty: 'proven' },
  },
  {
    name: 'wrong-prefix-length-at-the-sender',
    topology: {
      ...serverB({}),
      nodes: {
        ...serverB({}).nodes,
        'server-a': {
          interfaces: { eth0: { segment: 'subnet-0', addresses: ['172.16.0.4/16'] } },
          routes: ['default via 172.16.0.1 dev eth0'],
          ssh: { reach: 'loopback' },
          inventory: {},
        },
      },
    },
    ask: { iface: 'eth0' },
    expect: { cause: 'wrong-prefix-length', stage: 'neighbour-in', certainty: 'proven', says: /server-a/ },
  },
  {
    name: 'arp-flux',
    topology: twoInOneNetwork(1, 0),
    ask: { iface: 'eth1' },
    expect: { cause: 'arp-flux', stage: 'neighbour-in' },
  },
  {
    name: 'arp-flux-from-a-neighbour',
    topology: neighbourOf(twoInOneNetwork(1, 0)),
    ask: { iface: 'eth1', from: 'client' },
    proof: 'none',
    expect: { cause: 'healthy', stage: null },
  },
  {
    name: 'arp-rejected-by-rp-filter',
    topology: neighbourOf(twoInOneNetwork(1, 1)),
    ask: { iface: 'eth1', from: 'client' },
    expect: { cause: 'arp-rejected-by-rp-filter', stage: 'neighbour-in' },
  },
  {
    name: 'arp-rejected-behind-the-router',
    topology: twoInOneNetwork(1, 1, 'elsewhere'),
    ask: { iface: 'eth1' },
    expect: { cause: 'arp-rejected-by-rp-filter', stage: 'neighbour-in' },
  },
  {
    name: 'duplicate-connected-prefix',
    topology: neighbourOf(twoInOneNetwork(0, 1, 'elsewhere')),
    ask: { iface: 'eth1', from: 'client' },
    expect: { cause: 'duplicate-connected-prefix', stage: 'reply-route', certainty: 'proven' },
  },
  {
    name: 'duplicate-address-seen-by-the-sender',
    topology: withDouble(neighbourOf(serverB({ sysctls: everywhere(0) }))),
    ask: { iface: 'eth1', from: 'client' },
    proof: 'none',
    expect: { cause: 'duplicate-address', stage: 'neighbour-in' },
  },
  {
    name: 'duplicate-address-asks-for-the-gateway',
    topology: withDouble(
      serverB({
        sysctls: everywhere(0),
        routes: [...SEED_ROUTES, ...policyFor(5, 101).routes],
        rules: policyFor(5, 101).rules,
      }),
    ),
    before: [['router', 'ip', 'neigh', 'flush', 'dev', 'net5']],
    meanwhile: [
      [
        'double',
        'sh',
        '-c',
        'for i in 1 2 3 4 5 6 7 8; do arping -q -c 1 -w 1 -I eth0 -s 172.16.5.4 172.16.5.1; sleep 0.4; done',
      ],
    ],
    ask: { iface: 'eth1' },
    proof: 'none',
    expect: { cause: 'duplicate-address', stage: 'neighbour-in' },
  },
];
