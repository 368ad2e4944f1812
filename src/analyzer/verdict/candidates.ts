import { type Assumption, type Claim, routingRests } from '../causes/index.ts';
import { type Cause, COSTS, type Cost, keyOf, type Message, STAGES, type StageName } from '../model/index.ts';
import { furthest, isBefore, type Progress } from '../seen/progress.ts';
import { addressAnswers } from '../seen/siblings.ts';
import type { Walk } from '../walk/index.ts';

/** A claim held against what was seen of this very flow, and against the claims that would stop the packet before it. */
export type Candidate = {
  claim: Claim;
  /** What was seen that it cannot explain: it is not what stops this packet, nor would it. */
  refuted: Message[];
  /** The packet is known never to have come so far. */
  unreached: Message[];
  /** Everything that it takes for granted: its own, and that nothing before it stops the packet. */
  assumes: Assumption[];
  /** The worst of what it takes for granted. */
  cost: Cost;
  /** Another claim that is known to hold stops the packet before: this one would stop it next. */
  behind: boolean;
};

/** These claims as candidates; they stand in the packet's order. */
export function candidatesOf(walk: Walk, progress: Progress, claims: readonly Claim[]): Candidate[] {
  const found: Candidate[] = [];
  for (const claim of claims) {
    const earlier = found.filter(
      (one) => isPossible(one) && one.claim.cause !== claim.cause && !isPassed(one.claim, claim, progress),
    );
    const passed = earlier.map(({ claim: before }) => negation(before));
    const accepted = acceptedBecause(walk, progress, claim);
    const assumes = dedupe([...claim.rests, ...accepted, ...passed.flatMap((one) => one ?? [])]);
    const behind = passed.includes(undefined);
    found.push({
      claim,
      refuted: [...refutations(walk, progress, claim), ...(behind ? [] : notCounted(walk, claim))],
      unreached: shortfalls(progress, claim),
      assumes,
      cost: worst(assumes.map(({ kind }) => kind)),
      behind,
    });
  }
  return found;
}

/** Whether it can be what stops this packet. */
export function isPossible({ refuted, unreached, behind }: Candidate): boolean {
  return refuted.length === 0 && unreached.length === 0 && !behind;
}

/** Whether an earlier claim plays no part for a later one: the packet came beyond it, or the later one explains the silence, or the error. */
function isPassed(before: Claim, claim: Claim, progress: Progress): boolean {
  if (before.cause === 'request-not-arriving' && claim.explainsSilence) return true;
  if (before.cause === 'strict-rp-filter' && claim.explainsRefusal && before.rests.some(isOpen)) return true;
  if (claim.explainsError && !before.explainsError && before.rests.length > 0) return true;
  return !before.despiteAnswer && !isBefore(furthest(progress), before.before);
}

function isOpen({ kind }: Assumption): boolean {
  return kind === 'open';
}

/** What it rests on that the source was accepted, for whatever would stop the packet behind that. */
function acceptedBecause(walk: Walk, progress: Progress, { stage, after }: Claim): Assumption[] {
  const behind = STAGES.indexOf(stage) > STAGES.indexOf('source-validation');
  const isShown = !isBefore(furthest(progress), 'accepted');
  if (!behind || isShown || isBefore(after, 'accepted') || walk.modelled.validation.verdict !== 'accepted')
    return [];
  return routingRests(walk, walk.modelled.validationWhy.assumed);
}

/** What it costs that an earlier claim does not hold: its cheapest assumption answered the other way; undefined where it has none. */
function negation({ rests }: Claim): Assumption[] | undefined {
  const [cheapest] = [...rests].sort((a, b) => costRank(a.otherwise) - costRank(b.otherwise));
  if (!cheapest) return undefined;
  const { question, kind, otherwise } = cheapest;
  return otherwise === 'none' ? [] : [{ question, kind: otherwise, otherwise: kind }];
}

