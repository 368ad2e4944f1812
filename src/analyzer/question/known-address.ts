import { type Address, addressesOf, type HostState } from '../model/index.ts';
import { addressKnownAbsent } from '../seen/addresses.ts';
import { canonical, familyOf } from './addresses.ts';
import { addressesAreListed, type Console, networkOf } from './console.ts';

/**
 * The state with the asked address on its interface, where no listing shows or rules it out but a capture, a log line, a
 * ping or the asker names it. An address that a connected route names is known to the route model without that.
 */
export function withKnownAddress(
  console: Console,
  { to, interface: device }: { to: string; interface: string },
): HostState {
  const { state } = console.observation;
  if (to === '' || device === '' || isNamedByListing(state, to)) return state;
  const family = familyOf(to);
  if (addressesAreListed(state, family, device) || addressKnownAbsent(state, to, device)) return state;
  const network = networkOf(console, to);
  const known = {
    dev: device,
    family,
    local: to,
    prefixLength: network?.device === device ? network.length : meantLength(state, to, family),
    scope: 'global',
    flags: [],
  } satisfies Address;
  return { ...state, addresses: [...(state.addresses ?? []), known] };
}

/** Whether a listing of addresses shows it, or a route names it: as its source, or as a local address. */
function isNamedByListing(state: HostState, address: string): boolean {
  const routes = [...(state.routes[4] ?? []), ...(state.routes[6] ?? [])];
  return (
    addressesOf(state).some(({ local }) => canonical(local) === address) ||
    routes.some(
      ({ prefsrc, type, destination }) =>
        (prefsrc !== undefined && canonical(prefsrc) === address) ||
        (type === 'local' && canonical(destination.split('/')[0] ?? '') === address),
    )
  );
}

/** The length of its network as the host's configuration has it; alone where nothing tells it. */
function meantLength({ intent = [] }: HostState, address: string, family: 4 | 6): number {
  for (const each of intent)
    if (each.kind === 'address' && canonical(each.local) === address && each.prefixLength !== undefined)
      return each.prefixLength;
  return family === 4 ? 32 : 128;
}
