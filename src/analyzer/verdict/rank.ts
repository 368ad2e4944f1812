import { allClaims, type Claim, claimsNotShown, inOrder } from '../causes/index.ts';
import { type Cause, keyOf, type Message, type OpenQuestion, type Told } from '../model/index.ts';
import { heldBack } from '../seen/held-back.ts';
import { losesSome } from '../seen/loss.ts';
import { flapping } from '../seen/loss-signs.ts';
import { furthest, isBefore, type Progress } from '../seen/progress.ts';
import { deviceOf, type Walk } from '../walk/index.ts';
import { baseRate } from './base-rates.ts';
import { type Candidate, candidatesOf, costRank, isPossible } from './candidates.ts';
import { ofReplies, whyOnLink } from './own-ping.ts';

/** What the candidates come to: one that leads alone, or several among which nothing shown decides. */
export type Ranking = {
  /** In order: who leads, who fits, who is contradicted. */
  candidates: Candidate[];
  leaders: Candidate[];
  /** The one that is the cause; undefined where it is open. */
  decided?: Candidate;
  /** Why it is open, where it is. */
  why?: Message;
};

/** A tie, or nothing better than an open question, decides nothing. */
const BEST_OPEN = costRank('open');

/** Ranks every candidate, `healthy` among them, by the worst that it takes for granted. */
export function rank(walk: Walk, progress: Progress): Ranking {
  const onLink = whyOnLink(walk);
  if (onLink) return { candidates: [], leaders: [], why: onLink };
  const claims = ofReplies(walk, allClaims(walk));
  const shown = rankOf(walk, progress, claims, false);
  if (shown.decided) return shown;
  // Nothing shown decides: what nobody showed may.
  const causes = new Set(claims.map(({ cause }) => cause));
  const hidden = ofReplies(walk, claimsNotShown(walk)).filter(({ cause }) => !causes.has(cause));
  return rankOf(walk, progress, inOrder([...claims, ...hidden]), hidden.length === 0);
}

/** `allShown`: no listing is missing that would show another cause. */
function rankOf(walk: Walk, progress: Progress, claims: readonly Claim[], allShown: boolean): Ranking {
  const stops = candidatesOf(walk, progress, claims);
  const all = [...stops, healthy(walk, progress, stops)];
  const possible = all.filter(isPossible).sort(byCost);
  const best = possible[0];
  const leaders = best ? possible.filter(({ cost }) => cost === best.cost) : [];
  const rest = all.filter((one) => !leaders.includes(one));
  const candidates = [
    ...leaders,
    ...rest.filter(isPossible).sort(byCost),
    ...rest.filter((one) => !isPossible(one)),
  ];
  const conflict = unwatched(walk) ?? conflictOf(walk, progress, all);
  if (conflict) return { candidates, leaders, why: conflict };
  const causes = new Set(leaders.map(({ claim }) => claim.cause));
  if (best && causes.size === 1 && costRank(best.cost) < BEST_OPEN)
    return { candidates, leaders, decided: best };
  if (best && allShown && isLeftAlone(best, possible, progress))
    return { candidates, leaders, decided: best };
  return { candidates, leaders, why: whyOpen(walk, leaders) };
}

/**
 * Packets were seen to come in and not to go on, and everything that was shown rules out every other cause: what only may stop
 * them (a program whose inside nobody can read, a rule with a limit) is what is left.
 */
function isLeftAlone({ claim }: Candidate, possible: readonly Candidate[], progress: Progress): boolean {
  const isLost = progress.missed.length > 0 && !isBefore(furthest(progress), 'arrived');
  return isLost && claim.bare !== true && possible.every((one) => one.claim.cause === claim.cause);
}

