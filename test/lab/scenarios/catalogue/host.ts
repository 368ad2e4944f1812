import { everywhere, policyFor, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

const noButton = { 'policy-routing': 'not offered', 'loose-rp-filter': 'not offered' } as const;
const routed = { routes: [...SEED_ROUTES, ...policyFor(5, 101).routes], rules: policyFor(5, 101).rules };
const ROUTE_BACK_GONE = ['169.254.0.0/16 dev eth0 metric 1002'];
const noRoute = { cause: 'no-return-route', certainty: 'proven', remedies: noButton } as const;
const rejects = { cause: 'route-rejects', certainty: 'proven', remedies: noButton } as const;

/** What the host itself lacks or refuses: link, address, echo, a way back. */
export const HOST: readonly Scenario[] = [
  {
    name: 'interface-down',
    topology: serverB({ setup: [['ip', 'link', 'set', 'dev', 'eth1', 'down']] }),
    ask: { iface: 'eth1', to: '172.16.5.4' },
    expect: { cause: 'interface-down', stage: 'link', remedies: noButton },
  },
  {
    name: 'interface-without-carrier',
    topology: serverB({ sysctls: everywhere(0) }),
    before: [['router', 'ip', 'link', 'set', 'dev', 'net5', 'down']],
    ask: { iface: 'eth1' },
    expect: { cause: 'interface-down', stage: 'link', remedies: noButton, says: /carrier/ },
  },
  {
    name: 'address-missing-none',
    topology: serverB({ setup: [['ip', 'addr', 'flush', 'dev', 'eth1']] }),
    ask: { iface: 'eth1', to: '172.16.5.4' },
    expect: { cause: 'address-missing', stage: 'link', remedies: noButton },
  },
  {
    name: 'address-missing-and-not-named',
    topology: serverB({ setup: [['ip', 'addr', 'flush', 'dev', 'eth1']] }),
    ask: { iface: 'eth1' },
    proof: 'none',
    expect: { cause: 'address-missing', stage: 'link', remedies: noButton, says: /eth1 has no address/ },
  },
  {
    name: 'address-missing-other',
    topology: serverB({
      sysctls: everywhere(0),
      setup: [
        ['ip', 'addr', 'flush', 'dev', 'eth1'],
        ['ip', 'addr', 'add', '172.16.5.5/24', 'dev', 'eth1'],
      ],
    }),
    ask: { iface: 'eth1', to: '172.16.5.4' },
    expect: { adviceMends: true, cause: 'address-missing', stage: 'link', remedies: noButton },
  },
  {
    name: 'address-missing-still-known-to-the-router',
    topology: serverB({ sysctls: everywhere(0) }),
    before: [
      ['router', 'ping', '-n', '-c', '1', '-W', '1', '172.16.5.4'],
      ['server-b', 'ip', 'addr', 'flush', 'dev', 'eth1'],
      ['server-b', 'ip', 'addr', 'add', '172.16.5.5/24', 'dev', 'eth1'],
    ],
    ask: { iface: 'eth1', to: '172.16.5.4' },
    expect: { cause: 'address-missing', stage: 'link', remedies: noButton },
  },
  {
    name: 'address-missing-ipv6',
    topology: serverB(
      { setup: [['ip', 'addr', 'del', 'fd00:172:16:5::4/64', 'dev', 'eth1']] },
      { ipv6: true },
    ),
    ask: { iface: 'eth1', to: 'fd00:172:16:5::4' },
    expect: { cause: 'address-missing', stage: 'link', remedies: noButton },
  },
  {
    name: 'address-not-local-routed-here',
    topology: serverB({ sysctls: everywhere(0) }),
    before: [
      ['router', 'ip', 'route', 'add', '10.77.0.0/24', 'via', '172.16.5.4'],
      ['router', 'ping', '-n', '-c', '1', '-W', '1', '172.16.5.4'],
    ],
    ask: { iface: 'eth1', to: '10.77.0.1' },
    expect: {
      adviceMends: true,
      cause: 'address-not-local',
      stage: 'input',
      certainty: 'proven',
      remedies: noButton,
    },
  },
  {
    name: 'address-not-local-table-emptied',
    topology: serverB({
      ...routed,
      setup: [['ip', 'route', 'del', 'table', 'local', 'local', '172.16.5.4', 'dev', 'eth1']],
    }),
    before: [
      ['router', 'ip', 'neigh', 'replace', '172.16.5.4', 'lladdr', '02:00:00:00:05:04', 'dev', 'net5'],
      ['server-b', 'ip', 'link', 'set', 'dev', 'eth1', 'address', '02:00:00:00:05:04'],
      ['server-b', 'ip', 'route', 'replace', 'default', 'via', '172.16.5.1', 'dev', 'eth1', 'table', '101'],
    ],
    ask: { iface: 'eth1', to: '172.16.5.4' },
    expect: { cause: 'address-not-local', stage: 'input', remedies: noButton },
  },
  {
    name: 'echo-ignored',
    topology: serverB({ ...routed, sysctls: { 'net.ipv4.icmp_echo_ignore_all': 1 } }),
    ask: { iface: 'eth1' },
    expect: {
      adviceMends: true,
      cause: 'echo-ignored',
      stage: 'input',
      certainty: 'proven',
      remedies: noButton,
    },
  },
  {
    name: 'echo-ignored-ipv6',
    topology: serverB({ sysctls: { 'net.ipv6.icmp.echo_ignore_all': 1 } }, { ipv6: true }),
    ask: { iface: 'eth0', to: 'fd00:172:16:4::2' },
    expect: {
      adviceMends: true,
      cause: 'echo-ignored',
      stage: 'input',
      certainty: 'proven',
      remedies: noButton,
    },
  },
  {
    name: 'strict-then-echo-ignored',
    topology: serverB({ sysctls: { 'net.ipv4.icmp_echo_ignore_all': 1 } }),
    ask: { iface: 'eth1' },
    expect: {
      cause: 'strict-rp-filter',
      stage: 'source-validation',
      certainty: 'proven',
      next: ['echo-ignored', 'reply-leaves-other-interface'],
      remedies: { 'policy-routing': 'does-not-repair', 'loose-rp-filter': 'does-not-repair' },
    },
  },
  {
    name: 'no-return-route-strict',
    topology: serverB({ routes: ROUTE_BACK_GONE }),
    ask: { iface: 'eth1' },
    expect: { adviceMends: true, ...noRoute, stage: 'source-validation' },
  },
  {
    name: 'no-return-route-loose',
    topology: serverB({ routes: ROUTE_BACK_GONE, sysctls: everywhere(2) }),
    ask: { iface: 'eth1' },
    expect: { ...noRoute, stage: 'source-validation' },
  },
  {
    name: 'no-return-route-off',
    topology: serverB({ routes: ROUTE_BACK_GONE, sysctls: everywhere(0) }),
    ask: { iface: 'eth1' },
    expect: { ...noRoute, stage: 'reply-route' },
  },
  {
    name: 'no-return-route-ipv6',
    topology: serverB({ setup: [['ip', '-6', 'route', 'del', 'default']] }, { ipv6: true }),
    ask: { iface: 'eth0', to: 'fd00:172:16:4::2' },
    expect: { adviceMends: true, ...noRoute, stage: 'reply-route' },
  },
  {
    name: 'route-rejects-blackhole',
    topology: serverB({ routes: [...SEED_ROUTES, 'blackhole 172.16.0.0/24'] }),
    ask: { iface: 'eth1' },
    expect: { ...rejects, stage: 'source-validation' },
  },
  {
    name: 'route-rejects-unreachable-off',
    topology: serverB({ routes: [...SEED_ROUTES, 'unreachable 172.16.0.0/24'], sysctls: everywhere(0) }),
    ask: { iface: 'eth0' },
    expect: { adviceMends: true, ...rejects, stage: 'reply-route' },
  },
  {
    name: 'route-rejects-prohibit-rule',
    topology: serverB({ rules: ['pref 900 from 172.16.5.4 prohibit'], sysctls: everywhere(0) }),
    ask: { iface: 'eth1' },
    expect: { adviceMends: true, ...rejects, stage: 'reply-route' },
  },
  {
    name: 'route-rejects-unreachable-rule',
    topology: serverB({ rules: ['pref 900 to 172.16.0.0/24 unreachable'], sysctls: everywhere(0) }),
    ask: { iface: 'eth0' },
    expect: { ...rejects, stage: 'reply-route' },
  },
  {
    name: 'route-rejects-ipv6',
    topology: serverB(
      {
        routes: [...SEED_ROUTES, '-6 default via fd00:172:16:4::1 dev eth0', '-6 prohibit fd00:172:16::/64'],
      },
      { ipv6: true },
    ),
    ask: { iface: 'eth0', to: 'fd00:172:16:4::2' },
    expect: { adviceMends: true, ...rejects, stage: 'reply-route' },
  },
  {
    name: 'source-is-own-address',
    topology: serverB({ setup: [['ip', 'addr', 'add', '172.16.0.4/32', 'dev', 'eth3']] }),
    ask: { iface: 'eth1' },
    expect: {
      cause: 'source-is-own-address',
      stage: 'source-validation',
      certainty: 'proven',
      remedies: noButton,
    },
  },
  {
    name: 'source-is-own-address-off',
    topology: serverB({
      sysctls: everywhere(0),
      setup: [['ip', 'addr', 'add', '172.16.0.4/32', 'dev', 'lo']],
    }),
    ask: { iface: 'eth0' },
    expect: {
      cause: 'source-is-own-address',
      stage: 'source-validation',
      certainty: 'proven',
      remedies: noButton,
    },
  },
];
