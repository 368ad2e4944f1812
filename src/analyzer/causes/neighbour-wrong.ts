import { covers, linkOf, type Neighbour, parseAddress, parsePrefix, prefixContains } from '../model/index.ts';
import { claimedBy, isSharedByRouters, ownMacs } from '../seen/address-claims.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, ip, LINKS } from './cause.ts';

/**
 * The answer's next hop resolves to a machine that does not forward it: a permanent entry that is wrong, or one of two claims.
 * Requests that come from another hardware address than answers go to are usual (VRRP, HSRP, MLAG, proxy ARP, balance-alb), so
 * that alone is no claim; without an entry that is known to be right it keeps other explanations of a lost answer from being
 * proven.
 */
export const neighbourWrong: CauseFile<'neighbour-wrong'> = {
  code: 'neighbour-wrong',
  claims(walk) {
    const hop = nextHopOf(walk);
    if (!hop) return [];
    if (!walk.seen.answerMissed) return writtenByHand(walk, hop);
    const { entry } = hop;
    if (entry?.mac === undefined || entry.state === 'FAILED' || entry.state === 'INCOMPLETE')
      return unseen(walk, hop);
    const { mac } = entry;
    if (carriers(walk, hop.dev).has(mac)) return [];
    const found = permanent(walk, hop, entry, mac) ?? contested(walk, hop, entry, mac);
    return found ? [found] : unseen(walk, hop);
  },
  remedies: [],
  advice: (walk, { address, device }) => ({
    commands: [
      ip(walk, 'neigh', 'show', address, 'dev', device),
      ip(walk, 'neigh', 'del', address, 'dev', device),
    ],
    link: LINKS.ipNeighbour,
  }),
};

/**
 * Nobody saw whether the answers arrive: they are handed to the hardware address of an entry that somebody wrote, and the
 * requests are brought by another one. Such entries outlive the router that they were written for.
 */
function writtenByHand(walk: Walk, { address, dev, entry }: Hop): Claim[] {
  const { answerArrived, answerLeft, peerPackets, packets } = walk.seen;
  if (answerArrived || !answerLeft || (peerPackets?.answers.length ?? 0) > 0) return [];
  const mac = entry?.state === 'PERMANENT' ? entry.mac : undefined;
  const [carrier, ...others] = carriers(walk, dev);
  const isSentThere = packets.answers.some(({ packet }) => packet.destinationMac === mac);
  if (mac === undefined || carrier === undefined || others.length > 0 || carrier === mac) return [];
  if (!isSentThere || isSharedByRouters(mac) || isSharedByRouters(carrier)) return [];
  const facts = { address, device: dev, mac, state: 'PERMANENT', carrier };
  return [
    claim({ cause: 'neighbour-wrong', facts }, 'neighbour-out', {
      before: 'returned',
      evidence: cite(walk, 'neighbours', 'capture'),
      surmised: true,
      despiteAnswer: true,
    }),
  ];
}

type Hop = {
  address: string;
  dev: string;
  entry?: Neighbour;
  /** The model does not tell it: it is what the answer's interface leaves. */
  inferred?: true;
};

/** Where the answer is handed to: the gateway, or the sender itself on the link. */
function nextHopOf(walk: Walk): Hop | undefined {
  const { replyRoute } = walk.modelled;
  const { egress } = walk.seen;
  const dev = deviceOf(replyRoute);
  if (replyRoute.kind === 'unknown' || (egress !== undefined && dev !== egress))
    return bySeenWay(walk) ?? onlyPermanent(walk);
  if (replyRoute.kind !== 'route' || replyRoute.type === 'local' || dev === undefined) return undefined;
  const address = replyRoute.gateway ?? walk.asked.flow.from;
  return address === undefined ? undefined : hopAt(walk, address, dev);
}

function hopAt({ modelled: { state } }: Walk, address: string, dev: string): Hop | undefined {
  if (linkOf(state, dev)?.flags.some((flag) => flag === 'NOARP' || flag === 'LOOPBACK')) return undefined;
  const entry = state.neighbours?.find((one) => one.address === address && one.dev === dev);
  return { address, dev, ...(entry ? { entry } : {}) };
}

/**
 * Where the rules do not tell it, or those that were taken for granted are not in force: the answer was seen leaving, and every
 * route of that interface to the sender has one next hop.
 */
function bySeenWay(walk: Walk): Hop | undefined {
  const { egress } = walk.seen;
  const { flow, family } = walk.asked;
  const sender = flow.from === undefined ? undefined : parseAddress(flow.from);
  if (egress === undefined || flow.from === undefined || sender === undefined) return undefined;
  const hops = new Set<string>();
  for (const { type, destination, nextHops } of walk.modelled.state.routes[family] ?? []) {
    const prefix = parsePrefix(destination, family);
    if (type !== 'unicast' || prefix === undefined || !prefixContains(prefix, sender)) continue;
    for (const { dev, gateway } of nextHops) if (dev === egress) hops.add(gateway ?? flow.from);
  }
  const [only, ...others] = hops;
  const hop = only === undefined || others.length > 0 ? undefined : hopAt(walk, only, egress);
  return hop && { ...hop, inferred: true };
}

