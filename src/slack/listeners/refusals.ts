import type { SlackTexts } from '../../texts/index.ts';
import type { Delivery } from '../../triage/index.ts';
import type { Refusal } from '../buttons.ts';

/** What whoever pressed is told of a button, or a dialog, that does not count (mrkdwn). */
export function refusalText(
  refusal: Refusal,
  { refused }: SlackTexts,
  what: 'button' | 'dialog' = 'button',
): string {
  const isButton = what === 'button';
  switch (refusal) {
    case 'unknown':
      return isButton ? refused.unknownButton : refused.unknownDialog;
    case 'outdated':
      return isButton ? refused.outdatedButton : refused.outdatedDialog;
    case 'expired':
      return isButton ? refused.expiredButton : refused.expiredDialog;
    case 'elsewhere':
      return isButton ? refused.otherMessage : refused.otherPerson;
  }
}

/** What a press of that button, or the submission of its dialog, uses up. */
export function usedUp({ id, until }: { id: string; until: number }): Required<Pick<Delivery, 'uses'>> {
  return { uses: { key: `button:${id}`, until: new Date(until) } };
}
