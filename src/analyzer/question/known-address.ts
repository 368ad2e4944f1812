import type { Address, HostState } from '../model/index.ts';
import { addressKnownAbsent } from '../seen/addresses.ts';
import { familyOf } from './addresses.ts';
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
  if (to === '' || device === '' || console.own.get(to)) return state;
  const family = familyOf(to);
  if (addressesAreListed(state, family, device) || addressKnownAbsent(state, to, device)) return state;
  const network = networkOf(console, to);
  const known = {
    dev: device,
    family,
    local: to,
    prefixLength: network?.device === device ? network.length : family === 4 ? 32 : 128,
    scope: 'global',
    flags: [],
  } satisfies Address;
  return { ...state, addresses: [...(state.addresses ?? []), known] };
}
