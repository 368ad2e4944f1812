import type { Judgement } from './judge.ts';
import { isSwayed, type NoisyAnswer } from './noise.ts';
import { count, share } from './table.ts';

/** One thing that must be reached, and what was measured. */
export interface Goal {
  readonly wanted: string;
  readonly measured: string;
  readonly met: boolean;
}

/** How good the diagnosis must be, over all inputs that are given. */
export function goalsOf(judged: readonly Judgement[], noise: readonly NoisyAnswer[]): Goal[] {
  const of = (certainty: string) => judged.filter(({ answer }) => answer.certainty === certainty);
  const wrong = (list: readonly Judgement[]) => count(list, ({ verdict }) => verdict === 'wrong');
  const [proven, likely, open] = [of('proven'), of('likely'), of('open')];
  const pastes = judged.filter(({ trial }) => /console/.test(trial.kind));
  const openPastes = pastes.filter(
    ({ answer, trial }) => answer.certainty === 'open' && trial.expected.right.length > 0,
  );
  const held = open.flatMap(({ dialogue }) => dialogue ?? []);
  return [
    atMost('proven and wrong: never', wrong(proven), proven.length, 0),
    atMost('likely and wrong: at most 2 in 100', wrong(likely), likely.length, 0.02),
    atMost(
      'a cause that must never come',
      count(judged, ({ never }) => never),
      judged.length,
      0,
    ),
    atMost('a remedy that harms or does not help: never', count(judged, harmful), judged.length, 0),
    atLeast('pastes named', count(pastes, isNamed), pastes.length, 0.75),
    atLeast(
      'inconclusive pastes: right cause among the first two',
      count(openPastes, isRanked),
      openPastes.length,
      0.9,
    ),
    atLeast(
      'named after at most two questions',
      count(held, ({ end }) => end === 'named'),
      held.length,
      0.9,
    ),
    atMost(
      'a question that makes no sense where it is asked: never',
      count(judged, ({ pointless }) => pointless.length > 0),
      judged.length,
      0,
    ),
    atMost(
      'a cause changed by prose or an unrelated command: never',
      count(noise, isSwayed),
      noise.length,
      0,
    ),
  ];
}

function harmful({ harms }: Judgement): boolean {
  return harms.length > 0;
}

function isNamed({ verdict }: Judgement): boolean {
  return verdict === 'right';
}

function isRanked({ rank }: Judgement): boolean {
  return rank !== undefined && rank <= 2;
}

function atMost(wanted: string, part: number, whole: number, limit: number): Goal {
  return { wanted, measured: share(part, whole), met: part <= limit * whole };
}

function atLeast(wanted: string, part: number, whole: number, limit: number): Goal {
  return {
    wanted: `${wanted}: at least ${100 * limit} %`,
    measured: share(part, whole),
    met: part >= limit * whole,
  };
}
