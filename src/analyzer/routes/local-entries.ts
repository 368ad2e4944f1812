import {
  type AddressValue,
  formatValue,
  type HostState,
  type OpenQuestion,
  type Route,
} from '../model/index.ts';
import type { DeviceAddress, Devices } from './devices.ts';
import { LOCAL } from './table-numbers.ts';

/** The entries of table local as they follow from addresses, and what some of them hang on. */
export interface LocalEntries {
  routes: Route[];
  open: Map<Route, OpenQuestion>;
}

function entry(
  type: string,
  destination: string,
  address: { dev: string; family: 4 | 6 },
  more: Partial<Route> = {},
): Route {
  return {
    family: address.family,
    type,
    destination,
    table: LOCAL,
    protocol: 'kernel',
    nextHops: [{ dev: address.dev, flags: [] }],
    ...more,
  };
}

/** Kernels before 5.14 also made the network address a broadcast; only their releases tell. */
function networkBroadcast(release: string | undefined): 'yes' | 'no' | 'unknown' {
  const [major, minor] = (release ?? '').split('.').map(Number);
  if (major === undefined || minor === undefined || Number.isNaN(minor)) return 'unknown';
  return major > 5 || (major === 5 && minor >= 14) ? 'no' : 'yes';
}

function entries4(state: HostState, devices: Devices): LocalEntries {
  const open: LocalEntries['open'] = new Map();
  const found = new Map<string, Route>();
  const add = (
    type: string,
    value: AddressValue,
    length: number,
    address: DeviceAddress,
    more: Partial<Route>,
  ) => {
    const destination = `${formatValue(4, value)}/${length}`;
    const key = `${type} ${destination} ${address.dev}`;
    const route = found.get(key) ?? entry(type, destination, address.source, more);
    found.set(key, route);
    return route;
  };
  const oldBroadcast = networkBroadcast(state.kernelRelease);
  for (const dev of devices.names) {
    const addresses = devices.knownAddresses(4, dev);
    for (const address of addresses) {
      const { subnet } = address;
      const primary = addresses.find(
        (other) => other.subnet.first === subnet.first && other.subnet.length === subnet.length,
      );
      const prefsrc = (address.flags.includes('secondary') ? primary : address)?.text ?? address.text;
      add('local', address.value, 32, address, { scope: 'host', prefsrc });
      if (!devices.isUp(dev)) continue;
      const link = { scope: 'link', prefsrc };
      const { broadcast } = address.source;
      if (broadcast !== undefined && broadcast !== '255.255.255.255') {
        found.set(
          `broadcast ${broadcast}/32 ${dev}`,
          entry('broadcast', `${broadcast}/32`, address.source, link),
        );
      }
      if (address.flags.includes('secondary')) continue;
      if (dev === 'lo' && subnet.length < 32)
        add('local', subnet.first, subnet.length, address, { scope: 'host', prefsrc });
      if (subnet.length >= 31) continue;
      add('broadcast', subnet.last, 32, address, link);
      if (oldBroadcast === 'no') continue;
      const network = add('broadcast', subnet.first, 32, address, link);
      if (oldBroadcast === 'unknown') open.set(network, { about: 'untold', what: 'network-broadcast' });
    }
  }
  return { routes: [...found.values()], open };
}

function entries6(devices: Devices): LocalEntries {
  const open: LocalEntries['open'] = new Map();
  const found: Route[] = [];
  for (const dev of devices.names) {
    for (const address of devices.knownAddresses(6, dev)) {
      if (address.flags.includes('tentative') && !address.flags.includes('optimistic')) continue;
      const local = entry('local', `${address.text}/128`, address.source, { metric: 0 });
      found.push(local);
      if (!devices.isUp(dev)) open.set(local, { about: 'untold', what: 'address-while-down', subject: dev });
    }
  }
  const up = devices.names.filter((dev) => dev !== 'lo' && devices.isUp(dev));
  for (const dev of up) {
    const multicast = entry('multicast', 'ff00::/8', { dev, family: 6 }, { metric: 256 });
    found.push(multicast);
    if (up.length > 1) open.set(multicast, { about: 'untold', what: 'multicast-interface' });
  }
  return { routes: found, open };
}

/**
 * The entries that the kernel makes in table local for the host's addresses, as far as these are known: local ones, and for
 * interfaces that are up broadcast (IPv4) and multicast (IPv6).
 */
export function localEntries(family: 4 | 6, state: HostState, devices: Devices): LocalEntries {
  return family === 4 ? entries4(state, devices) : entries6(devices);
}
