import {
  formatPrefix,
  networkOf as networkOfLength,
  type ParsedAddress,
  parseAddress,
  parsePrefix,
} from '../routes/index.ts';
import { naturally } from './addresses.ts';

/** A network that an interface is connected to. */
export type Network = { device: string; length: number };

/** Connected networks by their prefix, and the prefix lengths that there are, longest first. */
export type Networks = {
  readonly byPrefix: ReadonlyMap<string, Network>;
  readonly lengths: Readonly<Record<4 | 6, readonly number[]>>;
  readonly size: number;
  /** Which end of a connected IPv4 network an address is, that no host there has: where it is one of a network with both. */
  readonly endsAt: (address: string) => 'network' | 'broadcast' | undefined;
};

/** The networks of prefixes and their interfaces; of a prefix that several have, the first interface in natural order. */
export function networksOf(prefixes: readonly (readonly [prefix: string, device: string])[]): Networks {
  const byPrefix = new Map<string, Network>();
  const lengths = { 4: new Set<number>(), 6: new Set<number>() };
  for (const [text, device] of prefixes) {
    const prefix = parsePrefix(text);
    if (!prefix) continue;
    const key = formatPrefix(prefix);
    const known = byPrefix.get(key);
    if (!known || naturally(device, known.device) < 0) byPrefix.set(key, { device, length: prefix.length });
    lengths[prefix.family].add(prefix.length);
  }
  const longestFirst = (family: 4 | 6) => [...lengths[family]].sort((a, b) => b - a);
  return {
    byPrefix,
    lengths: { 4: longestFirst(4), 6: longestFirst(6) },
    size: byPrefix.size,
    endsAt: (text) => endOf([...byPrefix.keys()], text),
  };
}

/** From this length on a network has no two addresses beside its hosts' (RFC 3021). */
const TWO_HOSTS = 31;

function endOf(prefixes: readonly string[], text: string): 'network' | 'broadcast' | undefined {
  const address = parseAddress(text);
  if (address?.family !== 4) return undefined;
  for (const each of prefixes) {
    const prefix = parsePrefix(each);
    if (prefix?.family !== 4 || prefix.length >= TWO_HOSTS) continue;
    if (address.value === prefix.first) return 'network';
    if (address.value === prefix.last) return 'broadcast';
  }
  return undefined;
}

/** The longest network that holds an address. */
export function networkWith(networks: Networks, text: string): Network | undefined {
  const address = networks.size === 0 ? undefined : parseAddress(text);
  if (!address) return undefined;
  for (const length of networks.lengths[address.family]) {
    const found = networks.byPrefix.get(prefixOf(address, length));
    if (found) return found;
  }
  return undefined;
}

function prefixOf(address: ParsedAddress, length: number): string {
  return formatPrefix(networkOfLength(address, length));
}