/** One question counts once; what it costs is the most that is asked of it. */
function dedupe(assumptions: readonly Assumption[]): Assumption[] {
  const known = new Map<string, Assumption>();
  for (const one of assumptions) {
    const key = keyOf(one.question);
    const other = known.get(key);
    if (!other || costRank(one.kind) > costRank(other.kind)) known.set(key, one);
  }
  return [...known.values()];
}

export function costRank(cost: Cost): number {
  return COSTS.indexOf(cost);
}

export function worst(costs: readonly Cost[]): Cost {
  return costs.reduce<Cost>((most, cost) => (costRank(cost) > costRank(most) ? cost : most), 'none');
}

function refutations(walk: Walk, progress: Progress, claim: Claim): Message[] {
  const found: Message[] = [];
  const further = claim.despiteAnswer
    ? undefined
    : progress.reached.find(({ milestone }) => !isBefore(milestone, claim.before));
  if (further) found.push(further.because);
  const { refused } = walk.seen;
  const { flow } = walk.asked;
  // What drops in silence sends nothing back.
  if (!further && refused !== undefined && !claim.explainsError && !claim.despiteAnswer)
    found.push({ key: 'seen.refused', port: flow.port ?? 0 });
  const { ended } = progress;
  if (ended && claim.shown !== ended.because && STAGES.indexOf(claim.stage) < STAGES.indexOf(ended.stage))
    found.push(ended.because);
  const isAlike = stopsEverything(walk, claim);
  if (isAlike && addressAnswers(walk)) {
    const { from } = flow;
    found.push({ key: 'seen.sibling-answers', to: flow.to, ...(from === undefined ? {} : { from }) });
  }
  const refusing = claim.stage === 'source-validation' && claim.cause !== 'vrf-mismatch';
  if (refusing && walk.seen.oracleAccepts && !walk.seen.arrived && !walk.seen.countersTell)
    found.push({ key: 'oracle.accepts', command: walk.seen.oracleAccepts });
  return found;
}

/** Stages that look at addresses and interfaces alone, unless a rule asks for more. */
const OF_ADDRESSES: ReadonlySet<StageName> = new Set([
  'link',
  'neighbour-in',
  'source-validation',
  'reply-route',
  'neighbour-out',
]);
/** Another machine answers for the address, so that what is answered tells nothing of this host. */
const OF_ANOTHER: ReadonlySet<Cause> = new Set(['duplicate-address', 'address-elsewhere', 'neighbour-wrong']);

/**
 * Whether what the claim takes for granted would stop everything that this sender sends to this address. What rests on nothing
 * is known of this very flow.
 */
function stopsEverything(
  { modelled: { passage, state }, asked: { family } }: Walk,
  { cause, stage, rests, shown }: Claim,
): boolean {
  if (!OF_ADDRESSES.has(stage) || OF_ANOTHER.has(cause) || shown) return false;
  // An address that is not there answers nobody: it is translated on the way, or stands somewhere else.
  if (stage === 'link') return true;
  if (rests.length === 0) return false;
  const isOfRoutes = stage === 'source-validation' || stage === 'reply-route';
  if (!isOfRoutes) return true;
  const isMarked = passage.mark !== undefined || passage.replyMark !== undefined;
  const isSelective = (state.rules[family] ?? []).some(({ ipproto, sport, dport, fwmark, uidrange }) =>
    [ipproto, sport, dport, fwmark, uidrange].some((selector) => selector !== undefined),
  );
  return !passage.translated && !isMarked && !isSelective;
}

/** The kernel counts what its reverse path check refuses; where that counter is flat, the check refused nothing. */
function notCounted(
  { seen: { counted, refusal, answerLeft }, asked: { family } }: Walk,
  claim: Claim,
): Message[] {
  if (!claim.countsReversePath || family === 6 || counted.sent === 0 || answerLeft || refusal === 'log')
    return [];
  return counted.refused === 0 ? [{ key: 'counted.no-reverse-path' }] : [];
}

function shortfalls(progress: Progress, claim: Claim): Message[] {
  const short = progress.missed.find(({ milestone }) => !isBefore(claim.after, milestone));
  return short ? [short.because] : [];
}
