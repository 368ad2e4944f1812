import { addressValue, parsePrefix } from '../addresses.ts';
import { CT_STATE } from './flight.ts';

/** What a rule compares: numbers (ports, marks, IPv4), bigints (IPv6), names (devices). */
export type Datum = number | bigint | string;

/** A field's value in one packet: `null` = the packet has no such field, `undefined` = it is not known. */
export type Known = Datum | null | undefined;

/** How a field's values are written. */
export type FieldType =
  | 'ipv4'
  | 'ipv6'
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
  | 'address-type'
  | 'packet-type'
  | 'route-device'
  | 'opaque';

/** The values that one written literal stands for. */
export type ValueRange = { from: Datum; to: Datum } | { prefix: string };

/** Services that older nft and iptables print by name (IANA). */
const SERVICES: Record<string, number> = {
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  http: 80,
  'http-alt': 8080,
  kerberos: 88,
  pop3: 110,
  sunrpc: 111,
  ntp: 123,
  'netbios-ns': 137,
  'netbios-dgm': 138,
  'netbios-ssn': 139,
  imap: 143,
  imap2: 143,
  snmp: 161,
  'snmp-trap': 162,
  bgp: 179,
  ldap: 389,
  https: 443,
  'microsoft-ds': 445,
  submissions: 465,
  isakmp: 500,
  syslog: 514,
  'dhcpv6-client': 546,
  'dhcpv6-server': 547,
  submission: 587,
  ldaps: 636,
  'domain-s': 853,
  rsync: 873,
  imaps: 993,
  pop3s: 995,
  nfs: 2049,
  mysql: 3306,
  'ipsec-nat-t': 4500,
  postgresql: 5432,
  mdns: 5353,
  redis: 6379,
};

const PROTOCOLS: Record<string, number> = {
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  ipv4: 4,
  tcp: 6,
  egp: 8,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  'ipv6-crypt': 50,
  ah: 51,
  'ipv6-auth': 51,
  icmpv6: 58,
  'ipv6-icmp': 58,
  icmp6: 58,
  ospf: 89,
  ospfigp: 89,
  pim: 103,
  comp: 108,
  ipcomp: 108,
  vrrp: 112,
  l2tp: 115,
  sctp: 132,
  mh: 135,
  udplite: 136,
};

/** RFC 792 and RFC 4443/4861 types by nft's and iptables' names. */
const ICMP: Record<string, number> = {
  'echo-reply': 0,
  pong: 0,
  'destination-unreachable': 3,
  'source-quench': 4,
  redirect: 5,
  'echo-request': 8,
  ping: 8,
  'router-advertisement': 9,
  'router-solicitation': 10,
  'time-exceeded': 11,
  'ttl-exceeded': 11,
  'parameter-problem': 12,
  'timestamp-request': 13,
  'timestamp-reply': 14,
  'info-request': 15,
  'info-reply': 16,
  'address-mask-request': 17,
  'address-mask-reply': 18,
};
const ICMPV6: Record<string, number> = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'ttl-exceeded': 3,
  'parameter-problem': 4,
  'echo-request': 128,
  ping: 128,
  'echo-reply': 129,
  pong: 129,
  'mld-listener-query': 130,
  'mld-listener-report': 131,
  'mld-listener-done': 132,
  'mld-listener-reduction': 132,
  'nd-router-solicit': 133,
  'router-solicitation': 133,
  'nd-router-advert': 134,
  'router-advertisement': 134,
  'nd-neighbor-solicit': 135,
  'neighbor-solicitation': 135,
  'neighbour-solicitation': 135,
  'nd-neighbor-advert': 136,
  'neighbor-advertisement': 136,
  'neighbour-advertisement': 136,
  'nd-redirect': 137,
  redirect: 137,
  'router-renumbering': 138,
  'ind-neighbor-solicit': 141,
  'ind-neighbor-advert': 142,
  'mld2-listener-report': 143,
};

