import {
  type Address,
  type GatewayClaim,
  type GatewaySource,
  globalAddressesOf,
  grouped,
  type HostState,
  isResolved,
  type Route,
} from '../model/index.ts';
import { routersOfRequests } from '../routers-of-requests.ts';
import { formatValue, parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import type { Walk } from '../walk/index.ts';
import { cloudOf } from './cloud.ts';

/** The gateway of an interface as far as evidence tells it. */
export type GatewayFinding =
  /** Two witnesses agree, or a person named it. */
  | ({ kind: 'known' } & GatewayClaim)
  /** One witness alone, or only a router that was seen forwarding: a person confirms it. */
  | ({ kind: 'assumed' } & GatewayClaim)
  /** Nothing names one, or the evidence names several: a person is asked. */
  | { kind: 'unknown'; claims: GatewayClaim[] };

/** Gateways that are known from elsewhere than this look's evidence. */
export type GatewayWishes = { named?: string | undefined; before?: string | undefined };

/** `origin`: where a witness has it from; what comes from the same place is one witness, however often it is told. */
type Evidence = { address: string; source: GatewaySource; origin: string };

/**
 * Finds the default gateway by evidence, never by guessing. Default routes, leases, configuration and the cloud's documented
 * rule name one; the next hop of any other route is a router for that destination alone. Who was seen forwarding may be
 * one of several routers (VRRP and HSRP send from another hardware address than they answer with), so it confirms a
 * gateway that is named, and alone is assumed.
 */
export function findGateway(walk: Walk, dev: string, { named, before }: GatewayWishes = {}): GatewayFinding {
  if (named !== undefined) return { kind: 'known', address: named, sources: [{ by: 'person' }] };
  const naming = [
    ...fromDefaultRoutes(walk.modelled.state, dev, walk.asked.family),
    ...fromConfiguration(walk.modelled.state, dev, walk.asked.family),
    ...fromCloud(walk.modelled.state, dev, walk.asked.family),
  ];
  const forwarding = fromRequests(walk, dev);
  const routerOf = routersOn(walk.modelled.state, dev);
  const told = [...naming, ...forwarding];
  const byRouter = grouped(naming.length > 0 ? naming : forwarding, ({ address }) => routerOf(address));
  const claims = [...byRouter].map(([router, own]) =>
    claimFor(
      own,
      told.filter(({ address }) => routerOf(address) === router),
    ),
  );
  const [only, ...others] = claims;
  if (!only && before !== undefined)
    return { kind: 'assumed', address: before, sources: [{ by: 'earlier-look' }] };
  if (!only || others.length > 0)
    return { kind: 'unknown', claims: claims.map(({ address, sources }) => ({ address, sources })) };
  const { address, sources, origins } = only;
  return { kind: origins.size > 1 ? 'known' : 'assumed', address, sources };
}

/** One router, by the address that names it: of several the first that is not of the link alone, as people know it. */
function claimFor(
  naming: readonly Evidence[],
  evidence: readonly Evidence[],
): GatewayClaim & { origins: Set<string> } {
  const addresses = naming.map(({ address }) => address);
  const address = addresses.find((one) => !/^fe[89ab]/i.test(one)) ?? addresses[0] ?? '';
  const sources = new Map(evidence.map(({ source }) => [JSON.stringify(source), source]));
  return { address, sources: [...sources.values()], origins: new Set(evidence.map(({ origin }) => origin)) };
}

/** Which router an address is on the interface: two with one hardware address are the same next hop. */
function routersOn(state: HostState, dev: string): (address: string) => string {
  const onDevice = (state.neighbours ?? []).filter((entry) => entry.dev === dev);
  const macs = new Map(
    onDevice.flatMap(({ address, mac }) =>
      mac !== undefined && isResolved(state, address, dev) ? [[address, mac] as const] : [],
    ),
  );
  return (address) => macs.get(address) ?? address;
}

function fromDefaultRoutes(state: HostState, dev: string, family: 4 | 6): Evidence[] {
  return (state.routes[family] ?? []).flatMap((route) => {
    if (route.type !== 'unicast' || !/\/0$/.test(route.destination)) return [];
    const hops = route.nextHops.filter((hop) => hop.dev === dev && !hop.flags.includes('dead'));
    return hops.flatMap(({ gateway }) =>
      gateway === undefined
        ? []
        : [
            {
              address: gateway,
              source: { by: 'default-route', table: route.table },
              origin: originOf(route),
            },
          ],
    );
  });
}

/** Routes that a person's configuration made have one origin with it, those of DHCP with its lease (rtnetlink(7): rtm_protocol). */
function originOf({ protocol = 'boot' }: Route): string {
  return protocol === 'boot' || protocol === 'static' ? CONFIGURED : protocol;
}

const CONFIGURED = 'configuration';

function fromConfiguration(state: HostState, dev: string, family: 4 | 6): Evidence[] {
  const routed = new Map(
    fromDefaultRoutes(state, dev, family).map(({ address, origin }) => [address, origin]),
  );
  return (state.configuredGateways ?? [])
    .filter((gateway) => gateway.dev === dev && parseAddress(gateway.address)?.family === family)
    .map(({ address, source: told }) => {
      // What a daemon says of its interface is what it made the route from.
      const running = told.startsWith('/') ? undefined : routed.get(address);
      const origin = running ?? (/\/leases\/|\.leases?$/.test(told) ? 'dhcp' : CONFIGURED);
      return { address, source: { by: 'configuration', told }, origin };
    });
}

/** IBM, AWS, Azure, GCP and OCI document that a subnet's router is its first host. */
function fromCloud(state: HostState, dev: string, family: 4 | 6): Evidence[] {
  const cloud = cloudOf(state);
  if (!cloud || family === 6) return [];
  return globalAddressesOf(state, dev, family).flatMap((address) => {
    const subnet = subnetOf(state, address);
    if (!subnet) return [];
    const router = formatValue(4, Number(subnet.first) + 1);
    return [{ address: router, source: { by: 'cloud', cloud }, origin: 'cloud' }];
  });
}

/** The subnet of a cloud's address: an address of full length (GCP) shows it by its route. */
function subnetOf({ routes }: HostState, { dev, family, local, prefixLength }: Address) {
  const own = parsePrefix(`${local}/${prefixLength}`, family);
  const address = parseAddress(local);
  if (!own || !address || own.length <= 30) return own;
  return (routes[family] ?? [])
    .filter(({ nextHops }) => nextHops.some((hop) => hop.dev === dev))
    .flatMap(({ destination }) => parsePrefix(destination, family) ?? [])
    .find((prefix) => prefix.length > 0 && prefix.length <= 30 && prefixContains(prefix, address));
}

/** The neighbour whose hardware address sent the requests forwarded them: unless it is the sender itself, it is a router. */
function fromRequests(walk: Walk, dev: string): Evidence[] {
  const onLink = globalAddressesOf(walk.modelled.state, dev, walk.asked.family).flatMap(
    ({ local, prefixLength }) => parsePrefix(`${local}/${prefixLength}`) ?? [],
  );
  const sender = walk.asked.flow.from === undefined ? undefined : parseAddress(walk.asked.flow.from);
  if (sender && onLink.some((prefix) => prefixContains(prefix, sender))) return [];
  return routersOfRequests(walk, dev).map(({ address }) => ({
    address,
    source: { by: 'forwarding' },
    origin: 'forwarding',
  }));
}
