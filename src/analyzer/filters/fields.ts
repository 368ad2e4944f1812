import { addressType, type FibQuestion, routeDevice } from './fib.ts';
import type { FieldType } from './field-type.ts';
import { CT_STATE, type Flight, hasConnection } from './flight.ts';
import type { Known } from './literals.ts';

/** Something of a packet that rules compare. */
export interface Field {
  type: FieldType;
  read(flight: Flight): Known;
  /** For sets of bits: the bits that are known, and their values. */
  bits?(flight: Flight): { value: number; known: number } | null;
  /** It asks whether the way back uses the same device. */
  reversePath?: true;
}

const TCP = 6;
const UDP = 17;
const ICMP = 1;
const ICMPV6 = 58;
const ALL_BITS = 0xffffffff;

function field(type: FieldType, read: (flight: Flight) => Known): Field {
  return { type, read };
}

function opaque(applies: (flight: Flight) => boolean = () => true): Field {
  return field('opaque', (flight) => (applies(flight) ? undefined : null));
}

const is4 = ({ family }: Flight) => family === 4;
const is6 = ({ family }: Flight) => family === 6;
const has = (protocol: number) => (flight: Flight) => flight.protocol === protocol;
const hasPorts = ({ protocol }: Flight) => protocol === TCP || protocol === UDP;

function ports(applies: (flight: Flight) => boolean): Record<string, Field> {
  return {
    sport: field('port', (flight) => (applies(flight) ? flight.sourcePort : null)),
    dport: field('port', (flight) => (applies(flight) ? flight.destinationPort : null)),
  };
}

/** A field that matters to nobody here: only whether the packet has it is known. */
function others(names: string, applies: (flight: Flight) => boolean): Record<string, Field> {
  return Object.fromEntries(names.split(' ').map((name) => [name, opaque(applies)]));
}

const tcpFlags: Field = {
  type: 'tcp-flags',
  read: (flight) => (has(TCP)(flight) ? (flight.ctState === 'new' ? 2 : undefined) : null),
  bits: (flight) =>
    has(TCP)(flight)
      ? flight.ctState === 'new'
        ? { value: 2, known: ALL_BITS }
        : { value: 0, known: 0 }
      : null,
};

function stateBits({ ctState, tracked }: Flight): number | undefined {
  if (ctState === undefined) return undefined;
  if (ctState === 'untracked') return CT_STATE.untracked;
  return tracked ? CT_STATE[ctState] : CT_STATE.invalid;
}

const ctState: Field = {
  type: 'ct-state',
  read: stateBits,
  bits: (flight) => {
    const value = stateBits(flight);
    return value === undefined ? { value: 0, known: 0 } : { value, known: ALL_BITS };
  },
};

/** Of a connection's status this much follows from its state: a new one has seen no reply. */
const ctStatus: Field = {
  type: 'ct-status',
  read: (flight) => (hasConnection(flight) ? undefined : null),
  bits: (flight) => {
    if (!hasConnection(flight)) return null;
    if (flight.ctState !== 'new') return { value: 2, known: flight.ctState === 'established' ? 2 : 0 };
    const value = (flight.destinationNat === 'changed' ? 32 : 0) + (flight.sourceNat === 'changed' ? 16 : 0);
    const known = (flight.destinationNat === undefined ? 0 : 32) + (flight.sourceNat === undefined ? 0 : 16);
    return { value, known: 2 + 4 + known };
  },
};

function direction(flight: Flight): Known {
  if (!hasConnection(flight)) return null;
  if (flight.ctState === 'new') return 0;
  return flight.path === 'output' || flight.path === 'postrouting' ? 1 : undefined;
}

function group(flight: Flight, device: string | undefined): Known {
  if (device === undefined) return undefined;
  if (device === '') return null;
  const named = flight.host.state?.links?.find(({ name }) => name === device)?.group;
  if (named === undefined) return undefined;
  return named === 'default' ? 0 : /^\d+$/.test(named) ? Number(named) : undefined;
}

const META: Record<string, Field> = {
  iifname: field('name', ({ iif }) => iif),
  oifname: field('name', ({ oif }) => oif),
  iif: field('name', ({ iif }) => iif),
  oif: field('name', ({ oif }) => oif),
  mark: field('number', ({ mark }) => mark),
  nfproto: field('nfproto', ({ family }) => (family === 4 ? 2 : 10)),
  l4proto: field('protocol', ({ protocol }) => protocol),
  protocol: field('ethertype', ({ family }) => (family === 4 ? 0x0800 : 0x86dd)),
  pkttype: field('packet-type', packetType),
  iifgroup: field('number', (flight) => group(flight, flight.iif)),
  oifgroup: field('number', (flight) => group(flight, flight.oif)),
  ...others(
    'length skuid skgid cgroup rtclassid iiftype oiftype time hour day cpu random priority iifkind oifkind ibrname obrname ibriport secmark sdif sdifname ibrpvid ibrvproto broute ipsec secpath',
    () => true,
  ),
};

