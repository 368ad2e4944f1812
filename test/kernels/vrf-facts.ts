import type { Configuration } from '../kernel/configuration.ts';

/** Hosts with VRFs, and the questions that show how kernels treat them; recorded for the tests that every kernel can run. */
interface VrfFact {
  name: string;
  configuration: Configuration;
}

const WIRES = ['d0', 'd1', 'd2'].flatMap((name, index) => [
  `link add ${name} address 02:00:00:00:0${index}:01 type veth peer name p${index} address 02:00:00:00:0${index}:02`,
  `link set p${index} up`,
]);
const VRF = ['link add v0 type vrf table 100', 'link set v0 up'];

function fact(name: string, parts: Partial<Configuration> & { members?: readonly string[] }): VrfFact {
  const { members = ['d0'], ...rest } = parts;
  const links = [
    'link set lo up',
    ...WIRES,
    ...VRF,
    ...members.map((member) => `link set ${member} master v0`),
    ...['d0', 'd1', 'd2'].map((name) => `link set ${name} up`),
  ];
  const empty = { links, sysctls: [], setup4: [], setup6: [], late: [], queries: [] };
  return { name, configuration: { ...empty, ...rest } };
}

const ADDRESSES = [0, 1, 2].map((index) => `address add 10.0.${index}.1/24 dev d${index}`);
const ADDRESSES6 = [0, 1, 2].map((index) => `address add fd00:0:0:${index}::1/64 dev d${index}`);

