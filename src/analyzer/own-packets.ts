import type { Flow, ProbeReport } from './model/index.ts';
import { namedExchanges, requestsSent } from './own-probes.ts';
import { answersTo, type Sighting, type Sightings } from './sightings.ts';

/** What was seen of the one exchange that is asked about, other people's traffic to the same address set apart. */
export type OwnPackets = {
  /** The sender as the host sees it; undefined where nobody is known. */
  from?: string;
  requests: Sighting[];
  answers: Sighting[];
  misaddressed: Sighting[];
  /** Requests to the same address that belong to somebody else. */
  others: Sighting[];
  /** Requests whose sender may be ours behind address translation, which nothing seen can tell. */
  perhapsOurs: Sighting[];
};

type Clues = {
  flow: Flow;
  seen: Sightings;
  /** What the sender's captures show of its probes. */
  peerSeen?: Sightings;
  probes: readonly ProbeReport[];
  probeExpected: boolean;
  /** The sender is in the network of the asked interface: nothing on the way translates its packets. */
  untranslated?: boolean;
};

/**
 * Tells our own packets among all that were captured: by the ICMP id or port that the probe was given or that the sender's
 * side shows, else by the sender's address, else by being the only ones. Where nobody was named, the sender that gets no
 * answer is the one meant. An answer is ours where it belongs to one of our requests.
 */
export function ownPackets(clues: Clues): OwnPackets {
  const { seen, flow } = clues;
  const mine = tellOurs(clues);
  const known = knownExchanges(clues);
  const from = mine.requests[0]?.source ?? flow.from;
  const ours = (answers: readonly Sighting[]): Sighting[] => {
    if (mine.requests.length > 0) return answersTo(mine.requests, answers);
    const toSender = answers.filter(({ packet }) => from !== undefined && packet.destination === from);
    return known.size > 0 ? toSender.filter(({ exchange }) => known.has(exchange)) : toSender;
  };
  return {
    ...mine,
    ...(from === undefined ? {} : { from }),
    answers: ours(seen.answers),
    misaddressed: ours(seen.misaddressed),
  };
}

/** What our packets are known by: ICMP ids or ports. */
function knownExchanges({ probes, peerSeen }: Clues): ReadonlySet<string> {
  const seen = (peerSeen?.requests ?? []).map(({ exchange }) => exchange).filter(Boolean);
  return new Set([...namedExchanges(probes), ...seen]);
}

type Told = Pick<OwnPackets, 'requests' | 'others' | 'perhapsOurs'>;

function tellOurs(clues: Clues): Told {
  const { flow, seen, peerSeen, probes, probeExpected } = clues;
  const known = knownExchanges(clues);
  const sent = requestsSent(probes);
  if (!probeExpected || (flow.from === undefined && known.size === 0)) {
    const sender = flow.from ?? theUnanswered(seen);
    return split(seen, ({ source }) => source === sender);
  }
  if (known.size > 0) {
    const told = split(seen, ({ exchange }) => known.has(exchange));
    if (told.requests.length > 0 || flow.from === undefined) return told;
    const again = anotherRun(clues, told.others);
    if (again.length > 0) return split(seen, (sighting) => again.includes(sighting));
    if (clues.untranslated) return told;
    // Translation can change ids and ports as well: strangers that nobody can vouch for stay possible.
    const strangers = told.others.filter(
      ({ source, exchange }) => source !== flow.from && !known.has(exchange),
    );
    return { ...told, perhapsOurs: sameNumber(strangers, peerSeen?.requests.length || sent) };
  }
  const bySource = split(seen, ({ source }) => source === flow.from);
  if (bySource.requests.length > 0 || seen.requests.length === 0 || clues.untranslated) return bySource;
  const sources = new Set(seen.requests.map(({ source }) => source));
  const likeOurs = sources.size === 1 && seen.requests.length === sent;
  return likeOurs ? split(seen, () => true) : { ...bySource, perhapsOurs: bySource.others };
}

/**
 * What one host captured later, while the same sender tried once more: other ids and ports than its own side shows, at a time
 * for which that shows nothing. A probe that was given an id is known by that alone.
 */
function anotherRun({ flow, peerSeen, probes }: Clues, others: readonly Sighting[]): Sighting[] {
  const then = spanOf(peerSeen?.requests ?? []);
  if (then === undefined || namedExchanges(probes).size > 0) return [];
  const from = others.filter(({ source }) => source === flow.from);
  const now = spanOf(from);
  const isApart = now !== undefined && (now.from > then.until || now.until < then.from);
  return isApart ? from : [];
}

/** Seconds of the day between which these were seen; undefined where the captures print no times. */
function spanOf(sightings: readonly Sighting[]): { from: number; until: number } | undefined {
  const times = sightings.map(({ packet }) => packet.time);
  if (times.length === 0 || !times.every((time) => time !== undefined)) return undefined;
  return { from: Math.min(...times), until: Math.max(...times) };
}

function split(seen: Sightings, isOurs: (sighting: Sighting) => boolean): Told {
  return {
    requests: seen.requests.filter(isOurs),
    others: seen.requests.filter((request) => !isOurs(request)),
    perhapsOurs: [],
  };
}

/** Strangers in the number in which ours were sent, from one source. */
function sameNumber(strangers: readonly Sighting[], sent: number | undefined): Sighting[] {
  const sources = new Set(strangers.map(({ source }) => source));
  return [...sources].flatMap((source) => {
    const from = strangers.filter((one) => one.source === source);
    return from.length === sent ? from : [];
  });
}

/** The most frequent sender that gets no answer, else the most frequent one. */
function theUnanswered({ requests, answers }: Sightings): string | undefined {
  const answered = new Set(answers.map(({ packet }) => packet.destination));
  const counts = new Map<string, number>();
  for (const { source } of requests) counts.set(source, (counts.get(source) ?? 0) + 1);
  const senders = [...counts].sort((a, b) => b[1] - a[1]).map(([source]) => source);
  return senders.find((sender) => !answered.has(sender)) ?? senders[0];
}
