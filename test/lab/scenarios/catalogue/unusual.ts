import {
  type Expectation,
  everywhere,
  type OnNode,
  policyFor,
  type Question,
  type Scenario,
  SEED_ROUTES,
  serverB,
} from '../scenario.ts';

const own = policyFor(5, 101);
const routed = { routes: [...SEED_ROUTES, ...own.routes], rules: own.rules };
const healthy = serverB({ ...routed, sysctls: everywhere(1) });
const loose = serverB({ ...routed, sysctls: everywhere(2) });
const noButton = { 'policy-routing': 'not offered', 'loose-rp-filter': 'not offered' } as const;

const ETH1_IN_IPV6 = 'fd00:172:16:5::4';
const healthy6 = serverB(
  {
    routes: [
      ...SEED_ROUTES,
      '-6 default via fd00:172:16:4::1 dev eth0',
      '-6 fd00:172:16:5::/64 dev eth1 table 101',
      '-6 default via fd00:172:16:5::1 dev eth1 table 101',
    ],
    rules: [`-6 pref 1005 from ${ETH1_IN_IPV6} lookup 101`],
  },
  { ipv6: true },
);

/** server-b's address on br0, of which eth1 is a port; its answers leave by eth0. */
const bridged = serverB({
  interfaces: {
    eth1: { segment: 'subnet-5', master: 'br0', addresses: [] },
    br0: { type: 'bridge', addresses: ['172.16.5.4/24'] },
  },
  routes: SEED_ROUTES,
  sysctls: { ...everywhere(1), 'net.ipv4.conf.br0.rp_filter': 1 },
});

/** Commands on one node, before anything is looked at. */
function on(node: string, ...lines: string[]): OnNode {
  return [node, 'sh', '-ec', lines.join('\n')];
}

/** A base chain of an nft table of its own, with one rule. */
function rule(node: string, family: string, hook: string, text: string): OnNode {
  return on(
    node,
    `nft add table ${family} odd`,
    `nft 'add chain ${family} odd odd { type filter hook ${hook} priority 0 ; }'`,
    `nft 'add rule ${family} odd odd ${text}'`,
  );
}

/** The router asks for hardware addresses anew. */
const asksAnew = on('router', 'ip neigh flush dev net5');

function fault(
  name: string,
  before: readonly OnNode[],
  expect: Expectation,
  more: Partial<Scenario> & { ask?: Question } = {},
): Scenario {
  return { name, topology: healthy, before, ask: { iface: 'eth1' }, expect, ...more };
}

/** A program that waits on a TCP port, bound as the lines say. */
function listener(...lines: string[]): OnNode {
  return [
    'server-b',
    'python3',
    '-c',
    ['import socket,time', ...lines, 's.listen(5)', 'time.sleep(600)'].join('\n'),
  ];
}

const well: Expectation = { cause: 'healthy', stage: null, certainty: 'proven' };

