import {
  type Cause,
  type Flow,
  type FlowAnswer,
  type FlowTraits,
  type FlowWay,
  type ForetoldFlow,
  type HostState,
  linkOf,
  type Observation,
} from '../model/index.ts';
import { waysOf } from '../remedies/ask.ts';
import { type ArrivalQuery, type KernelModel, kernelModel, type RouteAnswer } from '../routes/index.ts';
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
const UDP = 17;

type Asked = Extract<ForetoldFlow, { kind: 'asked' }>;

function askedAnswer(side: Side, { device, address, sender, traits = {} }: Asked): FlowAnswer {
  const ways = ingressesOf(side, device, address).map((ingress) => {
    const family = address.includes(':') ? 6 : 4;
    const query = { family, ipproto: ICMP[family], ...traits } as const;
    const protocol = query.ipproto === TCP ? 'tcp' : query.ipproto === UDP ? 'udp' : 'icmp';
    const port = protocol === 'icmp' || traits.sport === undefined ? {} : { port: traits.sport };
    const flow = { interface: ingress, to: address, from: sender.address, protocol, ...port } as const;
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

/** An answer's protocol, with the host's own port as `sport`. */
type Query = Omit<FlowTraits, 'uid'> & { family: 4 | 6; ipproto: number; uid?: number | 'listener' };

/**
 * Whether a request that comes in by `device` passes source validation, and how its answer leaves. A mark of the answer may be the
 * request's as well, or not: where that decides, it is not known.
 */
function lookupsOf(
  { model, observation }: Side,
  { device, address, from, query }: { device: string; address: string; from: string; query: Query },
) {
  const { family, ipproto, tos, sport, dport, mark } = query;
  const arrival: ArrivalQuery = {
    ...{ family, ipproto, source: from, destination: address, iif: device },
    ...(tos === undefined ? {} : { tos }),
    ...(dport === undefined ? {} : { sport: dport }),
    ...(sport === undefined ? {} : { dport: sport }),
  };
  const plain = model.validateSource(arrival).verdict;
  const isSame = mark === undefined || model.validateSource({ ...arrival, mark }).verdict === plain;
  const reply = model.lookup({ ...query, from: address, to: from, ...boundTo(observation, device) });
  return { source: isSame ? plain : ('unknown' as const), reply };
}

/** Where two states have the same of these, whatever answers fares the same in both. */
export function lookupsFor(side: Side, flow: ForetoldFlow): unknown {
  const family = flow.kind === 'started' ? flow.family : flow.address.includes(':') ? 6 : 4;
  if (flow.kind === 'started')
    return [startedAnswer(side, flow), side.model.lookup({ ...flow.traits, family, to: flow.address })];
  if (flow.kind === 'session' || flow.device === undefined) return undefined;
  const query = { family, ipproto: ICMP[family], ...flow.traits } as const;
  const device = arrivesBy(side, flow.device, flow.address);
  const users = query.ipproto === TCP || query.ipproto === UDP ? ([0, 'listener'] as const) : ([0] as const);
  return users.map((uid) => {
    const asked = { device, address: flow.address, from: flow.sender.address, query: { ...query, uid } };
    return lookupsOf(side, asked);
  });
}

/** What becomes of a request that comes in by the flow's interface, and of its answer. */
function answerBy(side: Side, flow: Flow & { from: string }, query: Query): FlowAnswer {
  const { observation, model, host } = side;
  const { interface: device, to: address, from } = flow;
  const walk = prepareWalk({ host, flow, observation, probeExpected: false });
  const told = toldOfVerdict(walk, reachVerdict(walk));
  const { scene } = walk.asked;
  const { uid, mark } = walk.modelled.replyQuery;
  const own = { ...(uid === undefined ? {} : { uid }), ...(mark === undefined ? {} : { mark }) };
  const { source, reply } = lookupsOf(side, { device, address, from, query: { ...own, ...query } });
  const way = wayOut(reply, observation.state);
  const isThere = isUsable(observation, device, address) ? model.isLocal(query.family, address) : false;
  const isStopped = isThere === false || source === 'refused' || way.kind === 'no-way';
  const isOpen = isThere === undefined || source === 'unknown' || way.kind !== 'leaves';
  const { cause } = told;
  const isAnswered = cause === 'healthy' || cause === 'inconclusive' || LEAVES_ELSEWHERE.has(cause);
  // What the walk does not know of a packet may decide otherwise than the walk did.
  if (isBeyondWalk(query)) {
    if (isStopped) return { status: 'stopped', way };
    return { status: isOpen || !isAnswered ? 'unknown' : 'answered', way };
  }
  if (isStopped) return { status: 'stopped', way, told, scene };
  if (isOpen) return { status: 'unknown', way, told, scene };
  if (isAnswered) return { status: 'answered', way };
  return { status: OF_THE_MOMENT.has(cause) ? 'unknown' : 'stopped', way, told, scene };
}

/** The walk knows of a packet its addresses, its protocol and the port that it asks for. */
function isBeyondWalk({ family, ipproto, tos, mark }: Query): boolean {
  return tos !== undefined || mark !== undefined || ![ICMP[family], TCP, UDP].includes(ipproto);
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
  const { address, peer, port, peerPort, device, uid, mark } = flow;
  const family = address.includes(':') ? 6 : 4;
  const ports = {
    ...(port === undefined ? {} : { sport: port }),
    ...(peerPort === undefined ? {} : { dport: peerPort }),
    ...(uid === undefined ? {} : { uid }),
    ...(mark === undefined ? {} : { mark }),
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

/** What the host begins: its source address is chosen first, and the rules of IPv4 are asked again with it (not by `ip6_dst_lookup_tail`). */
function startedAnswer(
  { model, observation }: Side,
  { family, address, traits = {} }: Extract<ForetoldFlow, { kind: 'started' }>,
): FlowAnswer {
  const query = { ...traits, family, to: address };
  const first = model.lookup(query);
  const from = first.kind === 'route' ? first.prefsrc : undefined;
  const { state } = observation;
  const way = wayOut(from === undefined || family === 6 ? first : model.lookup({ ...query, from }), state);
  const dev = state.addresses?.find(({ local }) => local === from)?.dev;
  const owner = dev === undefined ? undefined : takenOverBy(state, dev);
  const isRefused =
    from !== undefined &&
    owner !== undefined &&
    model.validateSource({
      ...{ family, source: address, destination: from, iif: owner },
      ...(traits.ipproto === undefined ? {} : { ipproto: traits.ipproto }),
      ...(traits.dport === undefined ? {} : { sport: traits.dport }),
      ...(traits.sport === undefined ? {} : { dport: traits.sport }),
      ...(traits.mark === undefined ? {} : { mark: traits.mark }),
    }).verdict === 'refused';
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
