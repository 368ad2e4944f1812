import { isLargeProbe } from '../own-probes.ts';
import { cite, type Walk } from '../walk.ts';
import { type CauseFile, type Claim, claim, ip, LINKS } from './cause.ts';
import { gaveUpItself } from './request-not-arriving.ts';

/** The sender's own route, filter or neighbour takes the request, or its own checks drop the answer that reached it. */
export const senderSide: CauseFile<'sender-side'> = {
  code: 'sender-side',
  claims(walk) {
    const found = droppedAnswer(walk) ?? sentNothing(walk);
    return found ? [found] : [];
  },
  remedies: [],
  advice: (walk) => ({
    commands: [ip(walk, 'route', 'get', walk.flow.to), ['tcpdump', '-ni', 'any', 'host', walk.flow.to]],
    link: LINKS.hostRequirements,
  }),
};

/** Its capture shows the answer coming in, and its probe got none. */
function droppedAnswer(walk: Walk): Claim | undefined {
  const { peerSeen, answerMissed, probe } = walk;
  if (!answerMissed || (probe && isLargeProbe(probe)) || (peerSeen?.answers.length ?? 0) === 0)
    return undefined;
  return claim({ cause: 'sender-side', facts: { how: 'dropped-answer' } }, 'upstream', {
    evidence: cite(walk, 'peer-capture', 'peer-probe'),
    shown: { key: 'seen.answer-at-sender', count: peerSeen?.answers.length ?? 0 },
  });
}

/** Nothing went out: the sender says why, or its complete capture shows neither a request nor a question on its link. */
function sentNothing(walk: Walk): Claim | undefined {
  const { peerSeen, peerLinkTalk, probe, flow, arrived } = walk;
  if (arrived || (peerSeen?.requests.length ?? 0) > 0 || !walk.peer) return undefined;
  const asked = peerLinkTalk?.questions.some(({ target }) => target === flow.to) ?? false;
  const silent = peerSeen?.listening === true && peerSeen.complete && !asked;
  const [error] = probe?.errors ?? [];
  const told = error === undefined ? {} : { error };
  const evidence = cite(walk, 'peer-probe', 'peer-capture', 'peer-neighbours');
  const nothing = (how: 'no-route' | 'no-neighbour' | 'nothing-sent'): Claim =>
    claim({ cause: 'sender-side', facts: { how, ...told } }, 'wire-in', {
      evidence,
      shown: { key: 'seen.nothing-sent', to: flow.to },
    });
  if (probe !== undefined && probe.sent === 0 && error !== undefined) return nothing('no-route');
  if (gaveUpItself(walk) && !asked) return nothing('no-neighbour');
  if (silent && probe !== undefined && probe.received === 0) return nothing('nothing-sent');
  return undefined;
}