function packetType({ iif }: Flight): Known {
  return iif === '' || iif === 'lo' || iif === undefined ? undefined : 0;
}

const GROUPS: Record<string, Record<string, Field>> = {
  meta: META,
  ip: {
    saddr: field('ipv4', (flight) => (is4(flight) ? flight.source : null)),
    daddr: field('ipv4', (flight) => (is4(flight) ? flight.destination : null)),
    protocol: field('protocol', (flight) => (is4(flight) ? flight.protocol : null)),
    version: field('number', (flight) => (is4(flight) ? 4 : null)),
    ...others('dscp ecn length id frag-off ttl checksum hdrlength option', is4),
  },
  ip6: {
    saddr: field('ipv6', (flight) => (is6(flight) ? flight.source : null)),
    daddr: field('ipv6', (flight) => (is6(flight) ? flight.destination : null)),
    nexthdr: field('protocol', (flight) => (is6(flight) ? flight.protocol : null)),
    version: field('number', (flight) => (is6(flight) ? 6 : null)),
    ...others('dscp ecn flowlabel length hoplimit', is6),
  },
  tcp: {
    ...ports(has(TCP)),
    flags: tcpFlags,
    ...others('sequence ackseq doff window checksum urgptr reserved', has(TCP)),
  },
  udp: { ...ports(has(UDP)), ...others('length checksum', has(UDP)) },
  // Other protocols' bytes at the place of the ports may match by chance.
  th: {
    sport: field('port', (flight) => (hasPorts(flight) ? flight.sourcePort : undefined)),
    dport: field('port', (flight) => (hasPorts(flight) ? flight.destinationPort : undefined)),
  },
  icmp: {
    type: field('icmp', (flight) => (has(ICMP)(flight) ? flight.icmpType : null)),
    code: field('icmp-code', (flight) => (has(ICMP)(flight) ? flight.icmpCode : null)),
    ...others('checksum id sequence gateway mtu', has(ICMP)),
  },
  icmpv6: {
    type: field('icmpv6', (flight) => (has(ICMPV6)(flight) ? flight.icmpType : null)),
    code: field('icmpv6-code', (flight) => (has(ICMPV6)(flight) ? flight.icmpCode : null)),
    ...others('checksum id sequence mtu max-delay parameter-problem packet-too-big', has(ICMPV6)),
  },
  ether: { ...others('saddr daddr', () => true), type: META['protocol'] ?? opaque() },
  arp: others('operation htype ptype hlen plen saddr daddr', () => false),
  sctp: others('sport dport vtag checksum', () => false),
  dccp: others('sport dport type', () => false),
  esp: others('spi sequence', () => false),
  ah: others('nexthdr hdrlength reserved spi sequence', () => false),
  ct: {
    state: ctState,
    status: ctStatus,
    mark: field('number', (flight) => (hasConnection(flight) ? flight.ctMark : null)),
    direction: field('ct-direction', direction),
    ...others(
      'expiration helper label zone count bytes packets avgpkt id l3proto protocol secmark event timeout',
      () => true,
    ),
  },
};

/** `ip saddr`, `meta mark`, `ct state` …; `undefined` where it is not known here. */
export function packetField(group: string, name: string): Field | undefined {
  const fields = Object.hasOwn(GROUPS, group) ? GROUPS[group] : undefined;
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** What may be written without `meta` before it. */
export function bareField(name: string): Field | undefined {
  return Object.hasOwn(META, name) ? META[name] : undefined;
}

/** Whether a word begins a field of that name (`ip`, `tcp`, `ct` …). */
export function isFieldGroup(word: string): boolean {
  return Object.hasOwn(GROUPS, word);
}

/** Something that is there and not known: random numbers, raw payload, sockets. */
export function notKnownField(): Field {
  return opaque();
}

/** `ct original ip daddr`: before translation. Only whether the packet has it is told. */
export function originalField(name: string): Field {
  const ofOther = name.startsWith('ip6 ') ? is4 : name.startsWith('ip ') ? is6 : () => false;
  return opaque((flight) => hasConnection(flight) && !ofOther(flight));
}

/** nft's fib expression; flags as listed (`saddr`, `iif`, `mark`). */
export function fibField(flags: readonly string[], result: string): Field | undefined {
  const of = flags.includes('saddr') ? 'source' : flags.includes('daddr') ? 'destination' : undefined;
  if (of === undefined) return undefined;
  const device = flags.includes('iif') ? 'iif' : flags.includes('oif') ? 'oif' : undefined;
  if (result === 'type') {
    return field('address-type', (flight) => {
      const name = device === undefined ? undefined : flight[device];
      if (device !== undefined && name === undefined) return undefined;
      return addressType(flight, of, name);
    });
  }
  if (result !== 'oif' && result !== 'oifname') return undefined;
  const question: FibQuestion = { of, device, mark: flags.includes('mark') };
  const asked = field('route-device', (flight) => routeDevice(flight, question));
  return of === 'source' ? { ...asked, reversePath: true } : asked;
}
