import { type Sighting, secondsBetween } from '../sightings.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { type Assumption, type CauseFile, claim, LINKS } from './cause.ts';

/** The answer leaves the interface that it should, and the sender never gets it. */
export const answeredButLost: CauseFile<'answered-but-lost'> = {
  code: 'answered-but-lost',
  claims(walk) {
    const { answerLeft, answerMissed, egress, ingress, peerPackets: peerSeen } = walk.seen;
    const { replyRoute } = walk.modelled;
    if (walk.seen.answerArrived || (peerSeen?.answers.length ?? 0) > 0 || !answerLeft) return [];
    const way = egress ?? deviceOf(replyRoute);
    if (way !== undefined && way !== ingress) return [];
    return [
      claim(
        {
          cause: 'answered-but-lost',
          facts: { reachedSender: false, ...(egress === undefined ? {} : { device: egress }) },
        },
        'upstream',
        {
          evidence: cite(walk, 'peer-probe', 'peer-capture', 'capture'),
          rests: [
            ...(answerMissed && !cameSlowly(walk)
              ? []
              : [{ question: { about: 'return' }, kind: 'open', otherwise: 'default' } as const]),
            ...nextHopNotShown(walk),
          ],
          ...(mayBeLate(walk) ? { surmised: true as const } : {}),
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

/** So long (seconds) an answer is waited for before it is called lost: satellite links and full buffers delay by less. */
const PATIENCE = 3;

/** A person's probe gave up so soon (`ping -W 1`) that the answer may have come later. */
function mayBeLate({ seen: { probe } }: Walk): boolean {
  return probe !== undefined && probe.ran === undefined && (probe.wait ?? PATIENCE) < PATIENCE;
}

/** By the clocks of both sides the request alone took as long as the person's probe waited: its answer comes later than that. */
function cameSlowly({ seen: { probe, packets, peerPackets } }: Walk): boolean {
  const wait = probe?.ran === undefined ? probe?.wait : undefined;
  if (wait === undefined || wait >= PATIENCE) return false;
  return packets.requests.some((came) => {
    const sent = peerPackets?.requests.find((one) => one.exchange === came.exchange && isSame(one, came));
    const took = sent && secondsBetween(sent.packet, came.packet);
    return took !== undefined && took >= wait && took < AN_HOUR;
  });
}

function isSame(one: Sighting, other: Sighting): boolean {
  return one.packet.icmpSequence === other.packet.icmpSequence;
}

const AN_HOUR = 3600;

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
