import { addressesOf, appearsToCover, covers, type HostState, holdersOf, linkOf } from '../model/index.ts';
import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import type { Walk } from '../walk/index.ts';

/** Whether an address that was not shown is not there: on the device, or anywhere where none is given. */
export function addressesKnown(state: HostState, family: 4 | 6, device?: string): boolean {
  return covers(state.coverage, 'addresses', { family, ...(device === undefined ? {} : { device }) });
}

/**
 * The same where the interface is up and every route was listed: the kernel has a local route for each of its addresses
 * then, in the table of its VRF where it belongs to one.
 */
export function addressKnownAbsent(state: HostState, address: string, device: string): boolean {
  const family = address.includes(':') ? 6 : 4;
  if (holdersOf(state, address).length > 0) return false;
  if (addressesKnown(state, family)) return true;
  // The connected route of an address stays where only its local route was taken away.
  if (ownAddress(state, address) !== undefined) return false;
  const isUp = linkOf(state, device)?.flags.includes('UP') ?? false;
  return isUp && family === 4 && covers(state.coverage, 'routes', { family });
}

/** The same as the listings appear to say, whose ends or commands were not shown. */
export function addressSeemsAbsent(state: HostState, address: string, device: string): boolean {
  const family = address.includes(':') ? 6 : 4;
  return (
    addressKnownAbsent(state, address, device) ||
    (holdersOf(state, address).length === 0 && appearsToCover(state.coverage, 'addresses', { family }))
  );
}

/** The address with its prefix length, as its listing or its connected route shows it. */
export function ownAddress(state: HostState, address: string) {
  return addressesOf(state).find(({ local }) => local === address);
}

/** Requests for an address outside the interface's own networks are sent here on purpose: that is no missing address. */
export function isOutsideItsNetworks({
  modelled: { state },
  seen: { ingress },
  asked: { flow },
}: Walk): boolean {
  const to = parseAddress(flow.to);
  const networks = addressesOf(state).filter(({ dev }) => dev === ingress);
  const own = networks
    .flatMap(({ local, prefixLength }) => parsePrefix(`${local}/${prefixLength}`) ?? [])
    .filter(({ family }) => family === to?.family);
  return to !== undefined && own.length > 0 && !own.some((prefix) => prefixContains(prefix, to));
}
