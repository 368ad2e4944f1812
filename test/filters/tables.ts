import { type FilterPacket, type FilterVerdict, filterModel } from '../../src/analyzer/filters/index.ts';
import { emptyHostState, type FilterListing } from '../../src/analyzer/model/index.ts';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { readRuleset, readSections } from '../../src/transcript/index.ts';

/** eth0 with the default route, eth1 beside it (device group 7), one address each; no way at all to 198.18.0.0/15. */
const [observed] = readSections([
  {
    command: 'ip addr show',
    output: [
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000',
      '    inet 127.0.0.1/8 scope host lo',
      '    inet6 ::1/128 scope host',
      '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000',
      '    inet 10.1.0.2/24 brd 10.1.0.255 scope global eth0',
      '    inet6 fd01:0::2/64 scope global',
      '3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group 7 qlen 1000',
      '    inet 10.1.1.2/24 brd 10.1.1.255 scope global eth1',
      '    inet6 fd01:1::2/64 scope global',
    ].join('\n'),
  },
  { command: 'ip rule show', output: '0:\tfrom all lookup local\n32766:\tfrom all lookup main' },
  { command: 'ip -6 rule show', output: '0:\tfrom all lookup local\n32766:\tfrom all lookup main' },
  {
    command: 'ip route show table all',
    output: [
      'default via 10.1.0.1 dev eth0',
      'blackhole 198.18.0.0/16',
      'unreachable 198.19.0.0/16',
      '10.1.0.0/24 dev eth0 proto kernel scope link src 10.1.0.2',
      '10.1.1.0/24 dev eth1 proto kernel scope link src 10.1.1.2',
      '10.2.0.0/16 nexthop via 10.1.0.1 dev eth0 weight 1 nexthop via 10.1.1.1 dev eth1 weight 1',
      'local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1',
      'local 10.1.0.2 dev eth0 table local proto kernel scope host src 10.1.0.2',
      'broadcast 10.1.0.255 dev eth0 table local proto kernel scope link src 10.1.0.2',
      'local 10.1.1.2 dev eth1 table local proto kernel scope host src 10.1.1.2',
      'broadcast 10.1.1.255 dev eth1 table local proto kernel scope link src 10.1.1.2',
    ].join('\n'),
  },
  {
    command: 'ip -6 route show table all',
    output: [
      'fd01:0::/64 dev eth0 proto kernel metric 256 pref medium',
      'fd01:1::/64 dev eth1 proto kernel metric 256 pref medium',
      'local fd01:0::2 dev eth0 table local proto kernel metric 0 pref medium',
      'local fd01:1::2 dev eth1 table local proto kernel metric 0 pref medium',
      'anycast fd01:1:: dev eth1 table local proto kernel metric 0 pref medium',
    ].join('\n'),
  },
]);
const state = observed?.state ?? emptyHostState();
export const HOST = { routes: kernelModel(state), state };

const SHARED = { iif: 'eth1', ctState: 'new', translated: { source: false, destination: false } } as const;
const ADDRESSES = { family: 4, source: '10.1.1.9', destination: '10.1.1.2' } as const;
const ADDRESSES6 = { family: 6, source: 'fd01:1::9', destination: 'fd01:1::2' } as const;
/** First packets that come in by eth1; `untold` has nothing but its kind. */
export const PACKETS = {
  ping: { ...SHARED, ...ADDRESSES, protocol: 'icmp', icmpType: 8, icmpCode: 0 },
  ping6: { ...SHARED, ...ADDRESSES6, protocol: 'icmpv6', icmpType: 128, icmpCode: 0 },
  ssh: { ...SHARED, ...ADDRESSES, protocol: 'tcp', sourcePort: 40000, destinationPort: 22 },
  ssh6: { ...SHARED, ...ADDRESSES6, protocol: 'tcp', sourcePort: 40000, destinationPort: 22 },
  dns: { ...SHARED, ...ADDRESSES, protocol: 'udp', sourcePort: 40000, destinationPort: 53 },
  answer: {
    ...ADDRESSES,
    iif: 'eth1',
    ctState: 'established',
    protocol: 'tcp',
    sourcePort: 22,
    destinationPort: 40000,
  },
  stray: { ...ADDRESSES, iif: 'eth1', ctState: 'invalid', protocol: 'tcp', destinationPort: 22 },
  notTracked: { ...ADDRESSES, iif: 'eth1', ctState: 'untracked', protocol: 'tcp', destinationPort: 22 },
  far: { ...SHARED, ...ADDRESSES, source: '203.0.113.9', protocol: 'icmp', icmpType: 8, icmpCode: 0 },
  spread: { ...SHARED, ...ADDRESSES, source: '10.2.0.9', protocol: 'icmp', icmpType: 8, icmpCode: 0 },
  hole: { ...SHARED, ...ADDRESSES, source: '198.18.0.9', protocol: 'icmp', icmpType: 8, icmpCode: 0 },
  nowhere: { ...SHARED, ...ADDRESSES, source: '198.19.0.9', protocol: 'icmp', icmpType: 8, icmpCode: 0 },
  far6: { ...SHARED, ...ADDRESSES6, source: '2001:db8::9', protocol: 'icmpv6', icmpType: 128 },
  untold: { family: 4, protocol: 'tcp' },
  untold6: { family: 6, protocol: 'icmpv6' },
} as const satisfies Record<string, FilterPacket>;
export type PacketName = keyof typeof PACKETS;

/** A rule, the packet, what becomes of it. */
export type Case = readonly [rule: string, packet: PacketName, verdict: FilterVerdict['verdict']];

/** What one listing makes of the packet at a stage. */
export function judge(
  kind: FilterListing['kind'],
  text: string,
  packet: FilterPacket,
  path: Parameters<ReturnType<typeof filterModel>['evaluate']>[1] = 'input',
): FilterVerdict {
  return filterModel(readRuleset([{ kind, text }]), HOST).evaluate(packet, path);
}

/** nft text: rules in one base chain that accepts the rest, with sets or further chains before it. */
export function nft(
  rules: string,
  { family = 'inet', base = 'filter hook input', around = '' } = {},
): string {
  return `table ${family} t {\n${around}\nchain c {\ntype ${base} priority 0; policy accept;\n${rules}\n}\n}`;
}

/** nft JSON of the same. */
export function nftJson(
  expr: unknown[],
  { hook = 'input', type = 'filter', more = [] as unknown[] } = {},
): string {
  const place = { family: 'inet', table: 't' };
  return JSON.stringify({
    nftables: [
      { metainfo: { json_schema_version: 1 } },
      { table: { family: 'inet', name: 't', handle: 1 } },
      ...more,
      { chain: { ...place, name: 'c', type, hook, prio: 0, policy: 'accept' } },
      { rule: { ...place, chain: 'c', handle: 9, expr } },
    ],
  });
}

/** iptables-save (or ip6tables-save) of rules in one chain that accepts the rest. */
export function save(rules: string, table = 'filter', chain = 'INPUT'): string {
  return `# Generated by iptables-save v1.4.21 on Mon Mar  2 02:17:49 2020\n*${table}\n:${chain} ACCEPT [0:0]\n${rules}\nCOMMIT\n`;
}
