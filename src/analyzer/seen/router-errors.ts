import type { ProbeOutcome, RouterSays } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import { addressesOfSender } from './sender-way.ts';

/** An ICMP error that a router on the way sent back: the request came as far as that router, and no further. */
export type RouterError = {
  by: string;
  says: RouterSays;
  evidence: 'peer-probe' | 'peer-trace';
  /** No address of the sender is known: its own kernel may have said it, in its own name. */
  perhapsSender?: true;
};

/** What a router told the sender of the request; neither the asked host nor the sender itself. */
export function routerError(walk: Walk): RouterError | undefined {
  const { arrived, answerArrived } = walk.seen;
  return arrived || answerArrived ? undefined : (fromProbe(walk) ?? fromTrace(walk));
}

/** The router's error where it says that nobody on the host's link answered for the address. */
export function routerFoundNobody(walk: Walk): RouterError | undefined {
  const error = routerError(walk);
  return error?.says === 'host-unreachable' ? error : undefined;
}

const SAYS: Partial<Record<ProbeOutcome, RouterSays>> = {
  'host-unreachable': 'host-unreachable',
  'network-unreachable': 'network-unreachable',
  'beyond-scope': 'beyond-scope',
  prohibited: 'prohibited',
  'time-exceeded': 'time-exceeded',
};

function fromProbe(walk: Walk): RouterError | undefined {
  const { probe } = walk.seen;
  if (probe?.outcome === undefined || probe.received > 0) return undefined;
  const says = SAYS[probe.outcome];
  const by = probe.reportedBy;
  if (says === undefined || by === undefined || !isOnTheWay(walk, by)) return undefined;
  const perhapsSender =
    says === 'host-unreachable' && addressesOfSender(walk).size === 0 && !isKnownRouter(walk, by);
  return { by, says, evidence: 'peer-probe', ...(perhapsSender ? { perhapsSender } : {}) };
}

/** The marks of traceroute(8): letters for the common codes of RFC 792 and RFC 1812, numbers for the others. */
const MARKS: Readonly<Record<string, RouterSays>> = {
  H: 'host-unreachable',
  N: 'network-unreachable',
  X: 'prohibited',
  A: 'prohibited',
  Z: 'prohibited',
  9: 'prohibited',
  10: 'prohibited',
  13: 'prohibited',
};

function fromTrace(walk: Walk): RouterError | undefined {
  const { flow } = walk.asked;
  const found = (walk.seen.peer?.traces ?? []).findLast(({ to }) => to === flow.to);
  const last = found?.reached === false ? found.hops.at(-1) : undefined;
  const says = last?.error === undefined ? undefined : MARKS[last.error];
  const by = last?.addresses.at(-1);
  if (says === undefined || by === undefined || !isOnTheWay(walk, by)) return undefined;
  return { by, says, evidence: 'peer-trace' };
}

function isOnTheWay(walk: Walk, address: string): boolean {
  const own = (walk.modelled.state.addresses ?? []).map(({ local }) => local);
  return address !== walk.asked.flow.to && !own.includes(address) && !addressesOfSender(walk).has(address);
}

/** A gateway of the sender's routes, or a hop of a path that it shows. */
function isKnownRouter({ seen: { peer }, asked: { family } }: Walk, address: string): boolean {
  const hops = (peer?.traces ?? []).flatMap((trace) => trace.hops.flatMap(({ addresses }) => addresses));
  const gateways = (peer?.state.routes[family] ?? []).flatMap(({ nextHops }) =>
    nextHops.map(({ gateway }) => gateway),
  );
  return hops.includes(address) || gateways.includes(address);
}
