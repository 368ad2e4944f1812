import { ownAddress } from '../seen/addresses.ts';
import { frontIsShown, programsInFront, receivedInFront } from '../seen/hook-programs.ts';
import { refusedElsewhere } from '../seen/refusal.ts';
import { type RouterError, routerError } from '../seen/router-errors.ts';
import { gaveUpItself, isOnLink } from '../seen/sender-way.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { undecided } from './priors.ts';

/** From so many probes on that a listening capture did not see, it is proven that they do not arrive. */
const PROVEN_FROM = 10;

/** The requests are lost before the host: somebody provably sends, and a capture that covered it shows none. */
export const requestNotArriving: CauseFile<'request-not-arriving'> = {
  code: 'request-not-arriving',
  claims(walk) {
    if (walk.seen.arrived || walk.seen.answerArrived || isAskedFor(walk)) return [];
    const evidence = cite(walk, 'capture', 'peer-probe', 'peer-capture');
    // The sender is in the network of another interface, on which nothing was listened to.
    const elsewhere = walk.seen.ingress !== walk.asked.flow.interface && walk.seen.port === undefined;
    const open: Claim = claim({ cause: 'request-not-arriving', facts: { how: 'not-watched' } }, 'wire-in', {
      evidence,
      bare: true,
      rests: [
        {
          question: { about: 'arrival', device: elsewhere ? walk.seen.ingress : walk.asked.flow.interface },
          kind: 'open',
          // A probe that is known to be sent and got no answer may be lost on the way as well as here.
          otherwise:
            walk.asked.probeExpected &&
            walk.seen.answerMissed &&
            wasWatched(walk) &&
            receivedInFront(walk) === undefined
              ? 'open'
              : 'default',
        },
      ],
    });
    const { packets: seen } = walk.seen;
    const sent = whatWasSent(walk);
    // Who is in another network and looks for the host on a link of its own sends it nothing.
    if (sent?.how === 'asks-link' && isInAnotherNetwork(walk)) return [];
    // A pasted capture of another sender's requests alone was hardly made while this one tried.
    const atAnotherTime =
      walk.seen.probe !== undefined &&
      walk.seen.probe.ran === undefined &&
      seen.others.some(({ source }) => source !== walk.asked.flow.from) &&
      !isCapturedMeanwhile(walk);
    const hidden = !seen.listening || !seen.complete || seen.perhapsOurs.length > 0 || atAnotherTime;
    const router = routerError(walk);
    if (router) return [endedAt(walk, router, hidden)];
    if (hidden) return [open];
    if (elsewhere || !walk.asked.probeExpected || sent === undefined || programsInFront(walk).length > 0)
      return [open];
    return [
      claim({ cause: 'request-not-arriving', facts: sent }, 'wire-in', {
        evidence,
        shown: { key: 'seen.nothing-in', device: walk.asked.flow.interface },
        ...(refusedElsewhere(walk) ? { explainsError: true } : {}),
        ...(walk.seen.packets.covered >= PROVEN_FROM && frontIsShown(walk) ? {} : { surmised: true }),
      }),
    ];
  },
  remedies: [],
  advice: ({ asked: { flow, family } }, facts) => ({
    commands: [
      ['traceroute', '-n', flow.to],
      facts.how === 'router-said' && facts.says === 'host-unreachable' && flow.interface !== ''
        ? ['tcpdump', '-eni', flow.interface, family === 4 ? 'arp' : 'icmp6']
        : ['tcpdump', '-ni', 'any', 'host', flow.to],
    ],
    link: LINKS.hostRequirements,
  }),
};

/**
 * A router's error ends the way there: where nobody answers for the address it is the link to the host, else the way to it. Whether
 * the router's question comes to the host, which then does not answer, a capture tells.
 */
function endedAt(walk: Walk, { by, says, evidence, perhapsSender }: RouterError, hidden: boolean): Claim {
  const { flow } = walk.asked;
  const facts = {
    how: 'router-said' as const,
    router: by,
    says,
    ...(perhapsSender === undefined ? {} : { perhapsSender }),
  };
  const ofLink = says === 'host-unreachable';
  const question = { about: 'arrival', device: flow.interface } as const;
  return claim({ cause: 'request-not-arriving', facts }, ofLink ? 'neighbour-in' : 'wire-in', {
    evidence: cite(walk, evidence),
    rests: ofLink && hidden ? [undecided(question)] : [],
    shown: { key: 'seen.router-says', by, says },
    explainsError: true,
    surmised: true,
  });
}

/** The question for the hardware address comes in: then the network brings what is sent, and the host does not answer. */
function isAskedFor({ seen: { linkTalk }, asked: { flow } }: Walk): boolean {
  return linkTalk.questions.some(
    ({ target, direction, asker }) => target === flow.to && direction !== 'out' && asker !== flow.to,
  );
}

function isInAnotherNetwork(walk: Walk): boolean {
  return ownAddress(walk.modelled.state, walk.asked.flow.to) !== undefined && !isOnLink(walk);
}

/** By the clocks of both sides, a request left the sender while the host's capture went on. */
function isCapturedMeanwhile({ seen: { observation, peerPackets } }: Walk): boolean {
  const sent = (peerPackets?.requests ?? []).flatMap(({ packet }) => packet.time ?? []);
  return observation.captures.some(({ packets }) => {
    const [first, last] = [packets[0]?.time, packets.at(-1)?.time];
    return first !== undefined && last !== undefined && sent.some((time) => first <= time && time <= last);
  });
}

/** Whether the host was looked at while the probe was sent, and could have shown it; a pasted console need not have been. */
function wasWatched({ seen: { observation, packets: seen } }: Walk): boolean {
  return observation.counters.length > 1 || seen.listening;
}

/** What proves that the sender was sending: its own capture, else its probe where nothing was captured there. */
function whatWasSent(walk: Walk): { how: 'sent' | 'asks-link'; sent?: number; error?: string } | undefined {
  const { peerPackets: peerSeen, peerLinkTalk, probe } = walk.seen;
  const { flow } = walk.asked;
  const left = peerSeen?.requests.length ?? 0;
  const error = probe?.errors.find((line) => line.startsWith('From ') || line.startsWith('Reply from '));
  const told = error === undefined ? {} : { error };
  if (left > 0) return { how: 'sent', sent: left, ...told };
  if (peerSeen?.listening !== true) {
    const sent = probe?.sent ?? 0;
    return sent > 0 && !gaveUpItself(walk) ? { how: 'sent', sent, ...told } : undefined;
  }
  const asks = peerLinkTalk?.questions.some(
    ({ target, direction }) => target === flow.to && direction !== 'in',
  );
  return asks ? { how: 'asks-link', ...told } : undefined;
}
