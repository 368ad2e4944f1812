/** How a field's values are written: numbers, except for addresses (as text) and names. `opaque`: a value that no listing tells. */
export type FieldType =
  | 'ipv4'
  | 'ipv6'
  | 'mac'
  | 'name'
  | 'port'
  | 'protocol'
  | 'ethertype'
  | 'nfproto'
  | 'number'
  | 'ct-state'
  | 'ct-status'
  | 'ct-direction'
  | 'tcp-flags'
  | 'icmp'
  | 'icmpv6'
  | 'icmp-code'
  | 'icmpv6-code'
  | 'arp-operation'
  | 'address-type'
  | 'packet-type'
  | 'route-device'
  | 'opaque';

/** Types whose values are sets of bits. */
export function isBits(type: FieldType): boolean {
  return type === 'ct-state' || type === 'ct-status' || type === 'tcp-flags';
}

/** Connection tracking's states as bits (linux/netfilter/nf_conntrack_common.h numbers them so for matches). */
export const CT_STATE = { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 } as const;

/** Kinds of addresses as linux/rtnetlink.h numbers route types. */
export const ROUTE_TYPE = {
  unspec: 0,
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
} as const;

function opaque(names: string): Record<string, FieldType> {
  return Object.fromEntries(names.split(' ').map((name) => [name, 'opaque' as const]));
}

const PORTS = { sport: 'port', dport: 'port' } as const;

/** The fields that rules compare, by nft's words for them (nft(8), PAYLOAD and META EXPRESSIONS); iptables' are read into the same. */
export const FILTER_FIELDS: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = {
  meta: {
    iifname: 'name',
    oifname: 'name',
    iif: 'name',
    oif: 'name',
    ibrname: 'name',
    obrname: 'name',
    mark: 'number',
    nfproto: 'nfproto',
    l4proto: 'protocol',
    protocol: 'ethertype',
    pkttype: 'packet-type',
    iifgroup: 'number',
    oifgroup: 'number',
    ...opaque(
      'length skuid skgid cgroup rtclassid iiftype oiftype time hour day cpu random priority iifkind oifkind ibriport secmark sdif sdifname ibrpvid ibrvproto broute ipsec secpath',
    ),
  },
  ip: {
    saddr: 'ipv4',
    daddr: 'ipv4',
    protocol: 'protocol',
    version: 'number',
    ...opaque('dscp ecn length id frag-off ttl checksum hdrlength option'),
  },
  ip6: {
    saddr: 'ipv6',
    daddr: 'ipv6',
    nexthdr: 'protocol',
    version: 'number',
    ...opaque('dscp ecn flowlabel length hoplimit'),
  },
  tcp: {
    ...PORTS,
    flags: 'tcp-flags',
    ...opaque('sequence ackseq doff window checksum urgptr reserved'),
  },
  udp: { ...PORTS, ...opaque('length checksum') },
  th: PORTS,
  icmp: { type: 'icmp', code: 'icmp-code', ...opaque('checksum id sequence gateway mtu') },
  icmpv6: {
    type: 'icmpv6',
    code: 'icmpv6-code',
    ...opaque('checksum id sequence mtu max-delay parameter-problem packet-too-big'),
  },
  ether: { saddr: 'mac', daddr: 'mac', type: 'ethertype' },
  arp: {
    operation: 'arp-operation',
    'saddr ip': 'ipv4',
    'daddr ip': 'ipv4',
    'saddr ether': 'mac',
    ...opaque('htype ptype hlen plen'),
  },
  sctp: opaque('sport dport vtag checksum'),
  dccp: opaque('sport dport type'),
  esp: opaque('spi sequence'),
  ah: opaque('nexthdr hdrlength reserved spi sequence'),
  ct: {
    state: 'ct-state',
    status: 'ct-status',
    mark: 'number',
    direction: 'ct-direction',
    ...opaque(
      'expiration helper label zone count bytes packets avgpkt id l3proto protocol secmark event timeout',
    ),
  },
  /** iptables' physdev: the port of a bridge. */
  physdev: { in: 'name', out: 'name' },
};