function byCost(one: Candidate, other: Candidate): number {
  const { assumes: mine } = one;
  const { assumes: theirs } = other;
  return (
    costRank(one.cost) - costRank(other.cost) ||
    Number(one.claim.shown === undefined) - Number(other.claim.shown === undefined) ||
    Number(one.claim.bare ?? false) - Number(other.claim.bare ?? false) ||
    baseRate(other.claim.cause) - baseRate(one.claim.cause) ||
    mine.filter(({ kind }) => kind === one.cost).length -
      theirs.filter(({ kind }) => kind === other.cost).length
  );
}

/** Nothing stops it: an answer was seen to get back, or to leave as it should; else nothing was found that would. */
function healthy(walk: Walk, progress: Progress, stops: readonly Candidate[]): Candidate {
  const { egress, ingress, probe } = walk.seen;
  const { replyRoute } = walk.modelled;
  const asymmetric = egress !== undefined && egress !== ingress;
  const late = lateness(walk);
  const flaps = flapping(walk);
  const openEnd: OpenQuestion = walk.seen.standsStill
    ? { about: 'large-packets' }
    : walk.seen.answerLeft
      ? { about: 'return' }
      : walk.seen.arrived
        ? { about: 'departure', device: deviceOf(replyRoute) ?? ingress }
        : { about: 'arrival', device: ingress };
  const claimOf = (facts: Extract<Claim, { cause: 'healthy' }>['facts'], open: boolean): Claim => ({
    cause: 'healthy',
    facts,
    stage: 'upstream',
    after: 'sent',
    before: 'returned',
    evidence: ['capture', 'peer-probe'],
    rests: open ? [{ question: openEnd, kind: 'open', otherwise: 'open' }] : [],
    ...(open ? { bare: true as const } : {}),
    despiteAnswer: true,
  });
  const base = { unreached: [], assumes: [] as Candidate['assumes'] };
  // What loses some packets is no health, whatever answers came.
  const blocked =
    losesSome(walk) ||
    heldBack(walk) !== undefined ||
    stops.some((one) => isPossible(one) && one.claim.despiteAnswer && one.claim.rests.length === 0);
  if (progress.reached.some(({ milestone }) => milestone === 'returned')) {
    const facts = {
      how: 'returned' as const,
      ...(asymmetric ? { other: true, device: egress } : {}),
      ...(late === undefined ? {} : { late }),
      ...(flaps ? { flaps } : {}),
      ...(probe ? { answers: probe.received } : {}),
    };
    // An open connection proves that small packets get through, and no more.
    const claim = claimOf(facts, walk.seen.standsStill);
    const cost = walk.seen.standsStill ? 'open' : 'none';
    return { ...base, claim, assumes: claim.rests, refuted: [], cost, behind: blocked };
  }
  const missed = progress.missed[0];
  const way = egress ?? deviceOf(replyRoute);
  if (walk.seen.answerLeft && (way === undefined || way === ingress)) {
    const facts = {
      how: 'left' as const,
      ...(egress === undefined ? {} : { device: egress }),
      ...(flaps ? { flaps } : {}),
    };
    const { stated, seenToFail } = walk.asked;
    const refuted: Message[] =
      walk.seen.answerMissed && missed
        ? [missed.because]
        : stated
          ? [{ key: 'seen.stated-no-answer', text: stated.text }]
          : [];
    const isOpen = walk.seen.standsStill || (seenToFail && !walk.seen.gaveUpBefore);
    const claim = claimOf(facts, isOpen);
    return { ...base, claim, assumes: claim.rests, refuted, cost: isOpen ? 'open' : 'none', behind: blocked };
  }
  const claim = claimOf({ how: 'expected' }, true);
  const certain = stops.some((one) => isPossible(one) && one.claim.rests.length === 0);
  const usual = stops.filter((one) => isPossible(one) && costRank(one.cost) < BEST_OPEN);
  return {
    claim,
    unreached: [],
    refuted: missed ? [missed.because] : [],
    assumes: claim.rests,
    cost: usual.length > 0 ? 'unusual' : 'open',
    behind: certain,
  };
}

