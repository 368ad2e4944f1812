import { isOurs } from '../counted.ts';
import type { Message } from '../model/index.ts';
import { deviceOf, type Walk } from '../walk/index.ts';
import { askedForInVain } from './asked-in-vain.ts';
import { filterSign, hookOf, passedLog } from './filter-signs.ts';
import { ipsecRise } from './ipsec-counters.ts';
import { otherSource } from './other-source.ts';
import { refusedElsewhere } from './refusal.ts';
import { routerError } from './router-errors.ts';
import { foundNobody } from './sender-way.ts';

/**
 * How far a packet came, in order. The request: it arrived on an interface, its source is about to be checked, was accepted,
 * it was delivered to ICMP or a socket. The answer: it was handed to the output path, left the host, reached the sender.
 */
const MILESTONES = [
  'sent',
  'arrived',
  'checked',
  'accepted',
  'delivered',
  'answered',
  'left',
  'returned',
] as const;
export type Milestone = (typeof MILESTONES)[number];

/** Something seen of this flow: up to where it came, or what it did not reach. */
type Mark = { milestone: Milestone; because: Message; evidence: string };

/** What packets and counters of this very flow show: the furthest point that was reached, and the first that was not. */
export type Progress = {
  /** Every sign of getting somewhere, furthest first. */
  reached: Mark[];
  /** Every sign of not getting somewhere, earliest first. */
  missed: Mark[];
  /** The packet filter was seen to end these packets: whatever would have ended them before did not. */
  ended?: { stage: 'prerouting' | 'input' | 'output'; because: Message };
};

/** Reads how far this flow came out of what was seen. */
export function progressOf(walk: Walk): Progress {
  const reached = [...reachedBy(walk)].sort((a, b) => rank(b.milestone) - rank(a.milestone));
  const missed = [...missedBy(walk)].sort((a, b) => rank(a.milestone) - rank(b.milestone));
  const sign = filterSign(walk);
  return {
    reached,
    missed,
    ...(sign ? { ended: { stage: hookOf(sign), because: sign.shown } } : {}),
  };
}

/** Where a packet is when the hooks of a stage see it, and where it is once they let it pass. */
const HOOKS = {
  prerouting: { at: 'arrived', beyond: 'checked' },
  input: { at: 'accepted', beyond: 'delivered' },
  output: { at: 'answered', beyond: 'left' },
} as const satisfies Record<string, { at: Milestone; beyond: Milestone }>;

/** Where a packet is when an IPsec policy refuses it: the request behind the input hook, the answer once it was made. */
const IPSEC_ENDS = [
  { direction: 'in', milestone: 'delivered' },
  { direction: 'out', milestone: 'answered' },
] as const;

/** The furthest milestone that was reached: `sent` where nothing was seen. */
export function furthest({ reached }: Progress): Milestone {
  return reached[0]?.milestone ?? 'sent';
}

export function isBefore(one: Milestone, other: Milestone): boolean {
  return rank(one) < rank(other);
}

function rank(milestone: Milestone): number {
  return MILESTONES.indexOf(milestone);
}

function* reachedBy(walk: Walk): Generator<Mark> {
  const { packets: seen, counted, probe, peerPackets: peerSeen, egress } = walk.seen;
  const requests = seen.requests.length;
  if (requests > 0)
    yield {
      milestone: 'arrived',
      evidence: 'capture',
      because: { key: 'seen.requests-in', count: requests, device: deviceSeen(walk) },
    };
  if (walk.seen.answerLeft)
    yield {
      milestone: 'left',
      evidence: 'capture',
      because: {
        key: 'seen.answers-out',
        count: seen.answers.length,
        ...(egress === undefined ? {} : { device: egress }),
      },
    };
  if (walk.seen.refused !== undefined && probe?.outcome !== 'rejected' && !refusedElsewhere(walk))
    yield {
      milestone: 'accepted',
      evidence: walk.seen.refused === 'by-sender' ? 'peer-probe' : 'capture',
      because: { key: 'seen.refused', port: walk.asked.flow.port ?? 0 },
    };
  const stranger = otherSource(walk);
  if (stranger && walk.asked.flow.protocol === 'udp')
    yield {
      milestone: 'left',
      evidence: stranger.seenBy === 'host' ? 'capture' : 'peer-probe',
      because: { key: 'seen.other-source', source: stranger.source, to: walk.asked.flow.to },
    };
  const sign = filterSign(walk);
  if (sign)
    yield {
      milestone: sign.hookKnown ? HOOKS[hookOf(sign)].at : 'arrived',
      evidence: sign.evidence[0] ?? 'filters',
      because: sign.shown,
    };
  const logged = walk.seen.answerLeft || sign ? undefined : passedLog(walk);
  if (logged?.entry.in !== undefined)
    yield {
      milestone: logged.hook === 'input' ? 'accepted' : 'arrived',
      evidence: 'kernel-log',
      because: {
        key: 'log.came-by',
        prefix: logged.entry.kind === 'filter' ? logged.entry.prefix : '',
        device: logged.entry.in,
      },
    };
  if (isOurs(counted, counted.refused))
    yield {
      milestone: 'checked',
      evidence: 'counters',
      because: { key: 'counted.reverse-path', by: counted.refused ?? 0 },
    };
  for (const { direction, milestone } of IPSEC_ENDS) {
    const ipsec = ipsecRise(walk.seen.observation, counted, direction);
    if (ipsec?.isOurs)
      yield {
        milestone,
        evidence: 'counters',
        because: { key: 'counted.ipsec', counter: ipsec.counter, by: ipsec.by },
      };
  }
  if (isOurs(counted, counted.echoesIn))
    yield {
      milestone: 'delivered',
      evidence: 'counters',
      because: { key: 'counted.echoes-in', by: counted.echoesIn ?? 0 },
    };
  if (isOurs(counted, counted.repliesOut))
    yield {
      milestone: 'answered',
      evidence: 'counters',
      because: { key: 'counted.replies-out', by: counted.repliesOut ?? 0 },
    };
  if (walk.seen.answerArrived && (probe !== undefined || (peerSeen?.answers.length ?? 0) > 0))
    yield {
      milestone: 'returned',
      evidence: 'peer-probe',
      because: {
        key: 'seen.answers-returned',
        received: probe?.received ?? peerSeen?.answers.length ?? 0,
        sent: probe?.sent ?? peerSeen?.requests.length ?? 0,
      },
    };
  if (walk.seen.traced)
    yield {
      milestone: 'returned',
      evidence: 'peer-trace',
      because: { key: 'seen.traced', to: walk.asked.flow.to },
    };
  if (walk.seen.tcpTalk.acknowledged && walk.seen.answerArrived)
    yield {
      milestone: 'returned',
      evidence: 'capture',
      because: { key: 'seen.acknowledged', client: walk.asked.sender },
    };
}

