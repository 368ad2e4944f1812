import { ANY_SENDER, appearsToCover, type Command, keyOf, type OpenQuestion, TABLE } from '../model/index.ts';
import { addressesKnown } from '../seen/addresses.ts';
import type { Walk } from '../walk/index.ts';
import { type Candidate, costRank, isPossible } from './candidates.ts';
import type { Verdict } from './index.ts';
import { answeredBy, OUTPUT_KINDS, type OutputKind } from './outputs.ts';
import { IPTABLES } from './shown.ts';

/** A command, and the host on which it is run. */
type Settling = { command: Command; on: string };

/** What hangs on questions that an output may answer, and how much it counts; `besides`: what it has taken for granted as usual. */
type Interest = { questions: readonly OpenQuestion[]; besides?: readonly OpenQuestion[]; weight: number };

/**
 * The one command that tells most of what the leaders differ in, and where it is run; undefined where nothing is left to settle.
 * What was shown already is not asked for again: then what else was taken for granted is looked at, and what nobody showed.
 */
export function whatSettles(walk: Walk, verdict: Verdict): Settling | undefined {
  if (verdict.certainty === 'proven') return undefined;
  const { flow } = walk.asked;
  if (verdict.why?.key === 'why.own-ping-on-link') {
    const { target, device } = verdict.why;
    const six = walk.asked.family === 6 ? ['-6'] : [];
    return { command: ['ip', ...six, 'route', 'get', target, 'oif', device], on: walk.asked.host };
  }
  if (flow.to === '') {
    if (addressesKnown(walk.modelled.state, walk.asked.family, flow.interface)) return undefined;
    const device = flow.interface === '' ? [] : ['show', flow.interface];
    return { command: ['ip', 'addr', ...device], on: walk.asked.host };
  }
  const { decided } = verdict.ranking;
  const rounds = decided
    ? [ofDecided(walk, decided)]
    : [
        ofLeaders(walk, verdict),
        ofOthers(verdict),
        takenForGranted(walk, verdict),
        [{ questions: neverShown(walk), weight: 1 }],
      ];
  for (const interests of rounds) {
    const best = mostTelling(walk, interests);
    if (best) return best;
  }
  return lastResort(walk, verdict);
}

/** Of the outputs the one that leaves the least open, the cheapest of those that do so alike. */
function mostTelling(walk: Walk, interests: readonly Interest[]): Settling | undefined {
  const atStake = distinct(interests.flatMap(({ questions }) => questions));
  const all = distinct([...atStake, ...interests.flatMap(({ besides = [] }) => besides)]);
  let best: (Settling & { worth: number }) | undefined;
  for (const kind of OUTPUT_KINDS) {
    const asked = answeredBy(kind, walk, atStake);
    if (asked.length < (kind.least ?? 1)) continue;
    const answered = answeredBy(kind, walk, all);
    const worth = worthOf(interests, answered) * (kind.on === 'host' ? 1 : ELSEWHERE);
    if (worth <= (best?.worth ?? 0)) continue;
    const command = kind.command(walk, asked);
    if (command) best = { command, on: whereOf(walk, kind), worth };
  }
  return best && { command: best.command, on: best.on };
}

/** Another host than the one that was shown is not always at hand. */
const ELSEWHERE = 0.5;

/** A candidate is decided once all that it hangs on is known; a part of that is worth less than its share. */
const PARTLY = 0.5;
/** That a default holds is worth less to know. */
const BESIDES = 0.2;

function worthOf(interests: readonly Interest[], answered: readonly OpenQuestion[]): number {
  const known = new Set(answered.map(keyOf));
  const share = (questions: readonly OpenQuestion[]) =>
    questions.length === 0 ? 0 : questions.filter((one) => known.has(keyOf(one))).length / questions.length;
  return interests.reduce((sum, { questions, besides = [], weight }) => {
    const told = share(questions);
    return sum + weight * ((told === 1 ? 1 : PARTLY * told) + BESIDES * share(besides));
  }, 0);
}

/** What each leader takes for granted against the odds; those that nothing speaks for count little. */
function ofLeaders({ seen: { answerMissed } }: Walk, { ranking: { leaders } }: Verdict): Interest[] {
  return leaders.map((leader, place) => {
    const questions = atStakeFor(leader);
    // Where an answer is known to be missing, whether packets arrive is the first question; else nobody may be sending.
    const arrival = questions.every(({ about }) => about === 'arrival') ? (answerMissed ? URGENT : IDLE) : 1;
    const weight = (leader.claim.bare ? BARE : 1) * arrival * (1 - place / 100);
    return { questions, besides: asUsual(leader), weight };
  });
}

