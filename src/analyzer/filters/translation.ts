import { type AddressValue, addressValue } from '../model/index.ts';
import type { Flight } from './flight.ts';
import type { Verdict } from './steps.ts';

/** Where a translation leads; `undefined` inside = to something that is not known. */
export interface Target {
  address?: { value: AddressValue | undefined };
  port?: { value: number | undefined };
}

/** `10.0.0.1`, `10.0.0.1:80`, `[fe80::1]:80`, `:80`, ranges (whose choice is not known). */
export function readTarget(text: string, family: 4 | 6): Target {
  const withoutBrackets = family === 4 ? /^([^:]*)(?::(.*))?$/ : /^(.+)()$/;
  const found = /^\[([^\]]*)\](?::(.*))?$/.exec(text) ?? withoutBrackets.exec(text);
  const address = found?.[1] ?? '';
  const port = found?.[2] ?? '';
  if (family === 6 && /^:\d+(-\d+)?$/.test(text)) return { port: { value: portOf(text.slice(1)) } };
  return {
    ...(address === '' ? {} : { address: { value: single(address, family) } }),
    ...(port === '' ? {} : { port: { value: portOf(port) } }),
  };
}

function single(text: string, family: 4 | 6): AddressValue | undefined {
  const [from, to] = text.replaceAll(/[[\]]/g, '').split('-');
  return to === undefined || to === from ? addressValue(family, from ?? '') : undefined;
}

function portOf(text: string): number | undefined {
  const [from, to] = text.split('/')[0]?.split('-') ?? [];
  return /^\d{1,5}$/.test(from ?? '') && (to === undefined || to === from) ? Number(from) : undefined;
}

export function translate(side: 'source' | 'destination', target: (flight: Flight) => Target): Verdict {
  return {
    kind: 'translate',
    side,
    apply(flight) {
      const { address, port } = target(flight);
      if (address) flight[side] = address.value;
      if (port && side === 'source') flight.sourcePort = port.value;
      if (port && side === 'destination') flight.destinationPort = port.value;
      if (side === 'source') flight.sourceNat = address || port ? 'changed' : 'settled';
      else flight.destinationNat = address || port ? 'changed' : 'settled';
    },
  };
}

/** MASQUERADE: the source becomes an address of the device that the packet leaves by. */
export function masquerade(port: string | undefined): Verdict {
  return translate('source', (flight) => ({
    address: { value: addressOf(flight, flight.oif) },
    ...(port === undefined ? {} : { port: { value: portOf(port) } }),
  }));
}

/** REDIRECT: to this host's own address on the device that the packet came in on (on the way out: to loopback). */
export function redirect(port: string | undefined): Verdict {
  return translate('destination', (flight) => ({
    address: { value: flight.path === 'output' ? loopback(flight.family) : addressOf(flight, flight.iif) },
    ...(port === undefined ? {} : { port: { value: portOf(port) } }),
  }));
}

function loopback(family: 4 | 6): AddressValue | undefined {
  return addressValue(family, family === 4 ? '127.0.0.1' : '::1');
}

/** The device's address, where it has only one of that family: which of several is chosen is not told by a listing. */
function addressOf(flight: Flight, device: string | undefined): AddressValue | undefined {
  const own = flight.host.state?.addresses?.filter(
    (entry) => entry.dev === device && entry.family === flight.family && entry.scope !== 'link',
  );
  const [only, second] = own ?? [];
  return only && !second ? addressValue(flight.family, only.local) : undefined;
}