/** Milliseconds of an answer that took longer than a second. */
function lateness({ seen: { slowestAnswer = 0 } }: Walk): number | undefined {
  return slowestAnswer >= 1 ? Math.round(1000 * slowestAnswer) : undefined;
}

/** A capture that was cut or full while somebody was sending, and shows nothing of it. */
function unwatched({
  seen: { packets: seen, answerArrived, arrived },
  asked: { probeExpected, peerName },
}: Walk): Message | undefined {
  const stranger = seen.perhapsOurs[0]?.source;
  if (stranger !== undefined && seen.requests.length === 0 && !answerArrived && !arrived)
    return { key: 'why.perhaps-translated', source: stranger, peer: peerName };
  const cut = seen.listening && !seen.complete && seen.requests.length === 0;
  return cut && probeExpected && !answerArrived && !arrived ? { key: 'why.capture-incomplete' } : undefined;
}

/** Where packets of this flow and the model contradict each other nothing is claimed. */
function conflictOf(walk: Walk, progress: Progress, all: readonly Candidate[]): Message | undefined {
  const { host, flow, peerName } = walk.asked;
  const explained = all.some((one) => one.claim.explainsForeignAnswer && isPossible(one));
  if (walk.seen.answeredByAnother && !explained)
    return {
      key: 'why.answered-by-another',
      peer: peerName,
      to: flow.to,
      host,
      how: walk.seen.answeredByAnother,
    };
  const came = furthest(progress);
  if (came === 'returned') return undefined;
  // What the listings say for certain, and would meet the packet first.
  const first = all.find(
    ({ claim }) => claim.rests.length === 0 && claim.surmised !== true && claim.cause !== 'healthy',
  );
  const [by] = first?.refuted ?? [];
  if (!first || !by) return undefined;
  const told = toldOf(first.claim);
  if (came !== 'left') return { key: 'why.contradicted', told, scene: walk.asked.scene, by };
  return BY_ROUTING.has(first.claim.cause)
    ? { key: 'why.answered-all-the-same', told, scene: walk.asked.scene }
    : undefined;
}

/** Causes that the route model tells: an answer that was seen contradicts the model itself. */
const BY_ROUTING: ReadonlySet<Cause> = new Set([
  'strict-rp-filter',
  'no-return-route',
  'route-rejects',
  'vrf-mismatch',
  'source-is-own-address',
]);

/** The cause of a claim with its facts, as it is told. */
export function toldOf(claim: Claim): Told {
  return { cause: claim.cause, facts: claim.facts } as Told;
}

function whyOpen(walk: Walk, leaders: readonly Candidate[]): Message {
  const { packets: seen } = walk.seen;
  const { host, flow } = walk.asked;
  if (flow.to === '') return { key: 'why.address-not-shown', device: flow.interface };
  const [first] = leaders;
  if (!first) return { key: 'why.unexplained', host };
  const questions = differing(leaders);
  if (first.claim.cause === 'healthy' && leaders.length > 0 && seen.requests.length === 0)
    return { key: 'why.no-packet', device: walk.seen.ingress };
  return questions.length > 0 ? { key: 'why.open', questions } : { key: 'why.unexplained', host };
}

/** The open questions in which the leaders differ: those that some of them answer against the odds, the most shared first. */
function differing(leaders: readonly Candidate[]): OpenQuestion[] {
  return [...counted(leaders).values()]
    .filter(({ open }) => open)
    .sort((a, b) => b.count - a.count)
    .map(({ question }) => question);
}

function counted(leaders: readonly Candidate[]) {
  const counts = new Map<string, { question: OpenQuestion; count: number; open: boolean }>();
  for (const { assumes } of leaders)
    for (const { question, kind } of assumes) {
      const key = keyOf(question);
      const { count = 0, open = false } = counts.get(key) ?? {};
      counts.set(key, { question, count: count + 1, open: open || kind === 'open' || kind === 'unusual' });
    }
  return counts;
}
