import type { Cause } from '../model/index.ts';
import type { Verdict } from '../verdict.ts';
import type { Walk } from '../walk.ts';
import { FILTER_WORDS } from './filter.ts';
import { LINK_WORDS } from './link.ts';
import { OUTCOME_WORDS } from './outcome.ts';
import { POLICY_WORDS } from './policy.ts';
import { RETURN_WORDS } from './return.ts';
import { SOURCE_WORDS } from './source.ts';
import type { Telling, Words } from './telling.ts';

export type { Words } from './telling.ts';

/** A headline is never longer (what fits on a phone's lock screen). */
const HEADLINE_LIMIT = 140;

/** Tells the verdict in words: what happened, why Linux does it, what to do. */
export function tellVerdict(walk: Walk, verdict: Verdict): Words {
  const words = WORDS[verdict.cause](walk, verdict);
  return { ...words, headline: shorten(words.headline) };
}

function shorten(headline: string): string {
  return headline.length <= HEADLINE_LIMIT ? headline : `${headline.slice(0, HEADLINE_LIMIT - 1)}…`;
}

const WORDS: Record<Cause, Telling> = {
  ...OUTCOME_WORDS,
  ...LINK_WORDS,
  ...FILTER_WORDS,
  ...SOURCE_WORDS,
  ...POLICY_WORDS,
  ...RETURN_WORDS,
};
