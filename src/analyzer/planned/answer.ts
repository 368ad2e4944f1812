import {
  type Cause,
  type Flow,
  type FlowAnswer,
  type FlowWay,
  type ForetoldFlow,
  type HostState,
  linkOf,
  type Observation,
} from '../model/index.ts';
import { waysOf } from '../remedies/ask.ts';
import { type KernelModel, kernelModel, type RouteAnswer } from '../routes/index.ts';
import { reachVerdict } from '../verdict/index.ts';
import { toldOfVerdict } from '../verdict/told.ts';
import { prepareWalk } from '../walk/index.ts';
import { networkOf, takenOverBy } from './parts.ts';

/** A state of the host, as flows are put to it. */
export type Side = {
  observation: Observation;
  model: KernelModel;
  host: string;
  /** Interfaces that belong to another before or after the change, by its name. */
  ports: ReadonlyMap<string, readonly string[]>;
};

/** A state ready to be asked: nothing that was watched of other moments counts. */
export function sideOf(observation: Observation, host: string, ports: Side['ports']): Side {
  const { kernelLog: _, ...state } = observation.state;
  const quiet = { ...observation, state, captures: [], counters: [], probes: [], oracle: [] };
  return { observation: quiet, model: kernelModel(state), host, ports };
}

/** Interfaces that belong to another in one of these states, by its name. */
export function portsIn(...states: readonly HostState[]): Map<string, string[]> {
  const ports = new Map<string, string[]>();
  for (const { links = [] } of states)
    for (const { name, master } of links)
      if (master !== undefined) ports.set(master, [...(ports.get(master) ?? []), name]);
  return ports;
}

/**
 * The interface that requests for an address of that one come in by: of a port of a bridge or bond its master. A bridge that is not
 * there, or has no port, before or after the change is reached then by what is its port otherwise.
 */
function arrivesBy(side: Side, device: string, address: string, seen: readonly string[] = []): string {
  const { state } = side.observation;
  const { links = [], addresses = [] } = state;
  const ports = (side.ports.get(device) ?? []).filter((port) => !seen.includes(port));
  const isWhole = ports.length === 0 || links.some(({ master }) => master === device);
  if (isWhole || links.length === 0) return takenOverBy(state, device);
  const [first = device, ...others] = ports.map((port) => arrivesBy(side, port, address, [...seen, device]));
  const has = (name: string) => addresses.some(({ dev, local }) => local === address && dev === name);
  return [first, ...others].find(has) ?? first;
}

/** Whether a flow is answered in one state: the one that was shown, or the one after the change. */
export function answerOn(side: Side, flow: ForetoldFlow, when: 'before' | 'after'): FlowAnswer {
  switch (flow.kind) {
    case 'asked':
      return askedAnswer(side, flow);
    case 'session':
      return sessionAnswer(side, flow, when);
    case 'started':
      return startedAnswer(side, flow);
  }
}

const ICMP = { 4: 1, 6: 58 } as const;
const TCP = 6;

type Asked = Extract<ForetoldFlow, { kind: 'asked' }>;

function askedAnswer(side: Side, { device, address, sender }: Asked): FlowAnswer {
  const ways = ingressesOf(side, device, address).map((ingress) => {
    const family = address.includes(':') ? 6 : 4;
    const query = { family, ipproto: ICMP[family] } as const;
    const flow = { interface: ingress, to: address, from: sender.address, protocol: 'icmp' } as const;
    return answerBy(side, flow, query);
  });
  const [first] = ways;
  if (first === undefined) throw new Error('there is always the interface itself');
  const differs = ways.some(({ status }) => status !== first.status);
  return differs ? { ...first, status: 'unknown', ingress: 'ambiguous' } : first;
}

/**
 * The interfaces that a request for the address may arrive on: its own, and others that are in the same network, since the host answers
 * ARP for any of its addresses on each of them.
 */
function ingressesOf(side: Side, device: string, address: string): string[] {
  const { state } = side.observation;
  const all = state.addresses ?? [];
  const own = all.find(({ dev, local }) => dev === device && local === address);
  const beside = all.filter(
    (one) =>
      own &&
      one.dev !== device &&
      one.dev !== 'lo' &&
      one.family === own.family &&
      networkOf(one) === networkOf(own),
  );
  const isUp = (dev: string) => linkOf(state, dev)?.flags.includes('UP') !== false;
  const others = beside.map(({ dev }) => dev).filter(isUp);
  return [...new Set([device, ...others].map((dev) => arrivesBy(side, dev, address)))];
}

type Query = { family: 4 | 6; ipproto: number; sport?: number; dport?: number };

