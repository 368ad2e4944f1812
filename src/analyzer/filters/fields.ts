import type { FieldType, FilterField } from '../model/index.ts';
import { CT_STATE, FILTER_FIELDS } from '../model/index.ts';
import { type Datum, datumOf, type Known } from './datum.ts';
import { addressType, routeDevice } from './fib.ts';
import { type Flight, hasConnection } from './flight.ts';

/** Reads something of a packet that rules compare. */
export interface Field {
  type: FieldType;
  read(flight: Flight): Known;
  /** For sets of bits: the bits that are known, and their values. */
  bits?(flight: Flight): { value: number; known: number } | null;
}

const TCP = 6;
const UDP = 17;
const ICMP = 1;
const ICMPV6 = 58;
const ALL_BITS = 0xffffffff;

const is4 = ({ family, isArp }: Flight) => family === 4 && !isArp;
const is6 = ({ family }: Flight) => family === 6;
const has = (protocol: number) => (flight: Flight) => flight.protocol === protocol;
const hasPorts = ({ protocol }: Flight) => protocol === TCP || protocol === UDP;
const isArp = (flight: Flight) => flight.isArp;
/** Inside an IP chain there is an Ethernet header on the way in alone. */
const isFramed = ({ path, iif }: Flight) => iif !== '' && path !== 'output' && path !== 'postrouting';

/** Which packets have the fields of a group. */
const APPLIES: Readonly<Record<string, (flight: Flight) => boolean>> = {
  ip: is4,
  ip6: is6,
  tcp: has(TCP),
  udp: has(UDP),
  icmp: has(ICMP),
  icmpv6: has(ICMPV6),
  arp: isArp,
  sctp: () => false,
  dccp: () => false,
  esp: () => false,
  ah: () => false,
};

function stateBits({ ctState, tracked }: Flight): number | undefined {
  if (ctState === undefined) return undefined;
  if (ctState === 'untracked') return CT_STATE.untracked;
  return tracked ? CT_STATE[ctState] : CT_STATE.invalid;
}

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

function packetType({ iif }: Flight): Known {
  return iif === '' || iif === 'lo' || iif === undefined ? undefined : 0;
}

function ethertype({ family, isArp: arp }: Flight): number {
  return arp ? 0x0806 : family === 4 ? 0x0800 : 0x86dd;
}

function ifIpv4(read: (flight: Flight) => Known) {
  return (flight: Flight): Known => (is4(flight) ? read(flight) : null);
}

function ifIpv6(read: (flight: Flight) => Known) {
  return (flight: Flight): Known => (is6(flight) ? read(flight) : null);
}

function ports(applies: (flight: Flight) => boolean, otherwise: null | undefined) {
  return {
    sport: (flight: Flight): Known => (applies(flight) ? flight.sourcePort : otherwise),
    dport: (flight: Flight): Known => (applies(flight) ? flight.destinationPort : otherwise),
  };
}

const tcp = ports(has(TCP), null);
const udp = ports(has(UDP), null);
/** Other protocols' bytes at the place of the ports may match by chance. */
const transport = ports(hasPorts, undefined);

/** The fields whose values are known of packets. */
const READERS: Readonly<Record<string, (flight: Flight) => Known>> = {
  'meta iifname': inName,
  'meta iif': inName,
  'meta oifname': outName,
  'meta oif': outName,
  'meta ibrname': ({ chainFamily, iif }) => (chainFamily === 'bridge' ? iif : undefined),
  'meta obrname': ({ chainFamily, oif }) => (chainFamily === 'bridge' ? oif : undefined),
  'meta mark': ({ mark }) => mark,
  'meta nfproto': ({ family, isArp: arp }) => (arp ? 3 : family === 4 ? 2 : 10),
  'meta l4proto': ({ protocol }) => protocol ?? null,
  'meta protocol': ethertype,
  'meta pkttype': packetType,
  'meta iifgroup': (flight) => group(flight, flight.iif),
  'meta oifgroup': (flight) => group(flight, flight.oif),
  'ip saddr': ifIpv4(({ source }) => source),
  'ip daddr': ifIpv4(({ destination }) => destination),
  'ip protocol': ifIpv4(({ protocol }) => protocol),
  'ip version': ifIpv4(() => 4),
  'ip6 saddr': ifIpv6(({ source }) => source),
  'ip6 daddr': ifIpv6(({ destination }) => destination),
  'ip6 nexthdr': ifIpv6(({ protocol }) => protocol),
  'ip6 version': ifIpv6(() => 6),
  'tcp sport': tcp.sport,
  'tcp dport': tcp.dport,
  'tcp flags': (flight) => (has(TCP)(flight) ? (flight.ctState === 'new' ? 2 : undefined) : null),
  'udp sport': udp.sport,
  'udp dport': udp.dport,
  'th sport': transport.sport,
  'th dport': transport.dport,
  'icmp type': (flight) => (has(ICMP)(flight) ? flight.icmpType : null),
  'icmp code': (flight) => (has(ICMP)(flight) ? flight.icmpCode : null),
  'icmpv6 type': (flight) => (has(ICMPV6)(flight) ? flight.icmpType : null),
  'icmpv6 code': (flight) => (has(ICMPV6)(flight) ? flight.icmpCode : null),
  'ether type': ethertype,
  'ether saddr': (flight) => (isFramed(flight) ? flight.sourceMac : undefined),
  'ether daddr': (flight) => (isFramed(flight) ? flight.destinationMac : undefined),
  'arp operation': (flight) => (flight.isArp ? flight.arpOperation : null),
  'arp saddr ip': (flight) => (flight.isArp ? flight.source : null),
  'arp daddr ip': (flight) => (flight.isArp ? flight.destination : null),
  'arp saddr ether': (flight) => (flight.isArp ? flight.sourceMac : null),
  'ct state': stateBits,
  'ct status': (flight) => (hasConnection(flight) ? undefined : null),
  'ct mark': (flight) => (hasConnection(flight) ? flight.ctMark : null),
  'ct direction': direction,
  'physdev in': physicalPort,
  'physdev out': () => null,
};

