import { globalAddressesOf, type HostState } from './model/index.ts';
import {
  formatPrefix,
  formatValue,
  type ParsedPrefix,
  parseAddress,
  parsePrefix,
  prefixContains,
} from './routes/index.ts';

/** Addresses that no network uses (RFC 5737, RFC 2544, RFC 3849, RFC 9637); a test network may use some of them. */
const CANDIDATES = {
  4: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '198.19.255.254', '192.0.0.8'],
  6: ['2001:db8::1', '2001:db8:ffff:ffff::1', '3fff::1', '3fff:fff:ffff:ffff::1'],
} as const;

/** Halves of the address space are how a VPN writes a default route. */
const DEFAULT_AT_MOST = 1;

/**
 * An address that stands for any sender beyond the router, where none is known: one that only a default route leads
 * to, that is not in a network of the host's own and that no rule names.
 */
export function unknownSender(state: HostState, family: 4 | 6): string {
  const own = (state.addresses ?? []).map(({ local, prefixLength }) => `${local}/${prefixLength}`);
  const routed = (state.routes[family] ?? []).map(({ destination }) => destination);
  const named = (state.rules[family] ?? []).flatMap(({ from, to }) => [from ?? '', to ?? '']);
  const taken = [...own, ...routed, ...named].flatMap((text) => {
    const prefix = parsePrefix(text, family);
    return prefix && prefix.length > DEFAULT_AT_MOST ? [prefix] : [];
  });
  const free = CANDIDATES[family].find((candidate) => {
    const address = parseAddress(candidate);
    return address && !taken.some((prefix) => prefixContains(prefix, address));
  });
  return free ?? CANDIDATES[family][0];
}

/** An address that stands for a sender on the interface's own link, and the network there; undefined where none is shown. */
export function onLinkSender(
  state: HostState,
  family: 4 | 6,
  device: string,
): { address: string; network: string } | undefined {
  const own = globalAddressesOf(state, device, family);
  const taken = new Set(own.map(({ local }) => local));
  for (const { local, prefixLength } of own) {
    const prefix = parsePrefix(`${local}/${prefixLength}`, family);
    // A point-to-point link has none but the two ends.
    const isShared = prefix !== undefined && prefix.length <= (family === 4 ? 29 : 125);
    const address = isShared ? firstHosts(prefix).find((one) => !taken.has(one)) : undefined;
    if (prefix && address !== undefined) return { address, network: formatPrefix(prefix) };
  }
  return undefined;
}

/** The first addresses of a network that hosts can have: of a full-length prefix the one that it is. */
export function firstHosts(prefix: ParsedPrefix): string[] {
  const { family, first, length } = prefix;
  const offsets = length === (family === 4 ? 32 : 128) ? [0] : [1, 2, 3];
  const addresses = offsets.map((at) =>
    family === 4 ? formatValue(4, Number(first) + at) : formatValue(6, BigInt(first) + BigInt(at)),
  );
  return addresses.filter((address) => {
    const parsed = parseAddress(address);
    return parsed !== undefined && prefixContains(prefix, parsed);
  });
}
