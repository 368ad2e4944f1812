import type { HostState } from '../model/index.ts';
import { type ArrivalQuery, formatValue, parsePrefix, type RouteQuery } from '../routes/index.ts';
import { unknownSender } from '../unknown-sender.ts';

/** A flow that is known on a host, as a question to the route model: how an answer leaves, or whether a source is accepted. */
export type KnownFlow = { flow: string } & (
  | { kind: 'leaves'; query: RouteQuery }
  | { kind: 'accepted'; query: ArrivalQuery }
);

/** The host's own answers on the connection that carried the collection. */
export function sshFlows({ sshConnection: ssh }: HostState, family: 4 | 6): KnownFlow[] {
  if (!ssh || familyOf(ssh.serverAddress) !== family) return [];
  const { serverAddress: from, clientAddress: to, serverPort, clientPort } = ssh;
  const query = { family, from, to, ipproto: 6, sport: serverPort, dport: clientPort };
  return [{ flow: `this SSH connection: ${to} ↔ ${from}`, kind: 'leaves', query }];
}

/**
 * Every flow that the state tells of: each address towards each connected network (those of local-only networks
 * included), each gateway and the world beyond; source validation from every network to every address; listening
 * sockets' addresses and established peers. The ones that matter most come first.
 */
export function* knownFlows(state: HostState, family: 4 | 6): Generator<KnownFlow> {
  yield* sshFlows(state, family);
  const sources = ownAddresses(state, family);
  const beyond = unknownSender(state, family);
  const named = (address: string): string => (address === beyond ? 'anyone beyond the router' : address);
  for (const target of [beyond, ...targetsOf(state, family)]) {
    yield leaving(family, undefined, target, named(target));
    for (const { local } of sources)
      if (local !== target) yield leaving(family, local, target, named(target));
  }
  if (family === 4) yield* arrivals(state, family, [...neighboursOf(state, family), beyond], named);
  for (const { localAddress, localPort, peerAddress, peerPort, protocol } of state.sockets ?? []) {
    if (peerAddress === undefined || familyOf(peerAddress) !== family || isUnbound(peerAddress)) continue;
    if (isUnbound(localAddress) || familyOf(localAddress) !== family) continue;
    const { query, flow } = leaving(family, localAddress, peerAddress);
    const ports = {
      ipproto: protocol === 'udp' ? 17 : 6,
      ...(localPort === undefined ? {} : { sport: localPort }),
      ...(peerPort === undefined ? {} : { dport: peerPort }),
    };
    yield { flow: `${flow} (${protocol})`, kind: 'leaves', query: { ...query, ...ports } };
  }
}

function leaving(
  family: 4 | 6,
  from: string | undefined,
  to: string,
  named = to,
): KnownFlow & { kind: 'leaves' } {
  const query = { family, to, ...(from === undefined ? {} : { from }) };
  return { flow: `${named} ↔ ${from ?? 'any address'}`, kind: 'leaves', query };
}

function* arrivals(
  state: HostState,
  family: 4 | 6,
  senders: readonly string[],
  named: (address: string) => string,
): Generator<KnownFlow> {
  for (const { local, dev } of ownAddresses(state, family)) {
    for (const source of senders) {
      const query = { family, source, destination: local, iif: dev };
      yield { flow: `${named(source)} → ${local}, arriving on ${dev}`, kind: 'accepted', query };
    }
  }
}

/** Where answers may go within reach: a neighbour in each connected network, and each gateway. */
function targetsOf(state: HostState, family: 4 | 6): Set<string> {
  const targets = new Set<string>(neighboursOf(state, family));
  for (const route of state.routes[family] ?? []) {
    for (const { gateway } of route.nextHops) {
      if (gateway !== undefined && familyOf(gateway) === family && !isLinkLocal(gateway))
        targets.add(gateway);
    }
  }
  return targets;
}

function ownAddresses(state: HostState, family: 4 | 6): { local: string; dev: string }[] {
  return (state.addresses ?? []).filter(
    (address) =>
      address.family === family &&
      address.scope === 'global' &&
      !/tentative|dadfailed/.test(address.flags.join()),
  );
}

/** A neighbour for each connected network: its first host that is not ourselves. */
function neighboursOf(state: HostState, family: 4 | 6): string[] {
  const own = new Set((state.addresses ?? []).map(({ local }) => local));
  return ownNetworks(state, family).flatMap(({ first, last }) => {
    for (let step = 1; step <= 8; step++) {
      const value = family === 4 ? Number(first) + step : BigInt(first) + BigInt(step);
      const neighbour = formatValue(family, value);
      if (value > last) return [];
      if (!own.has(neighbour)) return [neighbour];
    }
    return [];
  });
}

function ownNetworks(
  state: HostState,
  family: 4 | 6,
): { dev: string; first: number | bigint; last: number | bigint }[] {
  return (state.addresses ?? []).flatMap((address) => {
    if (address.family !== family || address.scope !== 'global') return [];
    const peer = address.peer?.split('/')[0] ?? address.local;
    const prefix = parsePrefix(`${peer}/${address.prefixLength}`);
    return prefix ? [{ dev: address.dev, first: prefix.first, last: prefix.last }] : [];
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
