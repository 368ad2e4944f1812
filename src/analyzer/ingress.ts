import { listensAlone } from './listening-windows.ts';
import {
  addressHolder,
  type Flow,
  type HostState,
  isContainerNetwork,
  isGuestBridge,
  type Observation,
  TABLE,
} from './model/index.ts';
import { parseAddress, parsePrefix, prefixContains } from './routes/index.ts';
import type { Sighting } from './sightings.ts';

/** Where the requests come in: the interface whose addresses and settings count, and the port of it that showed them. */
export type Ingress = { device: string; port?: string };

/**
 * The device that the requests were seen on. Where a capture on the asked interface shows none of them, though somebody sends
 * or answers leave, they come in elsewhere: by the network that the sender itself is in, where the host has one. What a guest of
 * the host sends comes in by its bridge.
 */
export function ingressOf(
  { observation, flow, isSent }: { observation: Observation; flow: Flow; isSent: boolean },
  { requests, answers }: { requests: readonly Sighting[]; answers: readonly Sighting[] },
): Ingress {
  const { state } = observation;
  const seen = requests.find(({ dev }) => dev !== undefined)?.dev;
  if (seen !== undefined) return settled(state, seen);
  const elsewhere =
    requests.length > 0
      ? undefined
      : (isSent || answers.length > 0) && listensAlone(observation.captures, flow.interface)
        ? networkOf(state, flow)
        : behindThisHost(state, flow);
  return settled(state, elsewhere ?? flow.interface);
}

/**
 * The bridge of a guest of this host that asks for another address of it: the guest is in the bridge's network, of which the
 * host is the gateway (it has the first or the last address there), so what it sends elsewhere comes in by the bridge.
 */
function behindThisHost(
  { routes, addresses = [] }: HostState,
  { from, to, interface: asked }: Flow,
): string | undefined {
  const sender = from === undefined ? undefined : parseAddress(from);
  const target = parseAddress(to);
  if (sender?.family !== 4 || target === undefined) return undefined;
  const listed = addresses.map(({ dev, local, prefixLength }) => ({
    dev,
    local,
    text: `${local}/${prefixLength}`,
  }));
  const routed = (routes[4] ?? []).flatMap(({ destination, prefsrc, nextHops: [hop] }) =>
    hop?.dev === undefined || hop.gateway !== undefined || prefsrc === undefined
      ? []
      : [{ dev: hop.dev, local: prefsrc, text: destination }],
  );
  const uplinks = new Set(
    (routes[4] ?? []).flatMap(({ nextHops }) =>
      nextHops.flatMap((hop) => (hop.gateway ? (hop.dev ?? []) : [])),
    ),
  );
  return [...listed, ...routed].find(({ dev, local, text }) => {
    const prefix = parsePrefix(text);
    const own = parseAddress(local);
    if (dev === asked || !isGuestBridge(dev) || uplinks.has(dev) || prefix?.family !== 4 || own?.family !== 4)
      return false;
    const isGateway = own.value === Number(prefix.first) + 1 || own.value === Number(prefix.last) - 1;
    return isGateway && prefixContains(prefix, sender) && !prefixContains(prefix, target);
  })?.dev;
}

/** What comes in by a port of a bridge, bond or team is its master's: the master's addresses and settings count. */
function settled(state: HostState, device: string): Ingress {
  const holder = addressHolder(state, device);
  const master = holder === device ? masterOfPort(state, device) : holder;
  return master === undefined ? { device } : { device: master, port: device };
}

/** A master of which the kind was not shown takes its port's packets over where it has addresses and the port has none. */
function masterOfPort({ bridgePorts, links, addresses = [] }: HostState, device: string): string | undefined {
  const listed = links?.find(({ name }) => name === device)?.master;
  const master = bridgePorts?.find((port) => port.device === device)?.master ?? listed;
  const kind = links?.find(({ name }) => name === master)?.kind;
  if (master === undefined || kind !== undefined) return undefined;
  const has = (name: string) => addresses.some(({ dev }) => dev === name);
  return has(master) && !has(device) ? master : undefined;
}

/** Another interface whose connected network the sender is in. */
function networkOf(
  { routes, addresses = [] }: HostState,
  { from, interface: asked }: Flow,
): string | undefined {
  const sender = from === undefined ? undefined : parseAddress(from);
  if (!sender) return undefined;
  const connected = (routes[sender.family] ?? []).flatMap(({ table, type, destination, nextHops: [hop] }) =>
    table === TABLE.main && type === 'unicast' && hop?.dev !== undefined && hop.gateway === undefined
      ? [{ dev: hop.dev, prefix: parsePrefix(destination) }]
      : [],
  );
  const own = addresses.map(({ dev, local, prefixLength }) => ({
    dev,
    prefix: parsePrefix(`${local}/${prefixLength}`),
  }));
  return [...connected, ...own].find(
    ({ dev, prefix }) =>
      dev !== asked &&
      dev !== 'lo' &&
      !isContainerNetwork(dev) &&
      prefix !== undefined &&
      prefix.length > 0 &&
      prefixContains(prefix, sender),
  )?.dev;
}
