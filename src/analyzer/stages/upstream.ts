import { cite, deviceOf, isLargeProbe, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown } from './finding.ts';

/** Does the network beyond take the answer to the sender, large ones too? */
export function upstream(walk: Walk): Finding {
  const evidence = cite(walk, 'peer-probe', 'peer-capture');
  const large = mtuBlackhole(walk);
  if (large) return large;
  if (walk.answerArrived) return passed(`${walk.peerName} got the answer`, evidence);
  if (!walk.answerLeft || !walk.answerMissed)
    return unknown('only the host was looked at, not the network beyond it');
  if ((walk.peerSeen?.answers.length ?? 0) > 0) {
    const because = `the answer reached ${walk.peerName}, which dropped it itself: its own packet filter or source validation`;
    return stopped('answered-but-lost', because, evidence);
  }
  const way = walk.egress ?? deviceOf(walk.replyRoute);
  if (way !== undefined && way !== walk.ingress)
    return unknown(`the answer left by ${way}, and what becomes of it there is not known`, evidence);
  const because = `${walk.host} answered${walk.egress === undefined ? '' : ` by ${walk.egress}`} and ${walk.peerName} never got it`;
  return stopped('answered-but-lost', because, evidence);
}

/** Small packets come through, large ones that may not be fragmented vanish without a word (RFC 2923, RFC 8899). */
function mtuBlackhole({ peer, observation, flow, peerName, host, namedSender }: Walk): Finding | undefined {
  const sides = [
    { probes: (peer?.probes ?? []).filter(({ to }) => to === flow.to), id: 'peer-probe', who: peerName },
    {
      probes: observation.probes.filter(({ to }) => to === flow.from || to === namedSender),
      id: 'probe',
      who: host,
    },
  ];
  for (const { probes, id, who } of sides) {
    const small = probes.find((probe) => !isLargeProbe(probe) && probe.received > 0);
    const large = probes.find((probe) => isLargeProbe(probe) && probe.sent > 0 && probe.received === 0);
    if (!small || !large || probes.some((probe) => isLargeProbe(probe) && probe.received > 0)) continue;
    if (large.errors.some((line) => /too long|frag|mtu/i.test(line))) continue;
    const because = `${who} gets answers to small packets and none to large ones that may not be fragmented (${large.command}), and nobody on the way says why`;
    return stopped('mtu-blackhole', because, [id]);
  }
  return undefined;
}
