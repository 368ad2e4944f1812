import type { HostState, Route } from '../model/index.ts';
import { type AddressValue, formatValue } from './addresses.ts';
import type { DeviceAddress, Devices } from './devices.ts';
import { NotKnown } from './trace.ts';

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
    table: '255',
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

function entries4(state: HostState, devices: Devices): Route[] {
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
    if (!found.has(key)) found.set(key, entry(type, destination, address.source, more));
  };
  const oldBroadcast = networkBroadcast(state.kernelRelease);
  for (const dev of devices.names) {
    if (devices.isHidden(dev)) continue;
    const addresses = devices.addresses(4, dev);
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
      const doubt = { notUnderstood: 'whether this kernel makes the network address a broadcast' };
      add('broadcast', subnet.first, 32, address, oldBroadcast === 'yes' ? link : { ...link, ...doubt });
    }
  }
  return [...found.values()];
}

function entries6(devices: Devices): Route[] {
  const found: Route[] = [];
  for (const dev of devices.names) {
    const doubt = devices.isUp(dev)
      ? {}
      : { notUnderstood: `whether an address counts while ${dev} is down` };
    for (const address of devices.addresses(6, dev)) {
      if (address.flags.includes('tentative') && !address.flags.includes('optimistic')) continue;
      found.push(entry('local', `${address.text}/128`, address.source, { metric: 0, ...doubt }));
    }
  }
  const up = devices.names.filter((dev) => dev !== 'lo' && devices.isUp(dev));
  const doubt = up.length > 1 ? { notUnderstood: 'which interface the kernel asks first for multicast' } : {};
  for (const dev of up) {
    found.push(entry('multicast', 'ff00::/8', { dev, family: 6 }, { metric: 256, ...doubt }));
  }
  return found;
}

/**
 * The entries that the kernel makes in table local for the host's addresses: local ones, and for interfaces that are up
 * broadcast (IPv4) and multicast (IPv6). A sentence instead, where the addresses are not known.
 */
export function localEntries(family: 4 | 6, state: HostState, devices: Devices): Route[] | string {
  try {
    return family === 4 ? entries4(state, devices) : entries6(devices);
  } catch (error) {
    if (error instanceof NotKnown) return `table local was not listed, and ${error.message}`;
    throw error;
  }
}
