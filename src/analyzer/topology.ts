import {
  type Address,
  addressesOf,
  type HostState,
  isContainerNetwork,
  linkOf,
  parseAddress,
  parsePrefix,
  prefixContains,
  type ReplyWay,
  type Topology,
  type TopologyInterface,
  vrfOf,
} from './model/index.ts';
import { routerOf } from './routers-of-requests.ts';
import type { RouteAnswer } from './routes/index.ts';
import { hopsOf, type Walk, waysOf } from './walk/index.ts';

/** So many interfaces, and addresses of each, are kept with a diagnosis; of the others their number. */
const INTERFACES = 6;
const ADDRESSES = 3;

/** The part of the network that the flow passes, as far as it is known. `siblings`: interfaces that the same cause stops. */
export function topologyOf(walk: Walk, siblings: readonly string[]): Topology {
  const { modelled, seen } = walk;
  const addresses = addressesOf(modelled.state);
  const names = interfacesByConcern(walk, siblings, addresses);
  const router = routerOf(walk);
  const came = seen.packets.requests.reduce((sum, { times }) => sum + times, 0);
  const { destination, port, translated } = modelled.passage;
  return {
    interfaces: names.slice(0, INTERFACES).map((name) => interfaceOf(walk, name, addresses)),
    moreInterfaces: Math.max(0, names.length - INTERFACES),
    sender: senderPlace(walk, addresses),
    ...(router === undefined ? {} : { router }),
    ...(came === 0 ? {} : { requestsSeen: came }),
    reply: replySeen(walk) ?? replyWayOf(modelled.replyRoute),
    ...(translated
      ? { translatedTo: { address: destination, ...(port === undefined ? {} : { port }) } }
      : {}),
  };
}

/** How a route answer leaves the host. */
export function replyWayOf(answer: RouteAnswer): ReplyWay {
  switch (answer.kind) {
    case 'route':
      return { kind: 'by', hops: hopsOf(answer), seen: false };
    case 'unknown':
      return { kind: 'open' };
    case 'error':
    case 'refused':
      return { kind: 'none' };
  }
}

/** Answers that were seen leaving decide; the route there tells the next hop. */
function replySeen({ seen: { egress }, modelled: { replyRoute } }: Walk): ReplyWay | undefined {
  if (egress === undefined) return undefined;
  const hop = hopsOf(replyRoute).find(({ device }) => device === egress);
  return { kind: 'by', hops: [hop ?? { device: egress }], seen: true };
}

/** All interfaces that are known: those of the flow, those with the same fault, those with addresses of its family, the others. */
function interfacesByConcern(
  { asked, seen, modelled }: Walk,
  siblings: readonly string[],
  addresses: readonly Address[],
): string[] {
  const { state } = modelled;
  const { scene, family } = asked;
  const concerned = [
    ...[seen.ingress, scene.interface, scene.holder, seen.egress].flatMap((name) => name ?? []),
    ...waysOf(modelled.replyRoute),
    ...siblings,
  ].filter((name) => name !== '');
  const listed = [...(state.links ?? []).map(({ name }) => name), ...addresses.map(({ dev }) => dev)];
  const others = listed.filter((name) => name !== 'lo' && linkOf(state, name)?.kind !== 'vrf');
  const rank = (name: string): number => {
    const own = addresses.filter(({ dev, scope }) => dev === name && scope !== 'link');
    if (own.length === 0) return 3;
    if (isContainerNetwork(name)) return 2;
    return own.some((address) => address.family === family) ? 0 : 1;
  };
  return [...new Set([...concerned, ...others.toSorted((one, other) => rank(one) - rank(other))])];
}

function interfaceOf(
  { modelled: { state }, asked }: Walk,
  name: string,
  addresses: readonly Address[],
): TopologyInterface {
  const { family } = asked;
  const { to } = asked.flow;
  const rank = (address: { local: string; family: 4 | 6; scope: string }): number => {
    if (address.local === to) return 0;
    if (address.scope === 'link') return 3;
    return address.family === family ? 1 : 2;
  };
  const all = addresses.filter(({ dev }) => dev === name).toSorted((one, other) => rank(one) - rank(other));
  // An address of the link alone says nothing beside others.
  const telling = all.filter(({ scope, local }) => scope !== 'link' || local === to || all.length === 1);
  const more = telling.length - ADDRESSES;
  const down = stateOf(state, name);
  const vrf = vrfOf(state, name)?.name;
  return {
    name,
    addresses: telling
      .slice(0, ADDRESSES)
      .map(({ local, prefixLength }) => ({ address: local, prefixLength })),
    ...(more > 0 ? { moreAddresses: more } : {}),
    ...(down === undefined ? {} : { state: down }),
    ...(vrf === undefined || vrf === name ? {} : { vrf }),
  };
}

function stateOf(state: HostState, name: string): TopologyInterface['state'] {
  const link = linkOf(state, name);
  if (link === undefined || link.flags.length === 0) return undefined;
  if (!link.flags.includes('UP')) return 'down';
  return link.flags.includes('NO-CARRIER') || link.carrier === false ? 'no-carrier' : undefined;
}

/** Whether the sender is on the link of the interface that the requests come in on. */
function senderPlace({ asked, seen }: Walk, addresses: readonly Address[]): Topology['sender'] {
  const sender = asked.flow.from === undefined ? undefined : parseAddress(asked.flow.from);
  const networks = addresses.flatMap(({ dev, local, prefixLength, scope }) => {
    const network = dev === seen.ingress ? parsePrefix(`${local}/${prefixLength}`) : undefined;
    return network === undefined || scope === 'host' ? [] : [network];
  });
  if (sender === undefined || networks.every(({ family }) => family !== sender.family)) return 'not-known';
  return networks.some((network) => network.family === sender.family && prefixContains(network, sender))
    ? 'on-link'
    : 'beyond-router';
}
