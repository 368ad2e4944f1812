import { covers } from '../listening-windows.ts';
import type { CauseFacts } from '../model/index.ts';
import { isLargeProbe } from '../own-probes.ts';
import { ownMacs } from '../seen/address-claims.ts';
import { ownAddress } from '../seen/addresses.ts';
import { saidNotSent } from '../seen/probe-errors.ts';
import { senderStopsAnswer, senderStopsRequest } from '../seen/sender-filter.ts';
import {
  asksByItsRoute,
  asksItsLink,
  gaveUpItself,
  isMeantFor,
  isOnLink,
  isVpn,
  senderDevice,
} from '../seen/sender-way.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type Assumption, type CauseFile, type Claim, claim, ip, LINKS } from './cause.ts';

/** The sender's own route, filter, VPN or neighbour takes the request, or its own checks drop the answer that reached it. */
export const senderSide: CauseFile<'sender-side'> = {
  code: 'sender-side',
  claims(walk) {
    const found =
      droppedAnswer(walk) ??
      notSent(walk) ??
      stopsRequest(walk) ??
      wrongNeighbour(walk) ??
      intoVpn(walk) ??
      ownFilter(walk) ??
      unseenDrop(walk);
    return found ? [found] : [];
  },
  remedies: [],
  advice: (walk) => ({
    commands: [
      ip(walk, 'route', 'get', walk.asked.flow.to),
      ['tcpdump', '-ni', 'any', 'host', walk.asked.flow.to],
    ],
    link: LINKS.hostRequirements,
  }),
};

/** Its capture shows the answer coming in, and its probe got none. */
function droppedAnswer(walk: Walk): Claim | undefined {
  const { peerPackets: peerSeen, answerMissed, probe } = walk.seen;
  if (!answerMissed || (probe && isLargeProbe(probe)) || (peerSeen?.answers.length ?? 0) === 0)
    return undefined;
  return claim({ cause: 'sender-side', facts: { how: 'dropped-answer' } }, 'upstream', {
    evidence: cite(walk, 'peer-capture', 'peer-probe'),
    shown: { key: 'seen.answer-at-sender', count: peerSeen?.answers.length ?? 0 },
    ...(isOfOneRun(walk) ? {} : { surmised: true }),
  });
}

/** Nothing came, and the sender's own packet filter, as it was listed, drops such a request where it goes out. */
function stopsRequest(walk: Walk): Claim | undefined {
  const { arrived, answerArrived, answerMissed, peerPackets: peerSeen } = walk.seen;
  if (arrived || answerArrived || !answerMissed || (peerSeen?.requests.length ?? 0) > 0) return undefined;
  const rule = senderStopsRequest(walk)?.rule;
  if (rule === undefined) return undefined;
  return claim({ cause: 'sender-side', facts: { how: 'not-permitted', rule } }, 'wire-in', {
    evidence: cite(walk, 'peer-filters', 'peer-nft', 'peer-iptables', 'peer-ip6tables', 'peer-probe'),
    surmised: true,
  });
}

/** The answer left, and the sender's own packet filter, as it was listed, drops such an answer where it comes in. */
function ownFilter(walk: Walk): Claim | undefined {
  const { answerLeft, answerMissed } = walk.seen;
  const rule = answerLeft && answerMissed ? senderStopsAnswer(walk)?.rule : undefined;
  if (rule === undefined) return undefined;
  return claim({ cause: 'sender-side', facts: { how: 'own-filter', rule } }, 'upstream', {
    evidence: cite(walk, 'peer-filters', 'peer-nft', 'peer-iptables', 'peer-ip6tables', 'peer-probe'),
    surmised: true,
    // Whether it came so far is for the sender's capture to show.
    rests: [{ question: { about: 'sender' }, kind: 'default', otherwise: 'unusual' }],
  });
}

/** No capture of the sender shows whether the answer reached it: its own filter may have dropped it. */
function unseenDrop(walk: Walk): Claim | undefined {
  const { answerLeft, answerMissed, peerPackets: peerSeen } = walk.seen;
  if (!answerLeft || !answerMissed || (peerSeen?.listening && peerSeen.complete)) return undefined;
  return claim({ cause: 'sender-side', facts: { how: 'dropped-answer' } }, 'upstream', {
    evidence: cite(walk, 'peer-probe'),
    bare: true,
    rests: [{ question: { about: 'sender' }, kind: 'unusual', otherwise: 'default' }],
  });
}

