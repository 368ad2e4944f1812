import { changeNode, type Topology } from '../../../../src/demo/lab/index.ts';
import { type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';
import { antiSpoofing6 } from './asymmetric.ts';

const ETH1 = 'fd00:172:16:5::4';
const DEFAULT = '-6 default via fd00:172:16:4::1 dev eth0';
const noButton = { 'policy-routing': 'not offered', 'loose-rp-filter': 'not offered' } as const;
const at = { stage: 'reply-route', certainty: 'proven' } as const;

/** The routes of a policy table for one network of server-b. */
function table6(network: 5 | 6, table: number): string[] {
  const dev = `eth${network - 4}`;
  return [
    `-6 fd00:172:16:${network}::/64 dev ${dev} table ${table}`,
    `-6 default via fd00:172:16:${network}::1 dev ${dev} table ${table}`,
  ];
}

function serverB6(routes: string[], rules: string[] = [], setup: string[][] = []): Topology {
  return serverB({ routes: [...SEED_ROUTES, DEFAULT, ...routes], rules, setup }, { ipv6: true });
}

/** What stops IPv6 where it is not told with the others. */
export const IPV6: readonly Scenario[] = [
  {
    name: 'policy-rule-shadowed-ipv6',
    topology: antiSpoofing6(serverB6(table6(5, 101), [`-6 pref 40000 from ${ETH1} lookup 101`])),
    ask: { iface: 'eth1', to: ETH1 },
    expect: { cause: 'policy-rule-shadowed', ...at, next: [] },
  },
  {
    name: 'policy-table-empty-ipv6',
    topology: antiSpoofing6(serverB6([], [`-6 pref 1005 from ${ETH1} lookup 101`])),
    ask: { iface: 'eth1', to: ETH1 },
    expect: { cause: 'policy-table-empty', ...at, remedies: { 'policy-routing': 'repairs' } },
  },
  {
    name: 'policy-rule-missing-ipv6',
    topology: antiSpoofing6(serverB6(table6(6, 102), ['-6 pref 1006 from fd00:172:16:6::4 lookup 102'])),
    ask: { iface: 'eth1', to: ETH1 },
    expect: { cause: 'policy-rule-missing', ...at, remedies: { 'policy-routing': 'repairs' } },
  },
  {
    name: 'main-rule-missing-ipv6',
    topology: serverB6(
      [],
      // As long as no rule was ever added, the kernel asks none, and deleting one changes nothing.
      ['-6 pref 1005 from fd00:172:16:9::9 lookup 101'],
      [['ip', '-6', 'rule', 'del', 'pref', '32766']],
    ),
    ask: { iface: 'eth0', to: 'fd00:172:16:4::2' },
    expect: { adviceMends: true, cause: 'main-rule-missing', stage: 'reply-route', remedies: noButton },
  },
  {
    name: 'wrong-prefix-length-ipv6',
    topology: serverB6(
      [],
      [],
      [
        ['ip', 'addr', 'add', 'fd00:172:16:5::44/32', 'dev', 'eth1', 'nodad'],
        ['ip', '-6', 'route', 'add', 'fd00:172:16::/64', 'dev', 'eth1', 'proto', 'kernel'],
      ],
    ),
    ask: { iface: 'eth1', to: ETH1 },
    expect: { cause: 'wrong-prefix-length', stage: 'neighbour-in' },
  },
  {
    name: 'interface-down-ipv6',
    topology: serverB6([], [], [['ip', 'link', 'set', 'dev', 'eth1', 'down']]),
    ask: { iface: 'eth1', to: ETH1 },
    expect: { cause: 'interface-down', stage: 'link', remedies: noButton },
  },
  {
    name: 'answered-but-lost-ipv6',
    topology: changeNode(
      serverB6(table6(5, 101), [`-6 pref 1005 from ${ETH1} lookup 101`]),
      'router',
      (node) => ({
        ...node,
        setup: [
          ['nft', 'add table ip6 acl'],
          ['nft', 'add chain ip6 acl forward { type filter hook forward priority 0 ; }'],
          ['nft', `add rule ip6 acl forward ip6 saddr ${ETH1} drop`],
        ],
      }),
    ),
    ask: { iface: 'eth1', to: ETH1 },
    expect: { cause: 'answered-but-lost', stage: 'upstream', certainty: 'proven', remedies: noButton },
  },
  {
    name: 'source-is-own-address-ipv6',
    topology: serverB6([], [], [['ip', 'addr', 'add', 'fd00:172:16::4/128', 'dev', 'lo', 'nodad']]),
    ask: { iface: 'eth0', to: 'fd00:172:16:4::2' },
    expect: {
      cause: 'source-is-own-address',
      stage: 'source-validation',
      certainty: 'proven',
      remedies: noButton,
    },
  },
];