/** Where the routes do not tell it: the only neighbour on the link whose entry somebody wrote. */
function onlyPermanent({
  modelled: { state },
  seen: { ingress },
  asked: { family, flow },
}: Walk): Hop | undefined {
  const [entry, ...others] = (state.neighbours ?? []).filter(
    (one) => one.state === 'PERMANENT' && one.dev === ingress && one.address.includes(':') === (family === 6),
  );
  if (!entry || others.length > 0 || entry.address === flow.to) return undefined;
  return { address: entry.address, dev: ingress, entry };
}

/** The hardware addresses that brought requests in by the device. */
function carriers({ seen: { packets: seen } }: Walk, dev: string): Set<string> {
  const here = seen.requests.filter((request) => request.dev === undefined || request.dev === dev);
  return new Set(here.flatMap(({ packet }) => packet.sourceMac ?? []));
}

/** Nobody asks for an address that has a permanent entry, so that nothing ever corrects it. */
function permanent(
  walk: Walk,
  { address, dev, inferred }: Hop,
  entry: Neighbour,
  mac: string,
): Claim | undefined {
  if (entry.state !== 'PERMANENT') return undefined;
  const others = [...claimedBy(walk, address)].filter((other) => other !== mac);
  const brought = [...carriers(walk, dev)];
  const facts = { address, device: dev, mac, state: entry.state };
  const evidence = cite(walk, 'neighbours', 'capture', 'arping');
  const [other = sendersOwn(walk, address, brought)] = others;
  if (other !== undefined)
    return claim({ cause: 'neighbour-wrong', facts: { ...facts, other } }, 'neighbour-out', {
      before: 'returned',
      evidence,
      shown: { key: 'seen.claimed-by', address, mac: other, device: dev },
      ...(isSharedByRouters(mac) || !walk.seen.answerLeft || inferred ? { surmised: true } : {}),
    });
  if (isSharedByRouters(mac)) return undefined;
  const [carrier] = brought;
  return claim(
    { cause: 'neighbour-wrong', facts: { ...facts, ...(carrier === undefined ? {} : { carrier }) } },
    'neighbour-out',
    {
      before: 'returned',
      evidence,
      surmised: true,
      ...(walk.seen.answerLeft && carrier !== undefined
        ? {}
        : { rests: [{ question: neighbourQuestion(dev, address), kind: 'open', otherwise: 'open' }] }),
    },
  );
}

/** The sender is the next hop itself, and its requests come from a hardware address that is its own. */
function sendersOwn(
  { asked: { flow }, seen: { peer } }: Walk,
  address: string,
  brought: readonly string[],
): string | undefined {
  if (address !== flow.from || peer === undefined) return undefined;
  const own = ownMacs(peer);
  return brought.find((mac) => own.has(mac));
}

/** Two machines claim the next hop's address, and the entry is the one that brings nothing. */
function contested(walk: Walk, { address, dev }: Hop, entry: Neighbour, mac: string): Claim | undefined {
  const others = [...claimedBy(walk, address)].filter((other) => other !== mac);
  const brought = carriers(walk, dev);
  const right = others.find((other) => brought.has(other));
  if (!walk.seen.answerLeft || right === undefined || isSharedByRouters(mac)) return undefined;
  const facts = { address, device: dev, mac, state: entry.state ?? '?', other: right };
  return claim({ cause: 'neighbour-wrong', facts }, 'neighbour-out', {
    before: 'returned',
    evidence: cite(walk, 'neighbours', 'capture', 'arping'),
    surmised: true,
    shown: { key: 'seen.claimed-by', address, mac: right, device: dev },
  });
}

/**
 * Whether the entry is right was not seen: possible, and against the odds. Between two hosts on one link nothing else forwards,
 * so that there the entry is the first thing to look at.
 */
function unseen(walk: Walk, { address, dev, entry }: Hop): Claim[] {
  if (!walk.seen.answerLeft || dev !== walk.seen.ingress) return [];
  const { family, flow } = walk.asked;
  const isListed = covers(walk.modelled.state.coverage, 'neighbours', { family, device: dev });
  const isFirst = address === flow.from && entry === undefined && !isListed;
  const odds = isFirst
    ? ({ kind: 'open', otherwise: 'open' } as const)
    : ({ kind: 'unusual', otherwise: 'default' } as const);
  const facts = { address, device: dev, mac: entry?.mac ?? '?', state: entry?.state ?? '?' };
  return [
    claim({ cause: 'neighbour-wrong', facts }, 'neighbour-out', {
      before: 'returned',
      evidence: cite(walk, 'neighbours', 'capture'),
      bare: true,
      rests: [{ question: neighbourQuestion(dev, address), ...odds }],
    }),
  ];
}

function neighbourQuestion(device: string, address: string) {
  return { about: 'neighbour' as const, device, address };
}