/** What becomes of a request that comes in by the flow's interface, and of its answer. `query`: the answer's own ports. */
function answerBy(
  { observation, model, host }: Side,
  flow: Flow & { from: string },
  query: Query,
): FlowAnswer {
  const { interface: device, to: address, from } = flow;
  const { family, ipproto, sport, dport } = query;
  const walk = prepareWalk({ host, flow, observation, probeExpected: false });
  const told = toldOfVerdict(walk, reachVerdict(walk));
  const { scene } = walk.asked;
  const inward = {
    ...(dport === undefined ? {} : { sport: dport }),
    ...(sport === undefined ? {} : { dport: sport }),
  };
  const source = model.validateSource({
    family,
    ipproto,
    ...inward,
    source: from,
    destination: address,
    iif: device,
  });
  const reply = model.lookup({ ...query, from: address, to: from, ...boundTo(observation, device) });
  const way = wayOut(reply, observation.state);
  const isThere = isUsable(observation, device, address) ? model.isLocal(family, address) : false;
  const stopped = { status: 'stopped', way, told, scene } as const;
  if (isThere === false || source.verdict === 'refused' || way.kind === 'no-way') return stopped;
  const unknown = { status: 'unknown', way, told, scene } as const;
  if (isThere === undefined || source.verdict === 'unknown' || way.kind !== 'leaves') return unknown;
  const { cause } = told;
  if (cause === 'healthy' || cause === 'inconclusive' || LEAVES_ELSEWHERE.has(cause))
    return { status: 'answered', way };
  return OF_THE_MOMENT.has(cause) ? unknown : stopped;
}

/** The host does answer, though by another interface. */
const LEAVES_ELSEWHERE: ReadonlySet<Cause> = new Set([
  'reply-leaves-other-interface',
  'policy-rule-missing',
  'policy-rule-shadowed',
  'policy-table-empty',
  'policy-table-hides-connected',
]);
/** What a neighbour that did not answer once says of the next time. */
const OF_THE_MOMENT: ReadonlySet<Cause> = new Set([
  'gateway-unreachable',
  'packet-loss',
  'reply-rate-limited',
]);

/** What comes in by a VRF's interface is answered inside of it. */
function boundTo({ state }: Observation, device: string): { oif?: string } {
  const master = linkOf(state, device)?.master;
  const vrf = master === undefined ? undefined : linkOf(state, master);
  return vrf?.kind === 'vrf' ? { oif: vrf.name } : {};
}

/** Whether the interface is up and has the address. */
function isUsable({ state }: Observation, device: string, address: string): boolean {
  const link = linkOf(state, device);
  const isUp =
    link === undefined
      ? (state.links?.length ?? 0) === 0
      : link.flags.length === 0 || link.flags.includes('UP');
  return isUp && (state.addresses ?? []).some(({ local }) => local === address);
}

/**
 * A connection that is open goes on as long as the host has the address and a way back. Its packets pass source validation only until
 * routes, rules or settings change: then each is validated again (`ip_rcv_finish_core` finds its cached route obsolete).
 */
function sessionAnswer(
  side: Side,
  flow: Extract<ForetoldFlow, { kind: 'session' }>,
  when: 'before' | 'after',
): FlowAnswer {
  const { address, peer, port, peerPort, device } = flow;
  const family = address.includes(':') ? 6 : 4;
  const ports = {
    ...(port === undefined ? {} : { sport: port }),
    ...(peerPort === undefined ? {} : { dport: peerPort }),
  };
  const query = { family, ipproto: TCP, ...ports } as const;
  if (when === 'before' || device === undefined) {
    const way = wayOut(
      side.model.lookup({
        ...query,
        from: address,
        to: peer,
        ...(device ? boundTo(side.observation, device) : {}),
      }),
      side.observation.state,
    );
    if (when === 'before') return { status: way.kind === 'unknown' ? 'unknown' : 'answered', way };
    const isThere = side.model.isLocal(family, address);
    return { status: isThere === false || way.kind === 'no-way' ? 'stopped' : 'unknown', way };
  }
  const asked = {
    interface: arrivesBy(side, device, address),
    to: address,
    from: peer,
    protocol: 'tcp',
    ...(port === undefined ? {} : { port }),
  } as const;
  return answerBy(side, asked, query);
}

/** What the host begins: its source address is chosen first, and the rules are asked again with it. */
function startedAnswer(
  { model, observation }: Side,
  { family, address }: Extract<ForetoldFlow, { kind: 'started' }>,
): FlowAnswer {
  const first = model.lookup({ family, to: address });
  const from = first.kind === 'route' ? first.prefsrc : undefined;
  const { state } = observation;
  const way = wayOut(from === undefined ? first : model.lookup({ family, to: address, from }), state);
  const dev = state.addresses?.find(({ local }) => local === from)?.dev;
  const owner = dev === undefined ? undefined : takenOverBy(state, dev);
  const isRefused =
    from !== undefined &&
    owner !== undefined &&
    model.validateSource({ family, source: address, destination: from, iif: owner }).verdict === 'refused';
  const status =
    way.kind === 'leaves'
      ? isRefused
        ? 'stopped'
        : 'answered'
      : way.kind === 'no-way'
        ? 'stopped'
        : 'unknown';
  return { status, way };
}

/** What leaves by a port of a bridge or bond is not known to arrive: ARP's answers for it come in by its master. */
function wayOut(answer: RouteAnswer, state: HostState): FlowWay {
  switch (answer.kind) {
    case 'error':
      return { kind: 'no-way', error: answer.error };
    case 'refused':
    case 'unknown':
      return { kind: answer.kind };
    case 'route': {
      const hops = waysOf(answer);
      if (hops.some(({ device }) => takenOverBy(state, device) !== device)) return { kind: 'unknown' };
      const isOut = answer.type === 'unicast' && hops.every(({ device }) => device !== 'lo');
      return isOut ? { kind: 'leaves', hops } : { kind: 'no-way', error: 'EINVAL' };
    }
  }
}
