import type { Delivery } from '../../triage/index.ts';
import type { Refusal } from '../buttons.ts';

/** What whoever pressed is told of a button, or a dialog, that does not count (mrkdwn). */
export function refusalText(refusal: Refusal, what: 'button' | 'dialog' = 'button'): string {
  switch (refusal) {
    case 'unknown':
      return `I do not know this ${what}; nothing was done. Ask again with \`/roundtrip\` to get a new one.`;
    case 'outdated':
      return `This ${what} was made by an older version of me; nothing was done. The message shows a new one in a moment.`;
    case 'expired':
      return `This ${what} has expired; nothing was done. Ask again with \`/roundtrip\` to get a new one.`;
    case 'elsewhere':
      return `This ${what} does not belong ${what === 'button' ? 'to this message' : 'to you'}; nothing was done.`;
  }
}

/** What a press of that button, or the submission of its dialog, uses up. */
export function usedUp({ id, until }: { id: string; until: number }): Required<Pick<Delivery, 'uses'>> {
  return { uses: { key: `button:${id}`, until: new Date(until) } };
}
