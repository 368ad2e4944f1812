import {
  addressesOf,
  appearsToCover,
  type HostState,
  interfaceOfSysctl,
  type Observation,
  type Route,
} from '../model/index.ts';
import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { canonical, familyOf, isOneHost, naturally } from './addresses.ts';
import { type Network, type Networks, networksOf, networkWith } from './networks.ts';

/** One host's part of a paste, and what it shows of who that host is. */
export type Console = {
  observation: Observation;
  /** The name in its prompt. */
  name?: string;
  /** The host's own addresses in canonical form, and the interface of each (empty where that is not shown). */
  own: ReadonlyMap<string, string>;
  /** Addresses that its configuration says it has, or may have (a floating one), and the interface of each. */
  meant: ReadonlyMap<string, string>;
  /** The networks that it is connected to. */
  networks: Networks;
  /** Addresses of its next hops. */
  gateways: ReadonlySet<string>;
  /** Interfaces that any of its outputs names, loopback left out, in natural order. */
  interfaces: readonly string[];
  /** Whether it lists anything of its own host: addresses, routes, rules, settings, filters, sockets. */
  listsState: boolean;
  /** Whether it shows anything of its own host: a listing, or a log, a capture, counters. */
  showsHost: boolean;
};

/** What an observation shows of whose it is. */
export function consoleOf(observation: Observation): Console {
  const { host, state } = observation;
  const networks = connectedNetworks(state);
  return {
    observation,
    ...(host === undefined ? {} : { name: host }),
    own: ownAddresses(observation, networks),
    meant: meantAddresses(state),
    networks,
    gateways: nextHopsOf(observation),
    interfaces: namedInterfaces(observation),
    listsState: listsState(observation),
    showsHost: listsState(observation) || watches(observation),
  };
}

function routesOf({ routes }: HostState): Route[] {
  return [...(routes[4] ?? []), ...(routes[6] ?? [])];
}

function nextHopsOf({ state, oracle }: Observation): Set<string> {
  const listed = routesOf(state).flatMap(({ nextHops }) => nextHops.flatMap(({ gateway }) => gateway ?? []));
  const told = oracle.flatMap(({ answer }) => (answer.kind === 'route' ? (answer.gateway ?? []) : []));
  return new Set([...listed, ...told].map(canonical));
}

/** Listed addresses first: an address that several outputs show is where its listing has it. */
function ownAddresses({ state, oracle }: Observation, networks: Console['networks']): Map<string, string> {
  const own = new Map<string, string>();
  const add = (address: string | undefined, device: string | undefined) => {
    if (address === undefined || !isOneHost(address)) return;
    const key = canonical(address);
    if ((own.get(key) ?? '') === '') own.set(key, device ?? '');
  };
  const meant = meantAddresses(state);
  const deviceOf = (address = '', out: string | undefined) =>
    meant.get(canonical(address)) ||
    networkOf({ networks }, address)?.device ||
    besideHop(state, address) ||
    out;
  for (const { local, dev } of addressesOf(state)) add(local, dev);
  const routes = routesOf(state);
  for (const route of routes) {
    const device = onlyDevice(route);
    if (route.type === 'local') add(hostOf(route.destination), device);
  }
  for (const route of routes) if (route.type === 'unicast') add(route.prefsrc, onlyDevice(route));
  for (const { to, from, iif, answer } of oracle) {
    if (answer.kind !== 'route') continue;
    if (answer.type === 'local') add(to, undefined);
    else if (iif === undefined && from === undefined) add(answer.prefsrc, answer.dev);
    // The way out for a source that was asked for tells of its interface only where nothing else does.
    else if (iif === undefined) add(from, deviceOf(from, answer.dev));
  }
  for (const family of [4, 6] as const) {
    for (const { from, not } of state.rules[family] ?? []) {
      const address = not ? undefined : hostOf(from ?? '');
      // A rule for an address of a connected network may be for a client behind this host.
      if (address !== undefined && !networkOf({ networks }, address)) add(address, undefined);
    }
  }
  add(state.sshConnection?.serverAddress, undefined);
  return own;
}

/** Bits that an address shares with the gateways of its own network, where nothing tells the network's length. */
const USUAL_LENGTH = { 4: 24, 6: 64 } as const;

/** The only interface with a next hop in what is usually the address's network. */
function besideHop(state: HostState, address: string): string | undefined {
  if (!isOneHost(address)) return undefined;
  const prefix = parsePrefix(`${canonical(address)}/${USUAL_LENGTH[familyOf(address)]}`);
  const devices = new Set<string>();
  for (const { nextHops } of routesOf(state))
    for (const { dev, gateway } of nextHops) {
      const hop = gateway === undefined ? undefined : parseAddress(gateway);
      if (dev !== undefined && hop && prefix && prefixContains(prefix, hop)) devices.add(dev);
    }
  const [only, ...others] = devices;
  return others.length === 0 ? only : undefined;
}

function meantAddresses({ intent = [] }: HostState): Map<string, string> {
  const meant = new Map<string, string>();
  for (const each of intent) {
    if (each.kind !== 'address' && each.kind !== 'virtual-address') continue;
    const address = canonical(each.local);
    if (isOneHost(address) && !meant.get(address)) meant.set(address, each.device ?? '');
  }
  return meant;
}

