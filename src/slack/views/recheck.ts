import { recheckLines } from '../../texts/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, section } from './blocks.ts';
import type { Outcome, Story } from './story.ts';
import type { Surroundings } from './surroundings.ts';
import { ended, line, sentence } from './text.ts';

/** Lines of what is missing, and of who removed it, that are shown; the audit report has all. */
const MOST_LINES = 6;

type Rechecked = Extract<Outcome, { kind: 'rechecked' }>;

const TITLES = {
  stands: '🔎 *Looked again:*',
  gone: '⚠️ *The fix is gone:*',
  fails: '⚠️ *It does not work any more:*',
  unknown: '❓ *Not known:*',
} as const;

/** What another look at the fix found, in a sentence. */
export function recheckSentence({ found, detail }: Rechecked, { state }: Story): string {
  const { headline } = recheckLines(found, state.request);
  const stopped = detail === '' ? '' : ` ${line(ended(sentence(detail)), LIMITS.sentence)}`;
  return `${TITLES[found.standing]} ${line(ended(headline), LIMITS.sentence)}${stopped}`;
}

/** What is missing, who removed it, and what can be done. */
export function recheckBlocks({ found }: Rechecked, { state }: Story, around: Surroundings) {
  const { missing, removedBy } = recheckLines(found, state.request);
  const shown = around.evidence === 'store' ? [] : [...missing, ...removedBy].slice(0, 2 * MOST_LINES);
  const lines = shown.map((text) => `• ${line(sentence(text), 400)}`).join('\n');
  return [...(lines === '' ? [] : [section(lines)]), section(WHAT_TO_DO[found.standing])];
}

const WHAT_TO_DO = {
  stands: 'Nothing has to be done.',
  gone: 'Nothing was changed now: whoever removed it may have been right. To have it again, ask again; the ordinary approval holds.',
  fails: 'Nothing was changed now. Ask again to see what stops it.',
  unknown: 'Nothing was changed now. See that the host can be reached, and look again.',
} as const;

/** The button that has a committed fix looked at again. */
export function recheckButton({ state: { id, status, recheck } }: Story) {
  if (status !== 'committed') return [];
  if (recheck?.asked) return [section('It is being looked at again.')];
  return actions('recheck', [
    button({ action: ACTION.recheck, text: 'Recheck', value: writePress({ triage: id }) }),
  ]);
}
