import { everywhere, type OnNode, policyFor, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

const noButton = { 'policy-routing': 'not offered', 'loose-rp-filter': 'not offered' } as const;
const dropped = (stage: 'prerouting' | 'input' | 'output') =>
  ({ cause: 'firewall-drop', stage, certainty: 'proven', remedies: noButton }) as const;

/** server-b routed as it should be, with these packet filter commands run. */
function filtered(...setup: (readonly string[])[]): ReturnType<typeof serverB> {
  return serverB({
    routes: [...SEED_ROUTES, ...policyFor(5, 101).routes],
    rules: policyFor(5, 101).rules,
    setup,
  });
}

function filtered6(...setup: (readonly string[])[]): ReturnType<typeof serverB> {
  const routes = [
    ...SEED_ROUTES,
    '-6 default via fd00:172:16:4::1 dev eth0',
    '-6 default via fd00:172:16:5::1 dev eth1 table 101',
    '-6 fd00:172:16:5::/64 dev eth1 table 101',
  ];
  return serverB({ routes, rules: ['-6 pref 1005 from fd00:172:16:5::4 lookup 101'], setup }, { ipv6: true });
}

const nftInput = (family: string, ...rules: string[]): string[][] => [
  ['nft', `add table ${family} filter`],
  ['nft', `add chain ${family} filter input { type filter hook input priority 0 ; }`],
  ...rules.map((rule) => ['nft', `add rule ${family} filter input ${rule}`]),
];

/** firewalld's layout: zones by interface, a drop at the end. */
const FIREWALLD: string[][] = [
  ['nft', 'add table inet firewalld'],
  ['nft', 'add chain inet firewalld filter_INPUT { type filter hook input priority 10 ; }'],
  ['nft', 'add chain inet firewalld filter_INPUT_ZONES'],
  ['nft', 'add chain inet firewalld filter_IN_drop'],
  ['nft', 'add chain inet firewalld filter_IN_public'],
  ['nft', 'add chain inet firewalld filter_IN_public_allow'],
  ['nft', 'add rule inet firewalld filter_INPUT ct state { established, related } accept'],
  ['nft', 'add rule inet firewalld filter_INPUT iifname "lo" accept'],
  ['nft', 'add rule inet firewalld filter_INPUT jump filter_INPUT_ZONES'],
  ['nft', 'add rule inet firewalld filter_INPUT ct state invalid drop'],
  ['nft', 'add rule inet firewalld filter_INPUT reject with icmpx admin-prohibited'],
  ['nft', 'add rule inet firewalld filter_INPUT_ZONES iifname "eth1" goto filter_IN_drop'],
  ['nft', 'add rule inet firewalld filter_INPUT_ZONES goto filter_IN_public'],
  ['nft', 'add rule inet firewalld filter_IN_drop drop'],
  ['nft', 'add rule inet firewalld filter_IN_public jump filter_IN_public_allow'],
  ['nft', 'add rule inet firewalld filter_IN_public meta l4proto { icmp, ipv6-icmp } accept'],
  ['nft', 'add rule inet firewalld filter_IN_public_allow tcp dport 22 accept'],
];

/** A table that the firewall's own reverse path check is in. */
const nftReversePath = (family: string, rule: string): string[][] => [
  ['nft', `add table ${family} rpf`],
  ['nft', `add chain ${family} rpf pre { type filter hook prerouting priority raw ; }`],
  ['nft', `add rule ${family} rpf pre ${rule}`],
];

const pingElsewhere: OnNode = ['server-a', 'ping', '-n', '-c', '1', '-W', '1', '172.16.4.2'];

/** What packet filters on server-b drop. */
export const FIREWALL: readonly Scenario[] = [
  {
    name: 'firewall-nft-input',
    topology: filtered(...nftInput('inet', 'ip protocol icmp iifname "eth1" counter drop')),
    ask: { iface: 'eth1' },
    expect: { ...dropped('input'), adviceMends: true },
  },
  {
    name: 'firewall-nft-input-policy',
    topology: filtered(
      ...nftInput(
        'inet',
        'tcp dport 22 accept',
        'ct state established,related accept',
        'iifname "lo" accept',
      ),
      ['nft', 'add chain inet filter input { policy drop ; }'],
    ),
    ask: { iface: 'eth1' },
    expect: { ...dropped('input'), adviceMends: true },
  },
  {
    name: 'firewall-nft-set',
    topology: filtered(
      ['nft', 'add table inet filter'],
      [
        'nft',
        'add set inet filter banned { type ipv4_addr ; flags interval ; elements = { 172.16.0.0/24 } ; }',
      ],
      ...nftInput('inet', 'ip saddr @banned counter drop').slice(1),
    ),
    ask: { iface: 'eth1' },
    expect: dropped('input'),
  },
  {
    name: 'firewall-nft-reject',
    topology: filtered(...nftInput('ip', 'iifname "eth1" icmp type echo-request reject')),
    ask: { iface: 'eth1' },
    expect: dropped('input'),
  },
  {
    name: 'firewall-nft-output',
    topology: filtered(
      ['nft', 'add table ip filter'],
      ['nft', 'add chain ip filter output { type filter hook output priority 0 ; }'],
      ['nft', 'add rule ip filter output ip saddr 172.16.5.4 icmp type echo-reply drop'],
    ),
    ask: { iface: 'eth1' },
    expect: { ...dropped('output'), adviceMends: true },
  },
  {
    name: 'firewall-nft-raw',
    topology: filtered(...nftReversePath('ip', 'iifname "eth1" ip saddr 172.16.0.0/24 drop')),
    ask: { iface: 'eth1' },
    expect: dropped('prerouting'),
  },
  {
    name: 'firewall-nft-netdev',
    topology: filtered(
      ['nft', 'add table netdev early'],
      ['nft', 'add chain netdev early in { type filter hook ingress device eth1 priority 0 ; }'],
      ['nft', 'add rule netdev early in ip protocol icmp counter drop'],
    ),
    ask: { iface: 'eth1' },
    expect: dropped('prerouting'),
  },
  {
    name: 'firewall-nft-then-strict',
    topology: serverB({ setup: nftReversePath('ip', 'iifname "eth1" ip saddr 172.16.0.0/24 drop') }),
    ask: { iface: 'eth1' },
    expect: {
      cause: 'firewall-drop',
      stage: 'prerouting',
      next: ['strict-rp-filter', 'reply-leaves-other-interface'],
      remedies: noButton,
    },
  },
  {
    name: 'firewall-strict-then-input',
    topology: serverB({ setup: nftInput('inet', 'iifname "eth1" icmp type echo-request drop') }),
    ask: { iface: 'eth1' },
    expect: {
      cause: 'strict-rp-filter',
      stage: 'source-validation',
      next: ['firewall-drop', 'reply-leaves-other-interface'],
      remedies: { 'policy-routing': 'does-not-repair', 'loose-rp-filter': 'does-not-repair' },
    },
  },
  {
    name: 'firewall-iptables-input',
    topology: filtered(['iptables-nft', '-A', 'INPUT', '-i', 'eth1', '-p', 'icmp', '-j', 'DROP']),
    ask: { iface: 'eth1' },
    expect: { ...dropped('input'), adviceMends: true },
  },
  {
    name: 'firewall-iptables-legacy-input',
    topology: filtered(['iptables-legacy', '-A', 'INPUT', '-i', 'eth1', '-p', 'icmp', '-j', 'DROP']),
    ask: { iface: 'eth1' },
    expect: { ...dropped('input'), adviceMends: true },
  },
  {
    name: 'firewall-iptables-legacy-output',
    topology: filtered(['iptables-legacy', '-A', 'OUTPUT', '-s', '172.16.5.4', '-p', 'icmp', '-j', 'REJECT']),
    ask: { iface: 'eth1' },
    expect: { ...dropped('output'), adviceMends: true },
  },
  {
    name: 'firewall-firewalld-zone',
    topology: filtered(...FIREWALLD),
    ask: { iface: 'eth1' },
    expect: { ...dropped('input'), says: /firewalld/ },
  },
  {
    name: 'firewall-tcp-port',
    topology: filtered(...nftInput('inet', 'tcp dport 8080 drop')),
    services: [['server-b', 'nc', '-lk', '-p', '8080']],
    ask: { iface: 'eth1', protocol: 'tcp', port: 8080 },
    expect: { ...dropped('input'), adviceMends: true },
  },
  {
    name: 'firewall-tcp-reset',
    topology: filtered(...nftInput('inet', 'tcp dport 8080 reject with tcp reset')),
    services: [['server-b', 'nc', '-lk', '-p', '8080']],
    ask: { iface: 'eth1', protocol: 'tcp', port: 8080 },
    expect: { cause: 'firewall-drop', stage: 'input', remedies: noButton },
  },
  {
    name: 'firewall-ipv6-input',
    topology: filtered6(...nftInput('inet', 'icmpv6 type echo-request iifname "eth1" drop')),
    ask: { iface: 'eth1', to: 'fd00:172:16:5::4' },
    expect: { ...dropped('input'), adviceMends: true },
  },
  {
    name: 'firewall-that-lets-in',
    topology: filtered(
      ...nftInput('inet', 'ct state established,related accept', 'icmp type echo-request accept', 'drop'),
      ['nft', 'insert rule inet filter input tcp dport 22 accept'],
      ['nft', 'insert rule inet filter input iifname "lo" accept'],
    ),
    ask: { iface: 'eth1' },
    expect: { cause: 'healthy', stage: null, certainty: 'proven', remedies: noButton },
  },
  {
    name: 'firewall-rp-filter-nft',
    topology: serverB({
      sysctls: everywhere(0),
      setup: nftReversePath('inet', 'fib saddr . iif oif missing drop'),
    }),
    before: [pingElsewhere],
    ask: { iface: 'eth1' },
    expect: {
      cause: 'firewall-rp-filter',
      stage: 'prerouting',
      certainty: 'proven',
      remedies: { 'policy-routing': 'repairs' },
    },
  },
  {
    name: 'firewall-rp-filter-iptables',
    topology: serverB({
      sysctls: everywhere(0),
      setup: [
        ['iptables-legacy', '-t', 'raw', '-A', 'PREROUTING', '-m', 'rpfilter', '--invert', '-j', 'DROP'],
      ],
    }),
    ask: { iface: 'eth1' },
    expect: {
      cause: 'firewall-rp-filter',
      stage: 'prerouting',
      certainty: 'proven',
      remedies: { 'policy-routing': 'repairs' },
    },
  },
  {
    name: 'firewall-rp-filter-ipv6',
    topology: serverB(
      {
        setup: [
          ['nft', 'add table inet firewalld'],
          ['nft', 'add chain inet firewalld filter_PREROUTING { type filter hook prerouting priority 10 ; }'],
          [
            'nft',
            'add rule inet firewalld filter_PREROUTING icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept',
          ],
          [
            'nft',
            'add rule inet firewalld filter_PREROUTING meta nfproto ipv6 fib saddr . mark . iif oif missing drop',
          ],
        ],
      },
      { ipv6: true },
    ),
    ask: { iface: 'eth1', to: 'fd00:172:16:5::4' },
    expect: {
      cause: 'firewall-rp-filter',
      stage: 'prerouting',
      certainty: 'proven',
      remedies: { 'policy-routing': 'repairs' },
    },
  },
];
