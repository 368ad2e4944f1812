import type { Configuration } from './configuration.ts';

/** One fact of the kernel, as a small host and the questions that show it. */
export interface Fact {
  name: string;
  configuration: Configuration;
}

const WIRES = ['d0', 'd1', 'd2'].flatMap((name, index) => [
  `link add ${name} address 02:00:00:00:0${index}:01 type veth peer name p${index} address 02:00:00:00:0${index}:02`,
  `link set ${name} up`,
  `link set p${index} up`,
]);

function fact(name: string, parts: Partial<Configuration>): Fact {
  const empty = {
    links: ['link set lo up', ...WIRES],
    sysctls: [],
    setup4: [],
    setup6: [],
    late: [],
    queries: [],
  };
  return { name, configuration: { ...empty, ...parts } };
}

const TWO_NETWORKS = ['address add 10.0.0.1/24 dev d0', 'address add 10.0.1.1/24 dev d1'];
const STRICT = ['ipv4/conf/all/rp_filter 1', 'ipv4/conf/d0/rp_filter 1', 'ipv4/conf/d1/rp_filter 1'];

export const FACTS: readonly Fact[] = [
  fact('IPv4 passes over all that begin where a next hop object to another device does', {
    setup4: [
      ...TWO_NETWORKS,
      'nexthop add id 42 via 10.0.0.3',
      'nexthop add id 50 group 42',
      'route add 10.8.0.0/16 nhid 42',
      'route add 10.8.0.0/16 via 10.0.1.6 metric 5',
      'route add 10.8.0.0/14 via 10.0.1.7',
      'route add 10.9.0.0/16 nhid 42',
      'route add 10.32.0.0/16 nhid 50',
      'route add 10.32.0.0/12 via 10.0.1.7',
      'route add 10.64.0.0/16 via 10.0.0.3',
      'route add 10.64.0.0/12 via 10.0.1.7',
      'route add 10.0.0.0/8 via 10.0.1.8',
    ],
    queries: ['10.8.1.1', '10.8.1.1 oif d1', '10.9.1.1 oif d1', '10.32.1.1 oif d1', '10.64.1.1 oif d1'],
  }),
  fact('a gateway that a route of host scope leads to is left out', {
    setup4: [
      'address add 10.0.1.1/24 dev d1',
      'route add 10.0.0.0/8 metric 10 dev d0 scope host',
      'route append 10.0.0.0/8 via 10.0.3.255',
    ],
    queries: ['10.5.5.5', '10.5.5.5 from 10.0.1.1', '10.5.5.5 from 9.9.9.9 iif d1', '10.0.3.255'],
  }),
  fact('IPv4 takes a next hop object that is a blackhole whatever device is asked, a plain blackhole too', {
    setup4: [
      'address add 10.0.0.1/24 dev d0',
      'nexthop add id 60 blackhole',
      'route add 10.8.0.0/16 nhid 60 table 100',
      'route add blackhole 10.9.0.0/16 table 100',
      'route add 10.10.0.0/16 dev d0 metric 10 table 100',
      'route add 10.10.0.0/16 nhid 60 metric 20 table 100',
      'rule add pref 50 lookup 100',
    ],
    queries: [
      '10.8.0.1',
      '10.8.0.1 oif d0',
      '10.8.0.1 oif d0 from 10.0.0.1',
      '10.9.0.1',
      '10.9.0.1 oif d0',
      '10.10.0.1 oif d0',
      '10.10.0.1 oif d1',
    ],
  }),
  fact('IPv6 takes a next hop object that is a blackhole whatever device is asked, a plain blackhole not', {
    setup6: [
      'address add fd00::1/64 dev d0',
      'nexthop add id 60 blackhole',
      'route add 2001:db8::/32 nhid 60 table 100',
      'route add blackhole 2001:db9::/32 table 100',
      'route add 2001:dba::/32 dev d0 metric 10 table 100',
      'route append 2001:dba::/32 nhid 60 metric 20 table 100',
      'rule add pref 50 lookup 100',
    ],
    queries: [
      '2001:db8::1',
      '2001:db8::1 oif d0',
      '2001:db8::1 oif d0 from fd00::1',
      '2001:db9::1',
      '2001:db9::1 oif d0',
      '2001:dba::1 oif d0',
      '2001:dba::1 oif d1',
    ],
  }),
  fact('before any rule was added local and main are one trie: a longer prefix in main beats a local one', {
    setup4: [...TWO_NETWORKS, 'route add local 10.9.0.0/24 dev lo', 'route add 10.9.0.0/28 dev d1'],
    queries: ['10.9.0.5', '10.9.0.25', '10.0.0.1'],
  }),
  fact('after a rule was added local is asked first', {
    setup4: [
      ...TWO_NETWORKS,
      'route add local 10.9.0.0/24 dev lo',
      'route add 10.9.0.0/28 dev d1',
      'rule add pref 100 lookup 77',
    ],
    queries: ['10.9.0.5', '10.9.0.25', '10.0.0.1'],
  }),
  fact('a detached interface never matches, so that its inversion always does', {
    setup4: [
      ...TWO_NETWORKS,
      'rule add pref 10 iif gone prohibit',
      'rule add not pref 20 iif gone blackhole',
    ],
    queries: ['10.0.0.9', '10.0.0.9 oif d0'],
  }),
  fact('route get without ipproto asks for UDP in IPv4 and for nothing in IPv6', {
    setup4: [...TWO_NETWORKS, 'rule add pref 10 ipproto udp unreachable'],
    setup6: ['address add fd00::1/64 dev d0', 'rule add pref 10 ipproto udp unreachable'],
    queries: [
      '10.0.0.9',
      '10.0.0.9 ipproto tcp',
      '10.0.0.1 from 10.0.0.9 iif d0',
      'fd00::9',
      'fd00::9 ipproto udp',
    ],
  }),
  fact('a source that is not ours is no source to send from', {
    setup4: TWO_NETWORKS,
    queries: [
      '10.0.0.9 from 10.0.7.7',
      '10.0.0.9 from 224.0.0.5',
      '10.0.0.9 from 127.0.0.1',
      '127.0.0.2 from 10.0.0.1',
    ],
  }),
  fact('with oif and no route the destination is on that link', {
    setup4: TWO_NETWORKS,
    late: ['link set d2 down'],
    queries: [
      '10.7.7.7 oif d1',
      '10.7.7.7 oif d2',
      '10.0.0.1 oif d1',
      '224.0.0.9 oif d1',
      '239.1.1.1 oif d0',
      '0.0.0.0 oif d0',
    ],
  }),
  fact(
    'strict mode refuses what would be answered elsewhere; from-rules satisfy it, iif and oif rules do not',
    {
      sysctls: STRICT,
      setup4: [
        ...TWO_NETWORKS,
        'route add default via 10.0.0.254',
        'route add default via 10.0.1.254 table 101',
        'rule add pref 100 from 10.0.1.1 iif d1 lookup 101',
      ],
      queries: [
        '10.0.1.1 from 8.8.8.8 iif d1',
        '10.0.1.1 from 8.8.8.8 iif d0',
        '10.0.1.1 from 10.0.1.7 iif d1',
      ],
    },
  ),
  fact('strict mode is satisfied by a from-rule', {
    sysctls: STRICT,
    setup4: [
      ...TWO_NETWORKS,
      'route add default via 10.0.0.254',
      'route add default via 10.0.1.254 table 101',
      'rule add pref 100 from 10.0.1.1 lookup 101',
    ],
    queries: ['10.0.1.1 from 8.8.8.8 iif d1', '10.0.1.1 from 10.0.0.9 iif d1', '8.8.8.8 from 10.0.1.1'],
  }),
  fact('the reverse flow swaps the ports, and carries the mark only with src_valid_mark', {
    sysctls: [...STRICT, 'ipv4/conf/d1/src_valid_mark 1'],
    setup4: [
      ...TWO_NETWORKS,
      'route add default via 10.0.0.254',
      'route add default via 10.0.1.254 table 101',
      'rule add pref 90 iif lo ipproto tcp sport 443 lookup 101',
      'rule add pref 91 fwmark 7 lookup 101',
      'rule add pref 92 iif lo ipproto icmp lookup 101',
    ],
    queries: [
      '10.0.1.1 from 8.8.8.8 iif d1 ipproto tcp sport 5000 dport 443',
      '10.0.1.1 from 8.8.8.8 iif d1 ipproto tcp sport 443 dport 5000',
      '10.0.1.1 from 8.8.8.8 iif d1 mark 7',
      '10.0.0.1 from 10.0.1.9 iif d0 mark 7',
      '10.0.1.1 from 8.8.8.8 iif d1 ipproto icmp',
      '10.0.1.1 from 8.8.8.8 iif d1',
    ],
  }),
  fact('an ingress interface without an address is refused in modes 1 and 2', {
    sysctls: ['ipv4/conf/d2/rp_filter 2', 'ipv4/ip_forward 1'],
    setup4: [...TWO_NETWORKS, 'route add default via 10.0.0.254'],
    queries: ['10.0.1.1 from 8.8.8.8 iif d2', '10.0.1.7 from 8.8.8.8 iif d2', '10.0.1.7 from 8.8.8.8 iif d0'],
  }),
  fact('loose mode wants some way back', {
    sysctls: ['ipv4/conf/d0/rp_filter 2', 'ipv4/conf/d1/rp_filter 2'],
    setup4: [...TWO_NETWORKS, 'route add blackhole 9.9.9.0/24'],
    queries: [
      '10.0.1.1 from 10.0.0.9 iif d1',
      '10.0.1.1 from 8.8.8.8 iif d1',
      '10.0.1.1 from 9.9.9.9 iif d1',
    ],
  }),
  fact('our own address as source: refused in mode 0 too, unless accept_local', {
    sysctls: [
      'ipv4/conf/all/rp_filter 0',
      'ipv4/conf/d0/rp_filter 0',
      'ipv4/conf/d1/rp_filter 0',
      'ipv4/conf/d1/accept_local 1',
    ],
    setup4: TWO_NETWORKS,
    queries: [
      '10.0.0.1 from 10.0.1.1 iif d0',
      '10.0.0.1 from 10.0.1.1 iif d1',
      '10.0.0.1 from 10.0.0.1 iif d0',
    ],
  }),
  fact('forwarding off answers EHOSTUNREACH, whatever the lookup said', {
    sysctls: ['ipv4/ip_forward 0'],
    setup4: [...TWO_NETWORKS, 'route add prohibit 9.9.9.0/24'],
    queries: [
      '8.8.8.8 from 10.0.0.9 iif d0',
      '9.9.9.9 from 10.0.0.9 iif d0',
      '10.0.1.9 from 10.0.0.9 iif d0',
    ],
  }),
  fact('martians, loopback and the limited broadcast', {
    sysctls: ['ipv4/ip_forward 1', 'ipv4/conf/d1/route_localnet 1'],
    setup4: [...TWO_NETWORKS, 'route add default via 10.0.0.254'],
    queries: [
      '10.0.0.1 from 127.0.0.5 iif d0',
      '10.0.1.1 from 127.0.0.5 iif d1',
      '127.0.0.1 from 10.0.0.9 iif d0',
      '127.0.0.1 from 10.0.1.9 iif d1',
      '10.0.0.1 from 255.255.255.255 iif d0',
      '10.0.0.1 from 224.0.0.1 iif d0',
      '10.0.0.1 iif d0',
      '0.0.0.0 from 10.0.0.9 iif d0',
      '0.0.0.5 from 10.0.0.9 iif d0',
      '0.0.0.5',
      '255.255.255.255 from 10.0.0.9 iif d0',
      '255.255.255.255 from 10.0.1.9 iif d0',
      '255.255.255.255 iif d0',
      '255.255.255.255',
      '10.0.0.255 from 10.0.0.9 iif d0',
      '224.0.0.1 from 10.0.0.9 iif d0',
      '224.0.0.1 from 127.0.0.9 iif d0',
      '224.0.0.1 from 224.0.0.9 iif d0',
      '224.0.0.1 iif d0',
      '224.0.0.1',
    ],
  }),
  fact('directed broadcasts are forwarded only where all and the interface say so', {
    sysctls: ['ipv4/ip_forward 1', 'ipv4/conf/all/bc_forwarding 1', 'ipv4/conf/d0/bc_forwarding 1'],
    setup4: TWO_NETWORKS,
    queries: ['10.0.1.255 from 10.0.0.9 iif d0', '10.0.0.255 from 10.0.1.9 iif d1'],
  }),
  fact('the first default gateway that is REACHABLE is taken, of several of one metric', {
    setup4: [
      ...TWO_NETWORKS,
      'route append default via 10.0.0.254',
      'route append default via 10.0.1.254',
      'route append default via 10.0.1.253 metric 5',
    ],
    late: ['neigh add 10.0.1.254 dev d1 lladdr 02:00:00:00:09:09 nud reachable'],
    queries: ['8.8.8.8', '8.8.8.9', '8.8.8.8', '8.8.8.8 from 10.0.0.1'],
  }),
  fact('several defaults of one metric are taken in turn where no gateway is REACHABLE', {
    setup4: [
      ...TWO_NETWORKS,
      'route append default tos 0x10 via 10.0.0.253',
      'route append default via 10.0.0.254',
      'route append default via 10.0.1.254',
      'route append default via 10.0.1.252 metric 7',
    ],
    queries: ['8.8.8.8', '8.8.8.9', '8.8.8.8 tos 0x10', '8.8.8.8 oif d1'],
  }),
  fact('a multipath route prefers the next hop that owns the source', {
    setup4: [
      ...TWO_NETWORKS,
      'route add 99.0.0.0/8 nexthop via 10.0.0.2 nexthop via 10.0.1.2',
      'route add 98.0.0.0/8 src 10.0.0.1 nexthop via 10.0.0.2 nexthop via 10.0.1.2',
    ],
    sysctls: ['ipv4/ip_forward 1', ...STRICT],
    queries: [
      '99.0.0.1',
      '99.0.0.2 from 10.0.1.1',
      '99.0.0.3 from 127.0.0.1',
      '98.0.0.1',
      '10.0.0.1 from 99.0.0.1 iif d1',
      '99.0.0.7 from 10.0.0.9 iif d0',
      '99.0.0.7 from 10.0.0.9 iif d1',
    ],
  }),
  fact('a gateway that is this host itself is left out', {
    setup4: [
      ...TWO_NETWORKS,
      'route add 55.0.0.0/8 via 10.0.0.1',
      'route add 56.0.0.0/8 via 10.0.0.1 dev d0 onlink',
    ],
    queries: ['55.1.1.1', '56.1.1.1', '55.1.1.1 from 10.0.1.1'],
  }),
  fact('IPv6 takes the lowest metric that fits, else the best of all others whatever their metric', {
    setup6: [
      'address add fd00::1/64 dev d0',
      'address add fd00:0:0:1::1/64 dev d1',
      'route add 2001:db8::/32 dev d0 metric 10',
      'route add 2001:db8::/32 dev d1 metric 20 pref low',
      'route add 2001:db8::/32 dev d2 metric 30 pref high',
    ],
    queries: [
      '2001:db8::1',
      '2001:db8::1 oif d1',
      '2001:db8::1 oif d2',
      '2001:db8::1 from fd00::1 iif d2',
      'fe80::9 oif d1',
    ],
  }),
  fact('IPv6 passes over gateways whose neighbour failed, as long as it does not forward', {
    setup6: [
      'address add fd00::1/64 dev d0',
      'route add 2001:db8:1::/48 via fd00::9 dev d0',
      'route add 2001:db8::/32 via fd00::8 dev d0',
    ],
    late: ['neigh add fd00::9 dev d0 nud failed'],
    queries: ['2001:db8:1::1', '2001:db8::1'],
  }),
  fact('a source-specific IPv6 prefix hides its other routes from other sources, the default excepted', {
    setup6: [
      'address add fd00::1/64 dev d0',
      'address add fd77::1/64 dev d1',
      'route add default via fd00::9',
      'route add default from fd77::/64 via fd77::9',
      'route add 2002::/16 via fd00::8',
      'route add 2002::/16 from fd77::/64 via fd77::8',
    ],
    queries: [
      '2001::1',
      '2001::1 from fd77::1',
      '2001::1 from fd00::1',
      '2002::1',
      '2002::1 from fd77::1',
      '2002::1 from fd00::1',
    ],
  }),
  fact('IPv6 rules that were only deleted go on to count', {
    setup6: ['address add fd00::1/64 dev d0', 'rule del pref 32766'],
    setup4: [...TWO_NETWORKS, 'rule del pref 32766'],
    queries: ['fd00::9', '10.0.0.9', '10.0.0.1'],
  }),
  fact('not l3mdev matches without a VRF and asks main', {
    setup4: [...TWO_NETWORKS, 'rule add not pref 5 l3mdev', 'route add default via 10.0.1.254'],
    setup6: ['address add fd00::1/64 dev d0', 'rule add not pref 5 l3mdev'],
    queries: ['10.0.0.9', '8.8.8.8', 'fd00::9'],
  }),
  fact('IPv6 source selection: deprecated, other scopes, labels and the longest match', {
    setup6: [
      'address add fd00::1/64 dev d0',
      'address add fd00:0:0:1::1/64 dev d0 preferred_lft 0',
      'address add 2001:db8::5/64 dev d1',
      'address add 2002:a00::5/64 dev d2',
      'address add fec0::7/64 dev d2',
      'route add default dev d0',
    ],
    queries: [
      '2001:db9::1',
      '2002:b00::1',
      'fec0::9:1',
      'fd00:0:0:1::9',
      'fd00:0:0:1::1',
      '2001:0:1::1',
      '2001:10::1',
      '::ffff:9.9.9.9',
      '::9.9.9.9',
      'ff02::5',
      'ff0e::5',
      'fe80::5',
      '::1',
    ],
  }),
  fact('suppressed results go to the next rule', {
    links: ['link set lo up', ...WIRES, 'link set d1 group 7'],
    setup4: [
      ...TWO_NETWORKS,
      'route add default via 10.0.0.254',
      'route add default via 10.0.1.254 table 101',
      'rule add pref 10 lookup main suppress_prefixlength 0',
      'rule add pref 20 lookup 101 suppress_ifgroup 7',
      'rule add pref 30 lookup 101',
      'rule add pref 5 goto 40',
      'rule add pref 40 nop',
    ],
    queries: ['8.8.8.8', '10.0.1.9', '10.0.0.9'],
  }),
];
