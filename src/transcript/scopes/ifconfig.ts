import type { Block } from '../output.ts';
import type { InterfaceReading } from '../parsers/link-text.ts';
import type { LinkScopes } from './links.ts';
import { limitsOf, MAX_DEVICE_SCOPES } from './shown.ts';

/**
 * What `ifconfig` covers. It asks the kernel for one IPv4 address a label (SIOCGIFADDR, netdevice(7)): an interface that
 * shows one can have more, and one that shows none has none. IPv6 addresses are all shown (/proc/net/if_inet6). Only -a
 * lists interfaces that are down, and nothing tells masters.
 */
export function ifconfigScopesOf(block: Block, { links, addresses, open }: InterfaceReading): LinkScopes {
  const limits = limitsOf(block);
  if (limits === undefined) return { links: [], addresses: [] };
  const args = block.command?.argv.slice(1) ?? [];
  const end = limits.endUnseen ? ({ endUnseen: true } as const) : {};
  const last = limits.endUnseen ? links.at(-1)?.name : undefined;
  const named = links.map(({ name }) => name).slice(0, MAX_DEVICE_SCOPES);
  const withIpv4 = new Set(addresses.filter(({ family }) => family === 4).map(({ dev }) => dev));
  const scopes: LinkScopes = { links: [], addresses: [] };
  for (const device of named) {
    const each = device === last ? end : {};
    scopes.links.push({ device, namesOnly: true, ...each });
    if (open.includes(device) || open.includes('')) continue;
    scopes.addresses.push({ family: 6, device, ...each });
    if (!withIpv4.has(device)) scopes.addresses.push({ family: 4, device, ...each });
  }
  if (args.includes('-a')) scopes.links.push({ namesOnly: true, ...end });
  return scopes;
}
