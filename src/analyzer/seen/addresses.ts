import { covers, type HostState } from '../model/index.ts';
import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import type { Walk } from '../walk.ts';

/** The interfaces that were shown to have an address. */
export function holdersOf({ addresses = [] }: HostState, address: string): string[] {
  return addresses.filter(({ local }) => local === address).map(({ dev }) => dev);
}

/** Whether an address that was not shown is not there: on the device, or anywhere where none is given. */
export function addressesKnown(state: HostState, family: 4 | 6, device?: string): boolean {
  return covers(state.coverage, 'addresses', { family, ...(device === undefined ? {} : { device }) });
}

/** Requests for an address outside the interface's own networks are sent here on purpose: that is no missing address. */
export function isOutsideItsNetworks({ state, ingress, flow }: Walk): boolean {
  const to = parseAddress(flow.to);
  const networks = (state.addresses ?? []).filter(({ dev }) => dev === ingress);
  const own = networks
    .flatMap(({ local, prefixLength }) => parsePrefix(`${local}/${prefixLength}`) ?? [])
    .filter(({ family }) => family === to?.family);
  return to !== undefined && own.length > 0 && !own.some((prefix) => prefixContains(prefix, to));
}
