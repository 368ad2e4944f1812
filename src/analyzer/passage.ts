import { filterModel } from './filters/index.ts';
import { answeringSocket, type Flow, type HostState, vrfOf } from './model/index.ts';
import { publishedBehind } from './published.ts';
import type { KernelModel, RouteQuery } from './routes/index.ts';

/** What the packet filter's translation and marks make of the flow on its way: what the routing then sees. */
export type Passage = {
  /** The destination that the request is routed to: another than was asked where a port is published. */
  destination: string;
  port?: number;
  /** The request's mark when its source is validated. */
  mark?: number;
  /** The answer's mark when its route is chosen. */
  replyMark?: number;
  /** Whether the destination is another one, behind this host or on it. */
  translated: boolean;
  /** The rules that translate it were not listed from their hook on: something else shows where the port leads. */
  supposed?: true;
  /** The network of containers, where of the destination no more is known. */
  network?: string;
};

const ECHO = { 4: { request: 8, reply: 0 }, 6: { request: 128, reply: 129 } } as const;

type Way = {
  state: HostState;
  model: KernelModel;
  family: 4 | 6;
  flow: Flow;
  ingress: string;
  sender: string;
};

/** The bridge of containers where none was shown. */
const UNSHOWN_BRIDGE = 'docker0';

/** What becomes of the flow's addresses and marks; a port that is known to be published leads to its container. */
export function passageOf(way: Way): Passage {
  const { mayTranslate, ...listed } = passageByRules(way);
  const behind = listed.translated ? undefined : publishedBehind(way.state, way, mayTranslate);
  return behind === undefined ? listed : { ...listed, ...behind, translated: true, supposed: true };
}

/** `mayTranslate`: whether a rule translates the destination cannot be told. */
type PassageByRules = Passage & { mayTranslate: boolean };

/** Follows the flow through prerouting, and its answer through output. What is not known changes nothing. */
function passageByRules({ state, model, family, flow, ingress, sender }: Way): PassageByRules {
  const asked = { destination: flow.to, ...(flow.port === undefined ? {} : { port: flow.port }) };
  const untouched = { ...asked, translated: false, mayTranslate: false };
  if (state.filters === undefined) return untouched;
  const filter = filterModel(state.filters, { routes: model, state });
  if (filter.empty) return untouched;
  const protocol = flow.protocol === 'icmp' && family === 6 ? 'icmpv6' : flow.protocol;
  const { port } = flow;
  const echo = flow.protocol === 'icmp' ? ECHO[family] : undefined;
  const inward = filter.evaluate(
    {
      family,
      iif: ingress,
      source: sender,
      destination: flow.to,
      protocol,
      ctState: 'new',
      ...(echo ? { icmpType: echo.request } : {}),
      ...(port === undefined ? {} : { destinationPort: port }),
    },
    'prerouting',
  );
  const outward = filter.evaluate(
    {
      family,
      source: flow.to,
      destination: sender,
      protocol,
      ctState: 'established',
      ...(echo ? { icmpType: echo.reply } : {}),
      ...(port === undefined ? {} : { sourcePort: port }),
      ...(inward.ctMark === undefined ? {} : { ctMark: inward.ctMark }),
    },
    'output',
  );
  const { rewritten } = inward;
  const destination = rewritten?.destination ?? flow.to;
  const to = rewritten?.destinationPort ?? port;
  return {
    destination,
    translated: destination !== flow.to,
    mayTranslate: rewritten?.unknown?.includes('destination') === true,
    ...(to === undefined ? {} : { port: to }),
    ...(inward.mark ? { mark: inward.mark } : {}),
    ...(outward.mark ? { replyMark: outward.mark } : {}),
  };
}

/**
 * The answer's own lookup: as the socket that answers asks (its user, mark and device), from the address that was asked, or as a
 * packet that comes back from behind this host.
 */
export function answerQuery(way: Way, passage: Passage, ipproto: number): RouteQuery {
  const { model, family, sender, ingress, state } = way;
  const { destination, port, translated, replyMark } = passage;
  const isLocal = model.isLocal(family, destination);
  const behind = translated && (isLocal === false || (isLocal === undefined && passage.supposed === true));
  const there = behind && passage.network !== '' ? model.lookup({ family, to: destination }) : undefined;
  const iif = there?.kind === 'route' ? there.dev : behind ? UNSHOWN_BRIDGE : undefined;
  const vrf = vrfOf(state, ingress)?.name;
  const { protocol, to } = way.flow;
  const isProgram = protocol !== 'icmp' && iif === undefined;
  const address = translated ? destination : to;
  const socket = isProgram
    ? answeringSocket(state, { protocol, address, port, device: ingress, vrf })
    : undefined;
  const oif = iif === undefined ? (socket?.dev ?? vrf) : undefined;
  const mark = replyMark ?? socket?.mark;
  return {
    family,
    to: sender,
    from: behind ? destination : to,
    ownAddress: !behind,
    ipproto,
    // The kernel's own answers (echo replies) are routed as root's.
    ...(isProgram ? { uid: socket?.uid ?? 'listener' } : {}),
    ...(iif === undefined ? {} : { iif }),
    ...(oif === undefined ? {} : { oif }),
    ...(port === undefined ? {} : { sport: port }),
    ...(mark === undefined ? {} : { mark }),
  };
}