/** linux/netfilter/nf_conntrack_common.h: what connections are. */
export const CT_STATUS: Record<string, number> = {
  expected: 1,
  'seen-reply': 2,
  assured: 4,
  confirmed: 8,
  snat: 16,
  dnat: 32,
  dying: 512,
};
const TCP_FLAGS: Record<string, number> = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ecn: 64,
  cwr: 128,
};

const NAMES: Partial<Record<FieldType, Readonly<Record<string, number>>>> = {
  port: SERVICES,
  protocol: PROTOCOLS,
  ethertype: { ip: 0x0800, arp: 0x0806, vlan: 0x8100, '8021q': 0x8100, ip6: 0x86dd },
  nfproto: { ipv4: 2, ip: 2, ipv6: 10, ip6: 10 },
  'ct-state': CT_STATE,
  'ct-status': CT_STATUS,
  'ct-direction': { original: 0, reply: 1 },
  'tcp-flags': TCP_FLAGS,
  icmp: ICMP,
  icmpv6: ICMPV6,
  // linux/rtnetlink.h numbers route types so.
  'address-type': {
    unspec: 0,
    unicast: 1,
    local: 2,
    broadcast: 3,
    anycast: 4,
    multicast: 5,
    blackhole: 6,
    unreachable: 7,
    prohibit: 8,
  },
  'packet-type': { host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 },
  number: { default: 0 },
  'icmp-code': {
    'net-unreachable': 0,
    'host-unreachable': 1,
    'prot-unreachable': 2,
    'port-unreachable': 3,
    'frag-needed': 4,
    'net-prohibited': 9,
    'host-prohibited': 10,
    'admin-prohibited': 13,
  },
  'icmpv6-code': {
    'no-route': 0,
    'admin-prohibited': 1,
    'addr-unreachable': 3,
    'port-unreachable': 4,
    'policy-fail': 5,
    'reject-route': 6,
  },
};

/** Types whose values are sets of bits. */
export function isBits(type: FieldType): boolean {
  return type === 'ct-state' || type === 'ct-status' || type === 'tcp-flags';
}

/** One value as it is written; `undefined` where it is not understood. */
export function readDatum(type: FieldType, text: string): Datum | undefined {
  if (type === 'name') return text;
  if (type === 'route-device') return text === 'missing' || text === '0' || text === 'false' ? '' : text;
  if (type === 'ipv4') return addressValue(4, text);
  if (type === 'ipv6') return addressValue(6, text.replace(/^\[(.*)\]$/, '$1'));
  const named = NAMES[type];
  if (named && Object.hasOwn(named, text.toLowerCase())) return named[text.toLowerCase()];
  return /^(?:0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text) ? Number(text) : undefined;
}

/** `10.0.0.0/8`, `22-80`, `eth*`, or one value; `undefined` where it is not understood. */
export function readRange(type: FieldType, text: string): ValueRange | undefined {
  if (text === '*' && type !== 'name') return { prefix: '' };
  if (type === 'name' && text.endsWith('*')) return { prefix: text.slice(0, -1).replace(/\\$/, '') };
  const single = readDatum(type, text);
  if (single !== undefined) return { from: single, to: single };
  if ((type === 'ipv4' || type === 'ipv6') && text.includes('/')) {
    const prefix = parsePrefix(text, type === 'ipv4' ? 4 : 6);
    return prefix && { from: prefix.first, to: prefix.last };
  }
  const dash = text.indexOf('-');
  if (dash <= 0) return undefined;
  const from = readDatum(type, text.slice(0, dash));
  const to = readDatum(type, text.slice(dash + 1));
  return from === undefined || to === undefined ? undefined : { from, to };
}

export function inRange(value: Datum, range: ValueRange): boolean {
  if ('prefix' in range) return range.prefix === '' || String(value).startsWith(range.prefix);
  return value >= range.from && value <= range.to;
}
