import { recheckLines, slackTextsIn } from '../../texts/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, section } from './blocks.ts';
import type { Outcome, Story } from './story.ts';
import type { Surroundings } from './surroundings.ts';
import { ended, line, sentence } from './text.ts';

/** Lines of what is missing, and of who removed it, that are shown; the audit report has all. */
const MOST_LINES = 6;

type Rechecked = Extract<Outcome, { kind: 'rechecked' }>;
type Speech = Pick<Surroundings, 'language'>;

const ICONS = { stands: '🔎', gone: '⚠️', fails: '⚠️', unknown: '❓' } as const;

/** What another look at the fix found, in a sentence. */
export function recheckSentence(
  { found, detail }: Rechecked,
  { state }: Story,
  { language }: Speech,
): string {
  const { headline } = recheckLines(found, state.request, language);
  const title = slackTextsIn(language).recheck.title[found.standing];
  const stopped = detail === '' ? '' : ` ${line(ended(sentence(detail)), LIMITS.sentence)}`;
  return `${ICONS[found.standing]} *${title}:* ${line(ended(headline), LIMITS.sentence)}${stopped}`;
}

/** What is missing, who removed it, and what can be done. */
export function recheckBlocks({ found }: Rechecked, { state }: Story, around: Surroundings) {
  const { missing, removedBy } = recheckLines(found, state.request, around.language);
  const shown = around.evidence === 'store' ? [] : [...missing, ...removedBy].slice(0, 2 * MOST_LINES);
  const lines = shown.map((text) => `• ${line(sentence(text), 400)}`).join('\n');
  const next = slackTextsIn(around.language).recheck.next[found.standing];
  return [...(lines === '' ? [] : [section(lines)]), section(next)];
}

/** The button that has a committed fix looked at again. */
export function recheckButton({ state: { id, status, recheck } }: Story, { language }: Speech) {
  if (status !== 'committed') return [];
  const say = slackTextsIn(language).recheck;
  if (recheck?.asked) return [section(say.underWay)];
  return actions('recheck', [
    button({ action: ACTION.recheck, text: say.button, value: writePress({ triage: id }) }),
  ]);
}