/** Chains of a bridge see its ports. */
function inName({ chainFamily, iif, port }: Flight): Known {
  return chainFamily === 'bridge' && iif !== '' ? port : iif;
}

function outName({ chainFamily, oif, port }: Flight): Known {
  return chainFamily === 'bridge' && oif !== '' ? port : oif;
}

/** iptables knows the port only where bridged packets are shown to it (Documentation/networking/ip-sysctl, bridge-nf-call-iptables). */
function physicalPort({ port, family, host, iif }: Flight): Known {
  if (iif === '') return null;
  if (port === undefined) return undefined;
  const called = host.state?.sysctls?.[`net.bridge.bridge-nf-call-ip${family === 6 ? '6' : ''}tables`];
  return port === '' || called === '0' ? null : port;
}

const BITS: Readonly<Record<string, NonNullable<Field['bits']>>> = {
  'tcp flags': (flight) =>
    has(TCP)(flight)
      ? flight.ctState === 'new'
        ? { value: 2, known: ALL_BITS }
        : { value: 0, known: 0 }
      : null,
  'ct state': (flight) => {
    const value = stateBits(flight);
    return value === undefined ? { value: 0, known: 0 } : { value, known: ALL_BITS };
  },
  // Of a connection's status this much follows from its state: a new one has seen no reply.
  'ct status': (flight) => {
    if (!hasConnection(flight)) return null;
    if (flight.ctState !== 'new') return { value: 2, known: flight.ctState === 'established' ? 2 : 0 };
    const value = (flight.destinationNat === 'changed' ? 32 : 0) + (flight.sourceNat === 'changed' ? 16 : 0);
    const known = (flight.destinationNat === undefined ? 0 : 32) + (flight.sourceNat === undefined ? 0 : 16);
    return { value, known: 2 + 4 + known };
  },
};

/** A listed field ready for reading. */
export function fieldOf(listed: FilterField): Field {
  const { name, type } = listed;
  const bits = BITS[name];
  const plain: Field = { type, read: readerOf(listed), ...(bits ? { bits } : {}) };
  return (listed.operations ?? []).reduce(withOperation, plain);
}

function readerOf({ name, type, fib, family }: FilterField): (flight: Flight) => Known {
  const known = READERS[name];
  if (known) return known;
  if (fib && type === 'address-type') return (flight) => typeAsked(flight, fib);
  if (fib) return (flight) => routeDevice(flight, fib);
  if (name === 'original')
    return (flight) =>
      hasConnection(flight) && (family === undefined || family === flight.family) ? undefined : null;
  const [first = ''] = name.split(' ');
  const applies = Object.hasOwn(FILTER_FIELDS, first) ? APPLIES[first] : undefined;
  return (flight) => (applies?.(flight) === false ? null : undefined);
}

function typeAsked(flight: Flight, { of, device }: NonNullable<FilterField['fib']>): Known {
  const name = device === undefined ? undefined : flight[device];
  if (device !== undefined && name === undefined) return undefined;
  return addressType(flight, of, name);
}

type Operation = NonNullable<FilterField['operations']>[number];

function withOperation(field: Field, { operator, operand: listed }: Operation): Field {
  const operand = listed === undefined ? undefined : datumOf(field.type, listed);
  const plain: Field = {
    type: field.type,
    read(flight) {
      const value = field.read(flight);
      return value === undefined || value === null ? value : operate(value, operator, operand);
    },
  };
  const { bits } = field;
  if (!bits || operator !== '&' || typeof operand !== 'number') return plain;
  return {
    ...plain,
    bits(flight) {
      const known = bits(flight);
      return known && { value: known.value & operand, known: (known.known | ~operand) >>> 0 };
    },
  };
}

/** Bit arithmetic as nft does it: 32 bits for marks and IPv4, 128 for IPv6. */
function operate(value: Datum, operator: Operation['operator'], operand: Datum | undefined): Known {
  if (typeof value === 'number' && typeof operand === 'number') {
    if (operator === '<<' || operator === '>>')
      return operand > 31 ? 0 : (operator === '<<' ? value << operand : value >>> operand) >>> 0;
    return (operator === '&' ? value & operand : operator === '|' ? value | operand : value ^ operand) >>> 0;
  }
  if (typeof value === 'bigint' && typeof operand === 'bigint') {
    if (operator === '<<' || operator === '>>') return undefined;
    return operator === '&' ? value & operand : operator === '|' ? value | operand : value ^ operand;
  }
  return undefined;
}
