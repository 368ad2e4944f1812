import { changeNode, seedTopology, type Topology } from '../../../../src/demo/lab/index.ts';
import { everywhere, type Scenario, serverB } from '../scenario.ts';

/** The seed's router, refusing what comes from an interface that it would not answer by: as clouds do. */
function antiSpoofing(topology: Topology): Topology {
  return changeNode(topology, 'router', (node) => ({
    ...node,
    sysctls: { ...node.sysctls, 'net.ipv4.conf.all.rp_filter': 1 },
  }));
}

/** IPv6 has no such setting: the router's packet filter does it. */
export function antiSpoofing6(topology: Topology): Topology {
  return changeNode(topology, 'router', (node) => ({
    ...node,
    setup: [
      ['nft', 'add table ip6 spoof'],
      ['nft', 'add chain ip6 spoof in { type filter hook prerouting priority raw ; }'],
      ['nft', 'add rule ip6 spoof in iifname "net4" ip6 saddr fd00:172:16:5::/64 drop'],
    ],
  }));
}

const loose = serverB({ sysctls: everywhere(2) });
const leaves = { cause: 'reply-leaves-other-interface', stage: 'wire-out' } as const;
const policyRepairs = { 'policy-routing': 'repairs', 'loose-rp-filter': 'does-not-repair' } as const;

/** Answers that leave by another interface than the requests came in on. */
export const ASYMMETRIC: readonly Scenario[] = [
  {
    name: 'asymmetric-but-answered',
    topology: loose,
    ask: { iface: 'eth1' },
    expect: { cause: 'healthy', stage: null, certainty: 'proven', says: /asymmetric/ },
  },
  {
    name: 'asymmetric-spoofing-dropped-loose',
    topology: antiSpoofing(loose),
    before: [['server-b', 'ping', '-n', '-c', '1', '-W', '1', '172.16.4.1']],
    ask: { iface: 'eth1' },
    expect: { ...leaves, certainty: 'proven', remedies: policyRepairs },
  },
  {
    name: 'asymmetric-spoofing-dropped-off',
    topology: antiSpoofing(serverB({ sysctls: everywhere(0) })),
    before: [['server-b', 'ping', '-n', '-c', '1', '-W', '1', '172.16.4.1']],
    ask: { iface: 'eth1' },
    expect: { ...leaves, certainty: 'proven', remedies: policyRepairs },
  },
  {
    // The router takes no ARP question either that names eth1's address on eth0's wire: its silence must not be blamed.
    name: 'asymmetric-gateway-ignores-foreign-arp',
    topology: antiSpoofing(serverB({ sysctls: everywhere(0) })),
    ask: { iface: 'eth1' },
    expect: { ...leaves, remedies: policyRepairs },
  },
  {
    name: 'asymmetric-one-sided',
    topology: antiSpoofing(loose),
    before: [['server-b', 'ping', '-n', '-c', '1', '-W', '1', '172.16.4.1']],
    meanwhile: [['server-a', 'ping', '-n', '-i', '0.3', '-c', '50', '172.16.5.4']],
    ask: { iface: 'eth1', from: null, wait: 3 },
    proof: 'none',
    expect: { ...leaves, certainty: 'likely', remedies: policyRepairs },
  },
  {
    name: 'asymmetric-ipv6',
    topology: antiSpoofing6(
      serverB({ sysctls: everywhere(2) }, { ipv6: true }, seedTopology({ ipv6: true })),
    ),
    ask: { iface: 'eth1', to: 'fd00:172:16:5::4' },
    expect: {
      ...leaves,
      certainty: 'proven',
      remedies: { 'policy-routing': 'repairs', 'loose-rp-filter': 'not offered' },
    },
  },
  {
    name: 'asymmetric-tcp',
    topology: antiSpoofing(loose),
    before: [['server-b', 'ping', '-n', '-c', '1', '-W', '1', '172.16.4.1']],
    services: [['server-b', 'nc', '-lk', '-p', '8080']],
    ask: { iface: 'eth1', protocol: 'tcp', port: 8080 },
    expect: { ...leaves, certainty: 'proven', remedies: policyRepairs },
  },
];
