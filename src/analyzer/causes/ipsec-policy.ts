import { type IpsecVerdict, ipsecVerdict, isProtected, type SelectedPacket } from '../ipsec.ts';
import { ipsecRise } from '../seen/ipsec-counters.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type Assumption, type CauseFile, type Claim, claim, LINKS } from './cause.ts';

/** An IPsec policy wants protection that the request or its answer has not, or lets nothing through at all (ip-xfrm(8)). */
export const ipsecPolicy: CauseFile<'ipsec-policy'> = {
  code: 'ipsec-policy',
  claims: (walk) => [...stopped(walk, 'in'), ...stopped(walk, 'out')],
  remedies: [],
  advice: () => ({
    commands: [
      ['ip', '-s', 'xfrm', 'policy'],
      ['ip', 'xfrm', 'state', 'count'],
      ['cat', '/proc/net/xfrm_stat'],
    ],
    link: LINKS.ipXfrm,
  }),
};

/**
 * The request is checked when it is handed to ICMP or to a socket, behind source validation and the packet filter; its answer
 * with its route, before ICMP counts it.
 */
const PLACES = {
  in: { stage: 'input', after: 'accepted', before: 'answered' },
  out: { stage: 'output', after: 'delivered', before: 'left' },
} as const;

function stopped(walk: Walk, direction: 'in' | 'out'): Claim[] {
  const { state } = walk.modelled;
  const { counted, observation } = walk.seen;
  const packet = packetOf(walk, direction);
  const verdict = packet && ipsecVerdict(state, direction, packet);
  const rose = ipsecRise(observation, counted, direction);
  if ((verdict === undefined && rose?.isOurs !== true) || (rose?.by === 0 && counted.sent > 0)) return [];
  const rests = rose?.isOurs || !packet || !verdict ? [] : unprotected(walk, verdict, packet, direction);
  if (rests === undefined) return [];
  const facts = {
    direction,
    ...(rose && rose.by > 0 ? { counter: rose.counter, rose: rose.by } : {}),
    ...(verdict
      ? {
          source: verdict.policy.source,
          destination: verdict.policy.destination,
          blocks: verdict.does === 'drops',
        }
      : {}),
  };
  const { stage, ...bounds } = PLACES[direction];
  return [
    claim({ cause: 'ipsec-policy', facts }, stage, {
      ...bounds,
      evidence: cite(walk, 'ipsec', 'counters', 'capture'),
      rests,
      ...(rose?.isOurs ? { shown: { key: 'counted.ipsec', counter: rose.counter, by: rose.by } } : {}),
    }),
  ];
}

function packetOf(
  { asked: { flow, family }, seen: { ingress }, modelled: { replyRoute } }: Walk,
  direction: 'in' | 'out',
): SelectedPacket | undefined {
  const { from, to, port } = flow;
  if (from === undefined || to === '') return undefined;
  const protocol = flow.protocol === 'icmp' && family === 6 ? 'icmpv6' : flow.protocol;
  const way = replyRoute.kind === 'route' ? replyRoute.dev : undefined;
  return direction === 'in'
    ? { source: from, destination: to, protocol, destinationPort: port, device: ingress }
    : { source: to, destination: from, protocol, sourcePort: port, device: way };
}

/** What it rests on that the packet comes, or leaves, in the clear; undefined where an association protects the answer. */
function unprotected(
  { modelled: { state } }: Walk,
  { does, policy, certain }: IpsecVerdict,
  packet: SelectedPacket,
  direction: 'in' | 'out',
): Assumption[] | undefined {
  const question = { about: 'ipsec' } as const;
  const doubt: Assumption[] = certain ? [] : [{ question, kind: 'open', otherwise: 'open' }];
  if (does === 'drops') return doubt;
  const isSafe = isProtected(state, policy, packet);
  if (isSafe === false) return doubt;
  if (direction === 'out') return isSafe ? undefined : [{ question, kind: 'open', otherwise: 'default' }];
  // What came out of a tunnel looks the same in a capture.
  return [...doubt, { question, kind: isSafe ? 'open' : 'default', otherwise: 'open' }];
}
