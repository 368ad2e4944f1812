import { type AddressValue, type FilterField, formatValue, ROUTE_TYPE } from '../model/index.ts';
import type { RouteAnswer } from '../routes/answers.ts';
import type { Flight } from './flight.ts';

/** What a rule asks of the routes about a packet's address (nft fib, iptables rpfilter and addrtype). */
type FibQuestion = NonNullable<FilterField['fib']>;

/** The device of the way to the address; '' where there is none. Not known: `undefined`. */
export function routeDevice(flight: Flight, question: FibQuestion): string | undefined {
  const device = question.device === undefined ? undefined : flight[question.device];
  if (question.device !== undefined && device === undefined) return undefined;
  // A packet that came in by the loopback device is taken for found (nft_fib; xt_rpfilter alike).
  if (flight.path === 'prerouting' && flight.iif === 'lo') return 'lo';
  const answer = lookUp(flight, question);
  if (answer === undefined || answer.kind === 'unknown' || answer.kind === 'refused') return undefined;
  if (answer.kind === 'error') return answer.error === 'EINVAL' ? undefined : '';
  if (answer.type !== 'unicast') return '';
  const devices = devicesOf(answer);
  if (devices.length === 0) return undefined;
  if (device !== undefined) return devices.includes(device) ? device : vrfMay(flight, devices, device);
  return devices.length === 1 ? devices[0] : undefined;
}

/** How iptables' rpfilter looks back (linux/netfilter/xt_rpfilter.h). */
export interface ReversePathOptions {
  loose: boolean;
  validMark: boolean;
  acceptLocal: boolean;
}

/** Whether the reverse path test passes (before `--invert`). */
export function reversePathHolds(flight: Flight, options: ReversePathOptions): boolean | undefined {
  if (flight.iif === undefined) return undefined;
  if (flight.iif === 'lo') return true;
  const answer = lookUp(flight, { of: 'source', device: 'iif', mark: options.validMark }, !options.loose);
  if (answer === undefined || answer.kind === 'unknown' || answer.kind === 'refused') return undefined;
  if (answer.kind === 'error') return answer.error === 'EINVAL' ? undefined : false;
  if (answer.type === 'local') {
    // A local way back leads by lo, which is not the device that it came in on.
    return options.acceptLocal ? options.loose || undefined : false;
  }
  if (answer.type !== 'unicast') return false;
  if (options.loose) return true;
  const devices = devicesOf(answer);
  if (devices.includes(flight.iif)) return true;
  return vrfMay(flight, devices, flight.iif) === undefined ? undefined : false;
}

function lookUp(flight: Flight, question: FibQuestion, preferDevice = false): RouteAnswer | undefined {
  const { family, host } = flight;
  const to = flight[question.of];
  const from = question.of === 'source' ? flight.destination : flight.source;
  const mark = question.mark ? flight.mark : 0;
  if (!host.routes || to === undefined || from === undefined || mark === undefined) return undefined;
  return host.routes.lookup({
    family,
    to: formatValue(family, to),
    from: formatValue(family, from),
    mark,
    ...(flight.protocol === undefined ? {} : { ipproto: flight.protocol }),
    // IPv6 looks for a way by the device itself (link-local addresses need it); IPv4 takes what it finds.
    ...(family === 6 && flight.iif && (preferDevice || isLinkLocal(to)) ? { oif: flight.iif } : {}),
  });
}

function isLinkLocal(address: AddressValue): boolean {
  return typeof address === 'bigint' && address >> 118n === 0x3fan;
}

function devicesOf(answer: Extract<RouteAnswer, { kind: 'route' }>): string[] {
  const several = answer.nextHops?.flatMap(({ dev }) => dev ?? []) ?? [];
  return answer.dev === undefined ? several : [answer.dev, ...several];
}

/** '' where the device is surely not among them; not known where VRFs may join them. */
function vrfMay(flight: Flight, devices: readonly string[], device: string): '' | undefined {
  const links = flight.host.state?.links;
  const enslaved = links?.some(({ name, master }) => name === device && master !== undefined);
  return enslaved || devices.some((name) => links?.find((link) => link.name === name)?.vrfTable)
    ? undefined
    : '';
}

/** What kind of address it is to this host, as a number of linux/rtnetlink.h. `device`: only addresses of that device are local. */
export function addressType(
  flight: Flight,
  of: 'source' | 'destination',
  device?: string,
): number | undefined {
  const { family, host } = flight;
  const value = flight[of];
  if (value === undefined) return undefined;
  const multicast = family === 4 ? Number(value) >>> 28 === 14 : BigInt(value) >> 120n === 0xffn;
  if (multicast) return ROUTE_TYPE.multicast;
  if (family === 4 && (Number(value) === 0xffffffff || Number(value) >>> 24 === 0))
    return ROUTE_TYPE.broadcast;
  const address = formatValue(family, value);
  const local = host.routes?.isLocal(family, address);
  if (local === undefined) return undefined;
  const answer = host.routes?.lookup({ family, to: address });
  // The model delivers packets to anycast addresses here too.
  if (answer?.kind === 'route' && answer.type === 'anycast') return ROUTE_TYPE.anycast;
  if (local) {
    if (device === undefined) return ROUTE_TYPE.local;
    const holders = host.state?.addresses?.filter((entry) => entry.local === address);
    if (!holders?.length) return undefined;
    return holders.some(({ dev }) => dev === device) ? ROUTE_TYPE.local : ROUTE_TYPE.unicast;
  }
  if (answer === undefined || answer.kind === 'unknown') return undefined;
  // IPv4 asks the table of own addresses alone; IPv6 looks for a way (nft_fib_ipv6, xt_addrtype).
  if (family === 6 && answer.kind === 'error') {
    if (answer.error === 'EINVAL') return ROUTE_TYPE.blackhole;
    return answer.error === 'EACCES' ? ROUTE_TYPE.prohibit : ROUTE_TYPE.unreachable;
  }
  if (answer.kind === 'route' && answer.type === 'broadcast') return ROUTE_TYPE.broadcast;
  return ROUTE_TYPE.unicast;
}
