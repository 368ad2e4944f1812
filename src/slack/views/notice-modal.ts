import type { ModalView } from '@slack/types';
import type { SlackTexts } from '../../texts/index.ts';
import { type Content, section } from './blocks.ts';

/** What somebody is told where there is no message to answer, as on the Home tab; a text is mrkdwn. */
export function noticeModal(
  told: string | Content,
  { home }: SlackTexts,
  title: string = home.notDone,
): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: home.close },
    blocks: typeof told === 'string' ? [section(told)] : told.blocks,
  };
}
