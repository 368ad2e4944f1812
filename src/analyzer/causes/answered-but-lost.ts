import { gaveUpSoon } from '../own-probes.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { type Assumption, type CauseFile, claim, LINKS } from './cause.ts';

/** The answer leaves the interface that it should, and the sender never gets it. */
export const answeredButLost: CauseFile<'answered-but-lost'> = {
  code: 'answered-but-lost',
  claims(walk) {
    const { answerLeft, answerMissed, egress, ingress, peerPackets: peerSeen } = walk.seen;
    const { replyRoute } = walk.modelled;
    const { stated } = walk.asked;
    if (walk.seen.answerArrived || (peerSeen?.answers.length ?? 0) > 0 || !answerLeft) return [];
    const way = egress ?? deviceOf(replyRoute);
    if (way !== undefined && way !== ingress) return [];
    return [
      claim(
        {
          cause: 'answered-but-lost',
          facts: {
            reachedSender: false,
            ...(egress === undefined ? {} : { device: egress }),
            ...(stated && !answerMissed ? { stated: true as const } : {}),
          },
        },
        'upstream',
        {
          evidence: cite(walk, 'peer-probe', 'peer-capture', 'capture'),
          rests: [
            ...(answerMissed || stated !== undefined
              ? []
              : [{ question: { about: 'return' }, kind: 'open', otherwise: 'default' } as const]),
            ...nextHopNotShown(walk),
          ],
          ...(mayBeLate(walk) || !answerMissed ? { surmised: true as const } : {}),
        },
      ),
    ];
  },
  remedies: [],
  advice: ({ asked: { flow } }) => ({
    commands: [['tcpdump', '-ni', 'any', 'host', flow.to]],
    link: LINKS.spoofing,
  }),
};

/** A person's probe gave up so soon that the answer may have come later. */
function mayBeLate({ seen: { probe } }: Walk): boolean {
  return probe !== undefined && gaveUpSoon(probe);
}

/** Whom the answer was handed to is not known where its route is not: it may have been handed to nobody who forwards it. */
function nextHopNotShown({
  modelled: { replyRoute },
  seen: { egress },
  asked: { family },
}: Walk): Assumption[] {
  if (replyRoute.kind === 'unknown')
    return [{ question: replyRoute.question, kind: 'default', otherwise: 'unusual' }];
  const isAsModelled = egress === undefined || deviceOf(replyRoute) === egress;
  return isAsModelled
    ? []
    : [{ question: { about: 'rules', family }, kind: 'default', otherwise: 'unusual' }];
}
