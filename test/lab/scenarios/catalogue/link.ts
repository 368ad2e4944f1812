import type { Topology, TopologyNode } from '../../../../src/demo/lab/index.ts';
import { everywhere, policyFor, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

const NOBODY = '02:00:00:00:99:99';
const { routes, rules } = policyFor(5, 101);
/** eth1 with the policy routing that it needs, so that the answer goes back by it. */
const answering: Partial<TopologyNode> = { routes: [...SEED_ROUTES, ...routes], rules };

function withPermanent(address: string, dev: string): string[] {
  return ['ip', 'neigh', 'replace', address, 'lladdr', NOBODY, 'dev', dev, 'nud', 'permanent'];
}

/** Another machine on eth1's wire. */
function withNeighbour(topology: Topology, name: string, change: Partial<TopologyNode>): Topology {
  const node: TopologyNode = {
    interfaces: { eth0: { segment: 'subnet-5', addresses: ['172.16.5.20/24'] } },
    routes: ['default via 172.16.5.1 dev eth0'],
    ssh: false,
    ...change,
  };
  return { ...topology, nodes: { ...topology.nodes, [name]: node } };
}

/** server-b without the address that is asked, which another node has. */
const moved = withNeighbour(
  serverB({
    sysctls: everywhere(0),
    setup: [
      ['ip', 'addr', 'flush', 'dev', 'eth1'],
      ['ip', 'addr', 'add', '172.16.5.5/24', 'dev', 'eth1'],
    ],
  }),
  'standby',
  { interfaces: { eth0: { segment: 'subnet-5', addresses: ['172.16.5.4/24'] } } },
);
const client: Partial<TopologyNode> = { ssh: { reach: 'loopback' }, inventory: {} };

/** Neighbour entries that are wrong, addresses that moved, and answers that a rate holds back. */
export const LINK: readonly Scenario[] = [
  {
    name: 'neighbour-wrong-gateway',
    topology: serverB({ ...answering, setup: [withPermanent('172.16.5.1', 'eth1')] }),
    ask: { iface: 'eth1' },
    expect: {
      cause: 'neighbour-wrong',
      stage: 'neighbour-out',
      coarser: 'answered-but-lost',
      says: /PERMANENT/,
      adviceMends: true,
    },
  },
  {
    name: 'neighbour-wrong-on-the-link',
    topology: withNeighbour(
      serverB({ sysctls: everywhere(0), setup: [withPermanent('172.16.5.20', 'eth1')] }),
      'client',
      client,
    ),
    ask: { iface: 'eth1', from: 'client' },
    expect: {
      cause: 'neighbour-wrong',
      stage: 'neighbour-out',
      certainty: 'proven',
      coarser: 'answered-but-lost',
      adviceMends: true,
    },
  },
  {
    name: 'address-elsewhere',
    topology: withNeighbour(moved, 'client', client),
    ask: { iface: 'eth1', from: 'client', to: '172.16.5.4' },
    proof: 'works',
    expect: { cause: 'address-elsewhere', stage: 'neighbour-in', coarser: 'address-missing' },
  },
  {
    name: 'address-elsewhere-behind-the-router',
    topology: moved,
    ask: { iface: 'eth1', to: '172.16.5.4' },
    proof: 'works',
    expect: { cause: 'address-elsewhere', stage: 'neighbour-in', coarser: 'address-missing' },
  },
  {
    name: 'reply-rate-limited-by-the-mask',
    topology: serverB({
      ...answering,
      // Bit 0 is the echo reply; one answer in a minute.
      sysctls: { ...everywhere(0), 'net.ipv4.icmp_ratemask': 6169, 'net.ipv4.icmp_ratelimit': 60_000 },
    }),
    before: [['server-a', 'ping', '-n', '-c', '1', '-W', '1', '172.16.5.4']],
    ask: { iface: 'eth1' },
    expect: { cause: 'reply-rate-limited', stage: 'output', says: /icmp_ratelimit/ },
  },
  {
    name: 'reply-rate-limited-by-a-rule',
    topology: serverB({
      ...answering,
      setup: [
        ['nft', 'add table inet guard'],
        ['nft', 'add chain inet guard in { type filter hook input priority 0 ; }'],
        ['nft', 'add rule inet guard in icmp type echo-request limit rate 1/second burst 1 packets accept'],
        ['nft', 'add rule inet guard in icmp type echo-request counter drop'],
      ],
    }),
    ask: { iface: 'eth1' },
    proof: 'none',
    expect: {
      cause: 'reply-rate-limited',
      stage: 'output',
      coarser: 'packet-loss',
      says: /table inet guard/,
    },
  },
];
