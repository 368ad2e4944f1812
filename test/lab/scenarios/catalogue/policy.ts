import { changeNode, type Topology } from '../../../../src/demo/lab/index.ts';
import { everywhere, policyFor, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

/** The seed's router, which takes no packet from a network that it would not answer by. */
function antiSpoofing(topology: Topology): Topology {
  return changeNode(topology, 'router', (node) => ({
    ...node,
    sysctls: { ...node.sysctls, 'net.ipv4.conf.all.rp_filter': 1 },
  }));
}

const off = everywhere(0);
const at = { stage: 'reply-route', certainty: 'proven' } as const;
const repaired = { 'policy-routing': 'repairs' } as const;
const reordered = { ...repaired, 'reorder-policy-rule': 'repairs' } as const;

/** Policy rules and tables that send the answer the wrong way. */
export const POLICY: readonly Scenario[] = [
  {
    name: 'policy-rule-shadowed-by-main',
    topology: antiSpoofing(
      serverB({
        sysctls: off,
        routes: [...SEED_ROUTES, ...policyFor(5, 101).routes],
        rules: ['pref 40000 from 172.16.5.4 lookup 101'],
      }),
    ),
    ask: { iface: 'eth1' },
    expect: { adviceMends: true, cause: 'policy-rule-shadowed', ...at, remedies: reordered },
  },
  {
    name: 'policy-rule-shadowed-by-catch-all',
    topology: antiSpoofing(
      serverB({
        sysctls: off,
        routes: [...SEED_ROUTES, ...policyFor(5, 101).routes, 'default via 172.16.4.1 dev eth0 table 50'],
        rules: ['pref 500 from all lookup 50', ...policyFor(5, 101).rules],
      }),
    ),
    ask: { iface: 'eth1' },
    expect: { adviceMends: true, cause: 'policy-rule-shadowed', ...at, remedies: reordered },
  },
  {
    name: 'policy-table-empty',
    topology: antiSpoofing(serverB({ sysctls: off, rules: policyFor(5, 101).rules })),
    ask: { iface: 'eth1' },
    expect: { cause: 'policy-table-empty', ...at, remedies: repaired },
  },
  {
    name: 'policy-table-emptied-by-link-flap',
    topology: antiSpoofing(
      serverB({
        sysctls: off,
        routes: [...SEED_ROUTES, ...policyFor(5, 101).routes],
        rules: policyFor(5, 101).rules,
        setup: [
          ['ip', 'link', 'set', 'dev', 'eth1', 'down'],
          ['ip', 'link', 'set', 'dev', 'eth1', 'up'],
        ],
      }),
    ),
    ask: { iface: 'eth1' },
    expect: { cause: 'policy-table-empty', ...at, remedies: repaired },
  },
  {
    name: 'policy-rule-missing',
    topology: antiSpoofing(
      serverB({
        sysctls: off,
        routes: [...SEED_ROUTES, ...policyFor(6, 102).routes, ...policyFor(7, 103).routes],
        rules: [...policyFor(6, 102).rules, ...policyFor(7, 103).rules],
      }),
    ),
    ask: { iface: 'eth1' },
    expect: { cause: 'policy-rule-missing', ...at, remedies: repaired },
  },
  {
    name: 'main-rule-missing',
    topology: serverB({
      sysctls: off,
      setup: [['ip', 'rule', 'del', 'pref', '32766']],
    }),
    ask: { iface: 'eth1' },
    expect: {
      adviceMends: true,
      cause: 'main-rule-missing',
      ...at,
      remedies: { 'restore-main-rule': 'depends', 'loose-rp-filter': 'not offered' },
    },
  },
  {
    name: 'main-rule-missing-strict',
    topology: serverB({ setup: [['ip', 'rule', 'del', 'pref', '32766']] }),
    ask: { iface: 'eth0' },
    expect: {
      cause: 'main-rule-missing',
      stage: 'reply-route',
      remedies: { 'restore-main-rule': 'repairs', 'loose-rp-filter': 'not offered' },
    },
  },
  {
    name: 'policy-table-hides-connected',
    topology: hidden(2),
    ask: { iface: 'eth1', from: 'client' },
    expect: {
      adviceMends: true,
      cause: 'policy-table-hides-connected',
      ...at,
      remedies: { 'local-routes-in-policy-table': 'repairs' },
    },
  },
  {
    name: 'strict-then-hidden-connected',
    topology: hidden(1),
    ask: { iface: 'eth1', from: 'client' },
    expect: { cause: 'strict-rp-filter', stage: 'source-validation', next: ['policy-table-hides-connected'] },
  },
  {
    name: 'vpn-captures-reply',
    topology: vpn(2),
    ask: { iface: 'eth1' },
    expect: { cause: 'vpn-captures-reply', ...at, remedies: repaired },
  },
  {
    name: 'strict-then-vpn',
    topology: vpn(1),
    ask: { iface: 'eth1' },
    expect: {
      cause: 'strict-rp-filter',
      stage: 'source-validation',
      next: ['vpn-captures-reply'],
      remedies: repaired,
    },
  },
];

/** A client on a network of server-b alone, which eth1's policy table knows nothing of. */
function hidden(mode: 1 | 2): Topology {
  const topology = serverB({
    interfaces: { local0: { segment: 'local', addresses: ['10.9.0.1/24'] } },
    sysctls: { ...everywhere(mode), 'net.ipv4.conf.local0.rp_filter': mode },
    routes: [...SEED_ROUTES, ...policyFor(5, 101).routes],
    rules: policyFor(5, 101).rules,
  });
  const client = {
    interfaces: { eth0: { segment: 'local', addresses: ['10.9.0.2/24'] } },
    routes: ['default via 10.9.0.1 dev eth0'],
    ssh: { reach: 'loopback' },
    inventory: {},
  } as const;
  return { ...topology, nodes: { ...topology.nodes, client } };
}

/** wg-quick's rules with a device of that name; the lab's kernel has no WireGuard. */
function vpn(mode: 1 | 2): Topology {
  const topology = serverB({
    interfaces: { wg0: { segment: 'tunnel', addresses: ['10.8.0.2/24'] } },
    sysctls: everywhere(mode),
    routes: [...SEED_ROUTES, 'default dev wg0 table 51820'],
    setup: [
      ['ip', 'rule', 'add', 'pref', '32764', 'table', 'main', 'suppress_prefixlength', '0'],
      ['ip', 'rule', 'add', 'pref', '32765', 'not', 'fwmark', '0xca6c', 'table', '51820'],
    ],
  });
  const far = {
    interfaces: { eth0: { segment: 'tunnel', addresses: ['10.8.0.1/24'] } },
    ssh: false,
  } as const;
  return { ...topology, nodes: { ...topology.nodes, far } };
}