/** The address of a prefix that holds nothing else. */
function hostOf(prefix: string): string | undefined {
  const parsed = parsePrefix(prefix);
  return parsed && parsed.first === parsed.last ? prefix.split('/')[0] : undefined;
}

function onlyDevice({ nextHops }: Route): string | undefined {
  return nextHops.length === 1 ? nextHops[0]?.dev : undefined;
}

/** A route that an address made, or that somebody wrote in its place: on the link, without a gateway. */
function isConnected({ type, nextHops, destination }: Route): boolean {
  const [hop] = nextHops;
  return (
    type === 'unicast' &&
    nextHops.length === 1 &&
    hop?.dev !== undefined &&
    hop.gateway === undefined &&
    !hop.flags.includes('gateway-masked') &&
    (parsePrefix(destination)?.length ?? 0) > 0
  );
}

function connectedNetworks(state: HostState): Networks {
  const addresses = (state.addresses ?? []).map(
    ({ local, prefixLength, dev }) => [`${local}/${prefixLength}`, dev] as const,
  );
  const routes = routesOf(state)
    .filter(isConnected)
    .map((route) => [route.destination, onlyDevice(route) ?? ''] as const);
  return networksOf([...addresses, ...routes].filter(([, device]) => device !== 'lo'));
}

/** Interfaces that any output names, loopback left out, in natural order. */
export function namedInterfaces({ state, captures, oracle }: Observation): string[] {
  const names = new Set(shownInterfaces(state));
  for (const { interface: on, packets } of captures) {
    if (on !== undefined && on !== 'any') names.add(on);
    for (const { dev } of packets) if (dev !== undefined) names.add(dev);
  }
  for (const { iif, oif, answer } of oracle) {
    for (const name of [iif, oif, answer.kind === 'route' ? answer.dev : undefined])
      if (name !== undefined) names.add(name);
  }
  names.delete('lo');
  return [...names].sort(naturally);
}

function shownInterfaces(state: HostState): string[] {
  const names = new Set<string>();
  for (const { name } of state.links ?? []) names.add(name);
  for (const { dev } of state.addresses ?? []) names.add(dev);
  for (const { dev } of state.neighbours ?? []) names.add(dev);
  for (const intent of state.intent ?? []) {
    if ('device' in intent && intent.device !== undefined) names.add(intent.device);
  }
  for (const { nextHops } of routesOf(state)) for (const { dev } of nextHops) if (dev) names.add(dev);
  for (const key of Object.keys(state.sysctls ?? {})) {
    const name = interfaceOfSetting(key);
    if (name !== undefined) names.add(name);
  }
  names.delete('lo');
  return [...names].sort(naturally);
}

/** The interface of a setting; undefined for `all`, `default` and settings of the whole host. */
export function interfaceOfSetting(key: string): string | undefined {
  const name = interfaceOfSysctl(key)?.dev;
  return name === 'all' || name === 'default' ? undefined : name;
}

function listsState({ state }: Observation): boolean {
  const { links, addresses, rules, routes, sysctls, neighbours, sockets, filters } = state;
  return [
    ...[links, addresses, rules[4], rules[6], routes[4], routes[6]],
    ...[sysctls, neighbours, sockets, filters],
  ].some((part) => part !== undefined);
}

/** Whether anything else than pings, connections and questions to name servers was run. */
function watches({ evidence, captures, counters, oracle }: Observation): boolean {
  const watched = captures.length + counters.length + oracle.length > 0;
  return watched || evidence.some(({ id }) => !/^(?:probe|names)(?:-\d+)?$/.test(id));
}

/** The connected network that holds an address, the longest one; undefined where none was shown. */
export function networkOf({ networks }: Pick<Console, 'networks'>, address: string): Network | undefined {
  return networkWith(networks, address);
}

/** Whether every address of the family was listed, of one interface or of all: what is not there is not there. */
export function addressesAreListed(
  { coverage }: Pick<HostState, 'coverage'>,
  family: 4 | 6,
  device?: string,
): boolean {
  return appearsToCover(coverage, 'addresses', { family, ...(device === undefined ? {} : { device }) });
}

/** Whether the host is shown not to have an address: all of its addresses are listed, and this is none of them. */
export function lacks({ observation, own }: Console, address: string): boolean {
  return !own.has(canonical(address)) && addressesAreListed(observation.state, familyOf(address));
}

/** Whether a console shows its host without a word of who it is. */
export function isAnybody({ showsHost, own, networks }: Console): boolean {
  return showsHost && own.size === 0 && networks.size === 0;
}

/** The first address of an interface in natural order, those of the network before link-local ones. */
export function firstAddress(
  console: Console,
  device: string | undefined,
  family: 4 | 6,
): string | undefined {
  if (device === undefined) return undefined;
  const listed = (console.observation.state.addresses ?? []).filter(
    ({ dev, family: of, scope }) => dev === device && of === family && scope !== 'host' && scope !== 'link',
  );
  if (listed[0]) return canonical(listed[0].local);
  return [...console.own]
    .filter(([address, on]) => on === device && familyOf(address) === family && !address.startsWith('fe80:'))
    .map(([address]) => address)
    .sort(naturally)[0];
}
