import type { Address, HostState } from '../model/index.ts';
import { formatValue, parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import type { Walk } from '../walk.ts';
import { cloudOf } from './cloud.ts';

/** The gateway of an interface as far as evidence tells it. */
export type GatewayFinding =
  /** Two sources agree, or a person named it. */
  | { kind: 'known'; address: string; sources: string[] }
  /** One source alone: a person confirms it. */
  | { kind: 'assumed'; address: string; sources: string[] }
  /** None, or they contradict each other: a person is asked. */
  | { kind: 'unknown'; candidates: string[]; because: string };

/** Gateways that are known from elsewhere than this look's evidence. */
export type GatewayWishes = { named?: string | undefined; before?: string | undefined };

type Evidence = { address: string; source: string };

/**
 * Finds the gateway by evidence, never by guessing: routes and the host's own configuration, the cloud's documented
 * rule where DMI proves the cloud, and the neighbour whose MAC sent the captured requests.
 */
export function findGateway(walk: Walk, dev: string, { named, before }: GatewayWishes = {}): GatewayFinding {
  if (named !== undefined) return { kind: 'known', address: named, sources: ['named by a person'] };
  const evidence = [
    ...fromRoutes(walk.state, dev, walk.family),
    ...fromConfiguration(walk.state, dev, walk.family),
    ...fromCloud(walk.state, dev, walk.family),
    ...fromRequests(walk, dev),
  ];
  const byAddress = new Map<string, string[]>();
  for (const { address, source } of evidence) {
    const sources = byAddress.get(address) ?? [];
    if (!sources.includes(source)) byAddress.set(address, [...sources, source]);
  }
  const [only, ...others] = byAddress;
  if (!only && before !== undefined) {
    return { kind: 'assumed', address: before, sources: ['the look before this one'] };
  }
  if (!only) {
    return { kind: 'unknown', candidates: [], because: `nothing on the host names a gateway on ${dev}` };
  }
  if (others.length > 0) {
    const told = [...byAddress]
      .map(([address, sources]) => `${address} (${sources.join(', ')})`)
      .join(' or ');
    return {
      kind: 'unknown',
      candidates: [...byAddress.keys()],
      because: `the evidence names more than one: ${told}`,
    };
  }
  const [address, sources] = only;
  return sources.length > 1 ? { kind: 'known', address, sources } : { kind: 'assumed', address, sources };
}

/** Addresses of the family on a device that other hosts can reach. */
export function globalAddresses(state: HostState, dev: string, family: 4 | 6): Address[] {
  const own = (state.addresses ?? []).filter(
    (address) =>
      address.dev === dev && address.family === family && !['link', 'host'].includes(address.scope),
  );
  const listed = state.addressesListed?.[family] ?? [];
  return own.length > 0 || listed.includes('*') || listed.includes(dev)
    ? own
    : namedByRoutes(state, dev, family);
}

/** Connected routes name the address that made them: enough where the interface's own listing was not shown. */
function namedByRoutes(state: HostState, dev: string, family: 4 | 6): Address[] {
  return (state.routes[family] ?? []).flatMap(({ protocol, type, scope, prefsrc, destination, nextHops }) => {
    const prefix = parsePrefix(destination);
    const connected =
      protocol === 'kernel' && type === 'unicast' && scope === 'link' && nextHops[0]?.dev === dev;
    if (!connected || prefsrc === undefined || !prefix) return [];
    return [{ dev, family, local: prefsrc, prefixLength: prefix.length, scope: 'global', flags: [] }];
  });
}

function fromRoutes(state: HostState, dev: string, family: 4 | 6): Evidence[] {
  const hops = (state.routes[family] ?? []).flatMap((route) => route.nextHops.map((hop) => ({ route, hop })));
  return hops
    .filter(({ hop }) => hop.dev === dev && hop.gateway !== undefined && !hop.flags.includes('dead'))
    .map(({ route, hop }) => ({
      address: hop.gateway ?? '',
      source: `the route to ${route.destination} in table ${route.table}`,
    }));
}

function fromConfiguration(state: HostState, dev: string, family: 4 | 6): Evidence[] {
  return (state.configuredGateways ?? [])
    .filter((gateway) => gateway.dev === dev && parseAddress(gateway.address)?.family === family)
    .map(({ address, source }) => ({ address, source }));
}

/** IBM, AWS, Azure, GCP and OCI document that a subnet's router is its first host. */
function fromCloud(state: HostState, dev: string, family: 4 | 6): Evidence[] {
  const cloud = cloudOf(state);
  if (!cloud || family === 6) return [];
  return globalAddresses(state, dev, family)
    .filter(({ prefixLength }) => prefixLength <= 30)
    .flatMap(({ local, prefixLength }) => {
      const prefix = parsePrefix(`${local}/${prefixLength}`);
      if (!prefix) return [];
      return [
        {
          address: formatValue(4, Number(prefix.first) + 1),
          source: `${cloud.name}'s rule: the first host of the subnet`,
        },
      ];
    });
}

/** The neighbour whose hardware address sent the requests forwarded them: unless it is the sender itself, it is the router. */
function fromRequests(walk: Walk, dev: string): Evidence[] {
  const macs = new Set(
    walk.seen.requests.flatMap(({ packet, dev: on }) =>
      on === undefined || on === dev ? (packet.sourceMac ?? []) : [],
    ),
  );
  if (macs.size === 0) return [];
  const onLink = globalAddresses(walk.state, dev, walk.family).flatMap(
    ({ local, prefixLength }) => parsePrefix(`${local}/${prefixLength}`) ?? [],
  );
  const sender = walk.flow.from === undefined ? undefined : parseAddress(walk.flow.from);
  if (sender && onLink.some((prefix) => prefixContains(prefix, sender))) return [];
  return (walk.state.neighbours ?? [])
    .filter((neighbour) => neighbour.dev === dev && neighbour.mac !== undefined && macs.has(neighbour.mac))
    .filter(({ address }) => parseAddress(address)?.family === walk.family)
    .map(({ address }) => ({ address, source: 'the neighbour that forwarded the captured requests' }));
}
