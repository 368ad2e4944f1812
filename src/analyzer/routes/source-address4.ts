import { type AddressValue, addressValue, type NextHop, prefixContains } from '../model/index.ts';
import type { DeviceAddress, Devices } from './devices.ts';
import type { Sysctls } from './sysctls.ts';
import type { Match4 } from './table-route.ts';
import { NotKnown } from './trace.ts';

export const SCOPE_LINK = 253;
export const SCOPE_HOST = 254;

function isPrimary(address: DeviceAddress): boolean {
  return !address.flags.includes('secondary');
}

/** First primary address of the device that is wide enough and not of link scope: how other devices lend an address. */
function lentAddress(addresses: readonly DeviceAddress[], scope: number): DeviceAddress | undefined {
  return addresses.find(
    (address) => isPrimary(address) && address.scope !== SCOPE_LINK && address.scope <= scope,
  );
}

/**
 * The source address the kernel chooses on a device for a route of this scope: the first primary address whose scope is wide
 * enough, better one in whose subnet the gateway lies; else one lent by the VRF, then by any other interface in order.
 */
export function selectAddress4(
  devices: Devices,
  sysctls: Sysctls,
  dev: string,
  gateway: AddressValue | undefined,
  scope: number,
): string | undefined {
  const localnet = sysctls.own(4, dev, 'route_localnet') || sysctls.own(4, 'all', 'route_localnet');
  const widest = localnet ? SCOPE_LINK : SCOPE_HOST;
  const fitting = devices
    .addresses(4, dev)
    .filter((address) => isPrimary(address) && Math.min(address.scope, widest) <= scope);
  const near =
    gateway === undefined
      ? undefined
      : fitting.find(({ subnet }) => prefixContains(subnet, { family: 4, value: Number(gateway) }));
  const own = near ?? fitting[0];
  if (own) return own.text;
  const vrf = devices.vrfOf(dev)?.dev;
  const lenders = vrf === undefined ? devices.names : [vrf, ...devices.names];
  for (const lender of lenders) {
    if (devices.vrfOf(lender)?.dev !== vrf) continue;
    const lent = lentAddress(devices.addresses(4, lender), scope);
    if (lent) return lent.text;
  }
  return undefined;
}

/** Source address of a route through one of its next hops: the route's own, else one selected on the next hop's device. */
export function routeSource4(
  devices: Devices,
  sysctls: Sysctls,
  match: Match4,
  hop: NextHop,
): string | undefined {
  const { route } = match.route;
  if (route.prefsrc !== undefined) return route.prefsrc;
  const gateway = hop.gateway === undefined ? undefined : addressValue(4, hop.gateway);
  const select = (scope: number) => selectAddress4(devices, sysctls, hop.dev ?? '', gateway, scope);
  const source = select(match.route.scope);
  if (route.nextHopObject === undefined) return source;
  // A next hop object remembers the address that fitted its own scope when it was made, until any address changes (measured).
  if (select(gateway === undefined ? SCOPE_LINK : SCOPE_LINK - 1) === source) return source;
  throw new NotKnown({ about: 'untold', what: 'object-source', subject: String(route.nextHopObject) });
}
