import { everywhere, policyFor, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

const unreachable = { cause: 'gateway-unreachable', stage: 'neighbour-out', certainty: 'proven' } as const;

/** Next hops that do not answer. */
export const GATEWAY: readonly Scenario[] = [
  {
    name: 'gateway-wrong-default',
    topology: serverB({
      routes: ['default via 172.16.4.9 dev eth0'],
      sysctls: { ...everywhere(2), 'net.ipv4.conf.all.arp_announce': 2 },
    }),
    ask: { iface: 'eth1' },
    expect: {
      ...unreachable,
      next: ['reply-leaves-other-interface'],
    },
  },
  {
    name: 'gateway-wrong-on-eth0',
    topology: serverB({ routes: ['default via 172.16.4.9 dev eth0'] }),
    ask: { iface: 'eth0' },
    expect: { ...unreachable, next: [] },
  },
  {
    name: 'gateway-wrong-in-policy-table',
    topology: serverB({
      routes: [
        ...SEED_ROUTES,
        '172.16.5.0/24 dev eth1 scope link table 101',
        'default via 172.16.5.9 dev eth1 table 101',
      ],
      rules: policyFor(5, 101).rules,
    }),
    ask: { iface: 'eth1' },
    expect: { ...unreachable, next: [] },
  },
  {
    name: 'gateway-not-the-first-address',
    topology: serverB(
      {
        routes: [
          'default via 172.16.4.254 dev eth0',
          '172.16.5.0/24 dev eth1 scope link table 101',
          'default via 172.16.5.1 dev eth1 table 101',
        ],
        rules: policyFor(5, 101).rules,
      },
      { gateways: 'last' },
    ),
    ask: { iface: 'eth1' },
    expect: unreachable,
  },
  {
    name: 'gateway-unreachable-ipv6',
    topology: serverB(
      { routes: [...SEED_ROUTES, '-6 default via fd00:172:16:4::99 dev eth0'] },
      { ipv6: true },
    ),
    ask: { iface: 'eth0', to: 'fd00:172:16:4::2' },
    expect: unreachable,
  },
];
