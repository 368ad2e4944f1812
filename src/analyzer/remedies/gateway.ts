import { type GatewayClaim, type GatewaySource, globalAddressesOf, type HostState } from '../model/index.ts';
import { routersOfRequests } from '../routers-of-requests.ts';
import { formatValue, parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import type { Walk } from '../walk.ts';
import { cloudOf } from './cloud.ts';

/** The gateway of an interface as far as evidence tells it. */
export type GatewayFinding =
  /** Two sources agree, or a person named it. */
  | ({ kind: 'known' } & GatewayClaim)
  /** One source alone: a person confirms it. */
  | ({ kind: 'assumed' } & GatewayClaim)
  /** Nothing names one, or the evidence names several: a person is asked. */
  | { kind: 'unknown'; claims: GatewayClaim[] };

/** Gateways that are known from elsewhere than this look's evidence. */
export type GatewayWishes = { named?: string | undefined; before?: string | undefined };

type Evidence = { address: string; source: GatewaySource };

/**
 * Finds the gateway by evidence, never by guessing: routes and the host's own configuration, the cloud's documented
 * rule where DMI proves the cloud, and the neighbour whose MAC sent the captured requests.
 */
export function findGateway(walk: Walk, dev: string, { named, before }: GatewayWishes = {}): GatewayFinding {
  if (named !== undefined) return { kind: 'known', address: named, sources: [{ by: 'person' }] };
  const claims = claimsIn([
    ...fromRoutes(walk.state, dev, walk.family),
    ...fromConfiguration(walk.state, dev, walk.family),
    ...fromCloud(walk.state, dev, walk.family),
    ...fromRequests(walk, dev),
  ]);
  const [only, ...others] = claims;
  if (!only && before !== undefined)
    return { kind: 'assumed', address: before, sources: [{ by: 'earlier-look' }] };
  if (!only || others.length > 0) return { kind: 'unknown', claims };
  return { kind: only.sources.length > 1 ? 'known' : 'assumed', ...only };
}

function claimsIn(evidence: readonly Evidence[]): GatewayClaim[] {
  const byAddress = new Map<string, GatewaySource[]>();
  for (const { address, source } of evidence)
    byAddress.set(address, [...(byAddress.get(address) ?? []), source]);
  return [...byAddress].map(([address, sources]) => ({ address, sources }));
}

function fromRoutes(state: HostState, dev: string, family: 4 | 6): Evidence[] {
  const hops = (state.routes[family] ?? []).flatMap((route) => route.nextHops.map((hop) => ({ route, hop })));
  return hops
    .filter(({ hop }) => hop.dev === dev && hop.gateway !== undefined && !hop.flags.includes('dead'))
    .map(({ route, hop }) => ({
      address: hop.gateway ?? '',
      source: { by: 'default-route', table: route.table },
    }));
}

function fromConfiguration(state: HostState, dev: string, family: 4 | 6): Evidence[] {
  return (state.configuredGateways ?? [])
    .filter((gateway) => gateway.dev === dev && parseAddress(gateway.address)?.family === family)
    .map(({ address, source }) => ({ address, source: { by: 'file', path: source } }));
}

/** IBM, AWS, Azure, GCP and OCI document that a subnet's router is its first host. */
function fromCloud(state: HostState, dev: string, family: 4 | 6): Evidence[] {
  const cloud = cloudOf(state);
  if (!cloud || family === 6) return [];
  return globalAddressesOf(state, dev, family)
    .filter(({ prefixLength }) => prefixLength <= 30)
    .flatMap(({ local, prefixLength }) => {
      const prefix = parsePrefix(`${local}/${prefixLength}`);
      if (!prefix) return [];
      return [
        {
          address: formatValue(4, Number(prefix.first) + 1),
          source: { by: 'cloud', cloud },
        },
      ];
    });
}

/** The neighbour whose hardware address sent the requests forwarded them: unless it is the sender itself, it is the router. */
function fromRequests(walk: Walk, dev: string): Evidence[] {
  const onLink = globalAddressesOf(walk.state, dev, walk.family).flatMap(
    ({ local, prefixLength }) => parsePrefix(`${local}/${prefixLength}`) ?? [],
  );
  const sender = walk.flow.from === undefined ? undefined : parseAddress(walk.flow.from);
  if (sender && onLink.some((prefix) => prefixContains(prefix, sender))) return [];
  return routersOfRequests(walk, dev).map(({ address }) => ({
    address,
    source: { by: 'forwarding' },
  }));
}
