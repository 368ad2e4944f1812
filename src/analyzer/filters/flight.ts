import { type AddressValue, addressValue, type CT_STATE } from '../model/index.ts';
import type { FilterHost, FilterPacket, FilterPath } from './packet.ts';

/** Numbers of the protocols that packets here have (IANA). */
const PROTOCOL = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/** The packet on its way through the hooks: what rules can change is here. `undefined` = not known. */
export interface Flight {
  readonly family: 4 | 6;
  readonly path: FilterPath;
  /** Whether it is ARP: then it has no IP header, and `source` and `destination` are the sender's and target's addresses. */
  readonly isArp: boolean;
  readonly arpOperation: number | undefined;
  /** The family of the chain that it is in. */
  chainFamily: string;
  /** Empty where there is none at this hook. */
  iif: string | undefined;
  oif: string | undefined;
  /** Port of the bridge that it comes by or leaves by; empty: its device is no bridge. */
  readonly port: string | undefined;
  readonly sourceMac: string | undefined;
  readonly destinationMac: string | undefined;
  source: AddressValue | undefined;
  destination: AddressValue | undefined;
  sourcePort: number | undefined;
  destinationPort: number | undefined;
  /** Absent for ARP. */
  readonly protocol: number | undefined;
  readonly icmpType: number | undefined;
  readonly icmpCode: number | undefined;
  /** As FilterPacket.ctState; a rule can take the packet out of tracking. */
  ctState: keyof typeof CT_STATE | undefined;
  /** Whether connection tracking has seen it at this point of the hook. */
  tracked: boolean;
  mark: number | undefined;
  ctMark: number | undefined;
  /** Whether translation of that side is settled, and whether it changed something. */
  destinationNat: 'open' | 'settled' | 'changed' | undefined;
  sourceNat: 'open' | 'settled' | 'changed' | undefined;
  readonly host: FilterHost;
}

type Changing = (typeof CHANGING)[number];
const CHANGING = [
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'ctState',
  'mark',
  'ctMark',
  'destinationNat',
  'sourceNat',
] as const satisfies (keyof Flight)[];

const INWARD: ReadonlySet<FilterPath> = new Set([
  'prerouting',
  'input',
  'netdev-ingress',
  'arp-input',
  'bridge-prerouting',
  'bridge-input',
]);
const OUTWARD: ReadonlySet<FilterPath> = new Set([
  'output',
  'postrouting',
  'netdev-egress',
  'arp-output',
  'bridge-output',
  'bridge-postrouting',
]);

export function takeOff(packet: FilterPacket, path: FilterPath, host: FilterHost): Flight {
  const inward = INWARD.has(path);
  const isNew = packet.ctState === 'new';
  const { family, protocol } = packet;
  const isArp = protocol === 'arp';
  return {
    family,
    path,
    isArp,
    arpOperation: isArp ? packet.arpOperation : undefined,
    chainFamily: '',
    iif: OUTWARD.has(path) ? '' : packet.iif,
    oif: inward ? '' : packet.oif,
    port: portOf(packet.port, OUTWARD.has(path) ? packet.oif : packet.iif, host),
    sourceMac: packet.sourceMac,
    destinationMac: packet.destinationMac,
    source: packet.source === undefined ? undefined : addressValue(family, packet.source),
    destination: packet.destination === undefined ? undefined : addressValue(family, packet.destination),
    sourcePort: packet.sourcePort,
    destinationPort: packet.destinationPort,
    protocol: protocol === 'arp' ? undefined : PROTOCOL[protocol],
    icmpType: packet.icmpType,
    icmpCode: packet.icmpCode ?? (packet.icmpType === undefined ? undefined : 0),
    ctState: isArp ? 'untracked' : packet.ctState,
    tracked: true,
    mark: packet.mark === null ? undefined : (packet.mark ?? 0),
    ctMark: packet.ctMark === null ? undefined : (packet.ctMark ?? (isNew ? 0 : undefined)),
    destinationNat: natState(packet.translated?.destination, path === 'prerouting'),
    sourceNat: natState(packet.translated?.source, inward),
    host,
  };
}

/** The bridge's port: told, or the only one; '' where the device is no bridge. */
function portOf(
  port: string | undefined,
  device: string | undefined,
  { state }: FilterHost,
): string | undefined {
  if (port !== undefined) return port;
  if (device === undefined || state?.links === undefined) return undefined;
  if (!state.links.some(({ name, kind }) => name === device && kind === 'bridge')) return '';
  const ports = state.links.filter(({ master }) => master === device);
  return ports.length === 1 ? ports[0]?.name : undefined;
}

function natState(translated: boolean | undefined, first: boolean): Flight['sourceNat'] {
  if (translated === undefined) return first ? 'open' : undefined;
  return translated ? 'changed' : 'open';
}

/** Takes over into `flight` what may also have happened: what differs is not known afterwards. */
export function merge(flight: Flight, other: Flight): void {
  for (const field of CHANGING) mergeField(flight, other, field);
}

function mergeField<Field extends Changing>(flight: Flight, other: Flight, field: Field): void {
  if (flight[field] !== other[field]) flight[field] = undefined as Flight[Field];
}

export function copyOf(flight: Flight): Flight {
  return { ...flight };
}

/** Overwrites what rules can change. */
export function become(flight: Flight, other: Flight): void {
  Object.assign(flight, other);
}

/** Connections that tracking does not know have no entry: no mark, no status, no direction. */
export function hasConnection({ ctState, tracked }: Pick<Flight, 'ctState' | 'tracked'>): boolean {
  return tracked && ctState !== 'untracked' && ctState !== 'invalid';
}

/** Only a packet that tracking has not seen yet can be taken out of it. */
export function takeOutOfTracking(flight: Flight): void {
  if (!flight.tracked) flight.ctState = 'untracked';
}
