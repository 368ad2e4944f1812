import { type Address, addressesOf, type HostState, type NamedFlow } from '../model/index.ts';
import {
  type ArrivalQuery,
  formatValue,
  type ParsedPrefix,
  parsePrefix,
  type RouteQuery,
} from '../routes/index.ts';
import { unknownSender } from '../unknown-sender.ts';
import { flowsOfRules } from './rule-flows.ts';

/** A flow that is known on a host, as a question to the route model: how an answer leaves, or whether a source is accepted. */
export type KnownFlow = { flow: NamedFlow } & (
  | { kind: 'leaves'; query: RouteQuery }
  | { kind: 'accepted'; query: ArrivalQuery }
);

/** The host's own answers on the connection that carried the collection; none where it is not known. */
export function ownConnection({ sshConnection: ssh }: HostState): KnownFlow[] {
  if (!ssh) return [];
  const { serverAddress: from, clientAddress: to, serverPort, clientPort } = ssh;
  const query = { family: familyOf(from), from, to, ipproto: 6, sport: serverPort, dport: clientPort };
  return [{ flow: { kind: 'own-connection', client: to, server: from }, kind: 'leaves', query }];
}

/**
 * Every flow that the state tells of: each address towards each connected network (those of local-only networks
 * included), each gateway and the world beyond; source validation from every network to every address; what the host's rules tell
 * apart; listening sockets' addresses and established peers. The ones that matter most come first.
 */
export function* knownFlows(state: HostState, family: 4 | 6): Generator<KnownFlow> {
  yield* ownConnection(state).filter(({ query }) => query.family === family);
  const addresses = addressesOf(state);
  const sources = reachable(addresses, family);
  const neighbours = neighboursOf(addresses, family);
  const beyond = unknownSender(state, family);
  for (const to of [beyond, ...targetsOf(state, family, neighbours)]) {
    const towards = { to, beyond: to === beyond };
    yield leaving(family, undefined, towards);
    for (const { local } of sources) if (local !== to) yield leaving(family, local, towards);
  }
  if (family === 4) yield* arrivals(sources, [...neighbours, beyond], beyond);
  yield* flowsOfRules(state, family, { sources, beyond });
  for (const socket of state.sockets ?? []) {
    const { localAddress, localPort, peerAddress, peerPort, protocol, dev, uid, mark } = socket;
    if (peerAddress === undefined || familyOf(peerAddress) !== family || isUnbound(peerAddress)) continue;
    if (isUnbound(localAddress) || familyOf(localAddress) !== family) continue;
    const { query, flow } = leaving(family, localAddress, { to: peerAddress, beyond: false });
    const ports = {
      ipproto: protocol === 'udp' ? 17 : 6,
      ...(localPort === undefined ? {} : { sport: localPort }),
      ...(peerPort === undefined ? {} : { dport: peerPort }),
      ...(dev === undefined ? {} : { oif: dev }),
      ...(uid === undefined ? {} : { uid }),
      ...(mark === undefined ? {} : { mark }),
    };
    yield { flow: { ...flow, protocol }, kind: 'leaves', query: { ...query, ...ports } };
  }
}

function leaving(family: 4 | 6, from: string | undefined, towards: { to: string; beyond: boolean }) {
  const source = from === undefined ? {} : { from };
  return {
    flow: { kind: 'leaves', ...source, ...towards },
    kind: 'leaves',
    query: { family, to: towards.to, ...source },
  } as const satisfies KnownFlow;
}

function* arrivals(
  addresses: readonly Address[],
  senders: readonly string[],
  stranger: string,
): Generator<KnownFlow> {
  for (const { family, local: destination, dev: device } of addresses) {
    for (const source of senders) {
      const query = { family, source, destination, iif: device };
      const beyond = source === stranger;
      yield { flow: { kind: 'arrives', source, destination, device, beyond }, kind: 'accepted', query };
    }
  }
}

/** Where answers may go within reach: a neighbour in each connected network, and each gateway. */
function targetsOf(state: HostState, family: 4 | 6, neighbours: readonly string[]): Set<string> {
  const targets = new Set(neighbours);
  for (const route of state.routes[family] ?? []) {
    for (const { gateway } of route.nextHops) {
      if (gateway !== undefined && familyOf(gateway) === family && !isLinkLocal(gateway))
        targets.add(gateway);
    }
  }
  return targets;
}

/** Addresses that other hosts can reach. */
function reachable(addresses: readonly Address[], family: 4 | 6): Address[] {
  return addresses.filter(
    (address) =>
      address.family === family &&
      address.scope === 'global' &&
      !/tentative|dadfailed/.test(address.flags.join()),
  );
}

/** A neighbour for each connected network: its first host that is not ourselves. */
function neighboursOf(addresses: readonly Address[], family: 4 | 6): string[] {
  const own = new Set(addresses.map(({ local }) => local));
  return networksOf(addresses, family).flatMap(({ first, last }) => {
    for (let step = 1; step <= 8; step++) {
      const value = family === 4 ? Number(first) + step : BigInt(first) + BigInt(step);
      const neighbour = formatValue(family, value);
      if (value > last) return [];
      if (!own.has(neighbour)) return [neighbour];
    }
    return [];
  });
}

function networksOf(addresses: readonly Address[], family: 4 | 6): ParsedPrefix[] {
  return addresses.flatMap((address) => {
    if (address.family !== family || address.scope !== 'global') return [];
    const peer = address.peer?.split('/')[0] ?? address.local;
    return parsePrefix(`${peer}/${address.prefixLength}`) ?? [];
  });
}

function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address);
}

function isUnbound(address: string): boolean {
  return ['0.0.0.0', '::', '*'].includes(address);
}