export const VRF_FACTS: readonly VrfFact[] = [
  fact('members-are-asked-in-their-table', {
    sysctls: ['ipv4/ip_forward 1'],
    setup4: [...ADDRESSES, 'route add default via 10.0.0.254 table 100', 'route add default via 10.0.1.254'],
    queries: [
      '10.0.0.9 oif v0',
      '10.0.0.9 oif d0',
      '10.0.0.9',
      '8.8.8.8 oif v0',
      '8.8.8.8',
      '8.8.8.8 from 10.0.0.9 iif d0',
      '8.8.8.8 from 10.0.0.9 iif v0',
      '10.0.0.1 from 10.0.0.9 iif d0',
      '10.0.1.1 from 10.0.0.9 iif d0',
      '10.0.0.1 from 10.0.1.9 iif d1',
    ],
  }),
  fact('rules-that-name-a-vrf-mean-its-device', {
    setup4: [
      ...ADDRESSES,
      'rule add pref 10 iif v0 to 10.0.0.8/29 prohibit',
      'rule add pref 11 oif v0 to 10.0.0.16/29 prohibit',
      'rule add pref 12 iif d0 to 10.0.0.32/29 prohibit',
      'rule add pref 13 oif d0 to 10.0.0.64/29 prohibit',
    ],
    sysctls: ['ipv4/ip_forward 1'],
    queries: [
      ...['10.0.0.9', '10.0.0.17', '10.0.0.33', '10.0.0.65'].flatMap((to) => [
        `${to} from 10.0.0.200 iif d0`,
        `${to} from 10.0.0.200 iif v0`,
        `${to} oif v0`,
        `${to} oif d0`,
      ]),
    ],
  }),
  fact('source-validation-asks-the-vrf', {
    sysctls: [
      'ipv4/ip_forward 1',
      ...['d0', 'd1', 'd2', 'v0'].map((name) => `ipv4/conf/${name}/rp_filter 1`),
    ],
    members: ['d0', 'd2'],
    setup4: [
      ...ADDRESSES,
      'route add 10.9.0.0/16 via 10.0.2.9 table 100',
      'route add 10.9.0.0/16 via 10.0.1.9',
    ],
    queries: [
      '10.0.0.1 from 10.0.0.9 iif d0',
      '10.0.0.1 from 10.0.2.9 iif d0',
      '10.0.0.1 from 10.0.1.9 iif d0',
      '10.0.0.1 from 10.9.0.9 iif d0',
      '10.0.2.1 from 10.9.0.9 iif d2',
      '10.0.0.1 from 10.9.0.9 iif v0',
      '10.0.1.1 from 10.9.0.9 iif d1',
      '10.0.2.9 from 10.0.0.9 iif d0',
      '10.0.2.9 from 10.9.0.9 iif d0',
    ],
  }),
  fact('a-packet-forwarded-into-a-vrf-is-validated-there', {
    sysctls: ['ipv4/ip_forward 1'],
    setup4: [...ADDRESSES, 'route add 10.8.0.0/16 via 10.0.0.9 dev d0 onlink'],
    queries: [
      '10.8.0.1 from 10.0.0.1 iif d1',
      '10.8.0.1 from 10.0.1.9 iif d1',
      '10.8.0.1 from 10.0.2.1 iif d1',
    ],
  }),
  fact('a-route-that-leaks-takes-an-address-of-the-vrf-along', {
    setup4: [
      ...ADDRESSES,
      'address add 10.0.7.7/32 dev v0',
      'route add 10.7.0.0/16 dev d1 src 10.0.1.1 table 100',
      'route add 10.6.0.0/16 dev v0',
    ],
    queries: [
      '10.7.0.1 oif v0',
      '10.7.0.1 from 10.0.7.7 oif v0',
      '10.0.1.9 oif v0',
      '10.6.0.1',
      '10.0.7.7',
      '10.0.7.7 oif v0',
      '10.0.7.7 from 10.0.0.9 iif d0',
    ],
  }),
  fact('broadcast-and-multicast', {
    setup4: [...ADDRESSES],
    queries: [
      '224.0.0.9 oif v0',
      '239.1.1.1 oif v0',
      '239.1.1.1 oif d0',
      '255.255.255.255 oif v0',
      '255.255.255.255 oif d0',
      '0.0.0.0 oif v0',
      '10.0.0.255 oif v0',
      '224.0.0.1 from 10.0.0.9 iif d0',
      '10.0.0.255 from 10.0.0.9 iif d0',
      '255.255.255.255 from 10.0.0.9 iif d0',
    ],
  }),
  fact('link-scope-destinations-of-ipv6-ask-no-rule', {
    setup6: [
      ...ADDRESSES6,
      'address add fd00:0:0:7::7/128 dev v0',
      'route add default via fd00:0:0:1::9',
      'rule add pref 5 to ff00::/8 prohibit',
    ],
    queries: [
      'ff02::1 oif v0',
      'ff05::2 oif d0',
      'ff05::2 oif d1',
      'fe80::5 oif v0',
      'fe80::5 oif d0',
      'fd00:0:0:0::9 oif v0',
      'fd00:0:0:0::9 oif d0',
      'fd00:0:0:0::9',
      'fd00:0:0:7::7 oif v0',
      'fd00:0:0:7::7 from fd00:0:0:0::9 iif d0',
      'fd00:0:0:1::9 from fd00:0:0:0::9 iif d0',
    ],
  }),
  fact('the-rule-of-vrfs-moved-deleted-inverted-or-rejecting', {
    setup4: [
      ...ADDRESSES,
      'rule add pref 20 from 10.0.0.1 l3mdev suppress_prefixlength 24',
      'rule add not pref 30 to 10.0.2.0/24 l3mdev',
      'rule add pref 40 l3mdev unreachable',
      'rule del pref 1000',
    ],
    queries: [
      '10.0.0.9 oif v0',
      '10.0.0.9 from 10.0.0.1 oif v0',
      '10.0.2.9 oif v0',
      '10.0.1.9 oif v0',
      '10.0.2.9',
      '10.0.1.9',
    ],
  }),
  fact('making-a-vrf-parts-local-from-main-for-good', {
    members: [],
    setup4: [
      ...ADDRESSES,
      'route add local 10.9.0.0/24 dev lo',
      'route add 10.9.0.0/28 dev d1',
      'rule del pref 1000',
    ],
    queries: ['10.9.0.5', '10.9.0.25', '10.0.0.1', '10.0.0.255', '10.0.0.1 from 10.0.1.9 iif d1'],
  }),
];
