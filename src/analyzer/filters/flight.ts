import { type AddressValue, addressValue } from '../model/index.ts';
import type { FilterHost, FilterPacket, FilterPath } from './packet.ts';

/** Connection tracking's states as bits (linux/netfilter/nf_conntrack_common.h numbers them so for matches). */
export const CT_STATE = { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 } as const;

/** Numbers of the protocols that packets here have (IANA). */
const PROTOCOL = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/** The packet on its way through the hooks: what rules can change is here. `undefined` = not known. */
export interface Flight {
  readonly family: 4 | 6;
  readonly path: FilterPath;
  /** Empty where there is none at this hook. */
  iif: string | undefined;
  oif: string | undefined;
  source: AddressValue | undefined;
  destination: AddressValue | undefined;
  sourcePort: number | undefined;
  destinationPort: number | undefined;
  readonly protocol: number;
  readonly icmpType: number | undefined;
  readonly icmpCode: number | undefined;
  /** As FilterPacket.ctState; a rule can take the packet out of tracking. */
  ctState: FilterPacket['ctState'] | undefined;
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

export function takeOff(packet: FilterPacket, path: FilterPath, host: FilterHost): Flight {
  const inward = path === 'prerouting' || path === 'input';
  const isNew = packet.ctState === 'new';
  return {
    family: packet.family,
    path,
    iif: path === 'output' || path === 'postrouting' ? '' : packet.iif,
    oif: inward ? '' : packet.oif,
    source: packet.source === undefined ? undefined : addressValue(packet.family, packet.source),
    destination:
      packet.destination === undefined ? undefined : addressValue(packet.family, packet.destination),
    sourcePort: packet.sourcePort,
    destinationPort: packet.destinationPort,
    protocol: PROTOCOL[packet.protocol],
    icmpType: packet.icmpType,
    icmpCode: packet.icmpCode ?? (packet.icmpType === undefined ? undefined : 0),
    ctState: packet.ctState,
    tracked: true,
    mark: packet.mark === null ? undefined : (packet.mark ?? 0),
    ctMark: packet.ctMark === null ? undefined : (packet.ctMark ?? (isNew ? 0 : undefined)),
    destinationNat: natState(packet.translated?.destination, path === 'prerouting'),
    sourceNat: natState(packet.translated?.source, inward),
    host,
  };
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