/** Nothing went out: the sender says why, or its complete capture shows neither a request nor a question on its link. */
function notSent(walk: Walk): Claim | undefined {
  const { peerPackets: peerSeen, peerLinkTalk, probe, arrived } = walk.seen;
  const { flow } = walk.asked;
  if (arrived || (peerSeen?.requests.length ?? 0) > 0 || !walk.seen.peer) return undefined;
  const asked = peerLinkTalk?.questions.some(({ target }) => target === flow.to) ?? false;
  const silent = peerSeen?.listening === true && peerSeen.complete && !asked;
  const [error] = probe?.errors ?? [];
  const nothing = (how: CauseFacts['sender-side']['how'], device?: string): Claim => {
    const facts = {
      how,
      ...(error === undefined ? {} : { error }),
      ...(device === undefined ? {} : { device }),
    };
    return claim({ cause: 'sender-side', facts }, 'wire-in', {
      evidence: cite(walk, 'peer-probe', 'peer-capture', 'peer-neighbours', 'peer-routes'),
      shown: { key: 'seen.nothing-sent', to: flow.to },
    });
  };
  const said = saidNotSent(probe);
  if (said !== undefined) return nothing(said);
  // On the host's own link it is the host that has to answer.
  if (isOnLink(walk)) return undefined;
  if (asksItsLink(walk) || gaveUpItself(walk))
    return astray(walk, nothing('no-neighbour', senderDevice(walk)));
  if (silent && probe !== undefined && probe.received === 0 && watchesItsWay(walk))
    return { ...nothing('nothing-sent'), ...(isOfOneRun(walk) ? {} : { surmised: true }) };
  return undefined;
}

/** Whether the sender's captures are known to have listened while its probe ran; in a paste they may be of another try. */
function isOfOneRun({ seen: { peer, probes } }: Walk): boolean {
  return peer?.captures.some((capture) => covers(capture, probes) === true) ?? false;
}

/** Whether the sender captured where its requests leave: what goes by another interface a capture of one does not show. */
function watchesItsWay(walk: Walk): boolean {
  const way = senderDevice(walk);
  return (walk.seen.peer?.captures ?? []).some(
    ({ listening, interface: on }) => listening && (on === undefined || on === 'any' || on === way),
  );
}

/**
 * Its route sends the request to a link of its own where nobody has the address. An address of its own that spans both networks
 * is another cause; so is one of the host's.
 */
function astray(walk: Walk, nothing: Claim): Claim | undefined {
  const { family, flow } = walk.asked;
  const byRoute = asksByItsRoute(walk);
  if (byRoute === false) return undefined;
  const rests: Assumption[] = [
    ...(byRoute ? [] : [{ question: { about: 'sender' }, kind: 'default', otherwise: 'unusual' } as const]),
    ...(ownAddress(walk.modelled.state, flow.to)
      ? []
      : [
          {
            question: { about: 'addresses', family, device: flow.interface },
            kind: 'default',
            otherwise: 'unusual',
          } as const,
        ]),
  ];
  return { ...nothing, rests };
}

/** A permanent entry of the sender names a hardware address that is none of this host's. */
function wrongNeighbour(walk: Walk): Claim | undefined {
  const { peer, arrived } = walk.seen;
  const { flow } = walk.asked;
  const own = ownMacs(walk.modelled);
  const entry = peer?.state.neighbours?.find(
    ({ address, state }) => address === flow.to && state === 'PERMANENT',
  );
  if (arrived || entry?.mac === undefined || own.size === 0 || own.has(entry.mac)) return undefined;
  const facts = { how: 'wrong-neighbour' as const, mac: entry.mac };
  return claim({ cause: 'sender-side', facts }, 'wire-in', {
    evidence: cite(walk, 'peer-neighbours', 'links'),
    shown: { key: 'seen.claimed-by', address: flow.to, mac: entry.mac, device: entry.dev },
    surmised: true,
  });
}

/** The request goes into the sender's VPN, and never comes here. */
function intoVpn(walk: Walk): Claim | undefined {
  const { flow } = walk.asked;
  const { arrived, answerArrived, answerMissed, packets: seen } = walk.seen;
  const device = senderDevice(walk);
  if (arrived || answerArrived || !answerMissed || device === undefined || !isVpn(walk, device))
    return undefined;
  if (isMeantFor(walk, device)) return undefined;
  const facts = { how: 'vpn' as const, device };
  return claim({ cause: 'sender-side', facts }, 'wire-in', {
    evidence: cite(walk, 'peer-oracle', 'peer-routes', 'peer-capture'),
    surmised: true,
    rests: seen.listening
      ? []
      : [{ question: { about: 'arrival', device: flow.interface }, kind: 'default', otherwise: 'default' }],
  });
}
