import type { Flow, Unfit } from '../model/index.ts';
import { canonical, familyOf, kindOfAddress } from './addresses.ts';
import type { Console } from './console.ts';
import type { QuestionFlags, QuestionRefused } from './found.ts';

/**
 * The refusal of an address that no question can be about: it is nobody's, or everybody's, or of a router on the way. An address
 * that the paste shows somebody to ask is asked about all the same.
 */
export function unfitAddress(
  consoles: readonly Console[],
  flags: QuestionFlags,
): QuestionRefused | undefined {
  const { to, from } = flags;
  const own = ownAddresses(consoles, to);
  const refused = (flag: 'to' | 'from', address: string, is: Unfit): QuestionRefused => ({
    kind: 'refused',
    reason: 'address-unfit',
    flag,
    address,
    is,
    own,
  });
  if (from !== undefined && to !== undefined && canonical(from) === canonical(to))
    return refused('from', canonical(from), { kind: 'target' });
  for (const flag of ['to', 'from'] as const) {
    const named = flags[flag];
    if (named === undefined) continue;
    const address = canonical(named);
    const kind = kindOfAddress(address) ?? kindInNetworks(consoles, address);
    if (kind !== undefined && !isTried(consoles, address)) return refused(flag, address, { kind });
  }
  const gateway = to === undefined ? undefined : gatewayOf(consoles, canonical(to));
  return gateway && to !== undefined ? refused('to', canonical(to), gateway) : undefined;
}

/** The refusal of a sender that turns out to be the address that the paste asks. */
export function sentToItself(
  { from }: QuestionFlags,
  { to }: Flow,
  { own }: Console,
): QuestionRefused | undefined {
  if (from === undefined || canonical(from) !== to) return undefined;
  const is = { kind: 'target' } as const;
  return { kind: 'refused', reason: 'address-unfit', flag: 'from', address: to, is, own: [...own.keys()] };
}

/** The two addresses of a connected network that no host has (RFC 922; RFC 3021 gives them to links of two). */
function kindInNetworks(consoles: readonly Console[], address: string): 'broadcast' | 'network' | undefined {
  if (familyOf(address) === 6 || consoles.some(({ own, meant }) => own.has(address) || meant.has(address)))
    return undefined;
  for (const { networks } of consoles) {
    const end = networks.endsAt(address);
    if (end !== undefined) return end;
  }
  return undefined;
}

/** Whether somebody sends to the address, as the paste shows. */
function isTried(consoles: readonly Console[], address: string): boolean {
  return consoles.some(
    ({ observation: { probes, captures } }) =>
      probes.some(
        ({ to, from }) => canonical(to) === address || (from !== undefined && canonical(from) === address),
      ) ||
      captures.some(({ packets }) =>
        packets.some(({ destination, source }) => destination === address || source === address),
      ),
  );
}

/** A next hop that is no address of any host of the paste, and that nobody in it tries to reach. */
function gatewayOf(consoles: readonly Console[], address: string): Unfit | undefined {
  if (consoles.some(({ own, meant }) => own.has(address) || meant.has(address)) || isTried(consoles, address))
    return undefined;
  const console = consoles.find(({ gateways }) => gateways.has(address));
  return console && { kind: 'gateway', ...(console.name === undefined ? {} : { host: console.name }) };
}

/** Addresses that can be asked, of the family that was meant. */
function ownAddresses(consoles: readonly Console[], to: string | undefined): string[] {
  const family = to === undefined ? undefined : familyOf(to);
  const all = consoles.flatMap(({ own }) => [...own.keys()]);
  return [...new Set(all)].filter(
    (address) => !address.startsWith('fe80:') && (family === undefined || familyOf(address) === family),
  );
}