function* missedBy(walk: Walk): Generator<Mark> {
  const { packets: seen, counted, probe } = walk.seen;
  const { flow } = walk.asked;
  const sent = counted.sent > 0;
  const icmp = flow.protocol === 'icmp';
  const answered = walk.seen.answerLeft || seen.misaddressed.length > 0;
  if (walk.seen.answerMissed)
    yield {
      milestone: 'returned',
      evidence: 'peer-probe',
      because: { key: 'seen.no-answer-returned', sent: probe?.sent ?? 0 },
    };
  if (seen.requests.length > 0 && !answered && walk.modelled.answersObservable && seen.complete)
    yield {
      milestone: 'left',
      evidence: 'capture',
      because: {
        key: 'seen.no-answer-out',
        requests: seen.requests.length,
        device: deviceOf(walk.modelled.replyRoute) ?? walk.seen.ingress,
      },
    };
  if (isOurs(counted, counted.refused))
    yield {
      milestone: 'accepted',
      evidence: 'counters',
      because: { key: 'counted.reverse-path', by: counted.refused ?? 0 },
    };
  if (walk.seen.refused !== undefined)
    yield {
      milestone: 'delivered',
      evidence: walk.seen.refused === 'by-sender' ? 'peer-probe' : 'capture',
      because: { key: 'seen.refused', port: flow.port ?? 0 },
    };
  const asked = askedForInVain(walk);
  if (asked?.asker !== undefined)
    yield {
      milestone: 'arrived',
      evidence: 'capture',
      because: {
        key: 'seen.asks-in-vain',
        asker: asked.asker,
        address: flow.to,
        device: asked.dev ?? flow.interface,
      },
    };
  const { peerPackets, arrived, answerArrived } = walk.seen;
  if (
    asked === undefined &&
    !arrived &&
    !answerArrived &&
    (peerPackets?.requests.length ?? 0) === 0 &&
    foundNobody(walk)
  )
    yield {
      milestone: 'arrived',
      evidence: 'peer-neighbours',
      because: { key: 'seen.found-nobody', asker: walk.asked.sender, address: flow.to },
    };
  const router = routerError(walk);
  if (router)
    yield {
      milestone: 'arrived',
      evidence: router.evidence,
      because: { key: 'seen.router-says', by: router.by, says: router.says },
    };
  const sign = filterSign(walk);
  if (sign)
    yield {
      milestone: sign.hookKnown ? HOOKS[hookOf(sign)].beyond : 'delivered',
      evidence: sign.evidence[0] ?? 'filters',
      because: sign.shown,
    };
  if (icmp && sent && counted.echoesIn === 0)
    yield { milestone: 'delivered', evidence: 'counters', because: { key: 'counted.no-echo-in' } };
  if (icmp && sent && counted.repliesOut === 0)
    yield { milestone: 'answered', evidence: 'counters', because: { key: 'counted.no-reply-out' } };
}

function deviceSeen({ seen: { packets: seen, ingress } }: Walk): string {
  return seen.requests.some(({ dev }) => dev !== undefined) ? ingress : 'any';
}