const BARE = 0.3;
const URGENT = 2;
const IDLE = 0.3;

function asUsual({ assumes }: Candidate): OpenQuestion[] {
  return assumes.filter(({ kind }) => kind === 'default').map(({ question }) => question);
}

function ofOthers({ ranking: { candidates, leaders } }: Verdict): Interest[] {
  const others = candidates.filter((one) => isPossible(one) && !leaders.includes(one));
  return others.map((other, place) => ({ questions: atStakeFor(other), weight: 1 - place / 100 }));
}

function atStakeFor({ assumes }: Candidate): OpenQuestion[] {
  return assumes
    .filter(({ kind }) => costRank(kind) >= costRank('attributed'))
    .map(({ question }) => question);
}

/** Defaults that the model, or any candidate, rests on: where everything is contradicted one of them does not hold. */
function takenForGranted(walk: Walk, { ranking }: Verdict): Interest[] {
  const { validation, replyRoute } = walk.modelled;
  const assumed = [
    ...(validation.verdict === 'unknown' ? [validation.question] : []),
    ...(replyRoute.kind === 'unknown' ? [replyRoute.question] : []),
    ...walk.modelled.assumed,
    ...ranking.candidates.flatMap(({ assumes }) => assumes.map(({ question }) => question)),
  ];
  return distinct(assumed).map((question) => ({ questions: [question], weight: 1 }));
}

/** What any diagnosis of this flow looks at, in the order in which it most often tells. */
function neverShown(walk: Walk): OpenQuestion[] {
  const { family, flow } = walk.asked;
  const { ingress: device } = walk.seen;
  const { to, port, protocol } = flow;
  return [
    { about: 'arrival', device },
    { about: 'departure', device },
    { about: 'rules', family },
    { about: 'routes', family, table: TABLE.main },
    { about: 'addresses', family, device: flow.interface },
    { about: 'filter', hook: 'input' },
    ...(protocol === 'icmp'
      ? []
      : [{ about: 'sockets' as const, protocol, ...(port === undefined ? {} : { port }) }]),
    { about: 'neighbour', device, address: to },
    { about: 'link', device },
    { about: 'return' },
    { about: 'hook-programs', device },
    { about: 'ipsec' },
  ];
}

/** Of a likely verdict: what it takes for granted; whether packets come is settled by what is missing, a watch or an attempt. */
function ofDecided(walk: Walk, { assumes }: Candidate): Interest[] {
  const own = assumes.map(({ question }) => question).filter(({ about }) => about !== 'arrival');
  const all = distinct([...own, ...arrivalOf(walk)]);
  // Where nothing is seen of the flow yet, a packet decides more than any listing.
  const asked = all.filter(({ about }) => about !== 'filter' || all.length === 1);
  return asked.map((question) => ({
    questions: [question],
    // A sender on the link itself would fare otherwise, whatever the host's listings add.
    weight: question.about === 'who-asks' ? DECISIVE : 1,
  }));
}

const DECISIVE = 4;

function arrivalOf({
  seen: { arrived, packets: seen, refused, answerArrived },
  asked: { flow, probeExpected },
}: Walk): OpenQuestion[] {
  if (arrived || answerArrived || seen.requests.length > 0 || refused !== undefined) return [];
  return probeExpected && !seen.listening
    ? [{ about: 'arrival', device: flow.interface }]
    : [{ about: 'return' }];
}

/** Nothing shown is left open, and still it is not settled. */
function lastResort(walk: Walk, { cause }: Verdict): Settling | undefined {
  const { family, flow, host } = walk.asked;
  const { state } = walk.modelled;
  const { observation } = walk.seen;
  if (cause === 'mtu-blackhole') return { command: ['tracepath', '-n', flow.to], on: senderName(walk) };
  // The older iptables has rules of its own, which nft does not list.
  const program = IPTABLES[family];
  const save = `${program}-save`;
  const isListed = appearsToCover(state.coverage, 'filters', { program });
  if (cause !== 'inconclusive' || isListed || observation.absentPrograms?.includes(save)) return undefined;
  return { command: [save], on: host };
}

function whereOf(walk: Walk, { on }: OutputKind): string {
  return on === 'host' ? walk.asked.host : senderName(walk);
}

function senderName({ asked: { scene, flow } }: Walk): string {
  return scene.peer ?? flow.from ?? ANY_SENDER;
}

function distinct(questions: readonly OpenQuestion[]): OpenQuestion[] {
  return [...new Map(questions.map((question) => [keyOf(question), question])).values()];
}
