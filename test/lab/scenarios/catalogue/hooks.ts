import { writesIcmpDrop } from '../../../support/bpf-object.ts';
import { everywhere, type OnNode, policyFor, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

const healthy = serverB({
  routes: [...SEED_ROUTES, ...policyFor(5, 101).routes],
  rules: policyFor(5, 101).rules,
  sysctls: everywhere(1),
});
const noButton = { 'policy-routing': 'not offered', 'loose-rp-filter': 'not offered' } as const;

/** What loads programs wants a file system of its own for them, which a node's /sys does not have. */
const BPF_FILES = ['mkdir -p /run/bpf', 'mount -t bpf bpf /run/bpf', 'export TC_BPF_MNT=/run/bpf'];

const shell = (...lines: string[]): OnNode => ['server-b', 'sh', '-ec', [...BPF_FILES, ...lines].join('\n')];

/** Hangs a program that drops pings into eth1. */
const xdp = (mode: 'xdpgeneric' | 'xdpdrv') =>
  shell(writesIcmpDrop('xdp', '/run/drop.o'), `ip link set dev eth1 ${mode} obj /run/drop.o sec xdp`);
/** The same as a filter of tc, behind the capture on the way in, before it on the way out. */
const tc = (way: 'ingress' | 'egress') =>
  shell(
    writesIcmpDrop('tc', '/run/drop.o'),
    'tc qdisc add dev eth1 clsact',
    `tc filter add dev eth1 ${way} bpf da obj /run/drop.o sec tc`,
  );
/** The same with its address on br0, of which eth1 is a port. */
const bridged = serverB({
  interfaces: {
    eth1: { segment: 'subnet-5', master: 'br0', addresses: [] },
    br0: { type: 'bridge', addresses: ['172.16.5.4/24'] },
  },
  routes: [
    ...SEED_ROUTES,
    '172.16.5.0/24 dev br0 scope link src 172.16.5.4 table 101',
    'default via 172.16.5.1 dev br0 table 101',
  ],
  rules: policyFor(5, 101).rules,
  sysctls: everywhere(0),
});

/** What takes packets beside the packet filter. */
export const HOOKS: readonly Scenario[] = [
  {
    name: 'xdp-generic-drops',
    topology: healthy,
    before: [xdp('xdpgeneric')],
    ask: { iface: 'eth1' },
    expect: {
      cause: 'bpf-or-tc-drop',
      stage: 'prerouting',
      certainty: 'likely',
      remedies: noButton,
      says: /XDP \(generic\) on eth1/,
    },
  },
  {
    name: 'xdp-native-drops',
    topology: healthy,
    before: [xdp('xdpdrv')],
    ask: { iface: 'eth1' },
    expect: {
      cause: 'bpf-or-tc-drop',
      stage: 'prerouting',
      certainty: 'likely',
      remedies: noButton,
      says: /XDP \(native\) on eth1/,
    },
  },
  {
    name: 'tc-program-drops',
    topology: healthy,
    before: [tc('ingress')],
    ask: { iface: 'eth1' },
    expect: { cause: 'bpf-or-tc-drop', stage: 'prerouting', remedies: noButton, says: /tc bpf/i },
  },
  {
    name: 'tc-program-drops-answers',
    topology: healthy,
    before: [tc('egress')],
    ask: { iface: 'eth1' },
    expect: { cause: 'bpf-or-tc-drop', stage: 'output', remedies: noButton, says: /tc bpf/i },
  },
  {
    name: 'tc-redirects-away',
    topology: healthy,
    before: [
      shell(
        'ip link add sink type veth peer name sinkpeer',
        'ip link set sink up',
        'ip link set sinkpeer up',
        'tc qdisc add dev eth1 clsact',
        'tc filter add dev eth1 ingress protocol ip u32 match ip protocol 1 0xff action mirred egress redirect dev sink',
      ),
    ],
    ask: { iface: 'eth1' },
    expect: {
      cause: 'bpf-or-tc-drop',
      stage: 'prerouting',
      certainty: 'proven',
      remedies: noButton,
      says: /sink/,
    },
  },
  {
    name: 'arp-family-drops',
    topology: healthy,
    before: [
      ['server-b', 'nft', 'add table arp guard'],
      ['server-b', 'nft', 'add chain arp guard input { type filter hook input priority 0 ; }'],
      [
        'server-b',
        'nft',
        'add rule arp guard input arp operation request arp daddr ip 172.16.5.4 counter drop',
      ],
      ['router', 'ip', 'neigh', 'flush', 'dev', 'net5'],
    ],
    ask: { iface: 'eth1' },
    expect: { cause: 'arp-not-answered', stage: 'neighbour-in', remedies: noButton },
  },
  {
    name: 'bridge-family-drops',
    topology: bridged,
    before: [
      ['server-b', 'nft', 'add table bridge guard'],
      ['server-b', 'nft', 'add chain bridge guard input { type filter hook input priority 0 ; }'],
      [
        'server-b',
        'nft',
        'add rule bridge guard input ip daddr 172.16.5.4 icmp type echo-request counter drop',
      ],
    ],
    ask: { iface: 'br0' },
    expect: { cause: 'firewall-drop', stage: 'prerouting', remedies: noButton },
  },
  {
    name: 'bridge-family-drops-asked-by-the-port',
    topology: bridged,
    before: [
      ['server-b', 'nft', 'add table bridge guard'],
      ['server-b', 'nft', 'add chain bridge guard pre { type filter hook prerouting priority -300 ; }'],
      [
        'server-b',
        'nft',
        'add rule bridge guard pre ip daddr 172.16.5.4 icmp type echo-request counter drop',
      ],
    ],
    ask: { iface: 'eth1', to: '172.16.5.4' },
    expect: { cause: 'firewall-drop', stage: 'prerouting', remedies: noButton },
  },
  {
    name: 'physdev-drops',
    topology: bridged,
    before: [
      ['server-b', 'sysctl', '-qw', 'net.bridge.bridge-nf-call-iptables=1'],
      [
        'server-b',
        'iptables',
        '-A',
        'INPUT',
        '-m',
        'physdev',
        '--physdev-in',
        'eth1',
        '-p',
        'icmp',
        '-j',
        'DROP',
      ],
    ],
    ask: { iface: 'br0' },
    expect: { cause: 'firewall-drop', stage: 'input', remedies: noButton },
  },
];