/** Rarer faults and what only looks like one. */
export const UNUSUAL: readonly Scenario[] = [
  fault(
    'ipsec-policy-in',
    [
      on(
        'server-b',
        'ip xfrm policy add src 172.16.0.0/24 dst 172.16.5.4/32 dir in tmpl src 172.16.0.4 dst 172.16.5.4 proto esp mode transport',
      ),
    ],
    { cause: 'ipsec-policy', stage: 'input', certainty: 'proven', remedies: noButton },
  ),
  fault(
    'ipsec-policy-out',
    [
      on(
        'server-b',
        'ip xfrm policy add src 172.16.5.4/32 dst 172.16.0.0/24 dir out tmpl src 172.16.5.4 dst 172.16.0.4 proto esp mode transport',
      ),
    ],
    { cause: 'ipsec-policy', stage: 'output', certainty: 'proven', remedies: noButton },
  ),
  fault(
    'ipsec-policy-blocks-answers',
    [on('server-b', 'ip xfrm policy add src 172.16.5.4/32 dst 172.16.0.0/24 dir out action block')],
    { cause: 'ipsec-policy', stage: 'output', certainty: 'proven', says: /blocks outgoing/ },
  ),
  fault(
    'ipsec-policy-of-another-address',
    [
      on(
        'server-b',
        'ip xfrm policy add src 10.9.0.0/24 dst 172.16.5.4/32 dir in tmpl src 10.9.0.1 dst 172.16.5.4 proto esp mode tunnel',
      ),
    ],
    well,
  ),
  fault('arp-ignore-never', [on('server-b', 'sysctl -qw net.ipv4.conf.eth1.arp_ignore=8'), asksAnew], {
    cause: 'arp-not-answered',
    stage: 'neighbour-in',
    certainty: 'proven',
    says: /arp_ignore/,
  }),
  fault(
    'arp-ignore-of-an-address-on-lo',
    [
      on(
        'server-b',
        'ip addr del 172.16.5.4/24 dev eth1',
        'ip addr add 172.16.5.4/32 dev lo',
        'ip addr add 172.16.5.9/24 dev eth1',
        'sysctl -qw net.ipv4.conf.all.arp_ignore=1',
        'ip route replace 172.16.5.0/24 dev eth1 table 101',
        'ip route replace default via 172.16.5.1 dev eth1 table 101',
      ),
      asksAnew,
    ],
    { cause: 'arp-not-answered', stage: 'neighbour-in', certainty: 'proven' },
    { ask: { iface: 'eth1', to: '172.16.5.4' } },
  ),
  fault(
    'arp-filter',
    [
      on(
        'server-b',
        'sysctl -qw net.ipv4.conf.eth1.arp_filter=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth1.rp_filter=0',
        'ip rule del pref 1005',
        'ip route add 172.16.5.1/32 via 172.16.4.1 dev eth0',
      ),
      asksAnew,
    ],
    { cause: 'arp-not-answered', stage: 'neighbour-in', certainty: 'proven', says: /arp_filter/ },
  ),
  fault('arp-turned-off', [on('server-b', 'ip link set eth1 arp off'), asksAnew], {
    cause: 'arp-not-answered',
    stage: 'neighbour-in',
    certainty: 'proven',
    says: /ARP is off/,
    adviceMends: true,
  }),
  fault(
    'neighbour-discovery-dropped',
    [
      rule('server-b', 'ip6', 'input', 'icmpv6 type nd-neighbor-solicit drop'),
      on('router', 'ip -6 neigh flush dev net5'),
    ],
    { cause: 'arp-not-answered', stage: 'neighbour-in', certainty: 'proven', says: /neighbour discovery/ },
    { topology: healthy6, ask: { iface: 'eth1', to: ETH1_IN_IPV6 } },
  ),
  fault(
    'strict-on-a-bridge',
    [],
    {
      cause: 'strict-rp-filter',
      stage: 'source-validation',
      certainty: 'proven',
      next: ['reply-leaves-other-interface'],
    },
    { topology: bridged, ask: { iface: 'br0' } },
  ),
  fault(
    'strict-for-a-second-address',
    [on('server-b', 'ip addr add 172.16.5.44/24 dev eth1')],
    {
      cause: 'strict-rp-filter',
      stage: 'source-validation',
      certainty: 'proven',
      remedies: { 'policy-routing': 'repairs', 'loose-rp-filter': 'depends' },
    },
    { ask: { iface: 'eth1', to: '172.16.5.44' } },
  ),
  fault(
    'strict-behind-a-throw-route',
    [on('server-b', 'ip route flush table 101', 'ip route add throw default table 101')],
    {
      cause: 'strict-rp-filter',
      stage: 'source-validation',
      certainty: 'proven',
      next: ['policy-table-empty'],
    },
  ),
  fault(
    'rule-for-a-user-shadows',
    [
      on(
        'server-b',
        'ip link add wan type veth peer name wan-end',
        'ip link set wan up',
        'ip link set wan-end up',
        'ip route add default dev wan table 500',
        'ip rule add pref 500 uidrange 0-0 lookup 500',
      ),
    ],
    {
      cause: 'policy-rule-shadowed',
      stage: 'reply-route',
      certainty: 'proven',
      says: /uidrange 0-0/,
      remedies: { 'policy-routing': 'repairs' },
    },
    { topology: serverB({ ...routed, sysctls: everywhere(0) }) },
  ),
  fault(
    'rule-prohibits-icmp',
    [on('server-b', 'ip rule add pref 300 from 172.16.5.4 ipproto icmp prohibit')],
    { cause: 'route-rejects', stage: 'reply-route', certainty: 'proven' },
    { topology: serverB({ ...routed, sysctls: everywhere(0) }) },
  ),
  fault(
    'rule-of-another-protocol',
    [on('server-b', 'ip rule add pref 300 from 172.16.5.4 ipproto tcp lookup 999')],
    well,
  ),
  fault(
    'rule-that-suppresses-defaults',
    [on('server-b', 'ip rule add pref 900 from all lookup main suppress_prefixlength 0')],
    well,
  ),
  fault(
    'unreachable-route-of-last-resort',
    [on('server-b', 'ip route add unreachable default metric 4278198272 table 101')],
    well,
  ),
  fault(
    'gateway-outside-the-address',
    [
      on(
        'server-b',
        'ip addr del 172.16.5.4/24 dev eth1',
        'ip addr add 172.16.5.4/32 dev eth1',
        'ip route flush table 101',
        'ip route add default via 172.16.5.1 dev eth1 onlink table 101',
      ),
    ],
    well,
  ),
  fault(
    'firewall-egress-of-the-device',
    [
      on(
        'server-b',
        'nft add table netdev odd',
        "nft 'add chain netdev odd odd { type filter hook egress device eth1 priority 0 ; }'",
        "nft 'add rule netdev odd odd ip saddr 172.16.5.4 icmp type echo-reply drop'",
      ),
    ],
    { cause: 'firewall-drop', stage: 'output', certainty: 'proven' },
  ),
  fault(
    'firewall-accepts-in-one-table-and-drops-in-the-next',
    [
      on(
        'server-b',
        'nft add table ip first',
        "nft 'add chain ip first in { type filter hook input priority -10 ; }'",
        "nft 'add rule ip first in ip daddr 172.16.5.4 accept'",
      ),
      rule('server-b', 'inet', 'input', 'iifname eth1 drop'),
    ],
    { cause: 'firewall-drop', stage: 'input', certainty: 'proven' },
  ),
  fault(
    'firewall-that-is-dormant',
    [
      on(
        'server-b',
        "nft 'add table ip odd { flags dormant ; }'",
        "nft 'add chain ip odd in { type filter hook input priority 0 ; policy drop ; }'",
      ),
    ],
    well,
  ),
  fault(
    'firewall-drops-the-rest',
    [
      on(
        'server-b',
        'nft add table inet odd',
        "nft 'add chain inet odd in { type filter hook input priority 0 ; }'",
        "nft 'add rule inet odd in iifname eth1 ct state new limit rate 1/hour burst 1 packets accept'",
        "nft 'add rule inet odd in iifname eth1 icmp type echo-request drop'",
      ),
      // The first one uses up what the limit lets through.
      on('server-a', 'ping -c 1 -W 1 172.16.5.4 >/dev/null'),
    ],
    { cause: 'firewall-drop', stage: 'input', certainty: 'likely' },
    { proof: 'none' },
  ),
  fault(
    'firewall-drops-by-chance',
    [rule('server-b', 'ip', 'input', 'icmp type echo-request numgen inc mod 2 0 drop')],
    { cause: 'reply-rate-limited', coarser: 'packet-loss', stage: 'output', says: /at random/ },
    { proof: 'none' },
  ),
  fault(
    'part-is-lost-before-the-host',
    [rule('router', 'ip', 'forward', 'ip daddr 172.16.5.4 numgen inc mod 2 0 drop')],
    { cause: 'packet-loss', stage: 'wire-in', remedies: noButton },
    { proof: 'none' },
  ),
  fault(
    'part-is-lost-behind-the-host',
    [rule('router', 'ip', 'forward', 'ip saddr 172.16.5.4 numgen inc mod 2 0 drop')],
    { cause: 'packet-loss', stage: 'upstream', remedies: noButton },
    { proof: 'none' },
  ),
  fault('sender-filters-what-it-sends', [rule('server-a', 'ip', 'output', 'ip daddr 172.16.5.4 drop')], {
    cause: 'sender-side',
    coarser: 'request-not-arriving',
    stage: 'wire-in',
    certainty: 'proven',
  }),
  fault('sender-filters-the-answer', [rule('server-a', 'ip', 'input', 'ip saddr 172.16.5.4 drop')], {
    cause: 'sender-side',
    coarser: 'answered-but-lost',
    stage: 'upstream',
    certainty: 'proven',
  }),
  fault(
    'sender-sends-elsewhere',
    [
      on(
        'server-a',
        'ip link add tun0 type veth peer name tun-end',
        'ip link set tun0 up',
        'ip link set tun-end up',
        'ip route add 172.16.5.0/24 dev tun0',
      ),
    ],
    { cause: 'sender-side', stage: 'wire-in', certainty: 'proven' },
  ),
  fault(
    'router-says-it-is-prohibited',
    [rule('router', 'ip', 'forward', 'ip daddr 172.16.5.4 reject with icmp type admin-prohibited')],
    { cause: 'request-not-arriving', stage: 'wire-in' },
  ),
  fault(
    'udp-nobody-listens',
    [],
    { cause: 'not-listening', stage: 'input', certainty: 'proven' },
    { ask: { iface: 'eth1', protocol: 'udp', port: 9999 }, proof: 'none' },
  ),
  fault(
    'tcp-listens-in-ipv6-alone',
    [],
    { cause: 'not-listening', stage: 'input', certainty: 'proven' },
    {
      services: [
        listener('s=socket.socket(socket.AF_INET6)', 's.setsockopt(41,26,1)', 's.bind(("::",8090))'),
      ],
      ask: { iface: 'eth1', protocol: 'tcp', port: 8090 },
    },
  ),
  fault(
    'tcp-listens-on-another-device',
    [],
    { cause: 'not-listening', stage: 'input', certainty: 'proven' },
    {
      services: [listener('s=socket.socket()', 's.setsockopt(1,25,b"eth0")', 's.bind(("",8085))')],
      ask: { iface: 'eth1', protocol: 'tcp', port: 8085 },
    },
  ),
  fault(
    'translated-port-and-forwarding-is-off',
    [
      on(
        'server-b',
        'nft add table ip nat',
        "nft 'add chain ip nat pre { type nat hook prerouting priority dstnat ; }'",
        "nft 'add rule ip nat pre tcp dport 8080 dnat to 172.16.7.99:80'",
        'sysctl -qw net.ipv4.ip_forward=0',
      ),
    ],
    { cause: 'address-not-local', stage: 'input', certainty: 'proven' },
    { ask: { iface: 'eth1', protocol: 'tcp', port: 8080 } },
  ),
  fault(
    'answers-of-a-second-address-leave-elsewhere',
    [
      on('server-b', 'ip addr add 172.16.5.44/24 dev eth1'),
      rule('router', 'ip', 'forward', 'iifname net4 ip saddr 172.16.5.0/24 drop'),
    ],
    {
      cause: 'policy-rule-missing',
      stage: 'reply-route',
      certainty: 'proven',
      remedies: { 'policy-routing': 'repairs', 'add-policy-rule': 'repairs' },
    },
    { topology: loose, ask: { iface: 'eth1', to: '172.16.5.44' } },
  ),
];
